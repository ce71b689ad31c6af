import { type CustomDescription, type Described, type Description, isDescribed, type SeedDescription } from "./description.ts";
import type { ModuleMember } from "./plan.ts";
import { describeFunction } from "./describe-function.ts";
import { describeInstance, describeSeeds, type Print } from "./describe-instance.ts";
import { goMapText } from "./gomap-entries.ts";
import { areMixed } from "./shapes.ts";

/** The text of a test's inputs. */
export interface InputText {
  /** What the expressions name. A member that is not exported cannot be imported. */
  readonly imports: readonly ModuleMember[];
  /** Statements for objects that several expressions share. */
  readonly declarations: readonly string[];
  /** One for each description. */
  readonly expressions: readonly string[];
  /** Statements that seed the state. */
  readonly seeds: readonly string[];
  /** For each seeded variable, the statements that seed it. */
  readonly variables: readonly (readonly string[])[];
}

/** The value as a TypeScript expression: `new Map([["a", 1]])`. Objects that are shared are written where they are used. */
export function describe(description: Description): string {
  return new Printer(false).print(description);
}

/** Seeds of the fields of an object that a variable holds. */
export interface SeededVariable {
  readonly name: string;
  readonly seeds: readonly SeedDescription[];
}

/**
 * Values of one run as TypeScript expressions; objects that they share are declared before, typed `any`.
 *
 * @param variables Objects whose fields are seeded as well.
 */
export function describeInputs(
  descriptions: readonly Description[],
  seeds: readonly SeedDescription[] = [],
  variables: readonly SeededVariable[] = [],
): InputText {
  const { print, use, imports, declarations } = new Printer(true);
  const expressions = descriptions.map(print);
  const statements = describeSeeds(undefined, seeds, print, use);
  const seeded = variables.map((variable) => describeSeeds(variable.name, variable.seeds, print, use));
  return { imports: [...imports.values()], declarations, expressions, seeds: statements, variables: seeded };
}

const eventEmitter: ModuleMember = { module: "node:events", name: "EventEmitter", isExported: true, localName: "EventEmitter" };

function engineClass(name: string): ModuleMember {
  return { module: "rangeguard/engine", name, isExported: true, localName: name };
}

class Printer {
  readonly imports = new Map<string, ModuleMember>();
  readonly declarations: string[] = [];
  readonly #isHoisting: boolean;
  readonly #names = new Map<string, string>();

  constructor(isHoisting: boolean) {
    this.#isHoisting = isHoisting;
  }

  /** The name of an imported member. */
  readonly use = (member: ModuleMember): string => {
    this.imports.set(`${member.module} ${member.name}`, member);
    return member.localName;
  };

  readonly print: Print = (description) => {
    if (Array.isArray(description)) return `[${description.map(this.print).join(", ")}]`;
    if (!isDescribed(description)) return literalText(description);
    switch (description.kind) {
      case "object":
        return this.#object(description);
      case "map":
        return this.#map(description);
      case "gomap":
        this.use(engineClass(description.isStepped ? "SteppedMap" : "GoMap"));
        return goMapText(description, this.print);
      case "set":
        return this.#set(description);
      case "promise":
        return `Promise.resolve${areMixed([description.value]) ? "<any>" : ""}(${this.print(description.value)})`;
      case "enum":
        if (!description.declared.isExported || description.isConst) return castText(literalText(description.value));
        return `${this.use(description.declared)}${memberText(description.member)}`;
      case "instance":
        return describeInstance(description, this.print, this.use);
      case "function":
        return describeFunction(description, this.print);
      case "iterable":
        return iterableText(description.form, description.items.map(this.print));
      case "merge":
        return `Object.assign(${description.parts.map(this.print).join(", ")})`;
      case "cast":
        return castText(this.print(description.value));
      case "shared":
        return this.#shared(`${description.pool} ${description.index}`, () => this.print(description.value));
      case "symbol":
        return this.#shared(`symbol ${description.name}`, () => `Symbol(${JSON.stringify(description.name)})`);
      default:
        return this.#simple(description);
    }
  };

