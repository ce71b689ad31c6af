import { describeValue, EngineInputError } from "../errors.ts";
import type { Monitor } from "../step/monitor.ts";
import { runtime, type TaskRef } from "../step/runtime.ts";
import { Attempt, type RunResult } from "./attempt.ts";
import type { Body } from "./body.ts";
import { limitsOf, requireOptions, type RunOptions } from "./options.ts";
import { random } from "./random.ts";
import { mismatchOf, Repetition, strategyOf } from "./repeat.ts";
import { parseSchedule } from "./schedule-string.ts";
import { hasBegun, type Strategy } from "./strategy.ts";

export interface SingleRunOptions extends RunOptions {
  /** Whoever is to be told what happens. */
  readonly monitors?: readonly Monitor[];
}

/** `go body()`: starts a task. @throws EngineInputError outside of a simulated program, or when it is no generator function. */
export function go(body: Body, name?: string): TaskRef {
  const current = runtime();
  if (current === null) {
    throw new EngineInputError("no-runtime", "go() starts a task of a simulated program: call it in a program that run() or explore() runs.");
  }
  if (name !== undefined && typeof name !== "string") {
    throw new EngineInputError("bad-task", `The name of a task must be a string, not ${describeValue(name)}.`);
  }
  return current.spawn(body, name);
}

/**
 * One of 0 to count - 1, as the schedule says: what a program that is to be replayed uses in the place of `Math.random`. `exhaustive`
 * tries all of them.
 *
 * @throws EngineInputError outside of a simulated program, and for a count that is no positive integer.
 */
export function choose(count: number): number {
  const current = runtime();
  if (current === null) throw new EngineInputError("no-runtime", "choose() is a part of a schedule: call it in a program that run() or explore() runs.");
  if (!Number.isSafeInteger(count) || count < 1) throw new EngineInputError("bad-choice", `choose() needs an integer from 1 on, not ${describeValue(count)}.`);
  return current.choose(count);
}

/**
 * Runs a program once: by default under the first schedule of the random strategy. The run is over when all tasks are finished or
 * wait for ever; how it ended is in `outcome`, also when a task threw.
 *
 * @param program makes everything that it uses: it may be run again.
 * @throws EngineInputError for a program that is no generator function, and bad options.
 */
export function run<T>(program: Body<T>, options: SingleRunOptions & { readonly strategy?: Strategy } = {}): RunResult<T> {
  requireOptions(options);
  const strategy = options.strategy ?? random();
  hasBegun(strategy);
  if (!strategy.next()) throw new EngineInputError("bad-strategy", "The strategy has no schedule left: make a new one.");
  return runAt(program, strategy, options);
}

/**
 * Runs a program under the schedule that a string says.
 *
 * @throws EngineInputError "bad-schedule" for a damaged string, "foreign-schedule" when the program does not do what it did then: the
 *   string belongs to another program, or something in it is not controlled by the schedule.
 */
export function replay<T>(program: Body<T>, schedule: string, options: SingleRunOptions = {}): RunResult<T> {
  const wanted = parseSchedule(schedule);
  const strategy = strategyOf(wanted);
  const result = runAt(program, strategy, options);
  const mismatch = mismatchOf(wanted, strategy, result);
  if (mismatch !== null) throw foreign(mismatch);
  return result;
}

function foreign(why: string): EngineInputError {
  return new EngineInputError(
    "foreign-schedule",
    `The schedule does not fit this program: ${why}. Either it belongs to another program (or another version of it), or the program ` +
      "depends on something outside of the schedule, such as the time, Math.random or what an earlier run left behind: checkDeterminism tells.",
  );
}

/** Runs a program under the schedule that the strategy is at. */
export function runAt<T>(program: Body<T>, strategy: Strategy, options: SingleRunOptions): RunResult<T> {
  requireOptions(options);
  const { budget, patience } = limitsOf(options);
  const watchesRaces = options.races ?? strategy.isForRaceFree === true;
  const attempt = new Attempt(program, strategy, { budget, monitors: options.monitors ?? [], races: watchesRaces ? {} : null });
  const result = attempt.finish(patience);
  if (result.races.length === 0 || result.outcome.kind === "hang") return result;
  const again = new Repetition(program, result, budget);
  const { races } = again.attempt.finish(patience);
  return again.mismatch() === null ? { ...result, races } : result;
}
