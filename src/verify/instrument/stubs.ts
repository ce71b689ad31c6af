import { tellingDecorator } from "./decorated.ts";

/** Where the stand-ins of missing modules look for their registry: `globalThis[Symbol.for("rangeguard.stubs")]`. */
const stubsKey: unique symbol = Symbol.for("rangeguard.stubs") as never;

/** A call of something that a missing module would have exported. */
export interface StubModuleCall {
  readonly module: string;
  /** `client.query`, `default`. */
  readonly path: string;
  readonly args: readonly unknown[];
  readonly isNew: boolean;
  /** Makes another stub: what else the call gives, to callbacks. */
  readonly result: () => unknown;
}

export interface StubOptions {
  /** What a call gives; a result of undefined stands for another stub. Default: always a stub. */
  readonly onCall?: (call: StubModuleCall) => unknown;
  /**
   * A missing module's decorator is applied. What is given back is told of each call of the method or the accessor that it decorates.
   *
   * @param names what the decorator is called, where it comes from and in the text, with what it is given: `cache.Memo() Once options`
   */
  readonly onDecorator?: (names: string) => (() => void) | undefined;
}

/**
 * Stand-ins for modules that are not installed, and for files that are no code. Every property of one is a function again, which can be called,
 * constructed, extended and iterated (it is empty). It is no promise: `await` gives it back.
 */
export class StubRegistry {
  readonly #modules = new Map<string, object>();
  /** With what they are called. */
  readonly #stubs = new WeakMap<object, string>();
  readonly #provided = new Map<string, { exports: object; readonly told: ((exports: object) => void)[] }>();
  readonly #onCall: (call: StubModuleCall) => unknown;
  readonly #onDecorator: NonNullable<StubOptions["onDecorator"]>;
  /** Of what calls have given: all of them, and before the first run. */
  #count = 0;
  #start = 0;

  constructor({ onCall, onDecorator }: StubOptions = {}) {
    this.#onCall = onCall ?? (() => undefined);
    this.#onDecorator = onDecorator ?? (() => undefined);
  }

