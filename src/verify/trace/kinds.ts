import { types } from "node:util";
import type { CollectionKind } from "./log.ts";

/** What the trace makes of an object. */
export function kindOf(object: object): CollectionKind {
  if (types.isMap(object) || types.isSet(object)) return "keyed";
  if (types.isWeakMap(object) || types.isWeakSet(object)) return "weak";
  if (types.isProxy(object)) return "other";
  if (Array.isArray(object) || isTyped(object) || isPairs(object) || isLiveList(object)) return "list";
  return isPlain(object) ? "object" : "other";
}

export function isTyped(object: object): object is Uint8Array {
  return types.isTypedArray(object);
}

/** The lists of pairs of the platform: they are walked by index. */
export function isPairs(object: object): object is URLSearchParams | Headers | FormData {
  return object instanceof URLSearchParams || object instanceof Headers || object instanceof FormData;
}

/** A live list of the DOM: it has `length` and `item`, and no index can be written. */
function isLiveList(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as { readonly constructor?: { readonly name?: unknown } } | null;
  return liveLists.includes(String(prototype?.constructor?.name));
}

const liveLists = ["HTMLCollection", "NodeList", "DOMTokenList", "NamedNodeMap", "HTMLOptionsCollection"];

function isPlain(object: object): boolean {
  const prototype = Object.getPrototypeOf(object) as object | null;
  return prototype === null || prototype === Object.prototype || Object.getPrototypeOf(prototype) === null;
}

export function typeOf(object: object): string {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const constructor: unknown = Object.getOwnPropertyDescriptor(at, "constructor")?.value;
    if (typeof constructor === "function" && constructor.name !== "") return constructor.name;
  }
  return "Object";
}
