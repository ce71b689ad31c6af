import type { IterationForm, SemanticsRow } from "../types.ts";
import { type Line, rowsOf } from "./notation.ts";

/**
 * Columns: `for...of` and iterators · `forEach` … · `find`, `findIndex` · `reduceRight`, `findLast`, `findLastIndex` ·
 * `for...in` · `i++` with the live length · `i++` with a cached length · `i--`.
 */
const forms: readonly IterationForm[] = [
  "iterator",
  "callback",
  "callback-dense",
  "callback-backward",
  "for-in",
  "index-forward",
  "index-forward-cached",
  "index-backward",
];

/**
 * The key of a splice is its start; it removes or inserts one element there (a splice that empties the rest of the array is a
 * `length-shrink`). An index loop is taken as written, without the `i--` that would make up for a removal.
 */
const growing: readonly Line[] = [
  ["push", "none", "I----I--"],
  ["pop", "none", "MMM-MMM-"],
  ["shift", "none", "SSSSSSSS"],
  ["unshift", "none", "SSSSSSSS"],
  ["splice-remove", "current", "SSS-SSS-"],
  ["splice-remove", "present", "SSS-SSS-"],
  ["splice-remove", "ahead", "MMMSMMMS"],
  ["splice-remove", "absent", "--------"],
  ["splice-insert", "current", "SSS-SSS-"],
  ["splice-insert", "present", "SSS-SSS-"],
  ["splice-insert", "ahead", "ISSSSISS"],
  ["splice-insert", "absent", "I----I--"],
  ["splice-replace", "current", "--------"],
  ["splice-replace", "present", "--------"],
  ["splice-replace", "ahead", "MMMMMMMM"],
  ["splice-replace", "absent", "I----I--"],
  ["property-delete", "current", "--------"],
  ["property-delete", "present", "--------"],
  ["property-delete", "ahead", "MMMMMMMM"],
  ["property-delete", "absent", "--------"],
  ["index-write", "absent", "I----I--"],
  ["length-shrink", "none", "MMMmMMMm"],
  ["length-grow", "none", "I----I--"],
];

const inPlace: readonly Line[] = [
  ["sort", "none", "SSSSSSSS"],
  ["reverse", "none", "SSSSSSSS"],
  ["copyWithin", "none", "SSSSSSSS"],
  ["fill", "none", "MMMMMMMM"],
  ["index-write", "current", "--------"],
  ["index-write", "present", "--------"],
  ["index-write", "ahead", "MMMMMMMM"],
];

const fixedLength: readonly Line[] = [
  ["index-write", "absent", "--------"],
  ["set", "none", "mmmmmmmm"],
];

export const sequenceRows: readonly SemanticsRow[] = [
  ...rowsOf(["Array"], forms, [...inPlace, ...growing]),
  ...rowsOf(["TypedArray"], forms, [...inPlace, ...fixedLength]),
];
