import { Attempt, type RunResult } from "./attempt.ts";
import type { Body } from "./body.ts";
import { random } from "./random.ts";
import { parseSchedule, type Schedule } from "./schedule-string.ts";
import { ScriptedStrategy } from "./scripted.ts";
import type { Strategy } from "./strategy.ts";

/** The strategy that makes this schedule, at it: `next` has been called. */
export function strategyOf({ script, seed }: Schedule): Strategy {
  const strategy = script === null ? random({ seed }) : new ScriptedStrategy(script, seed);
  strategy.next();
  return strategy;
}

/** What is different from the run that the schedule was taken from, or null. */
export function mismatchOf(wanted: Schedule, strategy: Strategy, { schedule, outcome }: RunResult): string | null {
  const { run: made } = parseSchedule(schedule);
  if (outcome.kind === "budget" && made.steps < wanted.run.steps) {
    return `it was made in a run of ${wanted.run.steps} steps, and this one was stopped after ${made.steps} by the option "steps"`;
  }
  if (strategy instanceof ScriptedStrategy && strategy.mismatch !== null) return `it says ${strategy.mismatch}`;
  if (made.steps !== wanted.run.steps) return `it was made in a run of ${wanted.run.steps} steps, and this one has ${made.steps}`;
  return made.fingerprint === wanted.run.fingerprint ? null : "as many steps were made, but not the same ones";
}

/** A run that is made again, this time with the stacks of its races. */
export class Repetition<T> {
  readonly attempt: Attempt<T>;
  readonly #wanted: Schedule;
  readonly #strategy: Strategy;

  constructor(program: Body<T>, { schedule, races }: RunResult<T>, budget: number) {
    this.#wanted = parseSchedule(schedule);
    this.#strategy = strategyOf(this.#wanted);
    this.attempt = new Attempt(program, this.#strategy, { budget, races: races.length > 0 ? { stacks: races } : null });
  }

  /** Why the repeated run, which is over, is not the same; or null. */
  mismatch(): string | null {
    return mismatchOf(this.#wanted, this.#strategy, this.attempt.result());
  }
}
