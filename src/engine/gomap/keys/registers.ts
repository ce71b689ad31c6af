import { describeValue, EngineInputError } from "../../errors.ts";
import { minTopHash } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { hashHigh, hashLow, setHash } from "../wyhash.ts";

/** What a map uses of a hash: its tophash above the low 24 bits, more than the largest `B`. Of the last hash, from the registers. */
export function usedHash(): number {
  const top = hashHigh() >>> 24;
  return ((top < minTopHash ? top + minTopHash : top) << 24) | (hashLow() & 0xffffff);
}

/** `tophash`, of what `usedHash` gives. */
export function topHash(hash: number): number {
  return hash >>> 24;
}

/** The user's hash function. */
export function customHash(h: Hmap, key: unknown, seed: number): number {
  const hash: unknown = h.hasher!(key as never, seed);
  if (typeof hash !== "bigint") throw new EngineInputError("bad-hash", `The hasher must give a bigint, not ${describeValue(hash)}.`);
  setHash(Number(BigInt.asIntN(32, hash)), Number(BigInt.asIntN(32, hash >> 32n)));
  return usedHash();
}
