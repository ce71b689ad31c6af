/**
 * What is wrong with a witness: `foreign` is some other text, `damaged` lacks characters or has wrong ones, `too-new` was written by a later
 * version, `unbound` calls a function or needs an object that the code does not have any more.
 */
export type WitnessProblem = "foreign" | "damaged" | "too-new" | "unbound";

/** A witness cannot be read, or does not fit the code: something that the person who gave it can put right. */
export class WitnessError extends Error {
  override readonly name = "WitnessError";
  readonly problem: WitnessProblem;
  /** One sentence: what to do about it. */
  readonly hint: string;

  constructor(problem: WitnessProblem, message: string, hint: string) {
    super(message);
    this.problem = problem;
    this.hint = hint;
  }
}
