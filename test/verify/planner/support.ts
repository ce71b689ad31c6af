import { ts } from "ts-morph";
import type { Finding, Position, TraceStep } from "../../../src/hazards/finding.ts";
import type { FileInput } from "../../../src/scanner/analyser.ts";
import type { EntryRole, VerifyCase } from "../../../src/verify/case.ts";
import type { Candidate } from "../../../src/verify/planner/candidate.ts";
import { planCase, type Planned } from "../../../src/verify/planner/plan-case.ts";
import { SiteTable } from "../../../src/verify/planner/site-table.ts";
import { loadAll } from "../inputs/helpers.ts";

/** The files of a project in memory; the first one is given. */
export function inputOf(texts: Readonly<Record<string, string>>): FileInput {
  const { files, context } = loadAll(texts);
  const project = {};
  const inputs = Object.entries(files).map(([file, sourceFile]): FileInput => ({
    file,
    sourceFile,
    text: sourceFile.text,
    language: file.endsWith(".js") ? "js" : "ts",
    checker: () => context.checker,
    relative: (name) => name.slice(1),
    imported: () => undefined,
    reported: (name) => inputs.find((each) => each.file === name),
    compilerOptions: {},
    directory: "/",
    project,
  }));
  return inputs[0]!;
}

// A step at what stands between the two marks of a number: /*1*/xs/*1*/.
function stepAt(input: FileInput, role: TraceStep["role"], mark: number): TraceStep {
  const text = `/*${mark}*/`;
  const start = input.text.indexOf(text) + text.length;
  const end = input.text.indexOf(text, start);
  if (end < 0) throw new Error(`The test's source has no pair of marks ${mark}.`);
  const { file } = input;
  const at = (offset: number): Position => {
    const { line, character } = ts.getLineAndCharacterOfPosition(input.sourceFile, offset);
    return { line: line + 1, column: character + 1 };
  };
  return { role, file, range: { start: at(start), end: at(end) }, text: "" };
}

/** A candidate whose steps stand at the marks 1, 2, ... of the first file. */
export function candidateAt(input: FileInput, hazard: Finding["hazard"], roles: readonly TraceStep["role"][]): Candidate {
  const trace = roles.map((role, index) => stepAt(input, role, index + 1));
  const { file, range } = trace[0]!;
  const finding: Finding = {
    id: "0123456789abcdef", hazard, rule: `no-${hazard}`, level: "strict", confidence: "high", file, range, message: "", trace, suggestions: [],
    collection: { name: "xs", kind: "unknown" },
  };
  return { finding, hazards: [hazard], acceptsWeak: true };
}

/** Plans an iteration at mark 1. */
export function planned(texts: string | Readonly<Record<string, string>>, roles: readonly TraceStep["role"][] = ["iterate"], hazard: Finding["hazard"] = "insert-during-iteration"): Planned {
  const input = inputOf(typeof texts === "string" ? { "a.ts": texts } : texts);
  return planCase(candidateAt(input, hazard, roles), input, new SiteTable());
}

export function caseOf(plan: Planned): VerifyCase {
  if (plan.kind !== "case") throw new Error(`${plan.reason}: ${plan.detail}`);
  return plan.case;
}

/** The labels of the entries of each role. */
export function labelsOf(plan: Planned): Partial<Record<EntryRole, string[]>> {
  const found: Partial<Record<EntryRole, string[]>> = {};
  for (const { role, label } of caseOf(plan).entries) (found[role] ??= []).push(label);
  return found;
}

/** `role text` of each site, the primary one first. */
export function siteTextsOf(plan: Planned, texts: Readonly<Record<string, string>>): string[] {
  return caseOf(plan).sites.map(({ role, file, start, end }) => `${role} ${texts[file.slice(1)]!.slice(start, end)}`);
}
