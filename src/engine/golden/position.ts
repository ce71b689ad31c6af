import { bucketMask, noldbuckets } from "../gomap/algorithm/cells.ts";
import { bucketCnt, minTopHash } from "../gomap/constants.ts";
import type { Hiter, Hmap } from "../gomap/hmap.ts";
import { chain } from "../gomap/inspect.ts";
import { hashKey } from "../gomap/keys/general.ts";
import type { Buckets } from "../gomap/memory.ts";

/** Where the entry of a key lies in the new array: [bucket, depth in the chain, slot]; null for a NaN, which nothing finds. */
export function locationOf(h: Hmap, key: unknown): unknown {
  const type = h.t.key;
  if (!type.equal(key, key)) return null;
  const bucket = hashKey(h, key, h.hash0) & bucketMask(h.B);
  let found: unknown = undefined;
  chain(h.buckets!, bucket).forEach(({ memory, index }, depth) => {
    for (let slot = 0; slot < bucketCnt; slot++) {
      const cell = index * bucketCnt + slot;
      if (memory.tophash[cell]! >= minTopHash && type.equal(memory.keys[cell], key)) found = [bucket, depth, slot];
    }
  });
  return found;
}

/** The iterator's current bucket as [array, bucket, depth]: of the map, of its old buckets, of the iterator's own array. */
export function bucketPointer(h: Hmap, it: Hiter): unknown {
  const memory = it.bptr;
  if (memory === null) return null;
  const places: readonly (readonly [string, Buckets | null, number])[] = [
    ["b", h.buckets, 1 << h.B],
    ["o", h.oldbuckets, noldbuckets(h.B, h.flags)],
    ["x", it.buckets, 1 << it.B],
  ];
  const place = places.find(([, array]) => array === memory.array);
  const found = place && search(place[1]!, place[2], memory, it);
  return found ? [place[0], ...found] : ["?", -1, -1];
}

/** The chain that the iterator came from first, then all: a cleared map gives its overflow buckets to other chains. */
function search(array: Buckets, length: number, memory: Buckets, it: Hiter): [number, number] | undefined {
  const depthIn = (bucket: number): number => chain(array, bucket).findIndex((each) => each.memory === memory && each.index === it.bindex);
  const likely = (it.bucket - 1) & (length - 1);
  const depth = depthIn(likely);
  if (depth >= 0) return [likely, depth];
  for (let bucket = 0; bucket < length; bucket++) {
    const depth = depthIn(bucket);
    if (depth >= 0) return [bucket, depth];
  }
  return undefined;
}