  #simple(description: Described): string {
    switch (description.kind) {
      case "bigint":
        return `${description.digits}n`;
      case "date":
        return `new Date(${description.time})`;
      case "regexp":
        return `new RegExp(${JSON.stringify(description.source)}, ${JSON.stringify(description.flags)})`;
      case "error":
        return `new ${description.name}(${JSON.stringify(description.message)})`;
      case "typed-array":
        return typedArrayText(description.name, description.items);
      case "pairs":
        return pairsText(description.name, description.entries);
      case "platform":
        if (description.name === "EventEmitter") this.use(eventEmitter);
        if (description.eventType !== undefined) return `new Event(${JSON.stringify(description.eventType)})`;
        return platformTexts[description.name] ?? `new ${description.name}()`;
      case "custom":
        return customText(description);
      case "stand-in":
        return standInText(description.type, this.print({ kind: "object", properties: description.properties ?? [] }));
      case "absent":
        return castText("undefined");
      default:
        return "undefined";
    }
  }

  /** Members that cannot be made are left out. */
  #object({ properties }: Described & { kind: "object" }): string {
    const given = properties.filter(([, value]) => !isDescribed(value) || value.kind !== "absent");
    const members = given.map(([name, value]) => `${keyText(name)}: ${this.print(value)}`);
    const text = members.length > 0 ? `{ ${members.join(", ")} }` : "{}";
    return given.length < properties.length ? castText(text) : text;
  }

  #map({ entries, isWeak }: Described & { kind: "map" }): string {
    const isMixed = areMixed(entries.map(([key]) => key)) || areMixed(entries.map(([, value]) => value));
    const items = entries.map(([key, value]) => `[${this.print(key)}, ${this.print(value)}]`);
    return collection(`${isWeak ? "WeakMap" : "Map"}${isMixed ? "<any, any>" : ""}`, items);
  }

  #set({ elements, isWeak }: Described & { kind: "set" }): string {
    return collection(`${isWeak ? "WeakSet" : "Set"}${areMixed(elements) ? "<any>" : ""}`, elements.map(this.print));
  }

  #shared(key: string, print: () => string): string {
    if (!this.#isHoisting) return print();
    let name = this.#names.get(key);
    if (name === undefined) {
      const text = print();
      name = `shared${this.#names.size + 1}`;
      this.#names.set(key, name);
      this.declarations.push(`const ${name}: any = ${text};`);
    }
    return name;
  }
}

const platformTexts: Readonly<Record<string, string>> = {
  Event: 'new Event("a")',
  AbortSignal: "new AbortController().signal",
  URL: 'new URL("http://localhost/a?b=1")',
  ArrayBuffer: "new ArrayBuffer(8)",
};

function literalText(value: string | number | boolean | null | readonly Description[]): string {
  return JSON.stringify(value);
}

/** `never` goes anywhere, and needs no import. */
function castText(text: string): string {
  return `(${text} as never)`;
}

function customText({ name, seed, isList }: CustomDescription): string {
  const text = `(hooks.${isList === true ? "arguments" : "types"}${memberText(name)}(make) as never /* made by the project's hooks, choices ${seed} */)`;
  return isList === true ? `...${text}` : text;
}

/** What it does is more than a literal says: the comment names what it stands for. */
function standInText(type: string, members: string): string {
  return `(${members} as never /* a stand-in of ${type.replaceAll("*/", "* /")} */)`;
}

function collection(name: string, items: readonly string[]): string {
  return items.length > 0 ? `new ${name}([${items.join(", ")}])` : `new ${name}()`;
}

const identifier = /^[A-Za-z_$][\w$]*$/;

/** `__proto__` as a plain key would set the prototype. */
function keyText(name: string): string {
  if (/^@@\w+$/.test(name)) return `[Symbol.${name.slice(2)}]`;
  if (name === "__proto__") return '["__proto__"]';
  return identifier.test(name) ? name : JSON.stringify(name);
}

function memberText(name: string): string {
  return identifier.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

function iterableText(form: string, items: readonly string[]): string {
  if (form === "iterable") return `[${items.join(", ")}]`;
  return `(${form.startsWith("async") ? "async " : ""}function* (): any { ${items.map((item) => `yield ${item}; `).join("")}})()`;
}

function typedArrayText(name: string, items: readonly number[]): string {
  if (name === "Buffer") return `Buffer.from([${items.join(", ")}])`;
  const suffix = name.startsWith("Big") ? "n" : "";
  return `new ${name}([${items.map((item) => `${item}${suffix}`).join(", ")}])`;
}

function pairsText(name: string, entries: readonly (readonly [string, string])[]): string {
  if (name !== "FormData") return entries.length > 0 ? `new ${name}(${JSON.stringify(entries)})` : `new ${name}()`;
  const appends = entries.map(([key, value]) => `form.append(${JSON.stringify(key)}, ${JSON.stringify(value)}); `);
  return `(() => { const form = new FormData(); ${appends.join("")}return form; })()`;
}
