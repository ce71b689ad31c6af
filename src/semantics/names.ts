import { typedArrayNames } from "./methods.ts";
import type { CollectionKind } from "./types.ts";

/** Names of the platform's types, and the kind of live collection that each is. */
export const collectionKinds: ReadonlyMap<string, CollectionKind> = new Map<string, CollectionKind>([
  ["Map", "Map"],
  ["ReadonlyMap", "Map"],
  ["Set", "Set"],
  ["ReadonlySet", "Set"],
  ["Array", "Array"],
  ["ReadonlyArray", "Array"],
  ["URLSearchParams", "URLSearchParams"],
  ["Headers", "Headers"],
  ["FormData", "FormData"],
  ["DOMTokenList", "DOMTokenList"],
  ["HTMLCollection", "LiveTree"],
  ["HTMLCollectionBase", "LiveTree"],
  ["HTMLCollectionOf", "LiveTree"],
  ["LiveTree", "LiveTree"],
  ["LiveClass", "LiveClass"],
  ["Record", "Object"],
  ["object", "Object"],
  ...typedArrayNames.map((name): [string, CollectionKind] => [name, "TypedArray"]),
]);
