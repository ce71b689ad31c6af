import type { CollectionKind } from "./types.ts";

/** Properties whose value is a live DOM collection. */
export const liveMembers: ReadonlyMap<string, CollectionKind> = new Map([
  ...members("LiveTree", ["childNodes", "children", "labels"]),
  ...members("LiveTree", ["elements", "options", "selectedOptions", "rows", "cells", "tBodies", "areas"]),
  ...members("LiveTree", ["forms", "images", "links", "scripts", "anchors", "embeds", "plugins"]),
  ...members("DOMTokenList", ["classList", "relList", "sandbox", "htmlFor", "part"]),
]);

/**
 * Those of `liveMembers` that other objects use as well for plain arrays and scalars: they tell nothing unless the type of the
 * object, or its other uses, say that it is a DOM node.
 */
export const ambiguousLiveMembers: ReadonlySet<string> = new Set([
  ...["children", "labels", "elements", "options", "rows", "cells", "areas"],
  ...["forms", "images", "links", "scripts", "anchors", "embeds", "plugins"],
  ...["sandbox", "htmlFor", "part"],
]);

/** The live DOM collection that a member of this name is, whatever the object. */
export function certainLiveMember(name: string): CollectionKind | undefined {
  return ambiguousLiveMembers.has(name) ? undefined : liveMembers.get(name);
}

/** Methods that return a live DOM collection. */
export const liveFactories: ReadonlyMap<string, CollectionKind> = new Map([
  ...members("LiveTree", ["getElementsByTagName", "getElementsByTagNameNS", "getElementsByName"]),
  ...members("LiveClass", ["getElementsByClassName"]),
]);

/** Methods that return a list of nodes that never changes. */
export const staticFactories: ReadonlySet<string> = new Set([
  "querySelectorAll",
  "elementsFromPoint",
  "assignedNodes",
  "assignedElements",
]);

function members(kind: CollectionKind, names: readonly string[]): [string, CollectionKind][] {
  return names.map((name) => [name, kind]);
}
