import type { Finding, Position, SourceRange, TraceStep } from "../../hazards/finding.ts";
import type { HazardId } from "../../hazards/types.ts";
import { syncHazards, waitingHazards } from "./loops.ts";
import type { Spot } from "./spot.ts";

/** Hazards that one and the same pair of places may show. */
const families: readonly (readonly HazardId[])[] = [
  syncHazards,
  waitingHazards,
  ["check-then-act-across-await", "lost-update-across-await"],
  ["clear-after-await"],
];

const primaryRoles: ReadonlySet<TraceStep["role"]> = new Set(["iterate", "check", "read"]);
const actRoles: ReadonlySet<TraceStep["role"]> = new Set(["act", "write", "mutate"]);

/** The hazards of the spot that no finding of their family is about at the same places. */
export function uncovered(spot: Spot, findings: readonly Finding[], file: string, rangeOf: (node: Spot["primary"]) => SourceRange): HazardId[] {
  const [primary, place] = [rangeOf(spot.primary), rangeOf(spot.place)];
  const covered = findings.filter((finding) => isAbout(finding, spot, file, primary, place)).flatMap(({ hazard }) => familyOf(hazard));
  return spot.hazards.filter((hazard) => !covered.includes(hazard));
}

function familyOf(hazard: HazardId): readonly HazardId[] {
  return families.find((family) => family.includes(hazard)) ?? [hazard];
}

function isAbout({ trace }: Finding, { primary, place }: Spot, file: string, primaryRange: SourceRange, placeRange: SourceRange): boolean {
  const here = trace.filter((step) => step.file === file);
  const first = here.find(({ role }) => primaryRoles.has(role));
  if (first?.role === "iterate") return isSame(first.range, primaryRange);
  const last = here.findLast(({ role }) => actRoles.has(role));
  if (last && !overlaps(last.range, placeRange)) return false;
  return first ? overlaps(first.range, primaryRange) : last !== undefined && primary === place;
}

function isSame(a: SourceRange, b: SourceRange): boolean {
  return compare(a.start, b.start) === 0 && compare(a.end, b.end) === 0;
}

/** One within the other: `[...m]` and `m`. */
function overlaps(a: SourceRange, b: SourceRange): boolean {
  const isIn = (inner: SourceRange, outer: SourceRange): boolean => compare(inner.start, outer.start) >= 0 && compare(inner.end, outer.end) <= 0;
  return isIn(a, b) || isIn(b, a);
}

function compare(a: Position, b: Position): number {
  return a.line - b.line || a.column - b.column;
}
