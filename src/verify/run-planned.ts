import path from "node:path";
import type { Finding } from "../hazards/finding.ts";
import type { CaseAnswer, CaseOrder, VerifyCase } from "./case.ts";
import type { PlannedCandidate } from "./collector.ts";
import { privateState } from "./inner-state.ts";
import type { SiteTable } from "./planner/site-table.ts";
import { runCases, type RunCasesOptions } from "./process/children.ts";
import type { CaseResult } from "./process/result.ts";
import { prepareProject, type PreparedProject } from "./project/prepare.ts";
import type { ProjectSources } from "./project/sources.ts";
import { type NotExecutableReason, reasonOfEnd } from "./reasons.ts";
import type { VerifiedFinding, VerifyOptions } from "./types.ts";
import { bindWitness } from "./witness/bind.ts";
import type { DecodedWitness } from "./witness/stored.ts";
import { encodeWitness } from "./witness/text.ts";

export interface RunPlannedOptions {
  readonly options: VerifyOptions;
  /** Where prepared files go. */
  readonly folder: string;
  /** Absolute: what the findings' files are relative to. */
  readonly root: string;
  readonly sites: SiteTable;
  /** The run of this one only. */
  readonly witness: DecodedWitness | undefined;
  /** With a witness, also other schedules: see `CaseOrder.explores`. */
  readonly explores?: boolean;
}

export interface CaseRun {
  readonly planned: PlannedCandidate;
  readonly result: VerifiedFinding;
}

/** What is known of a finding that is not run. */
interface Unable {
  readonly reason: NotExecutableReason;
  readonly detail: string;
}

interface Job {
  readonly planned: PlannedCandidate;
  readonly verifyCase: VerifyCase;
  readonly order: CaseOrder;
}

const defaults = { runs: 1000, timeLimit: 10_000, seed: 1 };

/** Of its time limit a case may use so much for the search: the rest is for loading the code. */
const searchShare = 0.4;

/** Runs cases in child processes, those of one project together. */
export async function runPlanned(candidates: readonly PlannedCandidate[], { options, folder, root, sites, witness, explores }: RunPlannedOptions): Promise<CaseRun[]> {
  const prepared = prepareAll(candidates, folder, sites, options);
  const results = new Map<PlannedCandidate, VerifiedFinding>();
  const total = candidates.length;
  const done = (planned: PlannedCandidate, result: VerifiedFinding): void => {
    results.set(planned, result);
    options.onResult?.(result);
    options.onProgress?.({ phase: "run", done: results.size, total, file: result.finding.file });
  };
  const jobs = new Map<ProjectSources, Job[]>();
  for (const planned of candidates) {
    const project = planned.sources && prepared.get(planned.sources);
    const unable = unableOf(planned, project);
    if (unable !== null) {
      done(planned, unableResult(planned, unable));
      continue;
    }
    const made = jobOf(planned, project!, options, witness, root);
    const job = explores === true ? { ...made, order: { ...made.order, explores } } : made;
    jobs.set(planned.sources!, [...(jobs.get(planned.sources!) ?? []), job]);
  }
  for (const [sources, group] of jobs) await runGroup(group, sources, options, root, done);
  return candidates.map((planned) => ({ planned, result: results.get(planned)! }));
}

export interface BoundCandidate {
  readonly planned: PlannedCandidate;
  readonly order: Omit<CaseOrder, "project">;
}

/** Runs given orders. @returns the answers, in their order; a case that ends its process is one that was not reproduced, with the end as detail. */
export async function runOrders(bound: readonly BoundCandidate[], { folder, sites }: Pick<RunPlannedOptions, "folder" | "sites">): Promise<CaseAnswer[]> {
  const prepared = prepareAll(bound.map(({ planned }) => planned), folder, sites, {});
  const answers: CaseAnswer[] = [];
  for (const { planned, order } of bound) {
    const project = prepared.get(planned.sources!)!;
    if (unableOf(planned, project) !== null) continue;
    const [result] = await runCases<CaseOrder, CaseAnswer>([{ ...order, project: project.manifest }], childOptions(planned.sources!, {}));
    answers.push(result!.kind === "answer" ? result!.answer : endedAnswer(result!));
  }
  return answers;
}

function endedAnswer(result: Exclude<CaseResult, { readonly kind: "answer" }>): CaseAnswer {
  const reason = reasonOfEnd(result.kind, result.blocked);
  return { verdict: "not executable", reason, detail: result.detail, runs: 0, schedules: 0, reached: 0, stubs: [] };
}

function prepareAll(candidates: readonly PlannedCandidate[], folder: string, sites: SiteTable, { onProgress }: VerifyOptions): Map<ProjectSources, PreparedProject> {
  const all = new Set(candidates.flatMap(({ sources }) => sources ?? []));
  const total = [...all].reduce((sum, { files }) => sum + files.size, 0);
  let done = 0;
  const onFile = (file: string): void => onProgress?.({ phase: "prepare", done: ++done, total, file });
  const byFile = sites.byFile();
  return new Map([...all].map((sources, index) => {
    return [sources, prepareProject(sources, { folder: path.join(folder, String(index)), sitesOf: (file) => byFile.get(file) ?? [], onFile })];
  }));
}

/** Why a case cannot even be tried. */
function unableOf({ planned }: PlannedCandidate, project: PreparedProject | undefined): Unable | null {
  if (planned.kind !== "case") return planned;
  const { sites, primary } = planned.case;
  const failed = sites.map(({ file }) => project!.failed.get(file)).find((message) => message !== undefined);
  if (failed !== undefined) return { reason: "no-import", detail: failed };
  const skipped = project!.skipped.find(({ site }) => site.id === primary);
  return skipped ? { reason: "unsupported-form", detail: `At the flagged place: ${skipped.reason}.` } : null;
}

