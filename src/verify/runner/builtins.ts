const { getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } = Reflect;

/** What the language itself has on the global object, where code may put something else. */
const names = (
  "Object Function Array String Number Boolean Symbol BigInt Date RegExp Error AggregateError EvalError RangeError ReferenceError SyntaxError TypeError URIError " +
  "Map Set WeakMap WeakSet WeakRef FinalizationRegistry Promise Proxy Reflect JSON Math Intl Atomics ArrayBuffer SharedArrayBuffer DataView " +
  "Int8Array Uint8Array Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array Float32Array Float64Array BigInt64Array BigUint64Array " +
  "isNaN isFinite parseInt parseFloat encodeURIComponent decodeURIComponent encodeURI decodeURI eval globalThis"
).split(" ");

/** A setting, which many programs change, and which nothing depends on. */
const setting = "stackTraceLimit";

const { is } = Object;

interface Property {
  readonly key: PropertyKey;
  readonly value: unknown;
  readonly get: unknown;
  readonly isWritable: boolean;
}

interface Holder {
  readonly object: object;
  /** `Map.prototype` */
  readonly name: string;
  readonly isPrototype: boolean;
  readonly isExtensible: boolean;
  readonly properties: readonly Property[];
}

/**
 * The built-in objects as they are when this is made. It asks nothing of them that code may have replaced since then: no method, no iteration.
 */
export class Builtins {
  readonly #holders: Holder[] = [];

  constructor() {
    this.#add(globalThis, "", false, names);
    for (const name of names) {
      const value = (globalThis as unknown as Record<string, unknown>)[name];
      if ((typeof value !== "object" && typeof value !== "function") || value === null || value === globalThis) continue;
      this.#add(value, name, false);
      const { prototype } = value as { readonly prototype?: unknown };
      if (typeof prototype === "object" && prototype !== null) this.#add(prototype, `${name}.prototype`, true);
    }
    for (const [name, object] of hidden()) this.#add(object, name, true);
  }

  /** @returns the first of those that were replaced, removed or frozen, or null; of what was added only what each `for...in` meets. */
  changed(): string | null {
    for (let index = 0; index < this.#holders.length; index++) {
      const holder = this.#holders[index]!;
      if (holder.isExtensible && !isExtensible(holder.object)) return holder.name;
      const key = changedIn(holder) ?? (holder.isPrototype ? addedTo(holder) : undefined);
      if (key !== undefined) return holder.name === "" ? textOf(key) : `${holder.name}${typeof key === "symbol" ? `[${textOf(key)}]` : `.${textOf(key)}`}`;
    }
    return null;
  }

  #add(object: object, name: string, isPrototype: boolean, keys: readonly PropertyKey[] = ownKeys(object)): void {
    const properties = keys.filter((key) => key !== setting).map((key) => propertyOf(object, key));
    this.#holders.push({ object, name, isPrototype, isExtensible: isExtensible(object), properties });
  }
}

function propertyOf(object: object, key: PropertyKey): Property {
  const descriptor = getOwnPropertyDescriptor(object, key);
  return { key, value: descriptor?.value, get: descriptor?.get, isWritable: descriptor?.writable === true };
}

function changedIn({ object, properties }: Holder): PropertyKey | undefined {
  for (let index = 0; index < properties.length; index++) {
    const { key, value, get, isWritable } = properties[index]!;
    const now = getOwnPropertyDescriptor(object, key);
    // What is written by use, such as `RegExp.lastMatch`, is an accessor: its getter stays.
    if (!is(now?.value, value)) return key;
    if (now?.get !== get || (now?.writable === true) !== isWritable) return key;
  }
  return undefined;
}

function addedTo({ object, properties }: Holder): PropertyKey | undefined {
  const keys = ownKeys(object);
  if (keys.length <= properties.length) return undefined;
  for (let index = 0; index < keys.length; index++) {
    const key = keys[index]!;
    if (typeof key === "string" && getOwnPropertyDescriptor(object, key)?.enumerable === true && !hasKey(properties, key)) return key;
  }
  return undefined;
}

function hasKey(properties: readonly Property[], key: PropertyKey): boolean {
  for (let index = 0; index < properties.length; index++) if (properties[index]!.key === key) return true;
  return false;
}

function textOf(key: PropertyKey): string {
  return typeof key === "symbol" ? (key.description ?? "symbol") : `${key}`;
}

/** Prototypes that no global name leads to. */
function hidden(): [string, object][] {
  const of = (value: object): object => getPrototypeOf(value)!;
  const iterators: [string, object][] = [["Array", [].values()], ["Map", new Map().values()], ["Set", new Set().values()], ["String", ""[Symbol.iterator]()]];
  return [
    ["%Iterator%.prototype", of(of([].values()))],
    ["%TypedArray%.prototype", of(Uint8Array.prototype)],
    ...iterators.map(([name, iterator]): [string, object] => [`%${name}Iterator%.prototype`, of(iterator)]),
  ];
}
