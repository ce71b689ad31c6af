import type { Hmap, MapObserver } from "./hmap.ts";

/** When a map grows. How it grows is the same for all: to twice the buckets, step by step. */
export interface GrowthPolicy {
  readonly name: string;
  /**
   * Whether `count` entries are too many for 2^B buckets. Called once an insertion of a new key, and for a hint with growing B. Up to
   * 8 must be fine for one bucket, and more than 8 * 2^B never: Go's other growth, to the same size when there are as many overflow
   * buckets as buckets, would rebuild such a map at every insertion, and a map of one bucket without end.
   */
  isOverloaded(count: number, B: number, h: Hmap): boolean;
  /** What the policy learns from: told of what happens in its map. */
  readonly observer?: MapObserver;
}

/** Go's own policy, `overLoadFactor`: 6.5 entries a bucket. */
export const goPolicy: GrowthPolicy = {
  name: "go",
  // A shift where it holds: this is asked for every new key, and a power of a variable is a call.
  isOverloaded: (count, B) => count > 8 && count > 13 * (B < 31 ? (1 << B) >> 1 : 2 ** (B - 1)),
};
