import type { IterationHazardId, Level } from "../hazards/types.ts";

/** Collections whose iteration is live. A NodeList from `querySelectorAll` is static and has no kind here. */
export type CollectionKind =
  | "Map"
  | "Set"
  /** Go's map of `rangeguard/engine`, step by step (`SteppedMap`) or not. */
  | "GoMap"
  | "Array"
  | "TypedArray"
  /** A plain object walked by `for...in`. */
  | "Object"
  | "URLSearchParams"
  | "Headers"
  | "FormData"
  /** Live by tree structure: `childNodes`, `children`, `getElementsByTagName`. */
  | "LiveTree"
  /** Live by class name as well: `getElementsByClassName`. */
  | "LiveClass"
  /** `classList`, `relList`. */
  | "DOMTokenList";

/** How the collection is walked. */
export type IterationForm =
  /** `for...of`, iterators in variables, lazy iterator helpers, `for await`. */
  | "iterator"
  /** `forEach`, `map`, `filter`, `some`, `every`, `reduce`, `flatMap`. */
  | "callback"
  /** `find`, `findIndex`: like `callback`, but holes are visited. */
  | "callback-dense"
  /** `reduceRight`, `findLast`, `findLastIndex`: from the end to the start. */
  | "callback-backward"
  | "for-in"
  /** `for (let i = 0; i < xs.length; i++)`. */
  | "index-forward"
  /** `for (let i = 0, n = xs.length; i < n; i++)`. */
  | "index-forward-cached"
  /** `for (let i = xs.length - 1; i >= 0; i--)`. */
  | "index-backward";

/**
 * What a change does to the collection. Method names of the language where there is one, otherwise:
 * `index-write` (`a[i] = v`, `o[k] = v`), `property-delete` (`delete a[i]`, `delete o[k]`), `length-shrink`
 * (`a.length = smaller or 0`), `length-grow`, `splice-remove` (removes more than it inserts), `splice-insert`
 * (inserts more than it removes), `splice-replace` (as many as it removes), `tree-insert` (a node enters the
 * collection), `tree-remove` (a node leaves it), `class-change` (a class name of an element changes),
 * `toggle` and `replace` of a token list.
 */
export type Operation =
  | "set"
  | "add"
  | "delete"
  | "clear"
  | "append"
  | "push"
  | "pop"
  | "shift"
  | "unshift"
  | "splice-remove"
  | "splice-insert"
  | "splice-replace"
  | "sort"
  | "reverse"
  | "copyWithin"
  | "fill"
  | "index-write"
  | "property-delete"
  | "length-shrink"
  | "length-grow"
  | "tree-insert"
  | "tree-remove"
  | "class-change"
  | "remove"
  | "toggle"
  | "replace";

/**
 * Relation of the changed key (element, index, node) to the step that the iteration is at.
 * For sequences `present` means a position that exists and has been passed (behind the current one),
 * `ahead` one that exists and is still to come, `absent` one past the end.
 */
export type KeyRelation =
  /** The key, element or index that the iteration is at. */
  | "current"
  /** The current key, after this same step has deleted it. */
  | "current-deleted"
  /** In the collection for sure, not the current one, and passed already where that matters. */
  | "present"
  /** In the collection, still to be visited. */
  | "ahead"
  /** Not in the collection: a new key, or an index past the end. */
  | "absent"
  /** Nothing is known. */
  | "unknown"
  /** The operation names no key (`clear`, `sort`, `pop`, ...). */
  | "none";

/** What the loop does because of the change. */
export type Effect =
  | "none"
  /** The loop visits an entry that its own body inserted, or never ends. */
  | "visits-inserted"
  /** Whether the loop visits an inserted entry is left open: it differs from run to run. */
  | "unspecified"
  /** A key is visited again after delete-then-insert. */
  | "revisits"
  /** An element that is still there is not visited, or is visited twice. */
  | "skips-or-repeats"
  /** An entry is removed (or overwritten) before its visit. */
  | "misses-removed";

/** The answer of the table. */
export interface Consequence {
  readonly effect: Effect;
  /** Undefined when the effect is `none`. */
  readonly hazard?: IterationHazardId;
  readonly level?: Level;
  /**
   * True when the effect follows from the row alone; false when it depends on what the table cannot know (an `unknown`
   * key may or may not be in the collection already).
   */
  readonly certain: boolean;
}

export interface SemanticsRow {
  readonly kind: CollectionKind;
  readonly form: IterationForm;
  readonly operation: Operation;
  readonly relation: KeyRelation;
  readonly consequence: Consequence;
}
