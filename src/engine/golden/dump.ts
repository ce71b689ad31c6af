import { bucketCnt, evacuatedX, evacuatedY, minTopHash } from "../gomap/constants.ts";
import type { Hmap } from "../gomap/hmap.ts";
import { chain } from "../gomap/inspect.ts";
import type { Buckets } from "../gomap/memory.ts";
import type { KeyCodec } from "./keys.ts";

/** hmap's fields as a trace line has them. */
export function stateOf(h: Hmap): object {
  const { count, flags, B, noverflow, nevacuate } = h;
  return { count, flags, B, noverflow, nevacuate, growing: h.oldbuckets !== null, sameSizeGrow: (flags & 8) !== 0 };
}

/** The memory of the map as a trace line has it. */
export function dumpOf(h: Hmap, codec: KeyCodec): object {
  const oldLength = 1 << ((h.flags & 8) !== 0 ? h.B : h.B - 1);
  return {
    buckets: h.buckets && chainsOf(h.buckets, 1 << h.B, h, codec),
    old: h.oldbuckets && chainsOf(h.oldbuckets, oldLength, h, codec),
    extra: extraOf(h),
  };
}

function extraOf(h: Hmap): object | null {
  if (h.extra === null) return null;
  const { overflow, oldoverflow, nextOverflow } = h.extra;
  const left = nextOverflow < 0 ? 0 : h.extra.nextIn!.n - nextOverflow;
  return { overflow, oldoverflow, nextOverflow: nextOverflow < 0 ? null : nextOverflow - (1 << h.B), nextOverflowLeft: left };
}

function chainsOf(buckets: Buckets, length: number, h: Hmap, codec: KeyCodec): unknown[] {
  const chains: unknown[] = [];
  for (let index = 0; index < length; index++) {
    const bmaps = chain(buckets, index);
    const isBlank = bmaps.length === 1 && bmapTops(buckets, index).every((top) => top === 0);
    if (!isBlank) chains.push([index, ...bmaps.map(({ memory, index }) => bmapOf(memory, index, h, codec))]);
  }
  return chains;
}

function bmapTops(memory: Buckets, index: number): number[] {
  return [...memory.tophash.subarray(index * bucketCnt, (index + 1) * bucketCnt)];
}

function bmapOf(memory: Buckets, index: number, h: Hmap, codec: KeyCodec): object {
  const t = bmapTops(memory, index);
  const first = index * bucketCnt;
  const isFull = (i: number): boolean => t[i]! >= minTopHash || t[i] === evacuatedX || t[i] === evacuatedY;
  const full = t.map((_, i) => isFull(i));
  if (!full.includes(true)) return { t };
  // An elem is a number: a moved entry without one has been wiped.
  const wiped = h.t.bucketHasPointers && full.some((is, i) => is && memory.elems[first + i] === undefined);
  if (wiped) return { t, cleared: true };
  return {
    t,
    k: full.map((is, i) => (is ? codec.encode(memory.keys[first + i]) : null)),
    e: full.map((is, i) => (is ? memory.elems[first + i] : null)),
  };
}
