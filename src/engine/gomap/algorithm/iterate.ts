import { bucketCnt, iterator, minTopHash, noCheck, oldIterator } from "../constants.ts";
import type { Hiter, Hmap } from "../hmap.ts";
import { hashKey, isReflexive } from "../keys/general.ts";
import type { Buckets } from "../memory.ts";
import { mapaccessK } from "./access.ts";
import { bucketMask, fatal, firstCell, hasMoved, isEvacuated, isSameSize, isVacant, isWriting, noldbuckets } from "./cells.ts";
import { createOverflow } from "./make.ts";

/** `mapiterinit`: chooses where to start and goes to the first entry. */
export function mapiterinit(h: Hmap, it: Hiter): void {
  mapiterbegin(h, it);
  if (!it.done) mapiternext(it);
}

/** `mapiterinit` up to its last line. An empty map is done with. */
export function mapiterbegin(h: Hmap, it: Hiter): void {
  if (h.count === 0) {
    it.done = true;
    return;
  }
  it.B = h.B;
  it.buckets = h.buckets;
  if (!h.t.bucketHasPointers) createOverflow(h);
  // The runtime draws 64 bits from B = 29 on, which is more than the engine simulates.
  const random = h.random.next();
  it.startBucket = random & bucketMask(it.B);
  it.offset = (random >>> it.B) & (bucketCnt - 1);
  it.bucket = it.startBucket;
  const both = iterator | oldIterator;
  if ((h.flags & both) !== both) setIteratorFlags(h);
  if (h.openIterators !== null) h.openIterators.add(it);
}

/**
 * `atomic.Or8`: two iterations may start at the same time.
 * @step h.flags
 */
function setIteratorFlags(h: Hmap): void {
  h.flags |= iterator | oldIterator;
}

/** `mapiternext`: goes to the next entry, or sets `it.done`. */
export function mapiternext(it: Hiter): void {
  const h = it.h;
  if (isWriting(h.flags)) fatal(h, "concurrent map iteration and map write");
  let bucket = it.bucket;
  let b = it.bptr;
  let j = it.bindex;
  let i = it.i;
  let checkBucket = it.checkBucket;
  const offset = it.offset;
  for (;;) {
    if (b === null) {
      if (bucket === it.startBucket && it.wrapped) {
        it.key = undefined;
        it.elem = undefined;
        it.done = true;
        return;
      }
      b = it.buckets!;
      j = bucket;
      checkBucket = noCheck;
      if (h.oldbuckets !== null && it.B === h.B) {
        const oldbucket = bucketToEvacuate(h, bucket);
        if (oldbucket >= 0) {
          b = h.found!;
          j = oldbucket;
          checkBucket = bucket;
        }
      }
      bucket++;
      if (bucket === 1 << it.B) {
        bucket = 0;
        it.wrapped = true;
      }
      i = 0;
    }
    const first = firstCell(j);
    for (; i < bucketCnt; i++) {
      const c = first + ((i + offset) & (bucketCnt - 1));
      const top = b.tophash[c]!;
      if (isVacant(top)) continue;
      if (top >= minTopHash && checkBucket === noCheck) {
        it.key = b.keys[c];
        it.elem = b.elems[c];
      } else {
        const d = reach(h, it.B, b, c, top, checkBucket);
        if (d < 0) continue;
        const memory = h.found!;
        it.key = memory.keys[d];
        it.elem = memory.elems[d];
      }
      it.bucket = bucket;
      it.bptr = b;
      it.bindex = j;
      it.i = i + 1;
      it.checkBucket = checkBucket;
      return;
    }
    const p: number = b.overflow[j]!;
    i = 0;
    if (p === 0) b = null;
    else {
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
  }
}

/**
 * The old bucket to read in the place of this one, in the memory `h.found`, or -1. The iteration was started in the middle of a growth
 * that goes on: a bucket that is not filled yet is read in the old one, of which only those entries count that will move here.
 */
function bucketToEvacuate(h: Hmap, bucket: number): number {
  const oldbucket = bucket & (noldbuckets(h.B, h.flags) - 1);
  const old = h.oldbuckets!;
  const c = firstCell(oldbucket);
  if (isEvacuated(old.tophash[c]!)) return -1;
  h.found = old;
  return oldbucket;
}

/**
 * An entry that has moved or is going to. @returns its cell in the memory `h.found` as it is now, or -1 where the iteration does not
 * come to it.
 */
function reach(h: Hmap, B: number, b: Buckets, c: number, top: number, checkBucket: number): number {
  const key = b.keys[c];
  if (checkBucket !== noCheck && !isSameSize(h.flags) && !belongsHere(h, B, key, top, checkBucket)) return -1;
  if (!hasMoved(top) || !isReflexive(h, key)) {
    // The entry itself. One whose key is not equal to itself cannot have been deleted or updated either.
    h.found = b;
    return c;
  }
  // The map has grown since the iteration was started: look the key up where it is now. It may have been deleted, updated, or
  // deleted and inserted again.
  return mapaccessK(h, key);
}

/** Whether an entry of a bucket that is not evacuated yet will move to the bucket that the iteration is at. */
function belongsHere(h: Hmap, B: number, key: unknown, top: number, checkBucket: number): boolean {
  // Hashed anew, not as stored: the map may have been cleared meanwhile, which gives it another seed.
  if (isReflexive(h, key)) return (hashKey(h, key, h.hash0) & bucketMask(B)) === checkBucket;
  // The hash of a NaN cannot be repeated: `evacuate` decides by the low bit of tophash.
  return checkBucket >>> (B - 1) === (top & 1);
}
