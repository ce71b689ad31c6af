import { describeValue, EngineInputError, requireInteger } from "../errors.ts";
import { requireOptions } from "./options.ts";
import { Random, seedOfSchedule, type Situation, type Strategy } from "./strategy.ts";
import type { Task } from "./task.ts";

export interface PctOptions {
  readonly seed?: number;
  /** How many orderings the bug needs: d of the paper. 3 by default. */
  readonly depth?: number;
  /** The most steps of the program: k of the paper. By default the longest schedule up to now. */
  readonly steps?: number;
}

/**
 * Probabilistic concurrency testing: Burckhardt, Kothari, Musuvathi and Nagarakatte, "A randomized scheduler with probabilistic
 * guarantees of finding bugs" (2010). Tasks have random priorities, the highest that can run does, and at depth - 1 random steps the
 * priority of the running task drops below all others. A bug of that depth in a program with n tasks and k steps is found by one
 * schedule with a probability of at least 1 / (n k^(depth - 1)).
 */
export function pct(options: PctOptions = {}): Strategy {
  requireOptions(options);
  const { seed = 1, depth = 3, steps } = options;
  requireInteger("seed", seed);
  checkPositive("depth", depth, 1000);
  if (steps !== undefined) checkPositive("steps", steps);
  return new PctStrategy(seed >>> 0, depth, steps);
}

function checkPositive(name: string, value: number, largest = 1_000_000_000): void {
  if (Number.isSafeInteger(value) && value >= 1 && value <= largest) return;
  throw new EngineInputError("bad-strategy", `pct: "${name}" must be an integer from 1 to ${largest}, not ${describeValue(value)}.`);
}

/** What `k` is before the program has run. */
const firstGuess = 100;

class PctStrategy implements Strategy {
  readonly isSeeded = false;
  readonly isFinite = false;
  readonly everyStep = true;
  seed = 0;
  readonly #first: number;
  readonly #depth: number;
  #number = 0;
  /** The most steps and tasks seen. */
  #steps: number;
  readonly #learns: boolean;
  #tasks = 1;
  #random = new Random(0);
  /** Priorities by the task's index: those drawn are from depth on, those that have been lowered 1 to depth - 1. */
  #priorities: number[] = [];
  /** The steps at which a priority is lowered, and to what: the next one last. */
  #lowest = 0;
  #drops: { readonly step: number; readonly priority: number }[] = [];

  constructor(seed: number, depth: number, steps: number | undefined) {
    this.#first = seed;
    this.#depth = depth;
    this.#steps = steps ?? firstGuess;
    this.#learns = steps === undefined;
  }

  get description(): string {
    const n = this.#tasks;
    const k = this.#steps;
    const bound = 1 / (n * k ** (this.#depth - 1));
    return `PCT, depth ${this.#depth}: a bug of that depth is found by one schedule with a probability of at least 1/(${n}*${k}^${this.#depth - 1}) = ${bound.toPrecision(2)}`;
  }

  next(): boolean {
    this.seed = seedOfSchedule(this.#first, this.#number++);
    this.#random = new Random(this.seed);
    this.#priorities = [];
    this.#lowest = 0;
    const drops = Array.from({ length: this.#depth - 1 }, (_, i) => ({ step: this.#random.below(this.#steps), priority: i + 1 }));
    this.#drops = drops.sort((a, b) => b.step - a.step);
    return true;
  }

  spawned(task: Task): void {
    this.#priorities[task.index] = this.#depth + this.#random.next();
  }

  pick({ runnable, steps, last }: Situation): Task {
    for (let drop = this.#drops.at(-1); drop !== undefined && drop.step <= steps; drop = this.#drops.at(-1)) {
      this.#drops.pop();
      if (last !== null) this.#priorities[last.index] = drop.priority;
    }
    if (last?.isPausing === true) this.#priorities[last.index] = --this.#lowest;
    let best = runnable[0]!;
    for (const task of runnable) if (this.#priorities[task.index]! > this.#priorities[best.index]!) best = task;
    return best;
  }

  choose(count: number): number {
    return this.#random.below(count);
  }

  finished({ steps, tasks }: Situation): void {
    if (this.#learns) this.#steps = this.#number === 1 ? Math.max(1, steps) : Math.max(this.#steps, steps);
    this.#tasks = Math.max(this.#tasks, tasks.length);
  }
}
