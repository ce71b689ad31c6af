import { isSameSize, isVacant, noldbuckets } from "../gomap/algorithm/cells.ts";
import { bucketCnt } from "../gomap/constants.ts";
import type { Hmap } from "../gomap/hmap.ts";
import { chain, extraOf } from "../gomap/inspect.ts";
import type { Buckets } from "../gomap/memory.ts";
import type { KeyCodec } from "./keys.ts";

/** hmap's fields as a trace line has them. */
export function stateOf(h: Hmap): object {
  const { count, flags, B, noverflow, nevacuate } = h;
  return { count, flags, B, noverflow, nevacuate, growing: h.oldbuckets !== null, sameSizeGrow: isSameSize(flags) };
}

/** The memory of the map as a trace line has it. */
export function dumpOf(h: Hmap, codec: KeyCodec): object {
  return {
    buckets: h.buckets && chainsOf(h.buckets, 1 << h.B, h, codec),
    old: h.oldbuckets && chainsOf(h.oldbuckets, noldbuckets(h.B, h.flags), h, codec),
    extra: extraOf(h),
  };
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
  const full = t.map((top) => !isVacant(top));
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
