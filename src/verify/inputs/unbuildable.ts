import { unconstructableReasons, type UnconstructableReason } from "./plan.ts";

/** What only a running child can find: the plan was right, and still the value could not be made. */
export const buildFailures = {
  "not-exported": "its class cannot be reached from outside its module",
  "constructor-threw": "its constructor threw",
  "no-hooks": "the hook file that makes it is not there",
  "hook-failed": "its hook failed",
  "called-endlessly": "what stands for it is called again and again",
  lock: "it lets one task in at a time, and nothing else can stand for it",
} as const;

export type BuildFailure = UnconstructableReason | keyof typeof buildFailures;

/** Thrown when a value is needed that cannot be made: the run says nothing, and its case is not executable for `reason`. */
export class UnbuildableError extends Error {
  override readonly name = "UnbuildableError";
  readonly reason: BuildFailure;

  /** @param type What was to be made, as the user knows it. */
  constructor(reason: BuildFailure, type: string, cause?: unknown) {
    const why = { ...unconstructableReasons, ...buildFailures }[reason];
    super(reason === "hook-failed" ? `The hook \`${type}\` failed.` : `Cannot make a value of ${type}: ${why}.`, { cause });
    this.reason = reason;
  }
}
