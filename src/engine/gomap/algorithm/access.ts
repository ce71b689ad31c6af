import { bucketCnt, emptyRest } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { cacheCell, equalKeys, hashKey } from "../keys/general.ts";
import { topHash } from "../keys/registers.ts";
import { bucketMask, fatal, firstCell, isEvacuated, isSameSize, isWriting } from "./cells.ts";

/**
 * `mapaccess1`, `mapaccess2`. @returns the key's cell in the memory `h.found`, or -1.
 */
export function mapaccess(h: Hmap, key: unknown): number {
  if (h.count === 0) {
    if (h.t.key.hashMightPanic) hashKey(h, key, 0); // golang.org/issue/23734
    return -1;
  }
  if (isWriting(h.flags)) fatal(h, "concurrent map read and map write");
  const cell = locate(h, key);
  if (cell >= 0) cacheCell(h, key, h.found!, cell);
  return cell;
}

/** `mapaccessK`: the lookup of an iterator, which has made its checks before. @returns as `mapaccess`. */
export function mapaccessK(h: Hmap, key: unknown): number {
  return h.count === 0 ? -1 : locate(h, key);
}

function locate(h: Hmap, key: unknown): number {
  const hash = hashKey(h, key, h.hash0);
  const top = topHash(hash);
  let mask = bucketMask(h.B);
  let b = h.buckets!;
  let j = hash & mask;
  const old = h.oldbuckets;
  if (old !== null) {
    // There used to be half as many buckets: mask down one more power of two.
    if (!isSameSize(h.flags)) mask >>= 1;
    const oldj = hash & mask;
    const c = firstCell(oldj);
    if (!isEvacuated(old.tophash[c]!)) {
      b = old;
      j = oldj;
    }
  }
  for (;;) {
    const first = firstCell(j);
    for (let c = first; c < first + bucketCnt; c++) {
      const state = b.tophash[c]!;
      if (state === top) {
        if (equalKeys(h, key, b.keys[c])) {
          h.found = b;
          return c;
        }
      } else if (state === emptyRest) return -1;
    }
    const p = b.overflow[j]!;
    if (p === 0) return -1;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}
