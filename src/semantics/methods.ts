import type { CollectionKind } from "./types.ts";

export { ambiguousLiveMembers, certainLiveMember, liveFactories, liveMembers, staticFactories } from "./dom-members.ts";
export { mutatorFunctions, mutatorMethods, mutatorProperties } from "./mutators.ts";
export type { MutatorEntry } from "./mutators.ts";

/** What a method of a standard collection means for iteration. Names only; the receiver's kind is asked later. */
export interface CallbackMethod {
  readonly form: "callback" | "callback-dense" | "callback-backward";
  /** Index of the callback parameter that receives the element (reduce passes the accumulator first). */
  readonly elementAt: 0 | 1;
  /** What the callback's answer does: leaves the loop when truthy, when falsy, or nothing. */
  readonly leavesWhen: "truthy" | "falsy" | "never";
}

/** What one step of an iteration yields. */
export type View = "key" | "value" | "entry";

/** What a query method tells about its first argument. */
export interface QueryMethod {
  /** The collections that have the method. */
  readonly kinds: readonly CollectionKind[];
  /** What the argument is: a key of the collection, or an element of a sequence or token list. */
  readonly argument: "key" | "element";
  /**
   * The answer that proves that the argument is in the collection. `truthy` and `not-minus-one` prove its absence when they
   * fail; `not-nullish` does so only where no nullish value is stored.
   */
  readonly presentWhen: "truthy" | "not-nullish" | "not-minus-one";
}

/**
 * Methods that call a function for each element, at once. The callback gets (element, key, collection), after the accumulator
 * for `reduce` and `reduceRight`: the key is at `elementAt + 1`, the collection at `elementAt + 2`. `find*` visit holes as well.
 */
export const callbackMethods: ReadonlyMap<string, CallbackMethod> = new Map([
  ["forEach", { form: "callback", elementAt: 0, leavesWhen: "never" }],
  ["map", { form: "callback", elementAt: 0, leavesWhen: "never" }],
  ["flatMap", { form: "callback", elementAt: 0, leavesWhen: "never" }],
  ["filter", { form: "callback", elementAt: 0, leavesWhen: "never" }],
  ["some", { form: "callback", elementAt: 0, leavesWhen: "truthy" }],
  ["every", { form: "callback", elementAt: 0, leavesWhen: "falsy" }],
  ["reduce", { form: "callback", elementAt: 1, leavesWhen: "never" }],
  ["reduceRight", { form: "callback-backward", elementAt: 1, leavesWhen: "never" }],
  ["find", { form: "callback-dense", elementAt: 0, leavesWhen: "truthy" }],
  ["findIndex", { form: "callback-dense", elementAt: 0, leavesWhen: "truthy" }],
  ["findLast", { form: "callback-backward", elementAt: 0, leavesWhen: "truthy" }],
  ["findLastIndex", { form: "callback-backward", elementAt: 0, leavesWhen: "truthy" }],
]);

/**
 * Methods that return a live iterator over the receiver: on Map, Set, arrays, typed arrays, URLSearchParams, Headers, FormData,
 * NodeList and DOMTokenList. (`HTMLCollection` has none of them; `Object.keys` and its like are in `copyFunctions`.)
 */
export const viewMethods: ReadonlyMap<string, View> = new Map([
  ["keys", "key"],
  ["values", "value"],
  ["entries", "entry"],
]);

/** What `for...of` over the collection itself yields (`for...in` for `Object`). */
export const defaultViews: Readonly<Record<CollectionKind, View>> = {
  Map: "entry",
  GoMap: "entry",
  Set: "value",
  Array: "value",
  TypedArray: "value",
  Object: "key",
  URLSearchParams: "entry",
  Headers: "entry",
  FormData: "entry",
  LiveTree: "value",
  LiveClass: "value",
  DOMTokenList: "value",
};

/** Methods of an iterator that return an iterator: nothing is read before `next()`, so the source is still live. */
export const lazyIteratorHelpers: ReadonlySet<string> = new Set(["map", "filter", "take", "drop", "flatMap"]);

/**
 * Methods of an iterator that walk it to its end (or until the callback decides), at once. Except for `toArray`, `elementAt` and
 * `leavesWhen` are those of `callbackMethods`; the form is `iterator`.
 */
export const eagerIteratorMethods: ReadonlySet<string> = new Set([
  "toArray",
  "forEach",
  "reduce",
  "some",
  "every",
  "find",
]);

/**
 * Methods that return a fresh collection, so that changes to the receiver do not reach a loop over the answer. On an iterator
 * `map`, `filter` and `flatMap` are lazy instead. `subarray` is missing on purpose: it shares the elements.
 */
export const copyMethods: ReadonlySet<string> = new Set([
  ...["slice", "concat", "filter", "map", "flat", "flatMap", "toSorted", "toReversed", "toSpliced", "with"],
  ...["union", "intersection", "difference", "symmetricDifference"],
  ...["toArray", "getAll", "getSetCookie", "split", "getAttributeNames", "querySelectorAll"],
]);

export const typedArrayNames: readonly string[] = [
  ...["Int8Array", "Uint8Array", "Uint8ClampedArray", "Int16Array", "Uint16Array", "Int32Array", "Uint32Array"],
  ...["Float16Array", "Float32Array", "Float64Array", "BigInt64Array", "BigUint64Array"],
];

/** Functions, by dotted name, that return a fresh snapshot of their argument. */
export const copyFunctions: ReadonlySet<string> = new Set([
  ...["keys", "values", "entries", "fromEntries", "groupBy"].map((name) => `Object.${name}`),
  ...["Object.getOwnPropertyNames", "Object.getOwnPropertySymbols", "Reflect.ownKeys"],
  ...["Array.from", "Array.of", "Map.groupBy", "structuredClone"],
  ...typedArrayNames.flatMap((name) => [`${name}.from`, `${name}.of`]),
]);

const keyed: readonly CollectionKind[] = ["Map", "GoMap", "URLSearchParams", "Headers", "FormData"];
const indexed: readonly CollectionKind[] = ["Array", "TypedArray"];

/** Methods that ask whether something is in the collection. */
export const queryMethods: ReadonlyMap<string, QueryMethod> = new Map([
  ["has", { kinds: [...keyed, "Set"], argument: "key", presentWhen: "truthy" }],
  ["get", { kinds: keyed, argument: "key", presentWhen: "not-nullish" }],
  ["includes", { kinds: indexed, argument: "element", presentWhen: "truthy" }],
  ["indexOf", { kinds: indexed, argument: "element", presentWhen: "not-minus-one" }],
  ["lastIndexOf", { kinds: indexed, argument: "element", presentWhen: "not-minus-one" }],
  ["contains", { kinds: ["DOMTokenList"], argument: "element", presentWhen: "truthy" }],
  ["hasOwnProperty", { kinds: ["Object"], argument: "key", presentWhen: "truthy" }],
]);
