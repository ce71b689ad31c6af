import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ts } from "ts-morph";
import type { Finding, Location, TraceStep } from "../../../src/hazards/finding.ts";
import type { HazardId } from "../../../src/hazards/types.ts";
import type { FileInput } from "../../../src/scanner/analyser.ts";
import { scanWith } from "../../../src/scanner/scan.ts";
import type { PlannedCandidate } from "../../../src/verify/collector.ts";
import { filesOf } from "../../../src/verify/files-of.ts";
import { goMapOf } from "../../../src/verify/inputs/gomap.ts";
import { ambientsOf } from "../../../src/verify/planner/ambient.ts";
import { planCase } from "../../../src/verify/planner/plan-case.ts";
import { projectOf } from "../../../src/verify/planner/project.ts";
import { SiteTable } from "../../../src/verify/planner/site-table.ts";
import { ProjectSources } from "../../../src/verify/project/sources.ts";
import { runPlanned } from "../../../src/verify/run-planned.ts";

/** What came of a search that nothing in the code asks for. */
export interface Forced {
  readonly file: string;
  readonly line: number;
  readonly hazard: HazardId;
  readonly verdict: string;
  readonly detail: string;
  readonly runs: number;
  readonly reached: number;
}

const iterating = new Set(["range", "keys", "values", "entries", "forEach"]);

/** Searches at every use of a Go map, as if it had been flagged. */
export async function verifyForced(cwd: string, paths: readonly string[], runs: number): Promise<Forced[]> {
  const sites = new SiteTable();
  const candidates: PlannedCandidate[] = [];
  const sources = new Map<object, ProjectSources>();
  const scan = await scanWith((input) => {
    for (const finding of everywhere(input)) candidates.push(planned(finding, input, sites, sources));
    return [];
  }, { cwd, paths: [...paths], level: "strict" });
  const folder = mkdtempSync(path.join(tmpdir(), "rangeguard-forced-"));
  try {
    const results = await runPlanned(candidates, { options: { runs }, folder, root: scan.root, sites, witness: undefined });
    return results.map(({ result: { finding, verdict, reason, detail, witness, runs: made, reached } }) => ({
      file: finding.file,
      line: finding.range.start.line,
      hazard: finding.hazard,
      verdict,
      detail: [reason, detail, witness?.shown.lines.join(" | ")].filter((part) => part !== undefined).join(": "),
      runs: made,
      reached,
    }));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function planned(finding: Finding, input: FileInput, sites: SiteTable, all: Map<object, ProjectSources>): PlannedCandidate {
  const candidate = { finding, hazards: [finding.hazard], acceptsWeak: true };
  const plan = planCase(candidate, input, sites);
  if (plan.kind !== "case") return { candidate, planned: plan, sources: undefined, isUnflagged: true };
  const own = all.get(input.project) ?? new ProjectSources(input);
  all.set(input.project, own);
  for (const file of new Set([...plan.files, ...filesOf(plan.case)])) own.add(input.reported(input.relative(file)) ?? input);
  const ambients = ambientsOf(input.sourceFile, projectOf(input).context);
  return { candidate, planned: { ...plan, case: { ...plan.case, ambients } }, sources: own, isUnflagged: true };
}

/** A finding of each hazard at each use of a Go map. */
function everywhere(input: FileInput): Finding[] {
  const { sourceFile } = input;
  const checker = input.checker();
  const starts: ts.Node[] = [];
  const uses: { readonly map: ts.Expression; readonly call: ts.Node; readonly isRange: boolean }[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
      const { expression: map, name } = node.expression;
      if (goMapOf(checker.getTypeAtLocation(map)) !== undefined) uses.push({ map, call: node, isRange: iterating.has(name.text) });
    }
    if (ts.isForOfStatement(node) && goMapOf(checker.getTypeAtLocation(node.expression)) !== undefined) uses.push({ map: node.expression, call: node.expression, isRange: true });
    if (ts.isCallExpression(node) && node.expression.getText(sourceFile).endsWith("go")) starts.push(node);
    ts.forEachChild(node, visit);
  };
  visit(sourceFile);
  const at = (node: ts.Node): Location => ({ file: input.file, range: { start: position(node.getStart(sourceFile), sourceFile), end: position(node.end, sourceFile) } });
  const calls = starts.map((node): TraceStep => ({ role: "call", ...at(node), text: "" }));
  return uses.flatMap(({ map, call, isRange }): Finding[] => {
    const iterate: TraceStep = { role: "iterate", ...at(map), text: "" };
    const use: TraceStep = { role: "mutate", ...at(call), text: "" };
    const made = (hazard: HazardId, trace: readonly TraceStep[]): Finding => findingOf(hazard, map.getText(sourceFile), trace);
    const ofTasks = made("gomap-unsynchronized", [...calls, use]);
    return isRange ? [made("gomap-insert-in-range", [iterate]), made("gomap-unsynchronized", [iterate]), ofTasks] : [ofTasks];
  });
}

let count = 0;

function findingOf(hazard: HazardId, name: string, trace: readonly TraceStep[]): Finding {
  const { file, range } = trace.at(-1)!;
  const id = (++count).toString(16).padStart(16, "0");
  return { id, hazard, rule: `no-${hazard}`, level: "recommended", confidence: "high", file, range, message: "", collection: { name, kind: "GoMap" }, trace, suggestions: [] };
}

function position(offset: number, file: ts.SourceFile): { readonly line: number; readonly column: number } {
  const { line, character } = file.getLineAndCharacterOfPosition(offset);
  return { line: line + 1, column: character + 1 };
}
