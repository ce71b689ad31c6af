import type { CollectionKind, Operation } from "./types.ts";

/** What a mutator is called on (or assigned on), relative to the collection that changes. */
export type MutatorReceiver =
  /** The collection itself. */
  | "collection"
  /** A node whose children or descendants change: `parent.appendChild(x)` and `parent.childNodes`. */
  | "parent"
  /** An element of the collection: `el.remove()`, `el.before(x)`, `el.className = ""`. */
  | "element"
  /** The `classList` of an element of the collection. */
  | "element-tokens"
  /** Any node; what leaves the collection is the argument, which is moved there: `other.appendChild(el)`. */
  | "elsewhere";

export interface MutatorEntry {
  readonly kind: CollectionKind;
  readonly operation: Operation;
  readonly receiver: MutatorReceiver;
}

/** A function that changes one of its arguments. */
export interface MutatorFunction {
  readonly operation: Operation;
  /** Index of the argument that is changed. */
  readonly target: number;
  /** Index of the argument that is the key; undefined when the keys are not an argument. */
  readonly key?: number;
}

type Row = readonly [names: string, kinds: readonly CollectionKind[], operation: Operation, receiver: MutatorReceiver];

const pairs: readonly CollectionKind[] = ["URLSearchParams", "Headers", "FormData"];
const indexed: readonly CollectionKind[] = ["Array", "TypedArray"];
const dom: readonly CollectionKind[] = ["LiveTree", "LiveClass"];
const tokens: readonly CollectionKind[] = ["DOMTokenList"];

const methodRows: readonly Row[] = [
  ["set getOrInsert getOrInsertComputed", ["Map"], "set", "collection"],
  // A deletion disturbs no range of a Go map, and so `delete` and `clear` are not listed for it.
  ["set", ["GoMap"], "set", "collection"],
  ["set", [...pairs, "TypedArray"], "set", "collection"],
  ["append", pairs, "append", "collection"],
  ["delete", ["Map", "Set", ...pairs], "delete", "collection"],
  ["clear", ["Map", "Set"], "clear", "collection"],
  ["add", ["Set"], "add", "collection"],
  ["push", ["Array"], "push", "collection"],
  ["pop", ["Array"], "pop", "collection"],
  ["shift", ["Array"], "shift", "collection"],
  ["unshift", ["Array"], "unshift", "collection"],
  ["splice", ["Array"], "splice-remove", "collection"],
  ["sort", [...indexed, "URLSearchParams"], "sort", "collection"],
  ["reverse", indexed, "reverse", "collection"],
  ["copyWithin", indexed, "copyWithin", "collection"],
  ["fill", indexed, "fill", "collection"],
  ["add", tokens, "add", "collection"],
  ["remove", tokens, "remove", "collection"],
  ["toggle", tokens, "toggle", "collection"],
  ["replace", tokens, "replace", "collection"],
  ["add remove toggle replace", ["LiveClass"], "class-change", "element-tokens"],
  ["setAttribute removeAttribute toggleAttribute", ["LiveClass"], "class-change", "element"],
  ["appendChild append prepend insertBefore moveBefore replaceChild replaceChildren", dom, "tree-insert", "parent"],
  ["insertAdjacentElement insertAdjacentHTML insertAdjacentText insertRow insertCell add", dom, "tree-insert", "parent"],
  ["removeChild replaceChild replaceChildren deleteRow deleteCell normalize", dom, "tree-remove", "parent"],
  ["before after replaceWith insertAdjacentElement insertAdjacentHTML insertAdjacentText", dom, "tree-insert", "element"],
  ["remove replaceWith", dom, "tree-remove", "element"],
  ["appendChild append prepend insertBefore moveBefore replaceChild replaceChildren", dom, "tree-remove", "elsewhere"],
  ["before after replaceWith insertAdjacentElement adoptNode", dom, "tree-remove", "elsewhere"],
  // An HTMLOptionsCollection has `add` and `remove` of its own.
  ["add", ["LiveTree"], "tree-insert", "collection"],
  ["remove", ["LiveTree"], "tree-remove", "collection"],
];

const propertyRows: readonly Row[] = [
  ["className", ["LiveClass"], "class-change", "element"],
  ["innerHTML textContent innerText", dom, "tree-remove", "parent"],
  ["innerHTML textContent innerText", dom, "tree-insert", "parent"],
  ["outerHTML outerText", dom, "tree-remove", "element"],
  ["outerHTML outerText", dom, "tree-insert", "element"],
  // Assigning text sets all tokens anew, as a removal of each followed by additions.
  ["value", tokens, "remove", "collection"],
  ["value", tokens, "add", "collection"],
];

/**
 * What a method of this name changes, per kind of collection. Classification by name: `splice` is `splice-remove` here and refined
 * by its arguments elsewhere; `setAttribute` changes a class only when its first argument is "class"; `insertAdjacent*` lists both
 * the inner positions (receiver `parent`) and the outer ones (receiver `element`).
 */
export const mutatorMethods: ReadonlyMap<string, readonly MutatorEntry[]> = grouped(methodRows);

/** What an assignment to a property of this name changes; `length` and indices are operations of their own. */
export const mutatorProperties: ReadonlyMap<string, readonly MutatorEntry[]> = grouped(propertyRows);

/** Functions, by dotted name, that change one of their arguments (a plain object, or an array by index). */
export const mutatorFunctions: ReadonlyMap<string, MutatorFunction> = new Map<string, MutatorFunction>([
  ["Object.assign", { operation: "index-write", target: 0 }],
  ["Object.defineProperty", { operation: "index-write", target: 0, key: 1 }],
  ["Object.defineProperties", { operation: "index-write", target: 0 }],
  ["Reflect.defineProperty", { operation: "index-write", target: 0, key: 1 }],
  ["Reflect.set", { operation: "index-write", target: 0, key: 1 }],
  ["Reflect.deleteProperty", { operation: "property-delete", target: 0, key: 1 }],
]);

function grouped(rows: readonly Row[]): ReadonlyMap<string, readonly MutatorEntry[]> {
  const groups = new Map<string, MutatorEntry[]>();
  for (const [names, kinds, operation, receiver] of rows) {
    for (const name of names.split(" ")) {
      const entries = groups.get(name) ?? [];
      entries.push(...kinds.map((kind) => ({ kind, operation, receiver })));
      groups.set(name, entries);
    }
  }
  return groups;
}
