import { real } from "./real.ts";
import { positive, requireOptions } from "../../engine/schedule/options.ts";
import { random } from "../../engine/schedule/random.ts";
import { parseSchedule, type Schedule } from "../../engine/schedule/schedule-string.ts";
import { requireFresh, type Strategy } from "../../engine/schedule/strategy.ts";
import type { Wish } from "./driver.ts";
import { limitsOf } from "./limits.ts";
import { type MakeCalls, mismatchOf, repeating, type ReplayLoopOptions } from "./replay.ts";
import type { LoopResult } from "./result.ts";
import { VirtualLoop } from "./virtual-loop.ts";

/** What is wrong with a run, in words, or nothing. It judges every run, however it ended. */
export type LoopCheck = (result: LoopResult) => string | null | undefined | void;

export interface ExploreLoopOptions extends ReplayLoopOptions {
  /** How schedules are made: `random()` by default. */
  readonly strategy?: Strategy;
  /** The most schedules: 1,000 by default, with `exhaustive` as many as there are, up to a million. */
  readonly schedules?: number;
  /** After so many failures the search ends: 1 by default. A run that hangs ends it too. */
  readonly failures?: number;
  /** By default runs are wrong that do not complete, or in which an error is caught by nobody. */
  readonly check?: LoopCheck;
  /** The search ends after so many real milliseconds: a day by default. */
  readonly milliseconds?: number;
}

/** A run that should not be. */
export interface LoopFailure {
  readonly message: string;
  readonly result: LoopResult;
  /** The string that makes the run again. */
  readonly schedule: string;
  /** Why the second run of the schedule did something else, or null when it did the same. */
  readonly uncontrolled: string | null;
}

export interface LoopExploration {
  readonly schedules: number;
  readonly turns: number;
  readonly failures: readonly LoopFailure[];
  /** Whether the strategy had no schedule left: only `exhaustive` ever has none. */
  readonly isComplete: boolean;
  /** Whether a run hung: the process may be in no state for more. */
  readonly hasHung: boolean;
  /** The strategy in words, with what it promises. */
  readonly strategy: string;
}

/** Runs that do not complete, and uncaught errors. */
export function defaultCheck({ outcome, uncaught }: LoopResult): string | null {
  if (outcome.kind !== "completed") return outcome.message;
  return uncaught.length === 0 ? null : `uncaught ${uncaught[0]!.kind}: ${String(uncaught[0]!.error)}`;
}

/**
 * Runs calls under many schedules. Each failing one is run a second time, to see that its string makes it again.
 *
 * @throws EngineInputError as `VirtualLoop.run`, and "check-hangs" for a check that does not return.
 */
export async function exploreLoop(makeCalls: MakeCalls, options: ExploreLoopOptions = {}): Promise<LoopExploration> {
  const { loop = new VirtualLoop(), limits, onHang } = options;
  const search = new Search(() => makeCalls(loop), options);
  await loop.drive({ next: (ended) => search.next(ended), limits: limitsOf(limits), onHang });
  return search.result();
}

interface Repetition {
  readonly failed: LoopResult;
  readonly message: string;
  readonly wanted: Schedule;
  readonly strategy: Strategy;
}

class Search {
  readonly #make: Wish["make"];
  readonly #strategy: Strategy;
  readonly #check: LoopCheck;
  readonly #limit: number;
  readonly #wanted: number;
  readonly #end: number;
  readonly #failures: LoopFailure[] = [];
  #repetition: Repetition | null = null;
  #schedules = 0;
  #turns = 0;
  #isComplete = false;
  #hasHung = false;

  constructor(make: Wish["make"], options: ExploreLoopOptions) {
    requireOptions(options);
    const { strategy = random(), failures = 1, check = defaultCheck, milliseconds = 86_400_000 } = options;
    requireFresh(strategy);
    this.#make = make;
    this.#strategy = strategy;
    this.#check = check;
    this.#limit = positive("schedules", options.schedules ?? (strategy.isFinite ? 1_000_000 : 1000));
    this.#wanted = positive("failures", failures);
    this.#end = real.now() + positive("milliseconds", milliseconds);
  }

  next(ended: LoopResult | null): Wish | null {
    const again = ended === null ? null : this.#judge(ended);
    if (again !== null) return again;
    if (this.#hasHung || this.#failures.length >= this.#wanted || this.#schedules >= this.#limit || real.now() >= this.#end) return null;
    this.#isComplete = !this.#strategy.next();
    return this.#isComplete ? null : { make: this.#make, strategy: this.#strategy };
  }

  result(): LoopExploration {
    const [schedules, turns, failures, isComplete, hasHung] = [this.#schedules, this.#turns, this.#failures, this.#isComplete, this.#hasHung];
    return { schedules, turns, failures, isComplete, hasHung, strategy: this.#strategy.description };
  }

  /** @returns the run that is to be made again, or null. */
  #judge(ended: LoopResult): Wish | null {
    if (ended.outcome.kind === "hang") this.#hasHung = true;
    if (this.#repetition !== null) return this.#confirm(ended, this.#repetition);
    this.#schedules++;
    this.#turns += ended.turns.length;
    const message = this.#check(ended) ?? null;
    if (message === null) return null;
    const { schedule } = ended;
    if (this.#hasHung) {
      this.#failures.push({ message, result: ended, schedule, uncontrolled: null });
      return null;
    }
    const wanted = parseSchedule(schedule);
    const strategy = repeating(wanted);
    this.#repetition = { failed: ended, message, wanted, strategy };
    return { make: this.#make, strategy };
  }

  #confirm(again: LoopResult, { failed, message, wanted, strategy }: Repetition): null {
    this.#repetition = null;
    const second = this.#check(again) ?? null;
    const other = second === message ? null : `the same turns gave another result: ${second ?? "no failure"}`;
    const uncontrolled = mismatchOf(wanted, strategy, again) ?? other;
    this.#failures.push({ message, result: uncontrolled === null ? again : failed, schedule: failed.schedule, uncontrolled });
    return null;
  }
}
