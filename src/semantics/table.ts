import type { CollectionKind, Consequence, IterationForm, KeyRelation, Operation, SemanticsRow } from "./types.ts";
import { domRows } from "./rows/dom.ts";
import { goMapRows, mapAndSetRows, objectRows, pairListRows } from "./rows/keyed.ts";
import { sequenceRows } from "./rows/sequences.ts";

/**
 * What one change in the middle of a walk does to the rest of it; an operation without a key is taken to touch what is still to be
 * visited, as `sort()` and `fill(v)` do. Every row is executed by a test on the running platform. A row that covers several cases
 * (a small letter in its table, or an `unknown` key) gives the worst of them, with `certain: false`.
 */
export const semanticsRows: readonly SemanticsRow[] = [
  ...mapAndSetRows,
  ...goMapRows,
  ...sequenceRows,
  ...objectRows,
  ...pairListRows,
  ...domRows,
];

const consequences: ReadonlyMap<string, Consequence> = new Map(
  semanticsRows.map((row) => [keyOf(row.kind, row.form, row.operation, row.relation), row.consequence]),
);

const nothing: Consequence = { effect: "none", certain: false };

/**
 * Looks the consequence up. A relation without a row of its own falls back to `none` (an operation that names no key, as `push`),
 * then to `unknown`. A kind that cannot be walked in that form, or has no such operation, gives effect `none`, not certain.
 */
export function consequenceOf(
  kind: CollectionKind,
  form: IterationForm,
  operation: Operation,
  relation: KeyRelation,
): Consequence {
  return (
    consequences.get(keyOf(kind, form, operation, relation)) ??
    consequences.get(keyOf(kind, form, operation, "none")) ??
    consequences.get(keyOf(kind, form, operation, "unknown")) ??
    nothing
  );
}

function keyOf(kind: CollectionKind, form: IterationForm, operation: Operation, relation: KeyRelation): string {
  return `${kind} ${form} ${operation} ${relation}`;
}
