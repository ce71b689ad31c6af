/* The methods as they were before anything was patched: what the trace itself uses. */

const { apply, defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const arrays = Array.prototype;
const { splice, slice, reverse, copyWithin, pop } = arrays;

class PlainMap<K, V> extends Map<K, V> {}

class PlainWeakMap<K extends WeakKey, V> extends WeakMap<K, V> {}

keepNatives(PlainMap.prototype, Map.prototype);
keepNatives(PlainWeakMap.prototype, WeakMap.prototype);

/** A class keeps the methods that its base class has now. */
function keepNatives(prototype: object, base: object): void {
  for (const name of ownKeys(base)) if (name !== "constructor") defineProperty(prototype, name, getOwnPropertyDescriptor(base, name)!);
}

/** A map whose methods are the native ones. */
export function plainMap<K, V>(): Map<K, V> {
  return new PlainMap<K, V>();
}

/** A weak map whose methods are the native ones. */
export function plainWeakMap<K extends WeakKey, V>(): WeakMap<K, V> {
  return new PlainWeakMap<K, V>();
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
    for (let i = target.length - 1; i >= 0; i--) if (target[i] === item) list.removeAt(target, i);
  },
  /** For short lists. */
  removeAt<T>(target: T[], index: number): void {
    for (let i = index + 1; i < target.length; i++) target[i - 1] = target[i]!;
    apply(pop, target, []);
  },
};
