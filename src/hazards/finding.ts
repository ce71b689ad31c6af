import type { Confidence, HazardId, Level } from "./types.ts";

/** A place in a file. Lines and columns count from 1; columns count UTF-16 code units. */
export interface Position {
  readonly line: number;
  readonly column: number;
}

/** A half-open range: `end` is the position just after the last character. */
export interface SourceRange {
  readonly start: Position;
  readonly end: Position;
}

export interface Location {
  /** Relative to where the scan started, with forward slashes. */
  readonly file: string;
  readonly range: SourceRange;
}

/** One step of the path that makes a finding true. */
export interface TraceStep extends Location {
  /**
   * What happens here. Across an await, the iteration, check or read is followed by the place where the task is suspended, by the
   * second writer that runs meanwhile, and by the mutation, act or write that comes too late.
   */
  readonly role:
    | "iterate"
    | "call"
    | "mutate"
    | "next-step"
    | "check"
    | "act"
    | "read"
    | "write"
    | "suspend"
    | "second-writer";
  /** A sentence part that says what happens here: "the loop over `m` starts here". */
  readonly text: string;
}

/** A text replacement; offsets are UTF-16 code units from the start of the file (after a byte order mark). */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** A rewrite that a person may choose to apply; it changes behaviour, so it is never applied by itself. */
export interface Suggestion {
  readonly kind: "snapshot" | "collect-then-apply" | "store-promise" | "re-read";
  /** Imperative sentence: "Iterate over a copy: `[...m]`." */
  readonly title: string;
  readonly edits: readonly Edit[];
}

/** What came of running the flagged code. */
export type Verdict = "confirmed" | "not reproduced" | "not executable";

/** The verdict of `scan --verify` on a finding, with how hard was tried. */
export interface Verification {
  readonly verdict: Verdict;
  /** For `not executable`: a name of the closed list of reasons. */
  readonly reason?: string;
  /** What is to be said besides. */
  readonly detail?: string;
  /** Of a confirmed finding: `rangeguard verify --replay` shows the run again. */
  readonly witness?: string;
  /** How many runs were made. */
  readonly runs: number;
  /** How many different schedules there were among them. */
  readonly schedules: number;
  /** How many of the runs came to the flagged place. */
  readonly reached: number;
}

/** What `scan` reports and the ESLint rules show. */
export interface Finding extends Location {
  /** Fingerprint that survives edits elsewhere in the file: 16 hexadecimal digits. */
  readonly id: string;
  readonly hazard: HazardId;
  /** `no-<hazard>`. */
  readonly rule: string;
  readonly level: Level;
  readonly confidence: Confidence;
  /** What happens and what to write instead. */
  readonly message: string;
  readonly collection: {
    /** As written in the source: `this.jobs`. */
    readonly name: string;
    /** "Map", "Set", "Array", ...; "unknown" where neither types nor usage tell. */
    readonly kind: string;
    readonly declaredAt?: Location;
  };
  /** Who changes the collection while the reported task is suspended: the function's name, and where it does so. */
  readonly secondWriter?: Location & { readonly name: string };
  readonly trace: readonly TraceStep[];
  readonly suggestions: readonly Suggestion[];
  /** Only where the code was run: see `scan --verify`. */
  readonly verification?: Verification;
}
