import type { Hmap } from "../hmap.ts";
import type { Buckets } from "../memory.ts";
import { setHash } from "../wyhash.ts";
import { cachedCell } from "./cell-cache.ts";
import { hashKey } from "./general.ts";

/**
 * What the builds for integers and for strings put in the place of `general.ts`, besides `hashKey` and `slotHash`: equal keys are
 * the same value, and buckets keep the hashes of their keys.
 */

export const keepsHashes = true;

export function equalKeys(_h: Hmap, a: unknown, b: unknown): boolean {
  return a === b;
}

export function isReflexive(_h: Hmap, _key: unknown): boolean {
  return true;
}

export function storedHash(_h: Hmap, b: Buckets, c: number, _key: unknown, _seed: number): number {
  return b.hashes[c]!;
}

export function keepHash(b: Buckets, c: number, hash: number): void {
  b.hashes[c] = hash;
}

export function copyHash(from: Buckets, c: number, to: Buckets, d: number): void {
  to.hashes[d] = from.hashes[c]!;
}

export function knownHash(h: Hmap, key: unknown, seed: number): number {
  const c = cachedCell(h, key);
  if (c < 0) return hashKey(h, key, seed);
  const b = h.buckets!;
  setHash(b.hashes[c]!, b.tophash[c]! << 24);
  return b.hashes[c]!;
}
