import { describeValue, EngineInputError } from "../errors.ts";
import { guardedOperations, type Operation } from "./guarded-operations.ts";
import type { Collection } from "./visit-guard.ts";

/** How a collection is guarded. */
export interface GuardedOptions {
  /** Disturbing changes throw: there is no other mode. */
  readonly mode?: "fail-fast";
}

/** The guarded view of a collection, so that all who ask for one share its iterations. */
const views = new WeakMap<object, object>();

/** The views themselves. */
const known = new WeakSet();

/**
 * A view of a native Map or Set that throws a `ConcurrentModificationError`, before anything has changed, when a new key is
 * inserted while an iteration of the view is open, an entry is deleted that an open iteration has visited and left, or the
 * collection is cleared meanwhile. To update a value and to delete the entry that is being visited is allowed.
 *
 * The view is a proxy of the target: it is `instanceof` what the target is, has its fields and methods, and shows its data. What
 * is done to the target itself is not seen, and neither is what a subclass's own methods do inside.
 *
 * An iteration is open from when it is made until its end, or until its loop is left. An iterator that is never finished counts
 * as open until it is garbage.
 *
 * @throws EngineInputError for what is no native Map or Set, and for a mode that does not exist.
 */
export function guarded<T extends Map<unknown, unknown> | Set<unknown>>(target: T, options: GuardedOptions = {}): T {
  const { mode } = options;
  if (mode !== undefined && mode !== "fail-fast") {
    throw new EngineInputError("bad-guard", `The mode must be "fail-fast" or left out, not ${describeValue(mode)}.`);
  }
  if (known.has(target)) return target;
  if (!isNative(target)) {
    const hint = "a GoMap has a guard of its own, an option of `GoMap.make`";
    throw new EngineInputError("bad-collection", `Only a native Map or Set can be guarded, not ${describeValue(target)}; ${hint}.`);
  }
  const view = views.get(target) ?? makeView(target);
  return view as T;
}

/** Whether the methods of Map or Set work on it: it can be an instance without being one of them, as a proxy is. */
function isNative(value: unknown): value is Collection {
  try {
    if (value instanceof Map) Map.prototype.has.call(value, undefined);
    else Set.prototype.has.call(value as Set<unknown>, undefined);
    return value instanceof Map || value instanceof Set;
  } catch {
    return false;
  }
}

function makeView(target: Collection): object {
  const bound = new WeakMap<Operation, Operation>();
  /** Native methods and private fields need the target itself; what returns its `this` stays with the view. */
  const onTarget = (method: Operation): Operation => {
    const call = (...args: unknown[]): unknown => {
      const result = Reflect.apply(method, target, args);
      return result === target ? view : result;
    };
    if (!bound.has(method)) bound.set(method, call);
    return bound.get(method)!;
  };
  const view: object = new Proxy<object>(target, {
    get(_, property) {
      const value: unknown = Reflect.get(target, property, target);
      if (typeof value !== "function" || property === "constructor" || isFixed(target, property)) return value;
      return operations.get(property) ?? onTarget(value as Operation);
    },
    set: (_, property, value) => Reflect.set(target, property, value, target),
  });
  const operations = guardedOperations(target, (name, args) => onTarget(Reflect.get(target, name) as Operation)(...args), view);
  views.set(target, view);
  known.add(view);
  return view;
}

/** Whether a proxy must give the property as it is. */
function isFixed(target: object, property: PropertyKey): boolean {
  return Reflect.getOwnPropertyDescriptor(target, property)?.configurable === false;
}
