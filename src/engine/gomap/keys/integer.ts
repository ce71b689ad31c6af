import { bucketCnt } from "../constants.ts";
import { type Hmap, noCache } from "../hmap.ts";
import { highWord } from "../key-types.ts";
import type { Buckets } from "../memory.ts";
import { customHash, usedHash } from "./registers.ts";

/** The keys of the build for the integer kinds: numbers, and bigints beyond ±(2^53 - 1). */

export function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  if (typeof key !== "number") h.t.key.hash(h.hash, key, seed, 0, h.nextRandom);
  else if (h.t.key.size === 4) h.hash.memhash32(key | 0, seed, 0);
  else h.hash.memhash64(key | 0, highWord(key), seed, 0);
  return usedHash();
}

export const wipesKeys = false;

/**
 * The cell cache (see `general.ts`) of integers: open addressing by a hash of one multiplication. A hint takes one of four slots from
 * the key's own on. A slot holds the number of the cell plus one, or 0.
 */
const window = 4;
const smallest = 5;

function slotOf(h: Hmap, key: number): number {
  return Math.imul(key, 0x9e3779b1) >>> h.cacheShift;
}

export function cachedCell(h: Hmap, key: unknown): number {
  if (typeof key !== "number") return -1;
  const slot = slotOf(h, key);
  const c = h.cache[slot]! - 1;
  return c >= 0 && h.buckets!.keys[c] === key ? c : cachedFurther(h, key, slot);
}

function cachedFurther(h: Hmap, key: unknown, slot: number): number {
  const cache = h.cache;
  for (let s = slot; s < slot + window; s++) {
    const c = cache[s]! - 1;
    if (c < 0) return -1;
    if (h.buckets!.keys[c] === key) return c;
  }
  return -1;
}

export function cacheCell(h: Hmap, key: unknown, b: Buckets, cell: number): void {
  if (b !== h.buckets || typeof key !== "number") return;
  if (h.cache === noCache) createCache(h);
  const cache = h.cache;
  const slot = slotOf(h, key);
  let s = slot;
  while (s < slot + window && cache[s] !== 0 && cache[s] !== cell + 1) s++;
  cache[s < slot + window ? s : slot + (cell & (window - 1))] = cell + 1;
}

/** Two slots for each cell of the regular buckets: at a load of 6.5, two of five are taken. */
function createCache(h: Hmap): void {
  const bits = Math.max(smallest, h.B + Math.log2(2 * bucketCnt));
  h.cache = new Int32Array((1 << bits) + window);
  h.cacheShift = 32 - bits;
}

export function inserting(_h: Hmap, _key: unknown, b: Buckets, cell: number, hash: number): void {
  b.hashes[cell] = hash;
}

/** The hint stays good for the hash. */
export function removing(h: Hmap, key: unknown, b: Buckets, cell: number): void {
  cacheCell(h, key, b, cell);
}

export function resetCache(h: Hmap): void {
  h.cache = noCache;
  h.cacheShift = 31;
}
