import { requireInteger } from "../errors.ts";
import { requireOptions } from "./options.ts";
import { Random, seedOfSchedule, type Situation, type Strategy } from "./strategy.ts";
import type { Task } from "./task.ts";

/** @param seed where the series of schedules starts: 32 bits of an integer. */
export function random(options: { readonly seed?: number } = {}): Strategy {
  requireOptions(options);
  const { seed = 1 } = options;
  requireInteger("seed", seed);
  return new RandomStrategy(seed >>> 0, true);
}

/** As `random`, but its schedule strings hold the decisions themselves. */
export function recordedRandom(seed: number): Strategy {
  return new RandomStrategy(seed, false);
}

/** Any runnable task, each as likely, at every step. */
class RandomStrategy implements Strategy {
  readonly description: string;
  readonly isFinite = false;
  readonly everyStep = false;
  readonly isSeeded: boolean;
  readonly #first: number;
  #number = 0;
  seed = 0;
  #random = new Random(0);

  constructor(seed: number, isSeeded: boolean) {
    this.#first = seed;
    this.isSeeded = isSeeded;
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
}
