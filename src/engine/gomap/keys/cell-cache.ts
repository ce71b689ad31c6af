import { bucketCnt, minTopHash } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { noCache } from "../hmap.ts";
import { keepsHashes, slotHash } from "./general.ts";

/**
 * A cache that the runtime does not have: from a key to its cell in the current array of buckets, by a hash that is cheap to
 * calculate in JavaScript. Go's hash needs two 128-bit products, which no other way makes as fast as the lookup of a native Map.
 *
 * An entry is only a hint: it counts when the cell is filled and holds the very key. There is at most one such cell, whichever way
 * it is found, so what a map does is the same with the cache and without. A hint takes one of four slots from the key's slot on;
 * growth empties the cache. Slots hold the cell's number plus one, 0 is empty.
 */
const window = 4;
const smallest = 5;

/** @returns the cell of the key in `h.buckets`, or -1 where the cache does not know it. */
export function cachedCell(h: Hmap, key: unknown): number {
  const cache = h.cache;
  if (!keepsHashes || cache === noCache) return -1;
  const b = h.buckets!;
  const slot = slotHash(key) >>> h.cacheShift;
  for (let s = slot; s < slot + window; s++) {
    const c = cache[s]! - 1;
    if (c < 0) return -1;
    if (b.tophash[c]! >= minTopHash && b.keys[c] === key) return c;
  }
  return -1;
}

/** Notes that the lookup that ended in `h.found` found the key in this cell. */
export function cacheCell(h: Hmap, key: unknown, cell: number): void {
  if (!keepsHashes || h.found !== h.buckets) return;
  if (h.cache === noCache) createCache(h);
  const cache = h.cache;
  const slot = slotHash(key) >>> h.cacheShift;
  let s = slot;
  while (s < slot + window && cache[s] !== 0) s++;
  cache[s < slot + window ? s : slot + (cell & (window - 1))] = cell + 1;
}

/** Two slots for each cell of the regular buckets: at a load of 6.5, two of five are taken. */
function createCache(h: Hmap): void {
  const bits = Math.max(smallest, h.B + Math.log2(2 * bucketCnt));
  h.cache = new Int32Array((1 << bits) + window);
  h.cacheShift = 32 - bits;
}

/** Forgets everything: the cells have other numbers now. */
export function resetCache(h: Hmap): void {
  h.cache = noCache;
}
