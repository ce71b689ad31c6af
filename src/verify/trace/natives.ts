/* The methods as they were before anything was patched: what the trace itself uses. */

const { apply } = Reflect;
const arrays = Array.prototype;
const { splice, slice, reverse, copyWithin } = arrays;

/** A map whose own methods are the native ones. */
export function plainMap<K, V>(): Map<K, V> {
  return withOwnMethods(new Map<K, V>(), Map.prototype as Map<K, V>, ["get", "set", "has", "delete", "clear", "keys", "entries", "values"]);
}

/** A weak map whose own methods are the native ones. */
export function plainWeakMap<K extends WeakKey, V>(): WeakMap<K, V> {
  return withOwnMethods(new WeakMap<K, V>(), WeakMap.prototype as WeakMap<K, V>, ["get", "set", "has", "delete"]);
}

function withOwnMethods<T extends object>(target: T, prototype: T, names: readonly (keyof T & string)[]): T {
  for (const name of names) Object.defineProperty(target, name, { value: natives(prototype)[name], configurable: true });
  return target;
}

const saved = { map: { ...methodsOf(Map.prototype) }, weak: { ...methodsOf(WeakMap.prototype) } };

function natives(prototype: object): Record<string, unknown> {
  return prototype === Map.prototype ? saved.map : saved.weak;
}

function methodsOf(prototype: object): Record<string, unknown> {
  const descriptors = Object.entries(Object.getOwnPropertyDescriptors(prototype));
  return Object.fromEntries(descriptors.map(([name, { value }]) => [name, value as unknown]));
}

/** Arrays through the native methods. */
export const list = {
  add<T>(target: T[], item: T): void {
    target[target.length] = item;
  },
  copy<T>(target: readonly T[]): T[] {
    return apply(slice, target, []) as T[];
  },
  splice<T>(target: T[], start: number, count: number, items: readonly T[]): T[] {
    return apply(splice, target, [start, count, ...items]) as T[];
  },
  reverse(target: unknown[]): void {
    apply(reverse, target, []);
  },
  copyWithin(target: unknown[], args: readonly unknown[]): void {
    apply(copyWithin, target, args as [number, number]);
  },
  remove<T>(target: T[], item: T): void {
    for (let i = target.length - 1; i >= 0; i--) if (target[i] === item) apply(splice, target, [i, 1]);
  },
};
