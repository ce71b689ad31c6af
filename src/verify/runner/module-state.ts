import { isGoMap } from "../gomap/maps.ts";
import { savedGoMap } from "../gomap/state.ts";
import type { PrivateFields } from "../instrument/hooks.ts";

type Scope = Readonly<Record<string, unknown>>;

/** Puts an object back into the state that it was in. */
type Restore = () => void;

/** So many objects of the modules' state are remembered: tables that are larger are hardly ever changed. */
const mostObjects = 2000;
const mostEntries = 10_000;

const { defineProperty, getOwnPropertyDescriptor, getOwnPropertyNames, getPrototypeOf } = Object;

export interface StateOptions {
  /** Top-level names of modules, with getters, and setters where they can be assigned. */
  readonly scopes: readonly Scope[];
  readonly privatesOf: (object: object) => readonly { readonly fields: PrivateFields }[];
  /** The seed of the run that is about to begin. */
  readonly seed: () => number;
}

/**
 * What the modules of a project hold when they have been loaded: variables, collections, and objects that lie in them. Between runs it is
 * put back, so that each run starts from the same state without loading the modules anew. What only closures see stays as it is.
 */
export class ModuleState {
  readonly #restores: Restore[] = [];
  readonly #seen = new Set<object>();
  readonly #waiting: object[] = [];
  readonly #privatesOf: StateOptions["privatesOf"];
  readonly #seed: StateOptions["seed"];

  constructor({ scopes, privatesOf, seed }: StateOptions) {
    this.#privatesOf = privatesOf;
    this.#seed = seed;
    for (const scope of scopes) this.#saveScope(scope);
    for (let object = this.#waiting.shift(); object !== undefined && this.#seen.size <= mostObjects; object = this.#waiting.shift()) this.#save(object);
    this.#waiting.length = 0;
  }

  restore(): void {
    for (const restore of this.#restores) restore();
  }

  #saveScope(scope: Scope): void {
    for (const name of getOwnPropertyNames(scope)) {
      const value = attempt(() => scope[name]);
      this.#visit(value);
      const isWritable = getOwnPropertyDescriptor(scope, name)!.set !== undefined;
      if (isWritable) this.#restores.push(() => void attempt(() => Object.is(scope[name], value) || Reflect.set(scope, name, value)));
    }
  }

  #visit(value: unknown): void {
    if (value === null || (typeof value !== "object" && typeof value !== "function") || this.#seen.has(value)) return;
    this.#seen.add(value);
    this.#waiting.push(value);
  }

  #save(object: object): void {
    if (isGoMap(object)) return void this.#restores.push(savedGoMap(object, this.#seed));
    if (object instanceof Map) this.#saveMap(object as Map<unknown, unknown>);
    else if (object instanceof Set) this.#saveSet(object as Set<unknown>);
    else if (Array.isArray(object)) this.#saveArray(object as unknown[]);
    else if (typeof object === "object" && !isOwn(object)) return;
    if (!Array.isArray(object)) this.#saveProperties(object);
    for (const { fields } of this.#privatesOf(object)) for (const [get, set] of Object.values(fields)) this.#saveField(object, get, set);
  }

  #saveMap(map: Map<unknown, unknown>): void {
    if (map.size > mostEntries) return;
    const entries = [...map];
    for (const [key, value] of entries) [key, value].forEach((each) => this.#visit(each));
    this.#restores.push(() => {
      if (isSame([...map].flat(), entries.flat())) return;
      map.clear();
      for (const [key, value] of entries) map.set(key, value);
    });
  }

  #saveSet(set: Set<unknown>): void {
    if (set.size > mostEntries) return;
    const elements = [...set];
    for (const element of elements) this.#visit(element);
    this.#restores.push(() => {
      if (isSame([...set], elements)) return;
      set.clear();
      for (const element of elements) set.add(element);
    });
  }

  #saveArray(array: unknown[]): void {
    if (array.length > mostEntries || Object.isFrozen(array)) return;
    const elements = [...array];
    for (const element of elements) this.#visit(element);
    this.#restores.push(() => {
      if (isSame(array, elements)) return;
      array.length = 0;
      for (const element of elements) array.push(element);
    });
  }

  /** Data properties: getters are the program's own. Of functions, which hold static fields, too. */
  #saveProperties(object: object): void {
    const saved = getOwnPropertyNames(object).flatMap((name) => {
      const descriptor = getOwnPropertyDescriptor(object, name);
      if (descriptor === undefined || !("value" in descriptor) || name === "prototype") return [];
      this.#visit(descriptor.value);
      return descriptor.writable === true ? [[name, descriptor.value as unknown] as const] : [];
    });
    if (typeof object === "function" && saved.length === 0) return;
    const names = new Set(getOwnPropertyNames(object));
    this.#restores.push(() => {
      for (const name of getOwnPropertyNames(object)) if (!names.has(name)) Reflect.deleteProperty(object, name);
      for (const [name, value] of saved) restoreProperty(object, name, value);
    });
  }

  #saveField(object: object, get: (owner: object) => unknown, set: (owner: object, value: unknown) => void): void {
    const value = attempt(() => get(object));
    this.#visit(value);
    this.#restores.push(() => void attempt(() => Object.is(get(object), value) || (set(object, value), true)));
  }
}

function restoreProperty(object: object, name: string, value: unknown): void {
  const now = getOwnPropertyDescriptor(object, name);
  if (now !== undefined && "value" in now && Object.is(now.value, value)) return;
  attempt(() => defineProperty(object, name, { value, writable: true, enumerable: now?.enumerable ?? true, configurable: now?.configurable ?? true }));
}

/** Plain objects, and instances of classes that are written in JavaScript: what Node makes has state of its own behind it. */
function isOwn(object: object): boolean {
  const prototype = getPrototypeOf(object) as object | null;
  if (prototype === null || prototype === Object.prototype) return true;
  const constructor = getOwnPropertyDescriptor(prototype, "constructor")?.value as unknown;
  return typeof constructor === "function" && !/\{\s*\[native code\]\s*\}\s*$/.test(Function.prototype.toString.call(constructor));
}

function isSame(a: readonly unknown[], b: readonly unknown[]): boolean {
  return a.length === b.length && a.every((each, index) => Object.is(each, b[index]));
}

/** Variables may not have a value yet, and objects may refuse. */
function attempt<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch {
    return undefined;
  }
}
