import { propertyKey } from "./define-all.ts";
import type { ElementPlan, FunctionPlan, InstancePlan, LiteralPlan, ObjectPlan, PropertyPlan, TypePlan } from "./plan.ts";
import { obstacleOf } from "./plan-walk.ts";

type Definitions = ReadonlyMap<string, TypePlan>;

type Check = (value: unknown, plan: TypePlan, definitions: Definitions) => boolean;

/**
 * Whether a value is one of the plan, as far as looking at it tells: what a promise or an iterator holds, and what a function returns, stays
 * unknown. Of an instance only the name of its class is compared.
 */
export function conforms(value: unknown, plan: TypePlan): boolean {
  return check(value, plan, new Map());
}

const check: Check = (value, plan, definitions) => {
  switch (plan.kind) {
    case "unknown":
    case "custom":
      return true;
    case "literal":
      return value === literalOf(plan);
    case "enum":
      return plan.members.some((member) => member.value === value);
    case "template":
      return typeof value === "string" && templatePattern(plan.texts, plan.types).test(value);
    case "union":
      return plan.of.some((part) => check(value, part, definitions));
    case "intersection":
      return plan.of.every((part) => check(value, part, definitions));
    case "define":
      return check(value, plan.plan, new Map([...definitions, [plan.id, plan.plan]]));
    case "reference":
      return check(value, definitions.get(plan.id)!, definitions);
    case "cast":
      return check(value, plan.plan, definitions);
    case "unconstructable":
      return false;
    case "stand-in":
      return isObject(value);
    default:
      return isObject(value) ? checkObject(value, plan, definitions) : checkPrimitive(value, plan);
  }
};

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function checkPrimitive(value: unknown, { kind }: TypePlan): boolean {
  return value === null ? kind === "null" : kind === typeof value;
}

function checkObject(value: object, plan: TypePlan, definitions: Definitions): boolean {
  switch (plan.kind) {
    case "array":
      return Array.isArray(value) && value.every((item) => check(item, plan.element, definitions));
    case "tuple":
      return Array.isArray(value) && checkElements(value, plan.elements, definitions);
    case "object":
      return checkMembers(value, plan, definitions);
    case "map":
      if (plan.isWeak) return value instanceof WeakMap;
      return value instanceof Map && [...value].every(([key, held]) => check(key, plan.key, definitions) && check(held, plan.value, definitions));
    case "gomap":
      return Object.prototype.toString.call(value) === "[object GoMap]" || value.constructor.name === "SteppedMap";
    case "set":
      if (plan.isWeak) return value instanceof WeakSet;
      return value instanceof Set && [...value].every((item) => check(item, plan.element, definitions));
    case "instance":
      return checkInstance(value, plan);
    case "function":
      return typeof value === "function" && checkFunction(value, plan, definitions);
    default:
      return checkByName(value, plan);
  }
}

function checkByName(value: object, plan: TypePlan): boolean {
  switch (plan.kind) {
    case "date":
      return value instanceof Date;
    case "regexp":
      return value instanceof RegExp;
    case "promise":
      return value instanceof Promise;
    case "error":
      return value instanceof Error && value.name === plan.name;
    case "typed-array":
    case "pairs":
    case "platform":
      return value.constructor.name === plan.name;
    case "iterable":
      return (plan.form.startsWith("async") ? Symbol.asyncIterator : Symbol.iterator) in value;
    default:
      return false;
  }
}

function checkElements(values: readonly unknown[], elements: readonly ElementPlan[], definitions: Definitions): boolean {
  const rest = elements.findIndex((element) => element.isRest);
  if (rest < 0 && values.length > elements.length) return false;
  const after = rest < 0 ? 0 : elements.length - rest - 1;
  return values.length >= elements.filter((element) => !element.isOptional && !element.isRest).length && values.every((value, index) => {
    const element = rest < 0 || index < rest ? elements[index]! : index >= values.length - after ? elements.at(index - values.length)! : elements[rest]!;
    return (value === undefined && element.isOptional === true) || check(value, element.plan, definitions);
  });
}

function checkMembers(value: object, plan: ObjectPlan, definitions: Definitions): boolean {
  if (!checkProperties(value, plan.properties, definitions)) return false;
  if (!plan.index) return true;
  const declared = new Set(plan.properties.map((property) => property.name));
  const names = Object.keys(value).filter((name) => !declared.has(name));
  return names.every((name) => plan.index!.some((index) => (index.key === "string" || !Number.isNaN(Number(name))) && check((value as Record<string, unknown>)[name], index.value, definitions)));
}

/** A required member that cannot be made is there nevertheless: reading it throws. */
function checkProperties(value: object, properties: readonly PropertyPlan[], definitions: Definitions): boolean {
  return properties.every(({ name, plan, isOptional }) => {
    const key = propertyKey(name);
    if (!(key in value)) return isOptional === true;
    if (obstacleOf(plan) || isUnreadable(value, key)) return true;
    return check((value as Record<string | symbol, unknown>)[key], plan, definitions);
  });
}

function isUnreadable(value: object, key: string | symbol): boolean {
  return Object.getOwnPropertyDescriptor(value, key)?.get !== undefined;
}

function checkFunction(value: object, plan: FunctionPlan, definitions: Definitions): boolean {
  return checkProperties(value, plan.properties ?? [], definitions);
}

function checkInstance(value: object, plan: InstancePlan): boolean {
  for (let prototype = Object.getPrototypeOf(value) as object | null; prototype; prototype = Object.getPrototypeOf(prototype) as object | null) {
    if (prototype.constructor.name === plan.class.localName) return true;
  }
  return false;
}

function literalOf({ value }: LiteralPlan): string | number | boolean | bigint {
  return typeof value === "object" ? BigInt(value.bigint) : value;
}

function templatePattern(texts: readonly string[], types: readonly TypePlan[]): RegExp {
  const parts = texts.map((text, index) => escape(text) + (index < types.length ? `(?:${patternOf(types[index]!)})` : ""));
  return new RegExp(`^${parts.join("")}$`, "s");
}

function patternOf(plan: TypePlan): string {
  if (plan.kind === "number") return "-?\\d+(?:\\.\\d+)?";
  if (plan.kind === "bigint") return "-?\\d+";
  if (plan.kind === "boolean") return "true|false";
  if (plan.kind === "literal") return escape(String(literalOf(plan)));
  if (plan.kind === "enum") return plan.members.map((member) => escape(String(member.value))).join("|");
  if (plan.kind === "union") return plan.of.map(patternOf).join("|");
  return plan.kind === "null" || plan.kind === "undefined" ? plan.kind : ".*";
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
