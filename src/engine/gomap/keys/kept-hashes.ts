import type { Hmap } from "../hmap.ts";
import type { Buckets } from "../memory.ts";

/**
 * What the builds for integers and for strings put in the place of `general.ts`, besides `hashKey` and the cell cache: equal
 * keys are the same value, and buckets keep the hashes of their keys.
 */

export function equalKeys(_h: Hmap, a: unknown, b: unknown): boolean {
  return a === b;
}

export function isReflexive(_h: Hmap, _key: unknown): boolean {
  return true;
}

export function storedHash(_h: Hmap, b: Buckets, c: number, _key: unknown, _seed: number): number {
  return b.hashes[c]!;
}

export function copyHash(from: Buckets, c: number, to: Buckets, d: number): void {
  to.hashes[d] = from.hashes[c]!;
}
