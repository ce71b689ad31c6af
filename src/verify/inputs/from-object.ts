import { ts } from "ts-morph";
import { hasModifier } from "./declared.ts";
import type { Planner } from "./from-type.ts";
import { cast, unionOf, withoutUndefined } from "./make-plan.ts";
import type { ElementPlan, FunctionPlan, ObjectPlan, PropertyPlan, TypePlan } from "./plan.ts";
import { isUnresolved } from "./type-tests.ts";

const { ModifierFlags, SymbolFlags, TypeFlags } = ts;

/** An interface, an object type, or a class whose code is out of reach. */
export function planOfObject(type: ts.Type, planner: Planner): TypePlan {
  const symbols = planner.checker.getPropertiesOfType(type);
  const open = symbols.filter((symbol) => !isHidden(symbol));
  const plan: ObjectPlan = { kind: "object", properties: open.flatMap((symbol) => planOfProperty(symbol, planner) ?? []), ...indexOf(type, planner) };
  return open.length < symbols.length || plan.properties.length < open.length ? cast(plan) : plan;
}

function indexOf(type: ts.Type, planner: Planner): Pick<ObjectPlan, "index"> {
  const index = planner.checker.getIndexInfosOfType(type).flatMap(({ keyType, type: value }) => {
    if (!(keyType.flags & (TypeFlags.String | TypeFlags.Number))) return [];
    return [{ key: keyType.flags & TypeFlags.String ? ("string" as const) : ("number" as const), value: planner.plan(value) }];
  });
  return index.length > 0 ? { index } : {};
}

/** A member that only the class itself sees. */
export function isHidden(symbol: ts.Symbol): boolean {
  if (symbol.escapedName.toString().startsWith("__#")) return true;
  return hasModifier(symbol.valueDeclaration, ModifierFlags.Private | ModifierFlags.Protected);
}

/** Undefined for a member under a symbol of the program's own. */
export function planOfProperty(
  symbol: ts.Symbol,
  planner: Planner,
  planOf = (type: ts.Type, name: string): TypePlan => planner.plan(type, name),
): PropertyPlan | undefined {
  const name = memberName(symbol);
  if (name === undefined) return undefined;
  const isOptional = (symbol.flags & SymbolFlags.Optional) !== 0;
  const isReadonly = hasModifier(symbol.valueDeclaration, ModifierFlags.Readonly);
  const plan = planOf(planner.checker.getTypeOfSymbolAtLocation(symbol, planner.at), name);
  return { name, plan: isOptional ? withoutUndefined(plan) : plan, ...(isOptional && { isOptional }), ...(isReadonly && { isReadonly }) };
}

/** The checker writes `[Symbol.iterator]` as `__@iterator@12`. */
function memberName(symbol: ts.Symbol): string | undefined {
  const escaped = symbol.escapedName.toString();
  if (!escaped.startsWith("__@")) return symbol.name;
  const name = /^__@(\w+)@\d+$/.exec(escaped)?.[1];
  return name !== undefined && name in Symbol ? `@@${name}` : undefined;
}

/**
 * A stub. Where there are several signatures the first counts.
 *
 * @param isCallback It is given to a stub, which calls it: its parameters are needed.
 */
export function planOfFunction(type: ts.Type, name: string, planner: Planner, isCallback = false): TypePlan {
  const { checker } = planner;
  const signatures = checker.getSignaturesOfType(type, ts.SignatureKind.Call);
  const signature = signatures[0]!;
  const properties = checker.getPropertiesOfType(type).flatMap((symbol) => planOfProperty(symbol, planner) ?? []);
  const plan: FunctionPlan = {
    kind: "function",
    name,
    parameters: isCallback ? planOfParameters(signature, planner) : signature.parameters.map((parameter) => callbackParameter(parameter, planner)),
    returns: returnsOf(checker.getReturnTypeOfSignature(signature), name, planner),
    ...(properties.length > 0 && { properties }),
  };
  const isPredicate = checker.getTypePredicateOfSignature(signature) !== undefined;
  const isGeneric = (signature.typeParameters?.length ?? 0) > 0;
  const isPlain = signatures.length === 1 && properties.length === 0 && !isPredicate && !isGeneric;
  return isPlain ? plan : cast(plan);
}

/** What a type says that is not installed, such as `Awaitable<T>`, may be a promise. */
function returnsOf(type: ts.Type, name: string, planner: Planner): TypePlan {
  const plan = planner.plan(type, name);
  return isUnresolved(type) ? unionOf([plan, { kind: "promise", value: plan }]) : plan;
}

/** A stub does nothing with its arguments, except that it may call them: only callbacks are planned. */
function callbackParameter(symbol: ts.Symbol, planner: Planner): ElementPlan {
  const declaration = symbol.valueDeclaration;
  const isRest = declaration !== undefined && ts.isParameter(declaration) && declaration.dotDotDotToken !== undefined;
  const type = planner.checker.getTypeOfSymbolAtLocation(symbol, planner.at);
  const callback = isRest ? undefined : callbackIn(type, planner.checker);
  return callback ? { plan: planOfFunction(callback, symbol.name, planner, true) } : { plan: { kind: "unknown" }, ...(isRest && { isRest }) };
}

function callbackIn(type: ts.Type, checker: ts.TypeChecker): ts.Type | undefined {
  if (type.isUnion()) return type.types.map((part) => callbackIn(part, checker)).find((part) => part !== undefined);
  return checker.getSignaturesOfType(type, ts.SignatureKind.Call).length > 0 ? type : undefined;
}

/** The parameters of a signature, planned in full. */
export function planOfParameters(signature: ts.Signature, planner: Planner): ElementPlan[] {
  return signature.parameters.map((symbol): ElementPlan => {
    const type = planner.checker.getTypeOfSymbolAtLocation(symbol, planner.at);
    const declaration = symbol.valueDeclaration;
    const parameter = declaration && ts.isParameter(declaration) ? declaration : undefined;
    if (parameter?.dotDotDotToken) return { plan: elementOf(planner.plan(type, symbol.name)), isRest: true };
    const isOptional = parameter !== undefined && (parameter.questionToken !== undefined || parameter.initializer !== undefined);
    const plan = planner.plan(type, symbol.name);
    return isOptional ? { plan: withoutUndefined(plan), isOptional } : { plan };
  });
}

/** A rest parameter takes elements of its array. */
export function elementOf(plan: TypePlan): TypePlan {
  if (plan.kind === "array") return plan.element;
  return { kind: "unknown" };
}

export function planOfTuple(type: ts.TupleTypeReference, planner: Planner): TypePlan {
  const { elementFlags, readonly: isReadonly } = type.target;
  const elements = planner.checker.getTypeArguments(type).map((argument, index): ElementPlan => {
    const flags = elementFlags[index] ?? ts.ElementFlags.Required;
    if (flags & ts.ElementFlags.Optional) return { plan: withoutUndefined(planner.plan(argument)), isOptional: true };
    return { plan: planner.plan(argument), ...(flags & ts.ElementFlags.Variable && { isRest: true }) };
  });
  return { kind: "tuple", elements, ...(isReadonly && { isReadonly }) };
}
