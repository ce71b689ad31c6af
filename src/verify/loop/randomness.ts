import { Random } from "../../engine/schedule/strategy.ts";

/** Who draws: random words do not depend on what others draw. */
interface Drawer {
  readonly path: string;
  draws: number;
}

/** A random word of 32 bits that follows from the seed, from who draws it, and from how many it has drawn. */
export function drawWord(drawer: Drawer, seed: number): number {
  let hash = seed ^ Math.imul(++drawer.draws, 0x9e3779b1);
  for (let i = 0; i < drawer.path.length; i++) hash = Math.imul(hash ^ drawer.path.charCodeAt(i), 0x01000193);
  return new Random(hash).next();
}

/** 0 to 1, without 1, from words of 32 bits. */
export function fractionOf(word: () => number): number {
  return ((word() >>> 5) * 0x4000000 + (word() >>> 6)) / 2 ** 53;
}

export function fill(bytes: Uint8Array, word: () => number): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = word() >>> 24;
}

/** A version 4 UUID. */
export function uuidOf(word: () => number): `${string}-${string}-${string}-${string}-${string}` {
  const bytes = Buffer.alloc(16);
  fill(bytes, word);
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = bytes.toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
