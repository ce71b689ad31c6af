import { bucketCnt, emptyRest, hashWriting, sameSizeGrow } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { equalKeys, hashKey, inserting } from "../keys/general.ts";
import { topHash } from "../keys/registers.ts";
import type { Buckets } from "../memory.ts";
import { bucketMask, fatal, firstCell, isEmpty, isWriting } from "./cells.ts";
import { growWork, hashGrow, isOverloaded } from "./grow.ts";
import { firstBuckets, newoverflow } from "./make.ts";

/**
 * `mapassign`, and the store of the elem, which Go's compiled code does after mapassign has returned: after the `hashWriting`
 * flag is gone. What the runtime does after its label `again` is one round of the loop here.
 */
export function mapassign(h: Hmap, key: unknown, elem: unknown): void {
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  assignHashed(h, key, elem, hashKey(h, key, h.hash0));
}

/** `mapassign` from where the hash is known. */
export function assignHashed(h: Hmap, key: unknown, elem: unknown, hash: number): void {
  const top = topHash(hash);
  h.flags ^= hashWriting;
  if (h.buckets === null) h.buckets = firstBuckets(h);
  for (;;) {
    const bucket = hash & bucketMask(h.B);
    if (h.oldbuckets !== null) growWork(h, bucket);
    let b = h.buckets;
    let j = bucket;
    let insertb: Buckets | null = null;
    let insertc = 0;
    search: for (;;) {
      const first = firstCell(j);
      for (let c = first; c < first + bucketCnt; c++) {
        const state = b.tophash[c]!;
        if (state === top) {
          if (!equalKeys(h, key, b.keys[c])) continue;
          // There is a mapping for the key: update it.
          if (h.t.key.needKeyUpdate) b.keys[c] = key;
          endWrite(h);
          b.elems[c] = elem;
          return;
        }
        if (isEmpty(state) && insertb === null) {
          insertb = b;
          insertc = c;
        }
        if (state === emptyRest) break search;
      }
      const p = b.overflow[j]!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
    // No mapping for the key. Growing invalidates everything: try again after it.
    if (h.oldbuckets === null && startsGrowth(h)) continue;
    if (insertb === null) {
      // The bucket and its overflow buckets are full.
      const p = newoverflow(h, b, j);
      insertb = b.memoryAt(p);
      insertc = firstCell(b.indexAt(p));
    }
    inserting(h, key, insertb, insertc, hash);
    insertb.keys[insertc] = key;
    insertb.tophash[insertc] = top;
    h.count++;
    endWrite(h);
    insertb.elems[insertc] = elem;
    if (h.observer !== null) h.observer.insert?.(h, bucket);
    return;
  }
}

/** The end of every write: the flag must still be there. */
export function endWrite(h: Hmap): void {
  if (!isWriting(h.flags)) fatal(h, "concurrent map writes");
  h.flags &= ~hashWriting;
}

/** Starts a growth where one is due. What stops it (a policy that throws, no room) must not leave the map as if somebody wrote. */
function startsGrowth(h: Hmap): boolean {
  try {
    if (!needsGrowth(h, h.count + 1, h.B, h.noverflow)) return false;
    hashGrow(h);
    return true;
  } catch (error) {
    h.flags &= ~(hashWriting | sameSizeGrow);
    throw error;
  }
}

function needsGrowth(h: Hmap, count: number, B: number, noverflow: number): boolean {
  return isOverloaded(h, count, B) || tooManyOverflowBuckets(noverflow, B);
}

/** `tooManyOverflowBuckets`: about as many as there are regular buckets. */
function tooManyOverflowBuckets(noverflow: number, B: number): boolean {
  return noverflow >= 1 << Math.min(B, 15);
}
