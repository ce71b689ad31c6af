import type { IterationForm, SemanticsRow } from "../types.ts";
import { rowsOf } from "./notation.ts";

/** Columns: `for...of` and iterators, `forEach`. */
const forms: readonly IterationForm[] = ["iterator", "callback"];

/** Map and Set keep insertion order and survive any deletion; a key deleted and inserted again moves to the end. */
export const mapAndSetRows: readonly SemanticsRow[] = [
  ...rowsOf(["Map"], forms, [
    ["set", "current", "--"],
    ["set", "current-deleted", "RR"],
    ["set", "present", "--"],
    ["set", "ahead", "--"],
    ["set", "absent", "II"],
  ]),
  ...rowsOf(["Set"], forms, [
    ["add", "current", "--"],
    ["add", "current-deleted", "RR"],
    ["add", "present", "--"],
    ["add", "ahead", "--"],
    ["add", "absent", "II"],
  ]),
  ...rowsOf(["Map", "Set"], forms, [
    ["delete", "current", "--"],
    ["delete", "current-deleted", "--"],
    ["delete", "present", "--"],
    ["delete", "ahead", "MM"],
    ["delete", "absent", "--"],
    ["clear", "none", "MM"],
  ]),
];

/**
 * Go's specification: an entry that is created during a range may come or may be skipped. Deletions are none of it: what is deleted before
 * it is reached does not come, which is what is wanted, and so they have no rows.
 */
export const goMapRows: readonly SemanticsRow[] = rowsOf(["GoMap"], forms, [
  ["set", "current", "--"],
  ["set", "current-deleted", "UU"],
  ["set", "present", "--"],
  ["set", "ahead", "--"],
  ["set", "absent", "UU"],
]);

/** V8 lists the keys first, then leaves out those that are gone when their turn comes. */
export const objectRows: readonly SemanticsRow[] = rowsOf(["Object"], ["for-in"], [
  ["index-write", "current", "-"],
  ["index-write", "current-deleted", "-"],
  ["index-write", "present", "-"],
  ["index-write", "ahead", "-"],
  ["index-write", "absent", "-"],
  ["property-delete", "current", "-"],
  ["property-delete", "current-deleted", "-"],
  ["property-delete", "present", "-"],
  ["property-delete", "ahead", "M"],
  ["property-delete", "absent", "-"],
]);

/**
 * Lists of pairs that are walked by position. `set` of a name that is there moves nothing, unless the name occurs more than
 * once: then the further ones are removed, hence the weaker level. Headers are combined by name and walked in sorted order: a
 * new name comes up if it sorts after the current one, otherwise the current one comes up again. (`set-cookie`, the only name that
 * is never combined, is left out: it behaves as a name of a FormData.)
 */
export const pairListRows: readonly SemanticsRow[] = [
  ...rowsOf(["URLSearchParams", "FormData"], forms, [
    ["set", "current", "ss", "strict"],
    ["set", "current-deleted", "RR"],
    ["set", "present", "ss", "strict"],
    ["set", "ahead", "mm", "strict"],
    ["set", "absent", "II"],
    ["append", "current", "II"],
    ["append", "current-deleted", "RR"],
    ["append", "present", "II"],
    ["append", "ahead", "II"],
    ["append", "absent", "II"],
  ]),
  ...rowsOf(["Headers"], forms, [
    ["set", "current", "--"],
    ["set", "current-deleted", "--"],
    ["set", "present", "--"],
    ["set", "ahead", "--"],
    ["set", "absent", "ii"],
    ["append", "current", "--"],
    ["append", "current-deleted", "--"],
    ["append", "present", "--"],
    ["append", "ahead", "--"],
    ["append", "absent", "ii"],
  ]),
  ...rowsOf(["URLSearchParams", "Headers", "FormData"], forms, [
    ["delete", "current", "SS"],
    ["delete", "current-deleted", "--"],
    ["delete", "present", "SS"],
    ["delete", "ahead", "MM"],
    ["delete", "absent", "--"],
  ]),
  ...rowsOf(["URLSearchParams"], forms, [["sort", "none", "SS"]]),
];
