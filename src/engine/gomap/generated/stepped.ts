// Written by scripts/generate-engine.mjs from algorithm/ and keys/: do not edit.

import { EngineInputError } from "../../errors.ts";
import { roundUpSize } from "../../memory/size-classes.ts";
import { bucketMask, firstCell, hasMoved, isEmpty, isEvacuated, isSameSize, isVacant, isWriting, noldbuckets } from "../algorithm/cells.ts";
import { bucketCnt, emptyOne, emptyRest, evacuatedEmpty, evacuatedX, evacuatedY, hashWriting, iterator, maxB, maxEvacuationMark, minTopHash, noCheck, oldIterator, sameSizeGrow } from "../constants.ts";
import { type Hiter, type Hmap, MapExtra } from "../hmap.ts";
import { cacheCell, copyHash, equalKeys, hashKey, inserting, isReflexive, removing, resetCache, storedHash, wipesKeys } from "../keys/general.ts";
import { topHash } from "../keys/registers.ts";
import { Buckets } from "../memory.ts";
import { atomic, read, type Steps, write } from "../../step/step.ts";
import { fatal, badState } from "../steps.ts";

/** The one bucket of a map that was made without a hint. */
function firstBuckets(h: Hmap): Buckets {
  return makeBucketArray(h, 0);
}

/** The buckets of `makeBucketArray`, with what it preallocates. */
function makeBucketArray(h: Hmap, B: number): Buckets {
  checkSize(B);
  return Buckets.array(arrayLength(h, B), h.keepsHashes);
}

/** Regular and preallocated buckets: of the latter as many as usually are needed, and what the size class leaves room for. */
function arrayLength(h: Hmap, B: number): number {
  if (B < 4) return 1 << B;
  const n = (1 << B) + (1 << (B - 4));
  return Math.floor(roundUpSize(n * h.t.bucketSize) / h.t.bucketSize);
}

/** Notes the preallocated overflow buckets of a new array. The last one's overflow pointer is not nil: that marks the end. */
function* preallocated(h: Hmap, buckets: Buckets, B: number): Steps<void> {
  const base = 1 << B;
  if (buckets.n === base) return;
  const last = buckets.n - 1;
  { yield write(buckets, 15, last); buckets.overflow[last] = 1; }
  if ((yield read(h, 8), h.extra) === null) { yield write(h, 8); h.extra = new MapExtra(); }
  const extra = (yield read(h, 8), h.extra);
  { yield write(extra, 11); extra.nextOverflow = base; }
  extra.nextIn = buckets;
}

/** @throws EngineInputError for more buckets than the engine simulates. */
function checkSize(B: number): void {
  if (B <= maxB) return;
  throw new EngineInputError("map-too-large", `The map needs 2^${B} buckets: the engine simulates at most 2^${maxB}.`);
}

/** `newoverflow`: a new bucket at the end of the chain, after bucket j of b. @returns its overflow pointer. */
function* newoverflow(h: Hmap, b: Buckets, j: number): Steps<number> {
  let p = (yield* takePreallocated(h, b));
  if (p === 0) p = b.allocate();
  (yield* incrnoverflow(h));
  if (!h.t.bucketHasPointers) {
    (yield* createOverflow(h));
    const extra = (yield read(h, 8), h.extra)!;
    { const value = (yield read(extra, 9), extra.overflow)! + 1; yield write(extra, 9); extra.overflow = value; }
  }
  { yield write(b, 15, j); b.overflow[j] = p; }
  return p;
}

/** The next preallocated overflow bucket, as a pointer from b, or 0. */
function* takePreallocated(h: Hmap, b: Buckets): Steps<number> {
  const extra = (yield read(h, 8), h.extra);
  if (extra === null) return 0;
  const index = (yield read(extra, 11), extra.nextOverflow);
  if (index < 0) return 0;
  const memory = extra.nextIn!;
  if ((yield read(memory, 15, index), memory.overflow[index]) === 0) { yield write(extra, 11); extra.nextOverflow = index + 1; }
  else {
    { yield write(memory, 15, index); memory.overflow[index] = 0; }
    { yield write(extra, 11); extra.nextOverflow = -1; }
  }
  return b.pointerTo(memory, index);
}

