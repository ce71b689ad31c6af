import type { HazardId } from "../../hazards/types.ts";
import type { VerifyCase } from "../case.ts";
import type { Site, SkippedSite } from "../site.ts";
import type { ReportedTest, TestName } from "./plan.ts";

/** Which program runs the tests. */
export type TestRunner = "vitest" | "node";

/** What of a case matters here. */
export type CaseForTests = Pick<VerifyCase, "id" | "hazards" | "sites" | "primary" | "acceptsWeak">;

export interface WithTestsOptions {
  /** The project: the folder of its `package.json`, in which its tests run. */
  readonly root: string;
  /** By absolute path of the file. Their ids are unique. Those of the cases are among them. */
  readonly sites: ReadonlyMap<string, readonly Site[]>;
  readonly cases: readonly CaseForTests[];
  /** Default: what the project's `package.json`, configuration and tests tell. */
  readonly runner?: TestRunner;
  /** Further arguments for the runner, such as names of test files. */
  readonly args?: readonly string[];
  /** How many milliseconds the whole suite may take: 600,000 by default. It is killed then. */
  readonly timeLimit?: number;
  /** Run the suite as it is, without hooks: for comparison. Nothing is reached then. */
  readonly isPlain?: boolean;
  /** The suite's output, as it comes. */
  readonly onOutput?: (text: string) => void;
  readonly signal?: AbortSignal;
  /** The folder of the compiled `inside` modules, where it is not beside this file. */
  readonly inside?: URL;
}

export interface WithTestsResult {
  readonly runner: TestRunner;
  /** Why it was chosen, for people. */
  readonly why: string;
  /** The command line that was run, or that stands for what was. */
  readonly command: string;
  /** In the order of the cases. */
  readonly cases: readonly CaseInTests[];
  readonly suite: SuiteOutcome;
  /** Files with sites that could not get hooks, and why. */
  readonly uninstrumented: readonly { readonly file: string; readonly reason: string }[];
  readonly skippedSites: readonly SkippedSite[];
}

/** What the tests have shown of a case. */
export interface CaseInTests {
  readonly id: string;
  /** How often the primary site was come to, in and out of tests. */
  readonly reached: number;
  /** In how many tests. */
  readonly tests: number;
  /** Whether an oracle has looked at the iterations; else the case was only counted. */
  readonly isJudged: boolean;
  /** One for each hazard that was seen. */
  readonly evidence: readonly SuiteEvidence[];
}

export interface SuiteEvidence {
  readonly hazard: HazardId;
  /** The events, one a line: the last one says what is wrong. */
  readonly lines: readonly string[];
  readonly strength: "strong" | "weak";
  readonly test: TestName;
}

/** How the suite itself has ended. */
export interface SuiteOutcome {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** In the order in which the runner gives them. Undefined where the project's command has a reporter of its own, and the counts are 0. */
  readonly tests?: readonly ReportedTest[];
  /** Messages of errors outside of tests. */
  readonly unhandled: readonly string[];
  readonly exitCode: number | null;
  readonly isTimedOut: boolean;
  /** The end of what it printed. */
  readonly output: string;
  readonly milliseconds: number;
}

/** The tests cannot be run: what happened, the likely cause, what to do. */
export class WithTestsError extends Error {
  override readonly name = "WithTestsError";
}
