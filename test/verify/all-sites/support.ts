import { mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Finding, Position } from "../../../src/hazards/finding.ts";
import type { FileInput } from "../../../src/scanner/analyser.ts";
import { defaultAnalyser } from "../../../src/scanner/default-analyser.ts";
import { scanWith } from "../../../src/scanner/scan.ts";
import type { ScanOptions } from "../../../src/scanner/types.ts";
import { type AllSitesOptions, candidatesOf } from "../../../src/verify/all-sites/candidates.ts";
import { syncHazards } from "../../../src/verify/all-sites/loops.ts";
import type { Candidate } from "../../../src/verify/planner/candidate.ts";
import type { Site, SiteRole } from "../../../src/verify/site.ts";

/** What all sites of one file are, and what the scan finds in it. */
export interface Looked {
  readonly text: string;
  readonly fileName: string;
  readonly findings: readonly Finding[];
  readonly candidates: readonly Candidate[];
}

export interface LookOptions {
  readonly checkWorklists?: boolean;
  /** Which of the findings are tried as such. Default: all. */
  readonly isTried?: (finding: Finding) => boolean;
}

/** Scans files, and takes down all sites of each. By name. */
export async function lookAt(scan: ScanOptions, { checkWorklists = false, isTried = () => true }: LookOptions = {}): Promise<Map<string, Looked>> {
  const looked = new Map<string, Looked>();
  const { skipped } = await scanWith(
    (input: FileInput, options) => {
      const findings = defaultAnalyser(input, options);
      const all: AllSitesOptions = { checkWorklists };
      const candidates = candidatesOf(input, findings.filter(isTried), all);
      looked.set(input.file, { text: input.text, fileName: input.sourceFile.fileName, findings, candidates });
      return findings;
    },
    { level: "strict", ...scan },
  );
  const broken = skipped.filter(({ reason }) => reason.includes("internal error"));
  if (broken.length > 0) throw new Error(broken.map(({ file, reason }) => `${file}: ${reason}`).join("\n"));
  return looked;
}

/** Without the typings of the DOM, which take most of the time. */
const tsconfig = JSON.stringify({ compilerOptions: { strict: true, allowJs: true, target: "esnext", module: "esnext", lib: ["esnext"], types: [] } });

/** The same for programs that are given as texts. */
export async function lookAtTexts(files: Readonly<Record<string, string>>, options: LookOptions = {}): Promise<Map<string, Looked>> {
  const directory = realpathSync.native(mkdtempSync(path.join(tmpdir(), "rangeguard-")));
  try {
    for (const [name, text] of Object.entries({ "tsconfig.json": tsconfig, ...files })) writeFileSync(path.join(directory, name), text);
    return await lookAt({ cwd: directory }, options);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** One line for each candidate: its hazards, then the roles and texts of its steps, then those of its further sites. */
export function describeAll({ candidates, text }: Looked): string[] {
  return candidates.map(({ finding, hazards, extraSites = [] }) => {
    const steps = finding.trace.map(({ role, range }) => `${role} ${text.slice(offsetOf(range.start, text), offsetOf(range.end, text))}`);
    const extras = extraSites.map(({ role, start, end }) => `${role} ${text.slice(start, end)}`);
    return `${shorten(hazards)}: ${steps.join("; ")}${extras.length > 0 ? ` + ${extras.join("; ")}` : ""}`;
  });
}

/** `walk` stands for the four hazards that a single task can bring about. */
function shorten(hazards: Candidate["hazards"]): string {
  const isWalk = syncHazards.every((hazard) => hazards.includes(hazard));
  return [...(isWalk ? ["walk"] : []), ...hazards.filter((hazard) => !isWalk || !syncHazards.includes(hazard))].join(" ");
}

export function offsetOf({ line, column }: Position, text: string): number {
  return text.split("\n").slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0) + column - 1;
}

/** The sites of all candidates, as the planner makes them: equal ones once. */
export function sitesOf({ candidates, text, fileName }: Looked): Site[] {
  const sites = new Map<string, Site>();
  const add = (role: SiteRole, start: number, end: number): void => {
    const key = `${role} ${start} ${end}`;
    if (!sites.has(key)) sites.set(key, { id: sites.size + 1, role, file: fileName, start, end });
  };
  for (const { finding, extraSites = [] } of candidates) {
    for (const { role, range } of finding.trace) add(role as SiteRole, offsetOf(range.start, text), offsetOf(range.end, text));
    for (const { role, start, end } of extraSites) add(role, start, end);
  }
  return [...sites.values()];
}