/** `incrnoverflow`: exact up to B = 15, then with the probability 1 / 2^(B - 15). */
function* incrnoverflow(h: Hmap): Steps<void> {
  if ((yield read(h, 2), h.B) < 16) { const value = (yield read(h, 3), h.noverflow) + 1; yield write(h, 3); h.noverflow = value; }
  else if ((h.random.next() & ((1 << ((yield read(h, 2), h.B) - 15)) - 1)) === 0) { const value = (yield read(h, 3), h.noverflow) + 1; yield write(h, 3); h.noverflow = value; }
}

/** `createOverflow`. */
function* createOverflow(h: Hmap): Steps<void> {
  if ((yield read(h, 8), h.extra) === null) { yield write(h, 8); h.extra = new MapExtra(); }
  const extra = (yield read(h, 8), h.extra);
  if ((yield read(extra, 9), extra.overflow) === null) { yield write(extra, 9); extra.overflow = 0; }
}

/** `hashGrow`: allocates the new buckets. The entries are moved later, by `growWork`. */
function* hashGrow(h: Hmap): Steps<void> {
  let bigger = 1;
  if (!isOverloaded(h, (yield read(h, 0), h.count) + 1, (yield read(h, 2), h.B))) {
    bigger = 0;
    { const value = (yield read(h, 1), h.flags) | (sameSizeGrow); yield write(h, 1); h.flags = value; }
  }
  const oldbuckets = (yield read(h, 5), h.buckets)!;
  const B = (yield read(h, 2), h.B) + bigger;
  const newbuckets = makeBucketArray(h, B);
  let flags = (yield read(h, 1), h.flags) & ~(iterator | oldIterator);
  if (((yield read(h, 1), h.flags) & iterator) !== 0) flags |= oldIterator;
  { const value = (yield read(h, 2), h.B) + (bigger); yield write(h, 2); h.B = value; }
  { yield write(h, 1); h.flags = flags; }
  { yield write(h, 6); h.oldbuckets = oldbuckets; }
  { yield write(h, 5); h.buckets = newbuckets; }
  { yield write(h, 7); h.nevacuate = 0; }
  { yield write(h, 3); h.noverflow = 0; }
  const extra = (yield read(h, 8), h.extra);
  if (extra !== null) (yield* promoteOverflow(extra));
  (yield* preallocated(h, newbuckets, B));
  resetCache(h);
  if (h.observer !== null) h.observer.grow?.(h);
}

/** What the policy says; but with more entries than cells, growth to the same size would never end. */
function isOverloaded(h: Hmap, count: number, B: number): boolean {
  return count > bucketCnt << B || h.policy.isOverloaded(count, B, h);
}

/** The overflow buckets belong to the old generation from now on. */
function* promoteOverflow(extra: MapExtra): Steps<void> {
  const overflow = (yield read(extra, 9), extra.overflow);
  if (overflow === null) return;
  if ((yield read(extra, 10), extra.oldoverflow) !== null) (yield* badState("oldoverflow is not nil"));
  { yield write(extra, 10); extra.oldoverflow = overflow; }
  { yield write(extra, 9); extra.overflow = null; }
}

/** `growWork`: every write evacuates the bucket that it is about to use, and one more. */
function* growWork(h: Hmap, bucket: number): Steps<void> {
  (yield* evacuate(h, bucket & (noldbuckets((yield read(h, 2), h.B), (yield read(h, 1), h.flags)) - 1)));
  if ((yield read(h, 6), h.oldbuckets) !== null) (yield* evacuate(h, (yield read(h, 7), h.nevacuate)));
}

/** `evacDst`: where the next entry goes that is moved to one of the two halves. */
interface Destination {
  b: Buckets;
  j: number;
  i: number;
}

