import { Attempt, type RunResult } from "./attempt.ts";
import type { Body } from "./execution.ts";
import { random } from "./random.ts";
import { parseSchedule, type Schedule } from "./schedule-string.ts";
import { ScriptedStrategy } from "./scripted.ts";
import type { Strategy } from "./strategy.ts";

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

/** A run that was made again. */
export interface Repeated<T> {
  readonly result: RunResult<T>;
  /** Why it is not the same, or null. */
  readonly mismatch: string | null;
}

/** Runs the schedule of a run again, this time with the stacks of its races. */
export function repeat<T>(program: Body<T>, { schedule, races }: RunResult<T>, budget: number): Repeated<T> {
  const wanted = parseSchedule(schedule);
  const strategy = strategyOf(wanted);
  strategy.next();
  const attempt = new Attempt(program, strategy, { budget, races: races.length > 0 ? { stacks: races } : null });
  while (!attempt.advance());
  const result = attempt.result();
  return { result, mismatch: mismatchOf(wanted, strategy, result) };
}
