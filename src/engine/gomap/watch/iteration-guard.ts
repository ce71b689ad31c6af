import { type Iteration, OpenIterations } from "../../guard/open-iterations.ts";
import { mapaccessK } from "../algorithm/access.ts";
import { bucketMask } from "../algorithm/cells.ts";
import type { Hiter, Hmap } from "../hmap.ts";
import { hashKey, isReflexive } from "../keys/general.ts";

/** Where an iteration is: a copy, so that the iterator itself can become garbage. */
interface BucketPosition {
  /** 2^B - 1, for the B that the iteration has started with. */
  readonly mask: number;
  readonly startBucket: number;
  /** How many buckets it has left behind. */
  passed: number;
}

/** Refuses what an open iteration of the map does not bear. It draws no random number: the map stays what it is without. */
export class IterationGuard {
  readonly #h: Hmap;
  readonly #open = new OpenIterations<BucketPosition>();
  readonly #iterations = new WeakMap<Hiter, Iteration<BucketPosition>>();

  constructor(h: Hmap) {
    this.#h = h;
  }

  opened(it: Hiter, id: number): void {
    if (it.done) return;
    const position = { mask: bucketMask(it.B), startBucket: it.startBucket, passed: 0 };
    this.#iterations.set(it, this.#open.open(id, position, it));
  }

  /** The iteration gives out another entry. */
  moved(it: Hiter): void {
    const iteration = this.#iterations.get(it)!;
    iteration.visited++;
    iteration.position.passed = passedBuckets(it);
  }

  closed(it: Hiter): void {
    const iteration = this.#iterations.get(it);
    if (iteration !== undefined) this.#open.close(iteration);
  }

  inserting(key: unknown): void {
    if (!this.#open.isEmpty && !this.#has(key)) this.#open.refuse("insert", key);
  }

  deleting(key: unknown): void {
    if (this.#open.isEmpty || !this.#has(key)) return;
    const hash = hashKey(this.#h, key, this.#h.hash0);
    this.#open.refuse("delete", key, ({ mask, startBucket, passed }) => ((hash - startBucket) & mask) < passed);
  }

  clearing(): void {
    if (this.#h.count > 0) this.#open.refuse("clear", undefined);
  }

  /** A NaN is never in the map, and hashing one would draw a random number. */
  #has(key: unknown): boolean {
    return isReflexive(this.#h, key) && mapaccessK(this.#h, key) >= 0;
  }
}

/** How many buckets come before the one that the iterator stands in, which is the one before `it.bucket`. */
function passedBuckets(it: Hiter): number {
  return (it.bucket - 1 - it.startBucket) & bucketMask(it.B);
}
