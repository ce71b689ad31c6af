import type { Hmap } from "./hmap.ts";
import type { BucketPlace } from "./inspect.ts";

/** Up to this B the runtime counts overflow buckets exactly, then each with the probability 1 / 2^(B - 15). */
const exactB = 15;

/**
 * Overflow buckets that are in no chain any more. One at a time is offered to `newoverflow`, as a preallocated bucket, when the
 * preallocated ones are used up: otherwise a map under steady churn would allocate for ever.
 */
export class SpareBuckets {
  #places: BucketPlace[] = [];
  /** Buckets given back that `noverflow`, where it counts in larger units, does not say yet. */
  #uncounted = 0;

  /** Takes buckets that have just been unlinked. */
  add(h: Hmap, places: readonly BucketPlace[]): void {
    if (places.length === 0) return;
    this.#places.push(...places);
    this.#uncounted += places.length;
    const unit = 1 << Math.max(0, h.B - exactB);
    const units = Math.floor(this.#uncounted / unit);
    this.#uncounted -= units * unit;
    h.noverflow = Math.max(0, h.noverflow - units);
    const extra = h.extra!;
    if (extra.overflow !== null) extra.overflow = Math.max(0, extra.overflow - places.length);
  }

  offer(h: Hmap): void {
    const extra = h.extra!;
    if (extra.nextOverflow >= 0) return;
    const place = this.#places.pop();
    if (place === undefined) return;
    // Not nil: the last preallocated bucket.
    place.memory.overflow[place.index] = 1;
    extra.nextIn = place.memory;
    extra.nextOverflow = place.index;
  }

  /** Takes back what is on offer but lies in memory that is old now. */
  withdraw(h: Hmap): void {
    const extra = h.extra!;
    if (extra.nextIn === null || extra.nextIn === h.buckets) return;
    extra.nextOverflow = -1;
    extra.nextIn = null;
  }

  clear(): void {
    this.#places = [];
    this.#uncounted = 0;
  }
}
