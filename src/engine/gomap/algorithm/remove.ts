import { bucketCnt, emptyOne, emptyRest, hashWriting, sameSizeGrow } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { MapExtra } from "../hmap.ts";
import { equalKeys, hashKey, removing, resetCache, wipesKeys } from "../keys/general.ts";
import { topHash } from "../keys/registers.ts";
import type { Buckets } from "../memory.ts";
import { endWrite } from "./assign.ts";
import { bucketMask, fatal, firstCell, isWriting } from "./cells.ts";
import { growWork } from "./grow.ts";
import { preallocated } from "./make.ts";

/** `mapdelete`. @returns whether there was an entry. */
export function mapdelete(h: Hmap, key: unknown): boolean {
  if (h.count === 0) {
    if (h.t.key.hashMightPanic) hashKey(h, key, 0); // golang.org/issue/23734
    return false;
  }
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  return deleteHashed(h, key, hashKey(h, key, h.hash0));
}

/** `mapdelete` from where the hash is known. */
export function deleteHashed(h: Hmap, key: unknown, hash: number): boolean {
  const top = topHash(hash);
  h.flags ^= hashWriting;
  const bucket = hash & bucketMask(h.B);
  if (h.oldbuckets !== null) growWork(h, bucket);
  const isFound = removeFrom(h, h.buckets!, bucket, key, top);
  endWrite(h);
  if (isFound && h.observer !== null) h.observer.remove?.(h, bucket);
  return isFound;
}

/**
 * `memclr`: the loop over the memory is one step.
 * @step buckets.tophash
 */
function clearBuckets(buckets: Buckets): void {
  buckets.clear();
}

function removeFrom(h: Hmap, head: Buckets, bucket: number, key: unknown, top: number): boolean {
  let b = head;
  let j = bucket;
  for (;;) {
    const first = firstCell(j);
    for (let c = first; c < first + bucketCnt; c++) {
      const state = b.tophash[c]!;
      if (state === top) {
        if (!equalKeys(h, key, b.keys[c])) continue;
        removing(h, key, b, c);
        if (wipesKeys && h.t.key.pointers) b.keys[c] = undefined;
        b.elems[c] = undefined;
        b.tophash[c] = emptyOne;
        markRest(head, bucket, b, j, c);
        h.count--;
        // A new seed makes it harder to provoke collisions again and again: golang.org/issue/25237.
        if (h.count === 0) newSeed(h);
        return true;
      }
      if (state === emptyRest) return false;
    }
    const p = b.overflow[j]!;
    if (p === 0) return false;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}

/** When nothing follows in the chain of `bucket` after cell c of bucket j in b, that cell and the emptied ones before it become `emptyRest`. */
function markRest(head: Buckets, bucket: number, b: Buckets, j: number, c: number): void {
  if (c === firstCell(j) + bucketCnt - 1) {
    const p = b.overflow[j]!;
    if (p !== 0 && !isRestEmpty(b.memoryAt(p), firstCell(b.indexAt(p)))) return;
  } else if (!isRestEmpty(b, c + 1)) return;
  for (;;) {
    b.tophash[c] = emptyRest;
    if (c === firstCell(j)) {
      if (b === head && j === bucket) return;
      // Find the previous bucket of the chain: go on at its last cell.
      let previous = head;
      let k = bucket;
      for (;;) {
        const p = previous.overflow[k]!;
        const next = previous.memoryAt(p);
        const index = previous.indexAt(p);
        if (next === b && index === j) break;
        previous = next;
        k = index;
      }
      b = previous;
      j = k;
      c = firstCell(j) + bucketCnt - 1;
    } else c--;
    if (b.tophash[c] !== emptyOne) return;
  }
}

function newSeed(h: Hmap): void {
  h.hash0 = h.random.next();
  resetCache(h);
}

/** Whether nothing is in cell c and after it. */
function isRestEmpty(b: Buckets, c: number): boolean {
  return b.tophash[c] === emptyRest;
}

/** `mapclear`: what the compiler makes of `for k := range m { delete(m, k) }`. B and the iterator flags stay. */
export function mapclear(h: Hmap): void {
  if (h.count === 0) return;
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  h.flags ^= hashWriting;
  h.flags &= ~sameSizeGrow;
  h.oldbuckets = null;
  h.nevacuate = 0;
  h.noverflow = 0;
  h.count = 0;
  newSeed(h);
  if (h.extra !== null) h.extra = new MapExtra();
  const buckets = h.buckets!;
  clearBuckets(buckets);
  preallocated(h, buckets, h.B);
  endWrite(h);
}
