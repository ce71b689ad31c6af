import type { Hmap } from "./hmap.ts";

/** When a map grows. How it grows is the same for all: to twice the buckets, step by step. */
export interface GrowthPolicy {
  readonly name: string;
  /** Whether `count` entries are too many for 2^B buckets. Called once an insertion of a new key, and for a hint with growing B. */
  isOverloaded(count: number, B: number, h: Hmap): boolean;
}

/** Go's own policy, `overLoadFactor`: 6.5 entries a bucket. */
export const goPolicy: GrowthPolicy = {
  name: "go",
  isOverloaded: (count, B) => count > 8 && count > 13 * Math.floor(2 ** B / 2),
};
