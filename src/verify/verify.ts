import { existsSync } from "node:fs";
import path from "node:path";
import type { Finding } from "../hazards/finding.ts";
import { ScanError } from "../scanner/errors.ts";
import { scanWith } from "../scanner/scan.ts";
import type { ScanResult } from "../scanner/types.ts";
import { Collector, type PlannedCandidate } from "./collector.ts";
import { makeFolder, removeFolder } from "./process/cleanup.ts";
import { findHooks, unknownNames } from "./project/hooks-file.ts";
import { type CaseRun, runPlanned } from "./run-planned.ts";
import type { VerifiedFinding, VerifyOptions, VerifyResult, VerifyStats } from "./types.ts";
import { replayChanged } from "./replay-changed.ts";
import { decodeWitness } from "./witness/text.ts";

/**
 * Scans projects and tries, for each finding, to show its hazard in a run of the code itself: with traced collections, on generated inputs
 * and seeded state, under controlled schedules.
 *
 * The code is EXECUTED, in child processes that have no network, write only to a temporary folder, and have little memory and time.
 *
 * @throws ScanError as `scan`; WitnessError for a damaged witness; ChildStartError when no process can be started; the signal's reason.
 */
export async function verify(options: VerifyOptions = {}): Promise<VerifyResult> {
  const start = performance.now();
  const witness = options.replay === undefined ? undefined : decodeWitness(options.replay);
  const wanted = witness?.finding ?? options.finding;
  const isWanted = (finding: Finding): boolean => wanted === undefined || finding.id.startsWith(wanted);
  const { collector, scan } = await collect(options, isWanted, witness?.file);
  const folder = makeFolder();
  try {
    const candidates = inOrder(collector.candidates, scan);
    const made = await runPlanned(candidates, { options, folder, root: scan.root, sites: collector.sites, witness });
    const changed = witness !== undefined && made.length === 0 ? await replayChanged(witness, options, folder) : undefined;
    const results = changed?.results ?? made.map(resultOf);
    const warnings = changed === undefined ? warningsOf(collector) : [changed.note];
    return {
      results,
      stats: statsOf(results, performance.now() - start),
      scan,
      skipped: scan.skipped,
      ...(warnings.length > 0 && { warnings }),
    };
  } finally {
    removeFolder(folder);
  }
}

interface Collected {
  readonly collector: Collector;
  readonly scan: ScanResult;
}

/** @param file of a witness: it is scanned alone first, and all that is there only where that does not find the place. */
export async function collect(options: VerifyOptions, isWanted: (finding: Finding) => boolean, file?: string, onlyWatches = false): Promise<Collected> {
  const { cwd = ".", paths } = options;
  if (typeof options.hooks === "string" && !existsSync(path.resolve(cwd, options.hooks))) {
    throw new ScanError(`The hook file \`${options.hooks}\` does not exist.`, "Name an existing file with `--hooks`; relative paths start at the current directory.");
  }
  const hooks = findHooks(path.resolve(cwd), options.hooks);
  const collector = new Collector({ isWanted, allSites: options.sites === "all", hooks, onlyWatches });
  const isAlone = file !== undefined && paths === undefined && existsSync(path.resolve(cwd, file));
  const scan = await scanWith(collector.analyser, scanOptionsOf({ ...options, ...(isAlone && { paths: [file] }) }, file !== undefined));
  if (!isAlone || collector.candidates.length > 0) return { collector, scan };
  return collect({ ...options, paths: ["."] }, isWanted, file);
}

/** Of the hooks, the names that nothing in the projects is called by. */
function warningsOf({ hooks, candidates }: Collector): string[] {
  const projects = new Set(candidates.flatMap(({ sources }) => sources ?? []));
  if (hooks === undefined || projects.size === 0) return [];
  const texts = [...projects].flatMap(({ files }) => [...files.values()].map(({ text }) => text));
  return unknownNames(hooks, (name) => texts.some((text) => text.includes(name)));
}

function scanOptionsOf(options: VerifyOptions, isReplay: boolean): Parameters<typeof scanWith>[1] {
  const { paths, cwd, level, rules, checkWorklists, settings, config, onProgress } = options;
  const chosen = { paths, level: isReplay ? ("strict" as const) : level };
  return { ...defined({ ...chosen, cwd, rules, checkWorklists, settings, config }), ...(onProgress && { onProgress }) };
}

/** Without those that are undefined. */
function defined<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as never;
}

/** In the order of the report. What a comment silences is not tried. */
export function inOrder(candidates: readonly PlannedCandidate[], scan: ScanResult): PlannedCandidate[] {
  const kept = new Set(scan.findings.map(({ id }) => id));
  return candidates
    .filter(({ candidate, isUnflagged }) => isUnflagged || kept.has(candidate.finding.id))
    .sort((a, b) => compare(a.candidate.finding, b.candidate.finding));
}

function compare(a: Finding, b: Finding): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1;
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}

function resultOf({ result }: CaseRun): VerifiedFinding {
  return result;
}

export function statsOf(results: readonly VerifiedFinding[], milliseconds: number): VerifyStats {
  const count = (kind: VerifiedFinding["verdict"]): number => results.filter(({ verdict }) => verdict === kind).length;
  return {
    findings: results.length,
    confirmed: count("confirmed"),
    notReproduced: count("not reproduced"),
    notExecutable: count("not executable"),
    runs: results.reduce((sum, { runs }) => sum + runs, 0),
    milliseconds: Math.round(milliseconds),
  };
}
