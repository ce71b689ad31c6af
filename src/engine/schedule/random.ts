import { requireInteger } from "../errors.ts";
import { Random, seedOfSchedule, type Situation, type Strategy } from "./strategy.ts";
import type { Task } from "./task.ts";

/** @param seed where the series of schedules starts: 32 bits of an integer. */
export function random({ seed = 1 }: { readonly seed?: number } = {}): Strategy {
  requireInteger("seed", seed);
  return new RandomStrategy(seed >>> 0, false);
}

/** As `random`, but its schedule strings hold the decisions themselves. */
export function recordedRandom(seed: number): Strategy {
  return new RandomStrategy(seed, true);
}

/** Any runnable task, each as likely, at every step. */
class RandomStrategy implements Strategy {
  readonly description: string;
  readonly isFinite = false;
  readonly everyStep = false;
  readonly #first: number;
  #number = 0;
  seed = 0;
  #random = new Random(0);

  readonly #isRecorded: boolean;

  constructor(seed: number, isRecorded: boolean) {
    this.#first = seed;
    this.#isRecorded = isRecorded;
    this.description = `random, seed ${seed}`;
  }

  next(): boolean {
    this.seed = seedOfSchedule(this.#first, this.#number++);
    this.#random = new Random(this.seed);
    return true;
  }

  pick({ runnable }: Situation): Task {
    return runnable[this.#random.below(runnable.length)]!;
  }

  choose(count: number): number {
    return this.#random.below(count);
  }

  encode(): string | null {
    return this.#isRecorded ? null : `r.${this.seed.toString(36)}`;
  }
}
