import { EngineInputError } from "../errors.ts";
import { Decisions } from "./decisions.ts";
import { type Body, Execution } from "./execution.ts";
import { limitsOf, positive, type RunOptions } from "./options.ts";
import { formatOutcome } from "./outcome.ts";
import { random } from "./random.ts";
import { mismatchOf, resultOf, type RunResult, stepsAtATime, strategyOf } from "./run.ts";
import { parseSchedule } from "./schedule-string.ts";
import type { Strategy } from "./strategy.ts";
import { isDoneInTime } from "./watchdog.ts";

export interface ExploreOptions<T = unknown> extends RunOptions {
  /** How schedules are made: `random()` by default. */
  readonly strategy?: Strategy;
  /** The most schedules: 1,000 by default, with `exhaustive` as many as there are, up to a million. */
  readonly schedules?: number;
  /** After so many failures the search ends: 1 by default. */
  readonly failures?: number;
  /**
   * What is wrong with a run that ended by itself, in a sentence, or nothing. By default nothing is. Runs that end otherwise (a fatal
   * error, a panic, a deadlock, a leak, too many steps) are failures without being asked for.
   */
  readonly check?: (result: RunResult<T>) => string | null | undefined | void;
  /** Judges every run, however it ended, in the place of the default and of `check`: what is wrong with it, or null. */
  readonly judge?: (result: RunResult<T>) => string | null;
}

/** A run that should not be. */
export interface Failure<T = unknown> {
  readonly message: string;
  readonly result: RunResult<T>;
  /** The string that makes the run again. */
  readonly schedule: string;
  /** Why the replay of the schedule did something else, or null when it did the same. */
  readonly uncontrolled: string | null;
}

export interface Exploration<T = unknown> {
  /** The schedules that were run, and their steps. */
  readonly schedules: number;
  readonly steps: number;
  readonly failures: readonly Failure<T>[];
  /** Whether the strategy had no schedule left: only `exhaustive` ever has none. */
  readonly isComplete: boolean;
  /** The strategy in words, with what it promises. */
  readonly strategy: string;
}

const sliceMs = 50;

/**
 * Runs a program under many schedules.
 *
 * @param program makes everything that it uses: it is run again for each schedule.
 * @throws EngineInputError for a program that is no generator function, and bad options.
 */
export function explore<T>(program: Body<T>, options: ExploreOptions<T> = {}): Exploration<T> {
  const search = new Search(program, options);
  const { patience } = limitsOf(options);
  while (!search.isOver) {
    if (!isDoneInTime(patience, () => search.advance())) search.interrupted(patience);
  }
  return search.result();
}

/** What is wrong with a run, in words, or null. */
export function failureOf<T>(result: RunResult<T>, { check, judge }: Pick<ExploreOptions<T>, "check" | "judge">): string | null {
  if (judge !== undefined) return judge(result);
  if (result.outcome.kind !== "completed") return formatOutcome(result.outcome);
  return check?.(result) ?? null;
}

class Search<T> {
  isOver = false;
  readonly #program: Body<T>;
  readonly #options: ExploreOptions<T>;
  readonly #strategy: Strategy;
  readonly #limit: number;
  readonly #budget: number;
  readonly #wanted: number;
  #execution: Execution<T> | null = null;
  #decisions: Decisions | null = null;
  #schedules = 0;
  #steps = 0;
  #isComplete = false;
  readonly #failures: Failure<T>[] = [];

  constructor(program: Body<T>, options: ExploreOptions<T>) {
    this.#program = program;
    this.#options = options;
    this.#strategy = options.strategy ?? random();
    this.#limit = positive("schedules", options.schedules ?? (this.#strategy.isFinite ? 1_000_000 : 1000));
    this.#wanted = positive("failures", options.failures ?? 1);
    this.#budget = limitsOf(options).budget;
  }

  /** Goes on for a short time. */
  advance(): void {
    const end = performance.now() + sliceMs;
    do {
      const execution = this.#execution ?? this.#begin();
      if (execution === null) return;
      if (execution.advance(stepsAtATime) !== null) this.#judge(execution);
    } while (!this.isOver && performance.now() < end);
  }

  interrupted(milliseconds: number): void {
    const execution = this.#execution;
    if (execution === null) throw new EngineInputError("check-hangs", `The check of a run has not returned after ${milliseconds} ms.`);
    execution.interrupted(milliseconds);
    this.#judge(execution);
  }

  result(): Exploration<T> {
    const { description } = this.#strategy;
    return { schedules: this.#schedules, steps: this.#steps, failures: this.#failures, isComplete: this.#isComplete, strategy: description };
  }

  #begin(): Execution<T> | null {
    if (this.#schedules === this.#limit) this.isOver = true;
    else if (!this.#strategy.next()) this.isOver = this.#isComplete = true;
    if (this.isOver) return null;
    const strategy = this.#strategy;
    this.#decisions = strategy.encode() === null ? new Decisions() : null;
    this.#execution = new Execution(this.#program, { strategy, monitor: null, decisions: this.#decisions, budget: this.#budget });
    return this.#execution;
  }

  #judge(execution: Execution<T>): void {
    this.#execution = null;
    this.#schedules++;
    this.#steps += execution.steps;
    const result = resultOf(execution, this.#strategy, this.#decisions);
    const message = failureOf(result, this.#options);
    if (message === null) return;
    const uncontrolled = result.outcome.kind === "hang" ? null : this.#repeat(result);
    this.#failures.push({ message, result, schedule: result.schedule, uncontrolled });
    if (this.#failures.length >= this.#wanted) this.isOver = true;
  }

  /** Runs the schedule again. @returns what is different then, or null. */
  #repeat({ schedule }: RunResult<T>): string | null {
    const wanted = parseSchedule(schedule);
    const strategy = strategyOf(wanted);
    strategy.next();
    const decisions = new Decisions();
    const execution = new Execution(this.#program, { strategy, monitor: null, decisions, budget: this.#budget });
    while (execution.outcome === null) execution.advance(stepsAtATime);
    return mismatchOf(wanted, strategy, resultOf(execution, strategy, decisions));
  }
}
