import type { ts } from "ts-morph";
import type { Finding, SourceRange } from "../../hazards/finding.ts";
import type { HazardId } from "../../hazards/types.ts";
import type { FileInput } from "../../scanner/analyser.ts";
import { applySuppressions } from "../../scanner/suppressions.ts";
import type { Tried } from "./spot.ts";

/** Drops the hazards that a suppression comment silences on any of the lines that a spot spans: comments stand where findings are reported. */
export function withoutSilenced(found: readonly Tried[], input: FileInput, rangeOf: (node: ts.Node) => SourceRange): readonly Tried[] {
  if (!input.text.includes("rangeguard-ignore")) return found;
  return found.flatMap(({ spot, hazards }) => {
    const ranges = spot.span.map(rangeOf);
    const from = Math.min(...ranges.map(({ start }) => start.line));
    const to = Math.max(...ranges.map(({ end }) => end.line));
    const silenced = silencedIn(input, hazards, from, to);
    const rest = hazards.filter((hazard) => !silenced.has(hazard));
    return rest.length > 0 ? [{ spot, hazards: rest }] : [];
  });
}

function silencedIn(input: FileInput, hazards: readonly HazardId[], from: number, to: number): ReadonlySet<HazardId> {
  const reported = Array.from({ length: to - from + 1 }, (_, index) => hazards.map((hazard) => reportedAt(input.file, hazard, from + index))).flat();
  const { silenced } = applySuppressions(input.file, input.sourceFile, reported, () => false);
  return new Set(silenced.map(({ hazard }) => hazard));
}

/** A finding of which nothing counts but what and where it is. */
function reportedAt(file: string, hazard: HazardId, line: number): Finding {
  const start = { line, column: 1 };
  return {
    id: "",
    hazard,
    rule: `no-${hazard}`,
    level: "strict",
    confidence: "low",
    file,
    range: { start, end: start },
    message: "",
    collection: { name: "", kind: "unknown" },
    trace: [],
    suggestions: [],
  };
}
