/** Where the stand-ins of missing modules look for their registry: `globalThis[Symbol.for("rangeguard.stubs")]`. */
export const stubsKey: unique symbol = Symbol.for("rangeguard.stubs") as never;

/** A call of something that a missing module would have exported. */
export interface StubModuleCall {
  readonly module: string;
  /** `client.query`, `default`. */
  readonly path: string;
  readonly args: readonly unknown[];
  readonly isNew: boolean;
}

export interface StubOptions {
  /** What a call gives; a result of undefined stands for another stub. Default: always a stub. */
  readonly onCall?: (call: StubModuleCall) => unknown;
}

/**
 * Stand-ins for modules that are not installed, and for files that are no code. Every property of one is a function again, which can be called,
 * constructed, extended and iterated (it is empty). It is no promise: `await` gives it back.
 */
export class StubRegistry {
  readonly #modules = new Map<string, object>();
  readonly #onCall: (call: StubModuleCall) => unknown;

  constructor({ onCall }: StubOptions = {}) {
    this.#onCall = onCall ?? (() => undefined);
  }

  /** The modules that were stubbed so far, as they were imported. */
  get names(): readonly string[] {
    return [...this.#modules.keys()];
  }

  module(name: string): object {
    const known = this.#modules.get(name) ?? this.#stub(name, "");
    this.#modules.set(name, known);
    return known;
  }

  #stub(module: string, path: string): object {
    const members = new Map<PropertyKey, unknown>();
    const member = (key: PropertyKey): unknown => {
      if (typeof key !== "string" || key === "then" || key === "toJSON") return wellKnown(key, `${module}.${path}`);
      if (!members.has(key)) members.set(key, this.#stub(module, path === "" ? key : `${path}.${key}`));
      return members.get(key);
    };
    const call = (args: unknown[], isNew: boolean): unknown => this.#onCall({ module, path, args, isNew }) ?? this.#stub(module, `${path}()`);
    return new Proxy(function () {}, {
      get: (target, key, receiver) => (Reflect.has(target, key) ? (Reflect.get(target, key, receiver) as unknown) : member(key)),
      set: (target, key, value) => (Reflect.has(target, key) ? Reflect.set(target, key, value) : (members.set(key, value), true)),
      apply: (_target, _receiver, args: unknown[]) => call(args, false),
      construct(target, args: unknown[], newTarget) {
        const made = call(args, true);
        const isOwn = newTarget.prototype === target.prototype;
        return isOwn && isObject(made) ? made : (Reflect.construct(Object, [], newTarget) as object);
      },
    });
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === "object" && value !== null) || typeof value === "function";
}

function wellKnown(key: PropertyKey, text: string): unknown {
  if (key === Symbol.toPrimitive) return () => `[stub ${text}]`;
  if (key === Symbol.iterator) return () => [].values();
  return undefined;
}

/** Makes the registry known to modules that are loaded from now on. */
export function installStubs(registry: StubRegistry): void {
  (globalThis as { [stubsKey]?: StubRegistry })[stubsKey] = registry;
}

/** The source of an ES module that exports a stub's members under these names. */
export function stubModuleSource(specifier: string, names: readonly string[]): string {
  const others = [...new Set(names)].filter((name) => name !== "default");
  const constants = others.map((name, index) => `const v${index}=stub[${JSON.stringify(name)}];`).join("");
  const exported = others.map((name, index) => `v${index} as ${JSON.stringify(name)}`).join(",");
  const stub = `const stub=globalThis[Symbol.for("rangeguard.stubs")].module(${JSON.stringify(specifier)});`;
  return `${stub}${constants}export{${exported}};export default stub.default;`;
}