  /** The modules that were stubbed so far, as they were imported. */
  get names(): readonly string[] {
    return [...this.#modules.keys()];
  }

  /** Whether a value is a stand-in. */
  has(value: unknown): boolean {
    return isObject(value) && this.#stubs.has(value);
  }

  /** What to use for a decorator, where that is a stand-in: one that changes nothing. @param names those in its text */
  decorator(value: unknown, names: string): ((...args: unknown[]) => unknown) | undefined {
    if (!this.has(value)) return undefined;
    const told = this.#onDecorator(`${this.#stubs.get(value as object)} ${names}`);
    return told === undefined ? () => undefined : tellingDecorator(told);
  }

  /** What a module has that is provided at run time: a stand-in, until it is. @param told Is called with it, now and whenever it changes. */
  provided(name: string, told?: (exports: object) => void): object {
    const known = this.#provided.get(name) ?? { exports: this.#stub(name, ""), told: [] };
    this.#provided.set(name, known);
    if (told) known.told.push(told);
    told?.(known.exports);
    return known.exports;
  }

  /** What `require` gives for such a module: it has what the module has at the time when it is asked. */
  required(name: string): object {
    const current = (): object => this.provided(name);
    return new Proxy(() => {}, {
      apply: (_target, receiver, args) => Reflect.apply(current() as () => unknown, receiver, args) as unknown,
      get(_target, key) {
        if (key === "__esModule") return true;
        return key === "default" && !("default" in current()) ? current() : (Reflect.get(current(), key) as unknown);
      },
      has: (_target, key) => Reflect.has(current(), key),
      ownKeys: () => Reflect.ownKeys(current()),
      getOwnPropertyDescriptor: (_target, key) => Reflect.getOwnPropertyDescriptor(current(), key),
    });
  }

  /** From now on the module has these exports. */
  provide(name: string, exports: object): void {
    this.provided(name);
    const known = this.#provided.get(name)!;
    known.exports = exports;
    for (const told of known.told) told(exports);
  }

  /** Numbers of stubs go on from here at the beginning of each run: modules that have been loaded may hold those before. */
  keepNumbers(): void {
    this.#start = this.#count;
  }

  /** A run begins: the numbers of stubs are the same in each. */
  beginRun(): void {
    this.#count = this.#start;
  }

  module(name: string): object {
    const known = this.#modules.get(name) ?? this.#stub(name, "");
    this.#modules.set(name, known);
    return known;
  }

  #stub(module: string, path: string): object {
    const members = new Map<PropertyKey, unknown>();
    // What calls give are different things: keys that are made of them must not be the same.
    const text = `[stub ${module}.${path}${path.includes("(") ? ` #${++this.#count}` : ""}]`;
    const member = (key: PropertyKey): unknown => {
      if (typeof key !== "string" || ownTexts.has(key)) return wellKnown(key, text);
      if (!members.has(key)) members.set(key, this.#stub(module, path === "" ? key : `${path}.${key}`));
      return members.get(key);
    };
    const result = (): object => this.#stub(module, `${path}()`);
    const call = (args: unknown[], isNew: boolean): unknown => this.#onCall({ module, path, args, isNew, result }) ?? result();
    const target = function () {};
    // Libraries have methods of these names.
    for (const name of ["length", "name"]) Reflect.deleteProperty(target, name);
    const stub = new Proxy(target, {
      get: (target, key, receiver) => (Reflect.has(target, key) && !hidden.has(key) ? (Reflect.get(target, key, receiver) as unknown) : member(key)),
      set: (target, key, value) => (Reflect.has(target, key) ? Reflect.set(target, key, value) : (members.set(key, value), true)),
      apply: (_target, _receiver, args: unknown[]) => call(args, false),
      construct(target, args: unknown[], newTarget) {
        const made = call(args, true);
        const isOwn = newTarget.prototype === target.prototype;
        return isOwn && isObject(made) ? made : (Reflect.construct(Object, [], newTarget) as object);
      },
    });
    this.#stubs.set(stub, `${module}.${path}`);
    return stub;
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

/** What functions have, and stubs have another one of. */
const hidden: ReadonlySet<PropertyKey> = new Set(["length", "name", "toString"]);
const ownTexts: ReadonlySet<string> = new Set(["then", "toJSON", "toString"]);

function wellKnown(key: PropertyKey, text: string): unknown {
  if (key === Symbol.toPrimitive || key === "toJSON" || key === "toString") return () => text;
  if (key === Symbol.iterator) return () => [].values();
  return undefined;
}

/** Makes the registry known to modules that are loaded from now on. */
export function installStubs(registry: StubRegistry): void {
  (globalThis as { [stubsKey]?: StubRegistry })[stubsKey] = registry;
}

/**
 * The names that a text may import from a module, for files that nobody has prepared: rather too many than too few, since a stub that has more
 * does no harm.
 */
export function namesImported(text: string, specifier: string): string[] {
  const clauses = [...text.matchAll(/\b(?:import|export)\b([^;"'`]*?)\bfrom\s*(["'])(.*?)\2/g)].filter((each) => each[3] === specifier);
  return clauses.flatMap(([, clause]) => clause!.match(/[\p{ID_Start}$_][\p{ID_Continue}$]*/gu) ?? []);
}

/** The source of an ES module that exports a stub's members under these names. */
export function stubModuleSource(specifier: string, names: readonly string[]): string {
  const others = [...new Set(names)].filter((name) => name !== "default");
  const constants = others.map((name, index) => `const v${index}=stub[${JSON.stringify(name)}];`).join("");
  const exported = others.map((name, index) => `v${index} as ${JSON.stringify(name)}`).join(",");
  const stub = `const stub=globalThis[Symbol.for("rangeguard.stubs")].module(${JSON.stringify(specifier)});`;
  return `${stub}${constants}export{${exported}};export default stub.default;`;
}

/** The source of an ES module that exports what is provided under its name at run time, under these names: as live bindings. */
export function providedModuleSource(name: string, names: readonly string[]): string {
  const others = [...new Set(names)].filter((each) => each !== "default");
  const variables = ["d", ...others.map((_, index) => `v${index}`)].join(",");
  const assigned = others.map((each, index) => `v${index}=m[${JSON.stringify(each)}];`).join("");
  const exported = others.map((each, index) => `v${index} as ${JSON.stringify(each)}`).join(",");
  const told = `(m)=>{${assigned}d="default" in m||typeof m==="function"?m.default:m;}`;
  return `let ${variables};globalThis[Symbol.for("rangeguard.stubs")].provided(${JSON.stringify(name)},${told});export{${exported}};export{d as default};`;
}
