import { describeValue, EngineInputError } from "../errors.ts";
import { formatRace } from "../race/format-race.ts";
import type { RunResult } from "./attempt.ts";
import { type Completed, formatOutcome, textOf } from "./outcome.ts";

/** What is wrong with a run, in a sentence, or nothing. A judge that throws says by that what is wrong. */
export type Judge<Result> = (result: Result) => string | null | undefined | void;

/** A run that ended by itself. */
export interface CompletedRun<T = unknown> extends RunResult<T> {
  readonly outcome: Completed<T>;
}

export interface Judges<T> {
  /**
   * Asked of runs that ended by themselves. By default nothing is wrong with them. Runs that end otherwise (a fatal error, a panic, a
   * deadlock, a leak, too many steps) are failures without being asked for, and so are runs with races.
   */
  readonly check?: Judge<CompletedRun<T>>;
  /** Asked of every run, however it ended, in the place of the default and of `check`. */
  readonly judge?: Judge<RunResult<T>>;
}

/** What is wrong with a run, in words, or null. @throws EngineInputError "bad-check" for a judge that says neither. */
export function failureOf<T>(result: RunResult<T>, { check, judge }: Judges<T>): string | null {
  if (judge !== undefined) return asked(judge, result);
  if (result.outcome.kind !== "completed") return formatOutcome(result.outcome);
  if (result.races.length > 0) return formatRace(result.races[0]!);
  return check === undefined ? null : asked(check, result as CompletedRun<T>);
}

function asked<Result>(judge: Judge<Result>, result: Result): string | null {
  let said: unknown;
  try {
    said = judge(result);
  } catch (error) {
    return textOf(error);
  }
  if (said === undefined || said === null) return null;
  if (typeof said === "string" && said !== "") return said;
  throw new EngineInputError("bad-check", `A check says in a sentence what is wrong with a run, or gives nothing: not ${describeValue(said)}.`);
}
