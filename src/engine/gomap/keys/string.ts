import type { Hmap } from "../hmap.ts";
import type { Buckets } from "../memory.ts";
import { customHash, usedHash } from "./registers.ts";

/** The keys of the build for strings. */

export function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  h.hash.strhash(key as string, seed, 0);
  return usedHash();
}

/** A removed entry's cell keeps its key, a string that stays until another takes its place. */
export const wipesKeys = false;

/**
 * The cell cache (see `general.ts`) of strings is a native Map: V8 keeps the hash of a string with it and gives it to nobody, and
 * reading the characters costs more than all the rest of a lookup. It exists from the first lookup on. A key that it gives a cell
 * is the key in that cell, filled or not: whatever puts another key there takes it out.
 */
export function cachedCell(h: Hmap, key: unknown): number {
  return h.cells === null ? -1 : (h.cells.get(key) ?? -1);
}

export function cacheCell(h: Hmap, key: unknown, b: Buckets, cell: number): void {
  if (b === h.buckets) (h.cells ??= new Map()).set(key, cell);
}

export function inserting(h: Hmap, key: unknown, b: Buckets, cell: number, hash: number): void {
  b.hashes[cell] = hash;
  if (h.cells === null || b !== h.buckets) return;
  const before = b.keys[cell];
  if (before !== undefined && before !== key) h.cells.delete(before);
}

export function removing(_h: Hmap, _key: unknown, _b: Buckets, _cell: number): void {}

export function resetCache(h: Hmap): void {
  h.cells = null;
}