/** `evacuate`: moves the entries of one old bucket to the bucket of the same number (X) or to the one in the new half (Y). */
function* evacuate(h: Hmap, oldbucket: number): Steps<void> {
  let b = (yield read(h, 6), h.oldbuckets)!;
  const newbit = noldbuckets((yield read(h, 2), h.B), (yield read(h, 1), h.flags));
  const c0 = firstCell(oldbucket);
  if (!isEvacuated((yield read(b, 12, c0), b.tophash[c0])!)) {
    const x: Destination = { b: (yield read(h, 5), h.buckets)!, j: oldbucket, i: 0 };
    const y: Destination = { b: (yield read(h, 5), h.buckets)!, j: oldbucket + newbit, i: 0 };
    let moved = 0;
    let j = oldbucket;
    for (;;) {
      const first = firstCell(j);
      for (let c = first; c < first + bucketCnt; c++) {
        const top = (yield read(b, 12, c), b.tophash[c])!;
        if (isEmpty(top)) {
          { yield write(b, 12, c); b.tophash[c] = evacuatedEmpty; }
          continue;
        }
        // Also what is beyond the array, where a torn state may lead.
        if (!(top >= minTopHash)) (yield* badState("bad map state"));
        (yield* moveEntry(h, b, c, top, newbit, x, y));
        moved++;
      }
      const p = (yield read(b, 15, j), b.overflow[j])!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
    // Unlink the overflow buckets and clear what the collector would follow; the tophash keeps the state.
    if (((yield read(h, 1), h.flags) & oldIterator) === 0 && h.t.bucketHasPointers) (yield* wipe((yield read(h, 6), h.oldbuckets)!, oldbucket, h.t.key.zero));
    if (h.observer !== null) h.observer.evacuate?.(h, oldbucket, moved);
  }
  if (oldbucket === (yield read(h, 7), h.nevacuate)) (yield* advanceEvacuationMark(h, newbit));
}

function* moveEntry(h: Hmap, b: Buckets, c: number, top: number, newbit: number, x: Destination, y: Destination): Steps<void> {
  let useY = 0;
  const key = (yield read(b, 13, c), b.keys[c] ?? h.t.key.zero);
  if (!isSameSize((yield read(h, 1), h.flags))) {
    const hash = storedHash(h, b, c, key, (yield read(h, 4), h.hash0));
    if (((yield read(h, 1), h.flags) & iterator) !== 0 && !isReflexive(h, key)) {
      // A NaN's hash cannot be repeated, but the decision must be the one that an iterator makes: by the low bit of tophash. A
      // fresh tophash for the next level spreads these keys over all buckets in the end.
      useY = top & 1;
      top = topHash(hash);
    } else if ((hash & newbit) !== 0) useY = 1;
  }
  { yield write(b, 12, c); b.tophash[c] = useY === 0 ? evacuatedX : evacuatedY; }
  const to = useY === 0 ? x : y;
  if (to.i === bucketCnt) {
    const p = (yield* newoverflow(h, to.b, to.j));
    to.j = to.b.indexAt(p);
    to.b = to.b.memoryAt(p);
    to.i = 0;
  }
  const d = firstCell(to.j) + to.i;
  const memory = to.b;
  { yield write(memory, 12, d); memory.tophash[d] = top; }
  { yield write(memory, 13, d); memory.keys[d] = key; }
  { const value = (yield read(b, 14, c), b.elems[c]); yield write(memory, 14, d); memory.elems[d] = value; }
  copyHash(b, c, memory, d);
  to.i++;
}

/** An iterator of a growth before may still read this memory: it finds zero values, as in Go. */
function* wipe(b: Buckets, j: number, zero: unknown): Steps<void> {
  const first = firstCell(j);
  for (let c = first; c < first + bucketCnt; c++) {
    { yield write(b, 13, c); b.keys[c] = zero; }
    { yield write(b, 14, c); b.elems[c] = undefined; }
  }
  { yield write(b, 15, j); b.overflow[j] = 0; }
}

/** `advanceEvacuationMark`: looks a bounded way ahead for buckets that are done; ends the growth when all are. */
function* advanceEvacuationMark(h: Hmap, newbit: number): Steps<void> {
  const old = (yield read(h, 6), h.oldbuckets)!;
  { const value = (yield read(h, 7), h.nevacuate) + 1; yield write(h, 7); h.nevacuate = value; }
  const stop = Math.min((yield read(h, 7), h.nevacuate) + maxEvacuationMark, newbit);
  while ((yield read(h, 7), h.nevacuate) !== stop) {
    const c = firstCell((yield read(h, 7), h.nevacuate));
    if (!isEvacuated((yield read(old, 12, c), old.tophash[c])!)) break;
    { const value = (yield read(h, 7), h.nevacuate) + 1; yield write(h, 7); h.nevacuate = value; }
  }
  if ((yield read(h, 7), h.nevacuate) !== newbit) return;
  { yield write(h, 6); h.oldbuckets = null; }
  const extra = (yield read(h, 8), h.extra);
  if (extra !== null) { yield write(extra, 10); extra.oldoverflow = null; }
  { const value = (yield read(h, 1), h.flags) & (~sameSizeGrow); yield write(h, 1); h.flags = value; }
}

/**
 * `mapaccess1`, `mapaccess2`. @returns the key's cell in the memory `h.found`, or -1.
 */
export function* mapaccess(h: Hmap, key: unknown): Steps<number> {
  if ((yield read(h, 0), h.count) === 0) {
    if (h.t.key.hashMightPanic) hashKey(h, key, 0); // golang.org/issue/23734
    return -1;
  }
  if (isWriting((yield read(h, 1), h.flags))) (yield* fatal(h, "concurrent map read and map write"));
  const cell = (yield* locate(h, key));
  if (cell >= 0) cacheCell(h, key, h.found!, cell);
  return cell;
}

/** `mapaccessK`: the lookup of an iterator, which has made its checks before. @returns as `mapaccess`. */
function* mapaccessK(h: Hmap, key: unknown): Steps<number> {
  return (yield read(h, 0), h.count) === 0 ? -1 : (yield* locate(h, key));
}

function* locate(h: Hmap, key: unknown): Steps<number> {
  const hash = hashKey(h, key, (yield read(h, 4), h.hash0));
  const top = topHash(hash);
  let mask = bucketMask((yield read(h, 2), h.B));
  let b = (yield read(h, 5), h.buckets)!;
  let j = hash & mask;
  const old = (yield read(h, 6), h.oldbuckets);
  if (old !== null) {
    // There used to be half as many buckets: mask down one more power of two.
    if (!isSameSize((yield read(h, 1), h.flags))) mask >>= 1;
    const oldj = hash & mask;
    const c = firstCell(oldj);
    if (!isEvacuated((yield read(old, 12, c), old.tophash[c])!)) {
      b = old;
      j = oldj;
    }
  }
  for (;;) {
    const first = firstCell(j);
    for (let c = first; c < first + bucketCnt; c++) {
      const state = (yield read(b, 12, c), b.tophash[c])!;
      if (state === top) {
        if (equalKeys(h, key, (yield read(b, 13, c), b.keys[c] ?? h.t.key.zero))) {
          h.found = b;
          return c;
        }
      } else if (state === emptyRest) return -1;
    }
    const p = (yield read(b, 15, j), b.overflow[j])!;
    if (p === 0) return -1;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}

/**
 * `mapassign`, and the store of the elem, which Go's compiled code does after mapassign has returned: after the `hashWriting`
 * flag is gone. What the runtime does after its label `again` is one round of the loop here.
 */
export function* mapassign(h: Hmap, key: unknown, elem: unknown): Steps<void> {
  if (isWriting((yield read(h, 1), h.flags))) (yield* fatal(h, "concurrent map writes"));
  (yield* assignHashed(h, key, elem, hashKey(h, key, (yield read(h, 4), h.hash0))));
}

/** `mapassign` from where the hash is known. */
function* assignHashed(h: Hmap, key: unknown, elem: unknown, hash: number): Steps<void> {
  const top = topHash(hash);
  { const value = (yield read(h, 1), h.flags) ^ (hashWriting); yield write(h, 1); h.flags = value; }
  if ((yield read(h, 5), h.buckets) === null) { yield write(h, 5); h.buckets = firstBuckets(h); }
  for (;;) {
    const bucket = hash & bucketMask((yield read(h, 2), h.B));
    if ((yield read(h, 6), h.oldbuckets) !== null) (yield* growWork(h, bucket));
    let b = (yield read(h, 5), h.buckets);
    let j = bucket;
    let insertb: Buckets | null = null;
    let insertc = 0;
    search: for (;;) {
      const first = firstCell(j);
      for (let c = first; c < first + bucketCnt; c++) {
        const state = (yield read(b, 12, c), b.tophash[c])!;
        if (state === top) {
          if (!equalKeys(h, key, (yield read(b, 13, c), b.keys[c] ?? h.t.key.zero))) continue;
          // There is a mapping for the key: update it.
          if (h.t.key.needKeyUpdate) { yield write(b, 13, c); b.keys[c] = key; }
          (yield* endWrite(h));
          { yield write(b, 14, c); b.elems[c] = elem; }
          return;
        }
        if (isEmpty(state) && insertb === null) {
          insertb = b;
          insertc = c;
        }
        if (state === emptyRest) break search;
      }
      const p = (yield read(b, 15, j), b.overflow[j])!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
    // No mapping for the key. Growing invalidates everything: try again after it.
    if ((yield read(h, 6), h.oldbuckets) === null && (yield* startsGrowth(h))) continue;
    if (insertb === null) {
      // The bucket and its overflow buckets are full.
      const p = (yield* newoverflow(h, b, j));
      insertb = b.memoryAt(p);
      insertc = firstCell(b.indexAt(p));
    }
    inserting(h, key, insertb, insertc, hash);
    { yield write(insertb, 13, insertc); insertb.keys[insertc] = key; }
    { yield write(insertb, 12, insertc); insertb.tophash[insertc] = top; }
    { const value = (yield read(h, 0), h.count) + 1; yield write(h, 0); h.count = value; }
    (yield* endWrite(h));
    { yield write(insertb, 14, insertc); insertb.elems[insertc] = elem; }
    if (h.observer !== null) h.observer.insert?.(h, bucket);
    return;
  }
}

/** The end of every write: the flag must still be there. */
function* endWrite(h: Hmap): Steps<void> {
  if (!isWriting((yield read(h, 1), h.flags))) (yield* fatal(h, "concurrent map writes"));
  { const value = (yield read(h, 1), h.flags) & (~hashWriting); yield write(h, 1); h.flags = value; }
}

/** Starts a growth where one is due. What stops it (a policy that throws, no room) must not leave the map as if somebody wrote. */
function* startsGrowth(h: Hmap): Steps<boolean> {
  try {
    if (!needsGrowth(h, (yield read(h, 0), h.count) + 1, (yield read(h, 2), h.B), (yield read(h, 3), h.noverflow))) return false;
    (yield* hashGrow(h));
    return true;
  } catch (error) {
    { const value = (yield read(h, 1), h.flags) & (~(hashWriting | sameSizeGrow)); yield write(h, 1); h.flags = value; }
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

/** `mapdelete`. @returns whether there was an entry. */
export function* mapdelete(h: Hmap, key: unknown): Steps<boolean> {
  if ((yield read(h, 0), h.count) === 0) {
    if (h.t.key.hashMightPanic) hashKey(h, key, 0); // golang.org/issue/23734
    return false;
  }
  if (isWriting((yield read(h, 1), h.flags))) (yield* fatal(h, "concurrent map writes"));
  return (yield* deleteHashed(h, key, hashKey(h, key, (yield read(h, 4), h.hash0))));
}

/** `mapdelete` from where the hash is known. */
function* deleteHashed(h: Hmap, key: unknown, hash: number): Steps<boolean> {
  const top = topHash(hash);
  { const value = (yield read(h, 1), h.flags) ^ (hashWriting); yield write(h, 1); h.flags = value; }
  const bucket = hash & bucketMask((yield read(h, 2), h.B));
  if ((yield read(h, 6), h.oldbuckets) !== null) (yield* growWork(h, bucket));
  const isFound = (yield* removeFrom(h, (yield read(h, 5), h.buckets)!, bucket, key, top));
  (yield* endWrite(h));
  if (isFound && h.observer !== null) h.observer.remove?.(h, bucket);
  return isFound;
}

/**
 * `memclr`: the loop over the memory is one step.
 * @step buckets.tophash
 */
function* clearBuckets(buckets: Buckets): Steps<void> {
  yield atomic(buckets, 12);
  buckets.clear();
}

function* removeFrom(h: Hmap, head: Buckets, bucket: number, key: unknown, top: number): Steps<boolean> {
  let b = head;
  let j = bucket;
  for (;;) {
    const first = firstCell(j);
    for (let c = first; c < first + bucketCnt; c++) {
      const state = (yield read(b, 12, c), b.tophash[c])!;
      if (state === top) {
        if (!equalKeys(h, key, (yield read(b, 13, c), b.keys[c] ?? h.t.key.zero))) continue;
        removing(h, key, b, c);
        if (wipesKeys && h.t.key.pointers) { yield write(b, 13, c); b.keys[c] = undefined; }
        { yield write(b, 14, c); b.elems[c] = undefined; }
        { yield write(b, 12, c); b.tophash[c] = emptyOne; }
        (yield* markRest(head, bucket, b, j, c));
        { const value = (yield read(h, 0), h.count) - 1; yield write(h, 0); h.count = value; }
        // A new seed makes it harder to provoke collisions again and again: golang.org/issue/25237.
        if ((yield read(h, 0), h.count) === 0) (yield* newSeed(h));
        return true;
      }
      if (state === emptyRest) return false;
    }
    const p = (yield read(b, 15, j), b.overflow[j])!;
    if (p === 0) return false;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}

/** When nothing follows in the chain of `bucket` after cell c of bucket j in b, that cell and the emptied ones before it become `emptyRest`. */
function* markRest(head: Buckets, bucket: number, b: Buckets, j: number, c: number): Steps<void> {
  if (c === firstCell(j) + bucketCnt - 1) {
    const p = (yield read(b, 15, j), b.overflow[j])!;
    if (p !== 0 && !(yield* isRestEmpty(b.memoryAt(p), firstCell(b.indexAt(p))))) return;
  } else if (!(yield* isRestEmpty(b, c + 1))) return;
  for (;;) {
    { yield write(b, 12, c); b.tophash[c] = emptyRest; }
    if (c === firstCell(j)) {
      if (b === head && j === bucket) return;
      // Find the previous bucket of the chain: go on at its last cell.
      let previous = head;
      let k = bucket;
      for (;;) {
        const p = (yield read(previous, 15, k), previous.overflow[k])!;
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
    if ((yield read(b, 12, c), b.tophash[c]) !== emptyOne) return;
  }
}

function* newSeed(h: Hmap): Steps<void> {
  { yield write(h, 4); h.hash0 = h.random.next(); }
  resetCache(h);
}

/** Whether nothing is in cell c and after it. */
function* isRestEmpty(b: Buckets, c: number): Steps<boolean> {
  return (yield read(b, 12, c), b.tophash[c]) === emptyRest;
}

/** `mapclear`: what the compiler makes of `for k := range m { delete(m, k) }`. B and the iterator flags stay. */
export function* mapclear(h: Hmap): Steps<void> {
  if ((yield read(h, 0), h.count) === 0) return;
  if (isWriting((yield read(h, 1), h.flags))) (yield* fatal(h, "concurrent map writes"));
  { const value = (yield read(h, 1), h.flags) ^ (hashWriting); yield write(h, 1); h.flags = value; }
  { const value = (yield read(h, 1), h.flags) & (~sameSizeGrow); yield write(h, 1); h.flags = value; }
  { yield write(h, 6); h.oldbuckets = null; }
  { yield write(h, 7); h.nevacuate = 0; }
  { yield write(h, 3); h.noverflow = 0; }
  { yield write(h, 0); h.count = 0; }
  (yield* newSeed(h));
  if ((yield read(h, 8), h.extra) !== null) { yield write(h, 8); h.extra = new MapExtra(); }
  const buckets = (yield read(h, 5), h.buckets)!;
  (yield* clearBuckets(buckets));
  (yield* preallocated(h, buckets, (yield read(h, 2), h.B)));
  (yield* endWrite(h));
}

/** `mapiterinit`: chooses where to start and goes to the first entry. */
export function* mapiterinit(h: Hmap, it: Hiter): Steps<void> {
  (yield* mapiterbegin(h, it));
  if (!it.done) (yield* mapiternext(it));
}

/** `mapiterinit` up to its last line. An empty map is done with. */
function* mapiterbegin(h: Hmap, it: Hiter): Steps<void> {
  if ((yield read(h, 0), h.count) === 0) {
    it.done = true;
    return;
  }
  it.B = (yield read(h, 2), h.B);
  it.buckets = (yield read(h, 5), h.buckets);
  if (!h.t.bucketHasPointers) (yield* createOverflow(h));
  // The runtime draws 64 bits from B = 29 on, which is more than the engine simulates.
  const random = h.random.next();
  it.startBucket = random & bucketMask(it.B);
  it.offset = (random >>> it.B) & (bucketCnt - 1);
  it.bucket = it.startBucket;
  const both = iterator | oldIterator;
  if (((yield read(h, 1), h.flags) & both) !== both) (yield* setIteratorFlags(h));
  if (h.openIterators !== null) h.openIterators.add(it);
}

/**
 * `atomic.Or8`: two iterations may start at the same time.
 * @step h.flags
 */
function* setIteratorFlags(h: Hmap): Steps<void> {
  yield atomic(h, 1);
  h.flags |= iterator | oldIterator;
}

/** `mapiternext`: goes to the next entry, or sets `it.done`. */
export function* mapiternext(it: Hiter): Steps<void> {
  const h = it.h;
  if (isWriting((yield read(h, 1), h.flags))) (yield* fatal(h, "concurrent map iteration and map write"));
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
      if ((yield read(h, 6), h.oldbuckets) !== null && it.B === (yield read(h, 2), h.B)) {
        const oldbucket = (yield* bucketToEvacuate(h, bucket));
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
      const top = (yield read(b, 12, c), b.tophash[c])!;
      if (isVacant(top)) continue;
      if (top >= minTopHash && checkBucket === noCheck) {
        it.key = (yield read(b, 13, c), b.keys[c] ?? h.t.key.zero);
        it.elem = (yield read(b, 14, c), b.elems[c]);
      } else {
        const d = (yield* reach(h, it.B, b, c, top, checkBucket));
        if (d < 0) continue;
        const memory = h.found!;
        it.key = (yield read(memory, 13, d), memory.keys[d] ?? h.t.key.zero);
        it.elem = (yield read(memory, 14, d), memory.elems[d]);
      }
      it.bucket = bucket;
      it.bptr = b;
      it.bindex = j;
      it.i = i + 1;
      it.checkBucket = checkBucket;
      return;
    }
    const p: number = (yield read(b, 15, j), b.overflow[j])!;
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
function* bucketToEvacuate(h: Hmap, bucket: number): Steps<number> {
  const oldbucket = bucket & (noldbuckets((yield read(h, 2), h.B), (yield read(h, 1), h.flags)) - 1);
  const old = (yield read(h, 6), h.oldbuckets)!;
  const c = firstCell(oldbucket);
  if (isEvacuated((yield read(old, 12, c), old.tophash[c])!)) return -1;
  h.found = old;
  return oldbucket;
}

/**
 * An entry that has moved or is going to. @returns its cell in the memory `h.found` as it is now, or -1 where the iteration does not
 * come to it.
 */
function* reach(h: Hmap, B: number, b: Buckets, c: number, top: number, checkBucket: number): Steps<number> {
  const key = (yield read(b, 13, c), b.keys[c] ?? h.t.key.zero);
  if (checkBucket !== noCheck && !isSameSize((yield read(h, 1), h.flags)) && !(yield* belongsHere(h, B, key, top, checkBucket))) return -1;
  if (!hasMoved(top) || !isReflexive(h, key)) {
    // The entry itself. One whose key is not equal to itself cannot have been deleted or updated either.
    h.found = b;
    return c;
  }
  // The map has grown since the iteration was started: look the key up where it is now. It may have been deleted, updated, or
  // deleted and inserted again.
  return (yield* mapaccessK(h, key));
}

/** Whether an entry of a bucket that is not evacuated yet will move to the bucket that the iteration is at. */
function* belongsHere(h: Hmap, B: number, key: unknown, top: number, checkBucket: number): Steps<boolean> {
  // Hashed anew, not as stored: the map may have been cleared meanwhile, which gives it another seed.
  if (isReflexive(h, key)) return (hashKey(h, key, (yield read(h, 4), h.hash0)) & bucketMask(B)) === checkBucket;
  // The hash of a NaN cannot be repeated: `evacuate` decides by the low bit of tophash.
  return checkBucket >>> (B - 1) === (top & 1);
}
