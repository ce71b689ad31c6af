import { EngineInputError } from "../errors.ts";
import type { Monitor } from "../step/monitor.ts";
import { runtime, type TaskRef } from "../step/runtime.ts";
import { Attempt, type RunResult } from "./attempt.ts";
import type { Body } from "./execution.ts";
import { limitsOf, type RunOptions } from "./options.ts";
import { random } from "./random.ts";
import { mismatchOf, repeat, strategyOf } from "./repeat.ts";
import { parseSchedule } from "./schedule-string.ts";
import type { Strategy } from "./strategy.ts";
import { isDoneInTime } from "./watchdog.ts";

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
  return current.spawn(body, name);
}

/**
 * Runs a program once: by default under the first schedule of the random strategy. The run is over when all tasks are finished or
 * wait for ever; how it ended is in `outcome`, also when a task threw.
 *
 * @param program makes everything that it uses: it may be run again.
 * @throws EngineInputError for a program that is no generator function, and bad options.
 */
export function run<T>(program: Body<T>, options: SingleRunOptions & { readonly strategy?: Strategy } = {}): RunResult<T> {
  const strategy = options.strategy ?? random();
  if (!strategy.next()) throw new EngineInputError("bad-strategy", "The strategy has no schedule left: make a new one.");
  return perform(program, strategy, options);
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
  strategy.next();
  const result = perform(program, strategy, options);
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

function perform<T>(program: Body<T>, strategy: Strategy, options: SingleRunOptions): RunResult<T> {
  const { budget, patience } = limitsOf(options);
  const attempt = new Attempt(program, strategy, { budget, monitors: options.monitors ?? [], races: options.races === true ? {} : null });
  const { execution } = attempt;
  while (execution.outcome === null) {
    if (!isDoneInTime(patience, () => attempt.advance())) execution.interrupted(patience);
  }
  const result = attempt.result();
  if (result.races.length === 0 || result.outcome.kind === "hang") return result;
  const again = repeat(program, result, budget);
  return again.mismatch === null ? { ...result, races: again.result.races } : result;
}
