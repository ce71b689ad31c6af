import type { Finding } from "../hazards/finding.ts";
import type { ScanOptions, ScanResult, Skipped } from "../scanner/types.ts";
import type { Entry, Receiver, RunRecord, Shown } from "./case.ts";
import type { NotExecutableReason } from "./reasons.ts";

export interface VerifyOptions extends Omit<ScanOptions, "onProgress"> {
  /** Only the finding with this id, or whose id begins so. */
  readonly finding?: string;
  /** Seeds the choice of inputs and schedules: 1 by default. */
  readonly seed?: number;
  /** The most runs for each finding: 1,000 by default. */
  readonly runs?: number;
  /** The most milliseconds for each finding, within which it is given up as a hang: 10,000 by default. */
  readonly timeLimit?: number;
  /** How many processes run at a time. */
  readonly concurrency?: number;
  /** Also every iteration and every check before an await and act after it that is not flagged: `all`. Default: `flagged`. */
  readonly sites?: "flagged" | "all";
  /** A file with `defineVerify`. Default: `rangeguard.verify.ts` (or `.js`, `.mts`, `.mjs`) beside the scan's root; false: none. */
  readonly hooks?: string | false;
  /** Make the run of this witness only: see `witnessOf`. */
  readonly replay?: string;
  readonly onProgress?: (progress: VerifyProgress) => void;
  readonly onResult?: (result: VerifiedFinding) => void;
  readonly signal?: AbortSignal;
}

export interface VerifyProgress {
  readonly phase: "load" | "analyse" | "prepare" | "run";
  readonly done: number;
  readonly total: number;
  readonly file?: string;
}

export type VerdictKind = "confirmed" | "not reproduced" | "not executable";

/** A run that shows the hazard, with what is needed to tell it. */
export interface Witness {
  /** One string that makes the run again: `rangeguard verify --replay <text>`. */
  readonly text: string;
  readonly run: RunRecord;
  readonly shown: Shown;
  /** The private fields and variables that are filled before the run begins, and not by calls: `Pool.connections`. */
  readonly privateState?: readonly string[];
  /** What the calls of the run mean: for texts and tests. */
  readonly entries: readonly Entry[];
  readonly receivers: readonly Receiver[];
}

/** What came of one finding. */
export interface VerifiedFinding {
  readonly finding: Finding;
  readonly verdict: VerdictKind;
  /** For `not executable`. */
  readonly reason?: NotExecutableReason;
  /** What is to be said besides: of the reason, of what was refused, of stubs. */
  readonly detail?: string;
  readonly witness?: Witness;
  /** How many runs were made. */
  readonly runs: number;
  /** How many different schedules there were among them. */
  readonly schedules: number;
  /** How many of the runs came to the flagged place. */
  readonly reached: number;
  /** Modules that were missing and stubbed. */
  readonly stubs: readonly string[];
  /** Types of which no value could be made, and for which something stood in. */
  readonly standIns?: readonly string[];
  readonly milliseconds: number;
  /** With `sites: "all"`: the place is not flagged by the scan. */
  readonly isUnflagged?: boolean;
  /** With the project's own tests: what they have shown. */
  readonly inTests?: InTests;
}

/** What a test has shown. */
export interface InTests {
  /** In how many tests the flagged place was come to. */
  readonly tests: number;
  /** The name of the first test that shows the hazard, and the events in it, one a line. */
  readonly shown?: { readonly test: string; readonly lines: readonly string[] };
}

/** How a project's own tests ended. */
export interface SuiteSummary {
  readonly command: string;
  readonly passed: number;
  readonly failed: number;
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
  /** The end of what it printed. */
  readonly output: string;
}

export interface VerifyStats {
  readonly findings: number;
  readonly confirmed: number;
  readonly notReproduced: number;
  readonly notExecutable: number;
  readonly runs: number;
  readonly milliseconds: number;
}

export interface VerifyResult {
  /** In the order of the findings: by file, then position. */
  readonly results: readonly VerifiedFinding[];
  readonly stats: VerifyStats;
  readonly scan: ScanResult;
  /** Where the project's own tests were run. */
  readonly suite?: SuiteSummary;
  readonly skipped: readonly Skipped[];
  /** What is wrong with the hook file, a sentence each. */
  readonly warnings?: readonly string[];
}
