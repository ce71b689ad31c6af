import type { IterationHazardId, Level } from "../../hazards/types.ts";
import type {
  CollectionKind,
  Consequence,
  Effect,
  IterationForm,
  KeyRelation,
  Operation,
  SemanticsRow,
} from "../types.ts";

/**
 * One line of a table: what happens, one letter per form. `-` nothing, `I` visits an inserted entry, `U` unspecified, `R` revisits, `S` skips or
 * repeats, `M` misses a removed or overwritten entry. A small letter says "may": the worst that can happen, when it depends on
 * more than the line tells. The level, where given, replaces that of the hazard.
 */
export type Line = readonly [operation: Operation, relation: KeyRelation, cells: string, level?: Level];

const effects: Readonly<Record<string, Effect>> = {
  "-": "none",
  I: "visits-inserted",
  U: "unspecified",
  R: "revisits",
  S: "skips-or-repeats",
  M: "misses-removed",
};

const hazards: Readonly<Record<Exclude<Effect, "none">, readonly [IterationHazardId, Level]>> = {
  "visits-inserted": ["insert-during-iteration", "recommended"],
  unspecified: ["gomap-insert-in-range", "recommended"],
  revisits: ["reinsert-during-iteration", "recommended"],
  "skips-or-repeats": ["shift-during-iteration", "recommended"],
  "misses-removed": ["remove-ahead-during-iteration", "strict"],
};

/** Effects from harmless to worst. A loop that may never end is worse than one that leaves something out. */
export const severity: readonly Effect[] = ["none", "misses-removed", "skips-or-repeats", "revisits", "unspecified", "visits-inserted"];

/** The relations that an `unknown` one may stand for; `current-deleted` is known from the code itself, never guessed. */
export const concreteRelations: readonly KeyRelation[] = ["current", "present", "ahead", "absent"];

/** Expands lines to rows, and adds a row for an `unknown` key to each operation that names a key. */
export function rowsOf(
  kinds: readonly CollectionKind[],
  forms: readonly IterationForm[],
  lines: readonly Line[],
): SemanticsRow[] {
  return kinds.flatMap((kind) =>
    forms.flatMap((form, column) => {
      const rows = lines.map(([operation, relation, cells, level]): SemanticsRow => {
        const consequence = consequenceOfCell(cells[column] ?? "-", level);
        return { kind, form, operation, relation, consequence };
      });
      return [...rows, ...unknownRows(rows)];
    }),
  );
}

/** The rows are those of one kind and one form. */
function unknownRows(rows: readonly SemanticsRow[]): SemanticsRow[] {
  const operations = new Map<Operation, SemanticsRow[]>();
  for (const row of rows) {
    if (!concreteRelations.includes(row.relation)) continue;
    operations.set(row.operation, [...(operations.get(row.operation) ?? []), row]);
  }
  return [...operations.values()].flatMap(([first, ...others]) => {
    if (!first) return [];
    const consequence = others.reduce((sum, row) => eitherOf(sum, row.consequence), first.consequence);
    return [{ ...first, relation: "unknown" as const, consequence }];
  });
}

function eitherOf(a: Consequence, b: Consequence): Consequence {
  if (a.effect === b.effect) return { ...(b.level === "recommended" ? b : a), certain: a.certain && b.certain };
  const worse = severity.indexOf(a.effect) > severity.indexOf(b.effect) ? a : b;
  return { ...worse, certain: false };
}

function consequenceOfCell(cell: string, level: Level | undefined): Consequence {
  const effect = effects[cell.toUpperCase()] ?? "none";
  if (effect === "none") return { effect, certain: true };
  const [hazard, usualLevel] = hazards[effect];
  return { effect, hazard, level: level ?? usualLevel, certain: cell === cell.toUpperCase() };
}
