import { EngineInputError } from "../errors.ts";
import { formatRace } from "../race/format-race.ts";
import { Attempt, type RunResult } from "./attempt.ts";
import type { Body } from "./execution.ts";
import { limitsOf, positive, type RunOptions } from "./options.ts";
import { formatOutcome } from "./outcome.ts";
import { random } from "./random.ts";
import { repeat } from "./repeat.ts";
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
   * error, a panic, a deadlock, a leak, too many steps) are failures without being asked for, and so are runs with races.
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
  if (result.races.length > 0) return formatRace(result.races[0]!);
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
  readonly #watchesRaces: boolean;
  #attempt: Attempt<T> | null = null;
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
    this.#watchesRaces = options.races ?? this.#strategy.isForRaceFree === true;
  }

  /** Goes on for a short time. */
  advance(): void {
    const end = performance.now() + sliceMs;
    do {
      const attempt = this.#attempt ?? this.#begin();
      if (attempt === null) return;
      if (attempt.advance()) this.#judge(attempt);
    } while (!this.isOver && performance.now() < end);
  }

  interrupted(milliseconds: number): void {
    const attempt = this.#attempt;
    if (attempt === null) throw new EngineInputError("check-hangs", `The check of a run has not returned after ${milliseconds} ms.`);
    attempt.execution.interrupted(milliseconds);
    this.#judge(attempt);
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
    this.#attempt = null;
    this.#schedules++;
    this.#steps += attempt.execution.steps;
    const result = attempt.result();
    if (failureOf(result, this.#options) === null) return;
    const again = result.outcome.kind === "hang" ? { result, mismatch: null } : repeat(this.#program, result, this.#budget);
    this.#failures.push(this.#failure(again.mismatch === null ? again.result : result, again.mismatch));
    if (this.#failures.length >= this.#wanted) this.isOver = true;
  }

  #failure(result: RunResult<T>, uncontrolled: string | null): Failure<T> {
    const message = failureOf(result, this.#options) ?? "The run failed once, and did not when its schedule was run again.";
    return { message, result, schedule: result.schedule, uncontrolled };
  }
}
