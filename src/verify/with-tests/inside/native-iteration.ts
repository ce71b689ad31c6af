import { types } from "node:util";
import { dataAt } from "../../trace/announcements.ts";
import { isPairs } from "../../trace/kinds.ts";

type Method = (...args: unknown[]) => unknown;

/** What the prototypes had before anything was replaced: by kind, by name. */
const pairs = [URLSearchParams.prototype, Headers.prototype, FormData.prototype];
const arrayIterator = Object.getPrototypeOf([].values()) as object;
const iterators = [...[Array.prototype, Map.prototype, Set.prototype], ...pairs].map(methodsOf);
const [ofArrays, ofMaps, ofSets, ...ofPairs] = iterators;

function methodsOf(prototype: object): ReadonlyMap<PropertyKey, unknown> {
  return new Map(Reflect.ownKeys(prototype).map((name) => [name, Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown]));
}

/** The methods of the native prototype that the object should have. Proxies have none. */
function nativesOf(object: object): ReadonlyMap<PropertyKey, unknown> | undefined {
  if (types.isProxy(object)) return undefined;
  if (Array.isArray(object)) return ofArrays;
  if (types.isMap(object)) return ofMaps;
  if (types.isSet(object)) return ofSets;
  const index = isPairs(object) ? pairs.findIndex((prototype) => Object.prototype.isPrototypeOf.call(prototype, object)) : -1;
  return ofPairs[index];
}

/**
 * Whether a loop over the iterable goes through the collection as native code does: it is the collection itself, or a native iterator of
 * it; and no class of the program has its own way to iterate.
 */
export function isNativeIteration(iterable: unknown, collection: unknown): boolean {
  if (!isObject(collection) || !isObject(iterable)) return false;
  const natives = nativesOf(collection);
  if (natives === undefined) return false;
  if (iterable === collection) return dataAt(collection, Symbol.iterator) === natives.get(Symbol.iterator);
  const isOfKind =
    natives === ofMaps ? types.isMapIterator(iterable) : natives === ofSets ? types.isSetIterator(iterable) : natives === ofArrays && isArrayIterator(iterable);
  return isOfKind && ["keys", "values", "entries"].every((name) => dataAt(collection, name) === natives.get(name));
}

function isArrayIterator(object: object): boolean {
  return !types.isProxy(object) && Object.getPrototypeOf(object) === arrayIterator;
}

/** The native method of this name that calls back, if the receiver is of a kind that has one. */
export function nativeCallbackMethod(receiver: unknown, name: string): Method | undefined {
  const method = isObject(receiver) ? nativesOf(receiver)?.get(name) : undefined;
  return typeof method === "function" ? (method as Method) : undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
