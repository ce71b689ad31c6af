import type { Hmap } from "../hmap.ts";
import { highWord } from "../key-types.ts";
import { hashLow } from "../wyhash.ts";
import { customHash } from "./registers.ts";

/** The keys of the build for the integer kinds: numbers, and bigints beyond ±(2^53 - 1). */

export function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  if (typeof key !== "number") h.t.key.hash(h.hash, key, seed, 0, h.nextRandom);
  else if (h.t.key.size === 4) h.hash.memhash32(key | 0, seed, 0);
  else h.hash.memhash64(key | 0, highWord(key), seed, 0);
  return hashLow();
}

export function slotHash(key: unknown): number {
  return typeof key === "number" ? Math.imul(key, 0x9e3779b1) : 0;
}
