import type { Hmap } from "../hmap.ts";
import type { Buckets } from "../memory.ts";
import { hashLow } from "../wyhash.ts";
import { customHash } from "./registers.ts";

/** What the algorithm asks of keys, for any key type. Nothing is kept: this is how the runtime itself does it. */

/** Whether buckets keep the hashes of their keys. */
export const keepsHashes = false;

/** `t.hasher(key, seed)`. @returns the low 32 bits; `topHash` gives the tophash of the same hash. */
export function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  h.t.key.hash(h.hash, key, seed, 0, h.nextRandom);
  return hashLow();
}

/** Go's ==. */
export function equalKeys(h: Hmap, a: unknown, b: unknown): boolean {
  return h.t.key.equal(a, b);
}

/** Whether this key equals itself. */
export function isReflexive(h: Hmap, key: unknown): boolean {
  return h.t.key.reflexive || h.t.key.equal(key, key);
}

/** The hash of the key in cell c of b; `topHash` gives its tophash. */
export function storedHash(h: Hmap, _b: Buckets, _c: number, key: unknown, seed: number): number {
  return hashKey(h, key, seed);
}

export function keepHash(_b: Buckets, _c: number, _hash: number): void {}

export function copyHash(_from: Buckets, _c: number, _to: Buckets, _d: number): void {}

/** The hash of a key that may be in the map already. */
export function knownHash(h: Hmap, key: unknown, seed: number): number {
  return hashKey(h, key, seed);
}

/** Where the cell cache looks for a key first: 32 bits. Only where hashes are kept. */
export function slotHash(_key: unknown): number {
  return 0;
}
