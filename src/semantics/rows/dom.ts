import type { IterationForm, SemanticsRow } from "../types.ts";
import { type Line, rowsOf } from "./notation.ts";

/**
 * Columns: `for...of` and iterators · `forEach` (that of arrays, so the length is fixed at the start) · `i++` with the live
 * length · `i++` with a cached length · `i--`.
 */
const forms: readonly IterationForm[] = [
  "iterator",
  "callback",
  "index-forward",
  "index-forward-cached",
  "index-backward",
];

/**
 * The key of `tree-insert` is the place where the node enters: `current` is just before the current node, `absent` the end. A
 * node that is moved leaves its old place as well, which is a `tree-remove` of its own.
 */
const tree: readonly Line[] = [
  ["tree-insert", "current", "SSSS-"],
  ["tree-insert", "present", "SSSS-"],
  ["tree-insert", "ahead", "ISISS"],
  ["tree-insert", "absent", "I-I--"],
  ["tree-remove", "current", "SSSS-"],
  ["tree-remove", "present", "SSSS-"],
  ["tree-remove", "ahead", "MMMMS"],
  ["tree-remove", "absent", "-----"],
];

/**
 * An element of the collection loses the class that the collection asks for, or another element (`absent`) gains it and enters
 * at its place in the document, before or after the current one.
 */
const classes: readonly Line[] = [
  ["class-change", "current", "SSSS-"],
  ["class-change", "present", "SSSS-"],
  ["class-change", "ahead", "MMMMS"],
  ["class-change", "absent", "isiss"],
];

/**
 * A replaced token keeps its place, unless the new token was in the list already: then one of the two goes away, hence the weaker
 * level. `toggle` removes a token that is there and adds one that is not.
 */
const tokens: readonly Line[] = [
  ["add", "current", "-----"],
  ["add", "current-deleted", "RRRR-"],
  ["add", "present", "-----"],
  ["add", "ahead", "-----"],
  ["add", "absent", "I-I--"],
  ["remove", "current", "SSSS-"],
  ["remove", "current-deleted", "-----"],
  ["remove", "present", "SSSS-"],
  ["remove", "ahead", "MMMMS"],
  ["remove", "absent", "-----"],
  ["toggle", "current", "SSSS-"],
  ["toggle", "current-deleted", "RRRR-"],
  ["toggle", "present", "SSSS-"],
  ["toggle", "ahead", "MMMMS"],
  ["toggle", "absent", "I-I--"],
  ["replace", "current", "ssss-", "strict"],
  ["replace", "current-deleted", "-----"],
  ["replace", "present", "ssss-", "strict"],
  ["replace", "ahead", "mmmms", "strict"],
  ["replace", "absent", "-----"],
];

export const domRows: readonly SemanticsRow[] = [
  ...rowsOf(["LiveTree"], forms, tree),
  ...rowsOf(["LiveClass"], forms, [...tree, ...classes]),
  ...rowsOf(["DOMTokenList"], forms, tokens),
];
