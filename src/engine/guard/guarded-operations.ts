import { GuardedIterator, type Source } from "./guarded-iterator.ts";
import { type Collection, VisitGuard } from "./visit-guard.ts";

export type Operation = (...args: unknown[]) => unknown;

/** Calls a method of the target. */
type Call = (name: PropertyKey, args: unknown[]) => unknown;

/** What inserts an entry when its first argument is no key yet. */
const insertsIntoMap = ["set", "getOrInsert", "getOrInsertComputed"];
const insertsIntoSet = ["add"];

/** The operations that the guard has a say in, by their names. Not every target has them all. */
export function guardedOperations(target: Collection, call: Call, view: object): ReadonlyMap<PropertyKey, Operation> {
  const guard = new VisitGuard(target);
  const operations = new Map<PropertyKey, Operation>();
  for (const name of target instanceof Map ? insertsIntoMap : insertsIntoSet) {
    operations.set(name, (...args) => {
      guard.inserting(args[0]);
      return call(name, args);
    });
  }
  operations.set("delete", (...args) => {
    guard.deleting(args[0]);
    return call("delete", args);
  });
  operations.set("clear", () => {
    guard.clearing();
    return call("clear", []);
  });
  operations.set("forEach", (callback, thisArg) => {
    if (typeof callback !== "function") return call("forEach", [callback]);
    const iteration = guard.open();
    const visit = (value: unknown, key: unknown): void => {
      guard.visit(iteration, key);
      Reflect.apply(callback, thisArg, [value, key, view]);
    };
    try {
      return call("forEach", [visit]);
    } finally {
      guard.close(iteration);
    }
  });
  for (const name of ["keys", "values", "entries", Symbol.iterator]) {
    operations.set(name, () => new GuardedIterator(guard, sourceOf(target, name, call)));
  }
  return operations;
}

/** The iterator of the target that serves the method, and how to read it. */
function sourceOf(target: Collection, name: string | symbol, call: Call): Source {
  const isMap = target instanceof Map;
  const hasPairs = name === "entries" || (isMap && name === Symbol.iterator);
  const isMapValues = isMap && name === "values";
  // The values of a Map do not tell the keys. Those of a subclass may be anything.
  if (isMapValues && target.values === Map.prototype.values) {
    return { iterator: Map.prototype.entries.call(target), keyOf: first, itemOf: second };
  }
  const iterator = call(name, []) as Iterator<unknown>;
  return { iterator, keyOf: hasPairs ? first : isMapValues ? nothing : same, itemOf: same };
}

const same = (item: unknown): unknown => item;
const first = (item: unknown): unknown => (item as readonly unknown[] | undefined)?.[0];
const second = (item: unknown): unknown => (item as readonly unknown[])[1];
/** No collection has this key. */
const nothing = (): unknown => nothing;
