import type { HazardId } from "../../hazards/types.ts";
import type { SiteRole } from "../site.ts";

/** What the processes of the test suite have to know: `plan.json` in the folder that `folderVariable` names. */
export interface Plan {
  /** By the number of the site. */
  readonly sites: readonly PlannedSite[];
  readonly cases: readonly PlannedCase[];
  /** By absolute path. */
  readonly files: Readonly<Record<string, PlannedFile>>;
  readonly vitest?: VitestOrder;
}

export interface PlannedSite {
  readonly id: number;
  readonly role: SiteRole;
  readonly collection?: string;
  /** An iteration that begins and ends without waiting in between: nothing else can run meanwhile. */
  readonly isSynchronous: boolean;
}

export interface PlannedCase {
  readonly id: string;
  /** Only those that a run of a test suite can show. */
  readonly hazards: readonly HazardId[];
  readonly roles: readonly (readonly [site: number, role: SiteRole])[];
  /** The site that counts. */
  readonly primary: number;
  readonly acceptsWeak: boolean;
}

/** A file with hooks. It stands in for the original as long as that has the text that it was made from. */
export interface PlannedFile {
  /** Of the original's text: see `hashOf`. */
  readonly hash: string;
  /** The name of the file with hooks, in the folder of the plan. */
  readonly code: string;
}

/** What the process that drives Vitest has to do. */
export interface VitestOrder {
  /** URL of the project's own `vitest/node`. */
  readonly module: string;
  /** The command line without the program: `["run", "--project", "unit"]`. */
  readonly args: readonly string[];
  /** Do not instrument: for comparison. */
  readonly isPlain: boolean;
}

/** One line of what a process of the suite reports. */
export type Report =
  /** So far, in this process. */
  | { readonly type: "reached"; readonly counts: readonly (readonly [site: number, times: number, tests: number])[] }
  | ({ readonly type: "evidence" } & ReportedEvidence);

export interface ReportedEvidence {
  readonly case: string;
  readonly hazard: HazardId;
  readonly lines: readonly string[];
  readonly strength: "strong" | "weak";
  readonly test: TestName;
}

/** Where in the suite something was seen. */
export interface TestName {
  /** Absolute path of the test file, where it is known. */
  readonly file?: string;
  /** The names of its suites and its own, joined by ` > `. None outside of tests, and where several ran at once. */
  readonly name?: string;
}

/** One line of what the suite's own outcome is made of: a test that has ended. */
export interface ReportedTest {
  readonly file?: string;
  readonly name: string;
  readonly state: "passed" | "failed" | "skipped" | "todo";
  /** Messages of errors, without stacks. */
  readonly errors: readonly string[];
}

/** The environment variable with the absolute path of the plan's folder. */
export const folderVariable = "RANGEGUARD_WITH_TESTS";

/** The file, in the plan's folder, with a line for each file with sites that was loaded: a mark, and its path. */
export const loadsFile = "loads.txt";

/** With its hooks. */
export const loadedMark = "+";

/** Without, since it had another text than the one that the hooks were put into. */
export const changedMark = "-";
