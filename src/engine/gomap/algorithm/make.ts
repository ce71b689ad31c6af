import { EngineInputError } from "../../errors.ts";
import { roundUpSize } from "../../memory/size-classes.ts";
import { maxB } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { MapExtra } from "../hmap.ts";
import { Buckets } from "../memory.ts";

/** The one bucket of a map that was made without a hint. */
export function firstBuckets(h: Hmap): Buckets {
  return makeBucketArray(h, 0);
}

/** The buckets of `makeBucketArray`, with what it preallocates. */
export function makeBucketArray(h: Hmap, B: number): Buckets {
  checkSize(B);
  return Buckets.array(arrayLength(h, B), h.keepsHashes);
}

/** Regular and preallocated buckets: of the latter as many as usually are needed, and what the size class leaves room for. */
function arrayLength(h: Hmap, B: number): number {
  if (B < 4) return 1 << B;
  const n = (1 << B) + (1 << (B - 4));
  return Math.floor(roundUpSize(n * h.t.bucketSize) / h.t.bucketSize);
}

/** Notes the preallocated overflow buckets of a new array. The last one's overflow pointer is not nil: that marks the end. */
export function preallocated(h: Hmap, buckets: Buckets, B: number): void {
  const base = 1 << B;
  if (buckets.n === base) return;
  const last = buckets.n - 1;
  buckets.overflow[last] = 1;
  if (h.extra === null) h.extra = new MapExtra();
  const extra = h.extra;
  extra.nextOverflow = base;
  extra.nextIn = buckets;
}

/** @throws EngineInputError for more buckets than the engine simulates. */
export function checkSize(B: number): void {
  if (B <= maxB) return;
  throw new EngineInputError("map-too-large", `The map needs 2^${B} buckets: the engine simulates at most 2^${maxB}.`);
}

/** `newoverflow`: a new bucket at the end of the chain, after bucket j of b. @returns its overflow pointer. */
export function newoverflow(h: Hmap, b: Buckets, j: number): number {
  let p = takePreallocated(h, b);
  if (p === 0) p = b.allocate();
  incrnoverflow(h);
  if (!h.t.bucketHasPointers) {
    createOverflow(h);
    const extra = h.extra!;
    extra.overflow = extra.overflow! + 1;
  }
  b.overflow[j] = p;
  return p;
}

/** The next preallocated overflow bucket, as a pointer from b, or 0. */
function takePreallocated(h: Hmap, b: Buckets): number {
  const extra = h.extra;
  if (extra === null) return 0;
  const index = extra.nextOverflow;
  if (index < 0) return 0;
  const memory = extra.nextIn!;
  if (memory.overflow[index] === 0) extra.nextOverflow = index + 1;
  else {
    memory.overflow[index] = 0;
    extra.nextOverflow = -1;
  }
  return b.pointerTo(memory, index);
}

/** `incrnoverflow`: exact up to B = 15, then with the probability 1 / 2^(B - 15). */
function incrnoverflow(h: Hmap): void {
  if (h.B < 16) h.noverflow++;
  else if ((h.random.next() & ((1 << (h.B - 15)) - 1)) === 0) h.noverflow++;
}

/** `createOverflow`. */
export function createOverflow(h: Hmap): void {
  if (h.extra === null) h.extra = new MapExtra();
  const extra = h.extra;
  if (extra.overflow === null) extra.overflow = 0;
}
