import type { Hmap } from "../hmap.ts";
import { hashLow } from "../wyhash.ts";
import { customHash } from "./registers.ts";

/** The keys of the build for strings. */

export function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  h.hash.strhash(key as string, seed, 0);
  return hashLow();
}

/** Of the length and five characters, of which three are the last: what differs between keys is mostly there. */
export function slotHash(key: unknown): number {
  if (typeof key !== "string") return 0;
  const { length } = key;
  if (length < 5) return shortSlotHash(key);
  const middle = length >> 1;
  const ends = key.charCodeAt(length - 1) ^ (key.charCodeAt(length - 2) << 8) ^ (key.charCodeAt(length - 3) << 16);
  const others = key.charCodeAt(0) ^ (key.charCodeAt(middle) << 8) ^ (key.charCodeAt(middle - 1) << 16) ^ length;
  return Math.imul(Math.imul(ends, 0x85ebca6b) ^ others, 0x9e3779b1);
}

function shortSlotHash(key: string): number {
  let hash = key.length;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash, 31) + key.charCodeAt(i);
  return Math.imul(hash, 0x9e3779b1);
}
