import type { Hmap } from "../hmap.ts";
import type { Buckets } from "../memory.ts";
import { customHash, usedHash } from "./registers.ts";

/** What the algorithm asks of keys, for any key type. Nothing is kept: this is how the runtime itself does it. */

/** `t.hasher(key, seed)`. @returns what the map uses of it, see `usedHash`. */
export function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  h.t.key.hash(h.hash, key, seed, 0, h.nextRandom);
  return usedHash();
}

/** Go's ==. */
export function equalKeys(h: Hmap, a: unknown, b: unknown): boolean {
  return h.t.key.equal(a, b);
}

/** Whether this key equals itself. */
export function isReflexive(h: Hmap, key: unknown): boolean {
  return h.t.key.reflexive || h.t.key.equal(key, key);
}

/** The hash of the key in cell c of b. */
export function storedHash(h: Hmap, _b: Buckets, _c: number, key: unknown, seed: number): number {
  return hashKey(h, key, seed);
}

export function copyHash(_from: Buckets, _c: number, _to: Buckets, _d: number): void {}

/**
 * Whether the cell of a removed entry is wiped, as Go does where keys hold pointers. The special builds leave the key, until another
 * takes the cell: with the hash that is kept beside it, an entry that is removed and put back need not be hashed.
 */
export const wipesKeys = true;

/**
 * The cell cache, which only the builds for integers and strings have: from a key to its cell in the current array of buckets. Go's
 * hash needs two 128-bit products, and nothing makes that as fast as the lookup of a native Map.
 *
 * What is cached counts when the cell holds the very key and is filled. There is at most one such cell, whichever way it is found, so
 * that what a map does is the same with the cache and without. Growth, a new hash seed and whatever moves entries empty it.
 *
 * @returns the cell of `h.buckets` that holds the key, or did before its entry was removed, or -1 where the cache does not know it.
 * The hash beside the key is right in both cases.
 */
export function cachedCell(_h: Hmap, _key: unknown): number {
  return -1;
}

/** Notes in which cell of b the key is. */
export function cacheCell(_h: Hmap, _key: unknown, _b: Buckets, _cell: number): void {}

/** A new entry is about to be stored in a cell of b. */
export function inserting(_h: Hmap, _key: unknown, _b: Buckets, _cell: number, _hash: number): void {}

/** The entry in a cell of b is being removed. */
export function removing(_h: Hmap, _key: unknown, _b: Buckets, _cell: number): void {}

/** Empties the cell cache. */
export function resetCache(_h: Hmap): void {}
