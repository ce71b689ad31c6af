import { minTopHash } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { hashHigh, hashLow, setHash } from "../wyhash.ts";

/** The tophash of the hash that was calculated last. */
export function topHash(): number {
  const top = hashHigh() >>> 24;
  return top < minTopHash ? top + minTopHash : top;
}

/** The user's hash function. */
export function customHash(h: Hmap, key: unknown, seed: number): number {
  const hash = h.hasher!(key as never, seed);
  setHash(Number(BigInt.asIntN(32, hash)), Number(BigInt.asIntN(32, hash >> 32n)));
  return hashLow();
}
