import { EngineInputError } from "../errors.ts";
import type { Monitor } from "../step/monitor.ts";
import { runtime, type TaskRef } from "../step/runtime.ts";
import { Decisions } from "./decisions.ts";
import { type Body, Execution } from "./execution.ts";
import { combine, limitsOf, type RunOptions } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { random } from "./random.ts";
import { formatSchedule, parseSchedule, type Schedule } from "./schedule-string.ts";
import { ScriptedStrategy } from "./scripted.ts";
import type { Strategy } from "./strategy.ts";
import type { Task } from "./task.ts";
import { isDoneInTime } from "./watchdog.ts";

/** One run of a program. */
export interface RunResult<T = unknown> {
  readonly outcome: Outcome<T>;
  /** The string that makes the same run again: see `replay`. */
  readonly schedule: string;
  readonly steps: number;
  /** Forced switches: away from a task that could have gone on. */
  readonly switches: number;
  readonly tasks: readonly Task[];
  /** The virtual clock at the end, in milliseconds. */
  readonly now: number;
}

/** So many steps are made at a time: under a tenth of a second. */
export const stepsAtATime = 200_000;

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
export function run<T>(program: Body<T>, options: RunOptions & { readonly strategy?: Strategy; readonly monitors?: readonly Monitor[] } = {}): RunResult<T> {
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
export function replay<T>(program: Body<T>, schedule: string, options: RunOptions & { readonly monitors?: readonly Monitor[] } = {}): RunResult<T> {
  const wanted = parseSchedule(schedule);
  const strategy = strategyOf(wanted);
  strategy.next();
  const result = perform(program, strategy, options);
  const mismatch = mismatchOf(wanted, strategy, result);
  if (mismatch !== null) throw foreign(mismatch);
  return result;
}

/** The strategy that makes this schedule. */
export function strategyOf({ script, seed }: Schedule): Strategy {
  return script === null ? random({ seed }) : new ScriptedStrategy(script, seed);
}

/** What is different from the run that the schedule was taken from, or null. */
export function mismatchOf(wanted: Schedule, strategy: Strategy, { schedule }: RunResult): string | null {
  const { run: made } = parseSchedule(schedule);
  if (strategy instanceof ScriptedStrategy && strategy.mismatch !== null) return `it says ${strategy.mismatch}`;
  if (made.steps !== wanted.run.steps) return `it was made in a run of ${wanted.run.steps} steps, and this one has ${made.steps}`;
  return made.fingerprint === wanted.run.fingerprint ? null : "as many steps were made, but not the same ones";
}

function foreign(why: string): EngineInputError {
  return new EngineInputError(
    "foreign-schedule",
    `The schedule does not fit this program: ${why}. Either it belongs to another program (or another version of it), or the program ` +
      "depends on something outside of the schedule, such as the time, Math.random or what an earlier run left behind: checkDeterminism tells.",
  );
}

function perform<T>(program: Body<T>, strategy: Strategy, options: RunOptions & { readonly monitors?: readonly Monitor[] }): RunResult<T> {
  const { budget, patience } = limitsOf(options);
  const decisions = new Decisions();
  const execution = new Execution(program, { strategy, monitor: combine(options.monitors ?? []), decisions, budget });
  while (execution.outcome === null) {
    if (!isDoneInTime(patience, () => execution.advance(stepsAtATime))) execution.interrupted(patience);
  }
  return resultOf(execution, strategy, decisions);
}

/** The result of an execution that has ended. */
export function resultOf<T>(execution: Execution<T>, strategy: Strategy, decisions: Decisions | null): RunResult<T> {
  const { steps, switches, tasks, now, fingerprint } = execution;
  const { seed } = strategy;
  const script = strategy.encode() === null ? decisions : null;
  return {
    outcome: execution.outcome!,
    steps,
    switches,
    tasks,
    now,
    get schedule() {
      return formatSchedule({ seed, script, run: { steps, fingerprint } });
    },
  };
}
