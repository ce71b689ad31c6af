import { EngineInputError } from "../errors.ts";
import { Attempt, type RunResult, sliceOf } from "./attempt.ts";
import { type Body, requireBody } from "./body.ts";
import { failureOf, type Judges } from "./judgement.ts";
import { limitsOf, positive, requireOptions, type RunOptions } from "./options.ts";
import { random } from "./random.ts";
import { Repetition } from "./repeat.ts";
import { requireFresh, type Strategy } from "./strategy.ts";
import { isDoneInTime } from "./watchdog.ts";

export interface ExploreOptions<T = unknown> extends RunOptions, Judges<T> {
  /** How schedules are made: `random()` by default. */
  readonly strategy?: Strategy;
  /** The most schedules: 1,000 by default, with `exhaustive` as many as there are, up to a million. */
  readonly schedules?: number;
  /** After so many failures the search ends: 1 by default. */
  readonly failures?: number;
}

/** A run that should not be. */
export interface Failure<T = unknown> {
  readonly message: string;
  readonly result: RunResult<T>;
  /** The string that makes the run again. */
  readonly schedule: string;
  /** Why the second run of the schedule did something else, or null when it did the same. */
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

/**
 * Runs a program under many schedules. Each failing one is run a second time, to see that its string makes it again.
 *
 * @param program makes everything that it uses: it is run again for each schedule.
 * @throws EngineInputError for a program that is no generator function; a strategy that was used before; bad options; "bad-check";
 *   "uncontrolled" when an exhaustive search sees that the program depends on something outside of the schedule.
 */
export function explore<T>(program: Body<T>, options: ExploreOptions<T> = {}): Exploration<T> {
  const search = new Search(program, options);
  const { patience } = limitsOf(options);
  const slice = sliceOf(patience);
  while (!search.isOver) {
    if (!isDoneInTime(slice + patience, () => search.advance(performance.now() + slice))) search.interrupted(patience);
  }
  return search.result();
}

class Search<T> {
  isOver = false;
  readonly #program: Body<T>;
  readonly #options: ExploreOptions<T>;
  readonly #strategy: Strategy;
  readonly #limit: number;
  readonly #budget: number;
  readonly #wanted: number;
  readonly #watchesRaces: boolean;
  /** What runs now: a schedule, or the repetition of one that failed. */
  #attempt: Attempt<T> | null = null;
  #repetition: Repetition<T> | null = null;
  #failed: { readonly result: RunResult<T>; readonly message: string } | null = null;
  #schedules = 0;
  #steps = 0;
  #isComplete = false;
  readonly #failures: Failure<T>[] = [];

  constructor(program: Body<T>, options: ExploreOptions<T>) {
    requireOptions(options);
    requireBody(program);
    this.#program = program;
    this.#options = options;
    this.#strategy = options.strategy ?? random();
    requireFresh(this.#strategy);
    this.#limit = positive("schedules", options.schedules ?? (this.#strategy.isFinite ? 1_000_000 : 1000));
    this.#wanted = positive("failures", options.failures ?? 1);
    this.#budget = limitsOf(options).budget;
    this.#watchesRaces = options.races ?? this.#strategy.isForRaceFree === true;
    if (this.#strategy.isForRaceFree === true && !this.#watchesRaces) {
      throw new EngineInputError("bad-options", 'A search "at" synchronisation alone is one only for programs without races: leave "races" out, or say true.');
    }
  }

  /** Goes on until about this time of `performance.now()`. */
  advance(until: number): void {
    do {
      const attempt = this.#attempt ?? this.#begin();
      if (attempt === null) return;
      if (!attempt.advance(until)) return;
      this.#attempt = null;
      if (this.#failed === null) this.#judge(attempt);
      else this.#confirm(attempt.result());
    } while (!this.isOver && performance.now() < until);
  }

  /** Something has run for so long. What was found is not lost by it. */
  interrupted(milliseconds: number): void {
    if (this.#attempt === null) throw new EngineInputError("check-hangs", `The check of a run has not returned after ${milliseconds} ms.`);
    this.#attempt.interrupted(milliseconds);
  }

  result(): Exploration<T> {
    const { description } = this.#strategy;
    return { schedules: this.#schedules, steps: this.#steps, failures: this.#failures, isComplete: this.#isComplete, strategy: description };
  }

  #begin(): Attempt<T> | null {
    if (this.#schedules === this.#limit) this.isOver = true;
    else if (!this.#strategy.next()) this.isOver = this.#isComplete = true;
    if (this.isOver) return null;
    this.#attempt = new Attempt(this.#program, this.#strategy, { budget: this.#budget, races: this.#watchesRaces ? {} : null });
    return this.#attempt;
  }

  #judge(attempt: Attempt<T>): void {
    this.#schedules++;
    this.#steps += attempt.execution.steps;
    const result = attempt.result();
    const message = this.#failureOf(result);
    if (message === null) return;
    if (result.outcome.kind === "hang") return this.#add({ message, result, schedule: result.schedule, uncontrolled: null });
    this.#failed = { result, message };
    this.#repetition = new Repetition(this.#program, result, this.#budget);
    this.#attempt = this.#repetition.attempt;
  }

  /** The failing schedule was run again. */
  #confirm(again: RunResult<T>): void {
    const { result, message } = this.#failed!;
    this.#failed = null;
    const second = this.#failureOf(again);
    const hasChanged = second === null || (result.races.length === 0 && second !== message);
    const uncontrolled = this.#repetition!.mismatch() ?? (hasChanged ? `the same steps gave another result: ${second ?? "no failure"}` : null);
    const shown = uncontrolled === null ? { message: second!, result: again } : { message, result };
    this.#add({ ...shown, schedule: result.schedule, uncontrolled });
  }

  /** Where the strategy's promise needs a program without races, a race comes before what anybody says. */
  #failureOf(result: RunResult<T>): string | null {
    const isBroken = this.#strategy.isForRaceFree === true && result.races.length > 0;
    return failureOf(result, isBroken ? {} : this.#options);
  }

  #add(failure: Failure<T>): void {
    this.#failures.push(failure);
    if (this.#failures.length >= this.#wanted) this.isOver = true;
  }
}