function jobOf(planned: PlannedCandidate, project: PreparedProject, options: VerifyOptions, witness: DecodedWitness | undefined, root: string): Job {
  const { seed = defaults.seed, runs = defaults.runs, timeLimit = defaults.timeLimit } = options;
  const verifyCase = (planned.planned as { readonly case: VerifyCase }).case;
  const replay = witness && bindWitness(witness, verifyCase, path.resolve(root, planned.candidate.finding.file));
  const budget = { runs, milliseconds: Math.max(1, Math.round(timeLimit * searchShare)), seed };
  return { planned, verifyCase, order: { case: verifyCase, project: project.manifest, budget, ...(replay && { replay }) } };
}

async function runGroup(jobs: readonly Job[], sources: ProjectSources, options: VerifyOptions, root: string, done: (planned: PlannedCandidate, result: VerifiedFinding) => void): Promise<void> {
  const notes = new Map<number, CaseAnswer>();
  const again: { readonly job: Job; readonly answer: Confirmed; readonly result: CaseResult<CaseAnswer> }[] = [];
  const settle = (job: Job, answer: CaseAnswer | null, result: CaseResult<CaseAnswer>): void => done(job.planned, resultOf(job, answer, result, root));
  await runCases<CaseOrder, CaseAnswer>(jobs.map(({ order }) => order), {
    ...childOptions(sources, options),
    onNote: (index, note) => void notes.set(index, note as CaseAnswer),
    onResult: (index, result) => {
      const job = jobs[index]!;
      const answer = result.kind === "answer" ? (result.answer as CaseAnswer) : (notes.get(index) ?? null);
      if (answer?.verdict === "confirmed" && job.order.replay === undefined) again.push({ job, answer, result: result as CaseResult<CaseAnswer> });
      else settle(job, answer, result as CaseResult<CaseAnswer>);
    },
  });
  // Only what another process shows again is confirmed: nothing that earlier cases left behind may have had a part in it.
  await runCases<CaseOrder, CaseAnswer>(again.map(({ job, answer }) => ({ ...job.order, replay: answer.run })), {
    ...childOptions(sources, options),
    onResult: (index, repeated) => {
      const { job, answer, result } = again[index]!;
      const second = repeated.kind === "answer" ? (repeated.answer as CaseAnswer) : null;
      settle(job, second?.verdict === "confirmed" ? answer : notShownAgain(answer, second), result);
    },
  });
}

type Confirmed = CaseAnswer & { readonly verdict: "confirmed" };

function notShownAgain({ runs, schedules, reached, stubs, standIns }: Confirmed, second: CaseAnswer | null): CaseAnswer {
  const why = second !== null && "detail" in second && second.detail !== undefined ? ` ${second.detail}` : "";
  return { verdict: "not reproduced", runs, schedules, reached, stubs, ...(standIns && { standIns }), detail: `A run showed it, but did not show it again in another process.${why}` };
}

function childOptions({ directory }: ProjectSources, { timeLimit = defaults.timeLimit, concurrency, signal }: VerifyOptions): RunCasesOptions {
  return {
    runner: new URL(import.meta.url.endsWith(".ts") ? "./runner/main.ts" : "./runner/main.js", import.meta.url),
    cwd: directory,
    caseTimeLimit: timeLimit,
    ...(concurrency !== undefined && { concurrency }),
    ...(signal && { signal }),
  };
}

function resultOf(job: Job, answer: CaseAnswer | null, result: CaseResult<CaseAnswer>, root: string): VerifiedFinding {
  const base = { ...baseOf(job.planned), milliseconds: Math.round(result.milliseconds) };
  if (answer === null) {
    const reason = result.kind === "answer" ? "crash" : reasonOfEnd(result.kind, result.blocked);
    // Further lines are a stack.
    const detail = result.kind === "answer" ? "The process gave no answer." : result.detail.split("\n", 1)[0]!;
    return { ...base, verdict: "not executable", reason, detail, runs: 0, schedules: 0, reached: 0, stubs: [] };
  }
  const { runs, schedules, reached, stubs, standIns = [] } = answer;
  const effort = { runs, schedules, reached, stubs, ...(standIns.length > 0 && { standIns }) };
  if (answer.verdict === "confirmed") {
    const text = encodeWitness({ finding: base.finding, case: job.verifyCase, run: answer.run, root });
    const { entries, receivers } = job.verifyCase;
    const put = privateState(answer.run.input);
    return { ...base, ...effort, verdict: "confirmed", witness: { text, run: answer.run, shown: answer.shown, ...(put.length > 0 && { privateState: put }), entries, receivers } };
  }
  if (answer.verdict === "not reproduced") return { ...base, ...effort, verdict: "not reproduced", ...(answer.detail !== undefined && { detail: answer.detail }) };
  return { ...base, ...effort, verdict: "not executable", reason: answer.reason, ...(answer.detail !== undefined && { detail: answer.detail }) };
}

function unableResult(planned: PlannedCandidate, { reason, detail }: Unable): VerifiedFinding {
  return { ...baseOf(planned), verdict: "not executable", reason, detail, runs: 0, schedules: 0, reached: 0, stubs: [], milliseconds: 0 };
}

function baseOf({ candidate, isUnflagged }: PlannedCandidate): { readonly finding: Finding; readonly isUnflagged?: boolean } {
  return { finding: candidate.finding, ...(isUnflagged && { isUnflagged }) };
}
