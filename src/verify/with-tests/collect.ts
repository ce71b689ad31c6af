import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { changedMark, loadedMark, loadsFile, type Plan, type Report, type ReportedEvidence, type ReportedTest } from "./plan.ts";
import type { CaseForTests, CaseInTests, SuiteEvidence } from "./types.ts";

interface Count {
  readonly times: number;
  readonly tests: number;
}

/** What the processes of a suite have written into the folder. */
export interface Collected {
  /** By site. */
  readonly reached: ReadonlyMap<number, Count>;
  readonly evidence: readonly ReportedEvidence[];
}

/** Reads the reports of all processes. A line that a killed process has not finished is left out. */
export function collect(folder: string): Collected {
  const reached = new Map<number, Count>();
  const evidence: ReportedEvidence[] = [];
  const names = readdirSync(folder).filter((name) => /^\d+-\d+-\d+\.jsonl$/.test(name)).sort();
  for (const name of names) {
    const reports = linesOf<Report>(path.join(folder, name));
    for (const report of reports) if (report.type === "evidence") evidence.push(report);
    const last = reports.findLast((report) => report.type === "reached");
    for (const [site, times, tests] of last?.type === "reached" ? last.counts : []) {
      const before = reached.get(site) ?? { times: 0, tests: 0 };
      reached.set(site, { times: before.times + times, tests: before.tests + tests });
    }
  }
  return { reached, evidence };
}

/** The cases with what was collected: of several tests that show the same, the one with the fewest lines, then the first by name. */
export function casesInTests(cases: readonly CaseForTests[], plan: Plan, { reached, evidence }: Collected): CaseInTests[] {
  const synchronous = new Set(plan.sites.filter((each) => each.isSynchronous).map(({ id }) => id));
  return cases.map((each, index) => {
    const { hazards, primary, roles } = plan.cases[index]!;
    const { times, tests } = reached.get(primary) ?? { times: 0, tests: 0 };
    const isJudged = hazards.length > 0 && roles.some(([site]) => synchronous.has(site));
    const found = hazards.flatMap((hazard) => best(evidence.filter((other) => other.case === each.id && other.hazard === hazard)) ?? []);
    return { id: each.id, reached: times, tests, isJudged, evidence: found };
  });
}

function best(found: readonly ReportedEvidence[]): SuiteEvidence | undefined {
  const key = ({ lines, test }: ReportedEvidence): string => `${String(lines.length).padStart(6, "0")} ${test.file ?? ""} ${test.name ?? ""} ${lines.join("\n")}`;
  const [first] = [...found].sort((a, b) => (key(a) < key(b) ? -1 : 1));
  return first && { hazard: first.hazard, lines: first.lines, strength: first.strength, test: first.test };
}

/** The files that were loaded without their hooks, and never with them. */
export function filesWithoutHooks(folder: string): string[] {
  const file = path.join(folder, loadsFile);
  const lines = new Set(existsSync(file) ? readFileSync(file, "utf8").split("\n") : []);
  const changed = [...lines].filter((line) => line.startsWith(changedMark)).map((line) => line.slice(changedMark.length));
  return changed.filter((name) => !lines.has(loadedMark + name)).sort();
}

/** The tests that the reporter for `node --test` has written: undefined if it was not there. */
export function testsReported(file: string): ReportedTest[] | undefined {
  return existsSync(file) ? linesOf<ReportedTest>(file) : undefined;
}

function linesOf<T>(file: string): T[] {
  return readFileSync(file, "utf8").split("\n").flatMap((line) => {
    try {
      return line === "" ? [] : [JSON.parse(line) as T];
    } catch {
      return [];
    }
  });
}
