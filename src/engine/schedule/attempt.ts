import { RaceDetector, type RaceDetectorOptions } from "../race/race-detector.ts";
import type { Race } from "../race/race.ts";
import type { Monitor } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { Decisions } from "./decisions.ts";
import type { Body } from "./body.ts";
import { Execution } from "./execution.ts";
import { combine } from "./options.ts";
import type { Outcome } from "./outcome.ts";
import { formatSchedule } from "./schedule-string.ts";
import type { Strategy } from "./strategy.ts";
import { isDoneInTime } from "./watchdog.ts";

/** One run of a program. */
export interface RunResult<T = unknown> {
  readonly outcome: Outcome<T>;
  /** The string that makes the same run again: see `replay`. */
  readonly schedule: string;
  readonly steps: number;
  /** Forced switches: away from a task that could have gone on. */
  readonly switches: number;
  readonly tasks: readonly TaskRef[];
  /** The virtual clock at the end, in milliseconds. */
  readonly now: number;
  /** What the race detector found: nothing where it was not asked for. */
  readonly races: readonly Race[];
}

export interface AttemptOptions {
  /** The most steps. */
  readonly budget: number;
  readonly monitors?: readonly Monitor[];
  /** How a race detector is to watch, or null for none. */
  readonly races: RaceDetectorOptions | null;
}

/** How long programs run at a time, in milliseconds, before somebody looks whether they still make steps. */
export function sliceOf(patience: number): number {
  return Math.min(50, patience);
}

/** A run of a program under one schedule of a strategy, from its beginning to its result. */
export class Attempt<T> {
  readonly execution: Execution<T>;
  readonly #seed: number;
  readonly #decisions: Decisions | null;
  readonly #detector: RaceDetector | null;

  /** @param strategy one that is at its schedule: `next` has been called. */
  constructor(program: Body<T>, strategy: Strategy, { budget, monitors = [], races }: AttemptOptions) {
    this.#seed = strategy.seed;
    this.#decisions = strategy.isSeeded ? null : new Decisions();
    this.#detector = races === null ? null : new RaceDetector(races);
    const monitor = combine(this.#detector === null ? monitors : [this.#detector, ...monitors]);
    this.execution = new Execution(program, { strategy, monitor, decisions: this.#decisions, budget });
  }

  /** Goes on until about this time of `performance.now()`. @returns whether the run is over. */
  advance(until: number): boolean {
    return this.execution.outcome !== null || this.execution.advance(until) !== null;
  }

  /** The run was stopped in the middle of a step that has taken so long. */
  interrupted(milliseconds: number): void {
    if (this.execution.outcome === null) this.execution.interrupted(milliseconds);
  }

  /** Runs it to its end. A task may take so many milliseconds for a step. */
  finish(patience: number): RunResult<T> {
    const slice = sliceOf(patience);
    while (this.execution.outcome === null) {
      if (!isDoneInTime(slice + patience, () => this.advance(performance.now() + slice))) this.interrupted(patience);
    }
    return this.result();
  }

  result(): RunResult<T> {
    const { steps, switches, tasks, now, fingerprint, outcome } = this.execution;
    const seed = this.#seed;
    const script = this.#decisions;
    return {
      outcome: outcome!,
      steps,
      switches,
      tasks,
      now,
      races: this.#detector?.races ?? [],
      get schedule() {
        return formatSchedule({ seed, script, run: { steps, fingerprint } });
      },
    };
  }
}
