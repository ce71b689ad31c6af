import { GoFatalError, GoPanic } from "../../errors.ts";
import { bucketCnt, emptyOne, evacuatedEmpty, evacuatedX, evacuatedY, hashWriting, minTopHash, sameSizeGrow } from "../constants.ts";
import type { Hmap } from "../hmap.ts";

/** `bucketMask`: 2^B - 1. */
export function bucketMask(B: number): number {
  return (1 << B) - 1;
}

/** `isEmpty`: whether a cell with this tophash holds nothing. */
export function isEmpty(top: number): boolean {
  return top <= emptyOne;
}

/** Whether a bucket whose first cell has this tophash has been evacuated: `evacuated`. */
export function isEvacuated(top: number): boolean {
  return top > emptyOne && top < minTopHash;
}

/** Whether the entry of a cell with this tophash has moved to the new buckets. */
export function hasMoved(top: number): boolean {
  return top === evacuatedX || top === evacuatedY;
}

/** Whether an iterator passes over a cell with this tophash. */
export function isVacant(top: number): boolean {
  return top <= emptyOne || top === evacuatedEmpty;
}

/** The first cell of a bucket. */
export function firstCell(bucket: number): number {
  return bucket * bucketCnt;
}

/** `fatal`: the whole Go program ends here; `recover` does not help. Nothing happens where the checks are switched off. */
export function fatal(h: Hmap, message: string): void {
  if (h.detect) throw new GoFatalError(`fatal error: ${message}`);
}

/** `throw`: the runtime found its own memory in a state that cannot be. */
export function badState(message: string): never {
  throw new GoFatalError(`fatal error: ${message}`);
}

/** `panic(plainError("assignment to entry in nil map"))`. */
export function assignmentToNilMap(): never {
  throw new GoPanic("assignment to entry in nil map");
}

/** Whether these flags say that somebody writes. */
export function isWriting(flags: number): boolean {
  return (flags & hashWriting) !== 0;
}

/** Whether these flags say that the growth is to the same size. */
export function isSameSize(flags: number): boolean {
  return (flags & sameSizeGrow) !== 0;
}

/** `noldbuckets`: how many buckets there were before the growth. */
export function noldbuckets(B: number, flags: number): number {
  return 1 << (isSameSize(flags) ? B : B - 1);
}
