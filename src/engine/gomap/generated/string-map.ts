// Written by scripts/generate-engine.mjs from algorithm/ and keys/: do not edit.

import { EngineInputError, GoFatalError, GoPanic, describeValue } from "../../errors.ts";
import { roundUpSize } from "../../memory/size-classes.ts";
import { BaseMap, type MapWatch } from "../base-map.ts";
import { Hiter, type Hmap, MapExtra } from "../hmap.ts";
import { customHash, topHash, usedHash } from "../keys/registers.ts";
import { Buckets } from "../memory.ts";

/** The keys of the build for strings. */

function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  h.hash.strhash(key as string, seed, 0);
  return usedHash();
}

/** A removed entry's cell keeps its key, a string that stays until another takes its place. */
const wipesKeys = false;

/**
 * The cell cache (see `general.ts`) of strings is a native Map: V8 keeps the hash of a string with it and gives it to nobody, and
 * reading the characters costs more than all the rest of a lookup. It exists from the first lookup on. A key that it gives a cell
 * is the key in that cell, filled or not: whatever puts another key there takes it out.
 */
function cachedCell(h: Hmap, key: unknown): number {
  return h.cells === null ? -1 : (h.cells.get(key) ?? -1);
}

function cacheCell(h: Hmap, key: unknown, b: Buckets, cell: number): void {
  if (b === h.buckets) (h.cells ??= new Map()).set(key, cell);
}

function inserting(h: Hmap, key: unknown, b: Buckets, cell: number, hash: number): void {
  b.hashes[cell] = hash;
  if (h.cells === null || b !== h.buckets) return;
  const before = b.keys[cell];
  if (before !== undefined && before !== key) h.cells.delete(before);
}

function removing(_h: Hmap, _key: unknown, _b: Buckets, _cell: number): void {}

function resetCache(h: Hmap): void {
  h.cells = null;
}

/**
 * What the builds for integers and for strings put in the place of `general.ts`, besides `hashKey` and the cell cache: equal
 * keys are the same value, and buckets keep the hashes of their keys.
 */

function equalKeys(_h: Hmap, a: unknown, b: unknown): boolean {
  return a === b;
}

function isReflexive(_h: Hmap, _key: unknown): boolean {
  return true;
}

function storedHash(_h: Hmap, b: Buckets, c: number, _key: unknown, _seed: number): number {
  return b.hashes[c]!;
}

function copyHash(from: Buckets, c: number, to: Buckets, d: number): void {
  to.hashes[d] = from.hashes[c]!;
}

/** `bucketMask`: 2^B - 1. */
function bucketMask(B: number): number {
  return (1 << B) - 1;
}

/** `isEmpty`: whether a cell with this tophash holds nothing. */
function isEmpty(top: number): boolean {
  return top <= 1 /* emptyOne */;
}

/** Whether a bucket whose first cell has this tophash has been evacuated: `evacuated`. */
function isEvacuated(top: number): boolean {
  return top > 1 /* emptyOne */ && top < 5 /* minTopHash */;
}

/** Whether the entry of a cell with this tophash has moved to the new buckets. */
function hasMoved(top: number): boolean {
  return top === 2 /* evacuatedX */ || top === 3 /* evacuatedY */;
}

/** Whether an iterator passes over a cell with this tophash. */
function isVacant(top: number): boolean {
  return top <= 1 /* emptyOne */ || top === 4 /* evacuatedEmpty */;
}

/** The first cell of a bucket. */
function firstCell(bucket: number): number {
  return bucket * 8 /* bucketCnt */;
}

/** `fatal`: the whole Go program ends here; `recover` does not help. Nothing happens where the checks are switched off. */
function fatal(h: Hmap, message: string): void {
  if (h.detect) throw new GoFatalError(`fatal error: ${message}`);
}

/** `throw`: the runtime found its own memory in a state that cannot be. */
function badState(message: string): never {
  throw new GoFatalError(`fatal error: ${message}`);
}

/** `panic(plainError("assignment to entry in nil map"))`. */
function assignmentToNilMap(): never {
  throw new GoPanic("assignment to entry in nil map");
}

/** Whether these flags say that somebody writes. */
function isWriting(flags: number): boolean {
  return (flags & 4 /* hashWriting */) !== 0;
}

/** Whether these flags say that the growth is to the same size. */
function isSameSize(flags: number): boolean {
  return (flags & 8 /* sameSizeGrow */) !== 0;
}

/** `noldbuckets`: how many buckets there were before the growth. */
function noldbuckets(B: number, flags: number): number {
  return 1 << (isSameSize(flags) ? B : B - 1);
}

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
function preallocated(h: Hmap, buckets: Buckets, B: number): void {
  const base = 1 << B;
  if (buckets.n === base) return;
  const last = buckets.n - 1;
  buckets.overflow[last] = 1;
  if (h.extra === null) h.extra = new MapExtra();
  const extra = h.extra;
  extra.nextOverflow = base;
  extra.nextIn = buckets;
}

/** @throws EngineInputError for more buckets than the engine simulates. */
function checkSize(B: number): void {
  if (B <= 22 /* maxB */) return;
  throw new EngineInputError("map-too-large", `The map needs 2^${B} buckets: the engine simulates at most 2^${22 /* maxB */}.`);
}

/** `newoverflow`: a new bucket at the end of the chain, after bucket j of b. @returns its overflow pointer. */
function newoverflow(h: Hmap, b: Buckets, j: number): number {
  let p = takePreallocated(h, b);
  if (p === 0) p = b.allocate();
  incrnoverflow(h);
  if (!h.t.bucketHasPointers) {
    createOverflow(h);
    const extra = h.extra!;
    extra.overflow = extra.overflow! + 1;
  }
  b.overflow[j] = p;
  return p;
}

/** The next preallocated overflow bucket, as a pointer from b, or 0. */
function takePreallocated(h: Hmap, b: Buckets): number {
  const extra = h.extra;
  if (extra === null) return 0;
  const index = extra.nextOverflow;
  if (index < 0) return 0;
  const memory = extra.nextIn!;
  if (memory.overflow[index] === 0) extra.nextOverflow = index + 1;
  else {
    memory.overflow[index] = 0;
    extra.nextOverflow = -1;
  }
  return b.pointerTo(memory, index);
}

/** `incrnoverflow`: exact up to B = 15, then with the probability 1 / 2^(B - 15). */
function incrnoverflow(h: Hmap): void {
  if (h.B < 16) h.noverflow++;
  else if ((h.random.next() & ((1 << (h.B - 15)) - 1)) === 0) h.noverflow++;
}

/** `createOverflow`. */
function createOverflow(h: Hmap): void {
  if (h.extra === null) h.extra = new MapExtra();
  const extra = h.extra;
  if (extra.overflow === null) extra.overflow = 0;
}

/** `hashGrow`: allocates the new buckets. The entries are moved later, by `growWork`. */
function hashGrow(h: Hmap): void {
  let bigger = 1;
  if (!isOverloaded(h, h.count + 1, h.B)) {
    bigger = 0;
    h.flags |= 8 /* sameSizeGrow */;
  }
  const oldbuckets = h.buckets!;
  const B = h.B + bigger;
  const newbuckets = makeBucketArray(h, B);
  let flags = h.flags & ~(1 /* iterator */ | 2 /* oldIterator */);
  if ((h.flags & 1 /* iterator */) !== 0) flags |= 2 /* oldIterator */;
  h.B += bigger;
  h.flags = flags;
  h.oldbuckets = oldbuckets;
  h.buckets = newbuckets;
  h.nevacuate = 0;
  h.noverflow = 0;
  const extra = h.extra;
  if (extra !== null) promoteOverflow(extra);
  preallocated(h, newbuckets, B);
  resetCache(h);
  if (h.observer !== null) h.observer.grow?.(h);
}

/** What the policy says; but with more entries than cells, growth to the same size would never end. */
function isOverloaded(h: Hmap, count: number, B: number): boolean {
  return count > 8 /* bucketCnt */ << B || h.policy.isOverloaded(count, B, h);
}

/** The overflow buckets belong to the old generation from now on. */
function promoteOverflow(extra: MapExtra): void {
  const overflow = extra.overflow;
  if (overflow === null) return;
  if (extra.oldoverflow !== null) badState("oldoverflow is not nil");
  extra.oldoverflow = overflow;
  extra.overflow = null;
}

/** `growWork`: every write evacuates the bucket that it is about to use, and one more. */
function growWork(h: Hmap, bucket: number): void {
  evacuate(h, bucket & (noldbuckets(h.B, h.flags) - 1));
  if (h.oldbuckets !== null) evacuate(h, h.nevacuate);
}

/** `evacDst`: where the next entry goes that is moved to one of the two halves. */
interface Destination {
  b: Buckets;
  j: number;
  i: number;
}

/** `evacuate`: moves the entries of one old bucket to the bucket of the same number (X) or to the one in the new half (Y). */
function evacuate(h: Hmap, oldbucket: number): void {
  let b = h.oldbuckets!;
  const newbit = noldbuckets(h.B, h.flags);
  const c0 = firstCell(oldbucket);
  if (!isEvacuated(b.tophash[c0]!)) {
    const x: Destination = { b: h.buckets!, j: oldbucket, i: 0 };
    const y: Destination = { b: h.buckets!, j: oldbucket + newbit, i: 0 };
    let moved = 0;
    let j = oldbucket;
    for (;;) {
      const first = firstCell(j);
      for (let c = first; c < first + 8 /* bucketCnt */; c++) {
        const top = b.tophash[c]!;
        if (isEmpty(top)) {
          b.tophash[c] = 4 /* evacuatedEmpty */;
          continue;
        }
        // Also what is beyond the array, where a torn state may lead.
        if (!(top >= 5 /* minTopHash */)) badState("bad map state");
        moveEntry(h, b, c, top, newbit, x, y);
        moved++;
      }
      const p = b.overflow[j]!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
    // Unlink the overflow buckets and clear what the collector would follow; the tophash keeps the state.
    if ((h.flags & 2 /* oldIterator */) === 0 && h.t.bucketHasPointers) wipe(h.oldbuckets!, oldbucket, h.t.key.zero);
    if (h.observer !== null) h.observer.evacuate?.(h, oldbucket, moved);
  }
  if (oldbucket === h.nevacuate) advanceEvacuationMark(h, newbit);
}

function moveEntry(h: Hmap, b: Buckets, c: number, top: number, newbit: number, x: Destination, y: Destination): void {
  let useY = 0;
  const key = b.keys[c];
  if (!isSameSize(h.flags)) {
    const hash = storedHash(h, b, c, key, h.hash0);
    if ((h.flags & 1 /* iterator */) !== 0 && !isReflexive(h, key)) {
      // A NaN's hash cannot be repeated, but the decision must be the one that an iterator makes: by the low bit of tophash. A
      // fresh tophash for the next level spreads these keys over all buckets in the end.
      useY = top & 1;
      top = topHash(hash);
    } else if ((hash & newbit) !== 0) useY = 1;
  }
  b.tophash[c] = useY === 0 ? 2 /* evacuatedX */ : 3 /* evacuatedY */;
  const to = useY === 0 ? x : y;
  if (to.i === 8 /* bucketCnt */) {
    const p = newoverflow(h, to.b, to.j);
    to.j = to.b.indexAt(p);
    to.b = to.b.memoryAt(p);
    to.i = 0;
  }
  const d = firstCell(to.j) + to.i;
  const memory = to.b;
  memory.tophash[d] = top;
  memory.keys[d] = key;
  memory.elems[d] = b.elems[c];
  copyHash(b, c, memory, d);
  to.i++;
}

/** An iterator of a growth before may still read this memory: it finds zero values, as in Go. */
function wipe(b: Buckets, j: number, zero: unknown): void {
  const first = firstCell(j);
  for (let c = first; c < first + 8 /* bucketCnt */; c++) {
    b.keys[c] = zero;
    b.elems[c] = undefined;
  }
  b.overflow[j] = 0;
}

/** `advanceEvacuationMark`: looks a bounded way ahead for buckets that are done; ends the growth when all are. */
function advanceEvacuationMark(h: Hmap, newbit: number): void {
  const old = h.oldbuckets!;
  h.nevacuate++;
  const stop = Math.min(h.nevacuate + 1024 /* maxEvacuationMark */, newbit);
  while (h.nevacuate !== stop) {
    const c = firstCell(h.nevacuate);
    if (!isEvacuated(old.tophash[c]!)) break;
    h.nevacuate++;
  }
  if (h.nevacuate !== newbit) return;
  h.oldbuckets = null;
  const extra = h.extra;
  if (extra !== null) extra.oldoverflow = null;
  h.flags &= ~8 /* sameSizeGrow */;
}

/**
 * `mapaccess1`, `mapaccess2`. @returns the key's cell in the memory `h.found`, or -1.
 */
function mapaccess(h: Hmap, key: unknown): number {
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
function mapaccessK(h: Hmap, key: unknown): number {
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
    for (let c = first; c < first + 8 /* bucketCnt */; c++) {
      const state = b.tophash[c]!;
      if (state === top) {
        if (equalKeys(h, key, b.keys[c])) {
          h.found = b;
          return c;
        }
      } else if (state === 0 /* emptyRest */) return -1;
    }
    const p = b.overflow[j]!;
    if (p === 0) return -1;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}

/**
 * `mapassign`, and the store of the elem, which Go's compiled code does after mapassign has returned: after the `hashWriting`
 * flag is gone. What the runtime does after its label `again` is one round of the loop here.
 */
function mapassign(h: Hmap, key: unknown, elem: unknown): void {
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  assignHashed(h, key, elem, hashKey(h, key, h.hash0));
}

/** `mapassign` from where the hash is known. */
function assignHashed(h: Hmap, key: unknown, elem: unknown, hash: number): void {
  const top = topHash(hash);
  h.flags ^= 4 /* hashWriting */;
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
      for (let c = first; c < first + 8 /* bucketCnt */; c++) {
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
        if (state === 0 /* emptyRest */) break search;
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
function endWrite(h: Hmap): void {
  if (!isWriting(h.flags)) fatal(h, "concurrent map writes");
  h.flags &= ~4 /* hashWriting */;
}

/** Starts a growth where one is due. What stops it (a policy that throws, no room) must not leave the map as if somebody wrote. */
function startsGrowth(h: Hmap): boolean {
  try {
    if (!needsGrowth(h, h.count + 1, h.B, h.noverflow)) return false;
    hashGrow(h);
    return true;
  } catch (error) {
    h.flags &= ~(4 /* hashWriting */ | 8 /* sameSizeGrow */);
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
function mapdelete(h: Hmap, key: unknown): boolean {
  if (h.count === 0) {
    if (h.t.key.hashMightPanic) hashKey(h, key, 0); // golang.org/issue/23734
    return false;
  }
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  return deleteHashed(h, key, hashKey(h, key, h.hash0));
}

/** `mapdelete` from where the hash is known. */
function deleteHashed(h: Hmap, key: unknown, hash: number): boolean {
  const top = topHash(hash);
  h.flags ^= 4 /* hashWriting */;
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
    for (let c = first; c < first + 8 /* bucketCnt */; c++) {
      const state = b.tophash[c]!;
      if (state === top) {
        if (!equalKeys(h, key, b.keys[c])) continue;
        removing(h, key, b, c);
        if (wipesKeys && h.t.key.pointers) b.keys[c] = undefined;
        b.elems[c] = undefined;
        b.tophash[c] = 1 /* emptyOne */;
        markRest(head, bucket, b, j, c);
        h.count--;
        // A new seed makes it harder to provoke collisions again and again: golang.org/issue/25237.
        if (h.count === 0) newSeed(h);
        return true;
      }
      if (state === 0 /* emptyRest */) return false;
    }
    const p = b.overflow[j]!;
    if (p === 0) return false;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}

/** When nothing follows in the chain of `bucket` after cell c of bucket j in b, that cell and the emptied ones before it become `emptyRest`. */
function markRest(head: Buckets, bucket: number, b: Buckets, j: number, c: number): void {
  if (c === firstCell(j) + 8 /* bucketCnt */ - 1) {
    const p = b.overflow[j]!;
    if (p !== 0 && !isRestEmpty(b.memoryAt(p), firstCell(b.indexAt(p)))) return;
  } else if (!isRestEmpty(b, c + 1)) return;
  for (;;) {
    b.tophash[c] = 0 /* emptyRest */;
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
      c = firstCell(j) + 8 /* bucketCnt */ - 1;
    } else c--;
    if (b.tophash[c] !== 1 /* emptyOne */) return;
  }
}

function newSeed(h: Hmap): void {
  h.hash0 = h.random.next();
  resetCache(h);
}

/** Whether nothing is in cell c and after it. */
function isRestEmpty(b: Buckets, c: number): boolean {
  return b.tophash[c] === 0 /* emptyRest */;
}

/** `mapclear`: what the compiler makes of `for k := range m { delete(m, k) }`. B and the iterator flags stay. */
function mapclear(h: Hmap): void {
  if (h.count === 0) return;
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  h.flags ^= 4 /* hashWriting */;
  h.flags &= ~8 /* sameSizeGrow */;
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

/** `mapiterinit`: chooses where to start and goes to the first entry. */
function mapiterinit(h: Hmap, it: Hiter): void {
  mapiterbegin(h, it);
  if (!it.done) mapiternext(it);
}

/** `mapiterinit` up to its last line. An empty map is done with. */
function mapiterbegin(h: Hmap, it: Hiter): void {
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
  it.offset = (random >>> it.B) & (8 /* bucketCnt */ - 1);
  it.bucket = it.startBucket;
  const both = 1 /* iterator */ | 2 /* oldIterator */;
  if ((h.flags & both) !== both) setIteratorFlags(h);
  if (h.openIterators !== null) h.openIterators.add(it);
}

/**
 * `atomic.Or8`: two iterations may start at the same time.
 * @step h.flags
 */
function setIteratorFlags(h: Hmap): void {
  h.flags |= 1 /* iterator */ | 2 /* oldIterator */;
}

/** `mapiternext`: goes to the next entry, or sets `it.done`. */
function mapiternext(it: Hiter): void {
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
      checkBucket = -1 /* noCheck */;
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
    for (; i < 8 /* bucketCnt */; i++) {
      const c = first + ((i + offset) & (8 /* bucketCnt */ - 1));
      const top = b.tophash[c]!;
      if (isVacant(top)) continue;
      if (top >= 5 /* minTopHash */ && checkBucket === -1 /* noCheck */) {
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
  if (checkBucket !== -1 /* noCheck */ && !isSameSize(h.flags) && !belongsHere(h, B, key, top, checkBucket)) return -1;
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

/**
 * `for range` with a function as its body: what `mapiternext` does again and again, with its state in variables as long as that is
 * to go on to the next filled cell. Where there is more to it (a growth has begun that concerns this iteration, an entry has
 * moved), the state goes back into the iterator and `mapiternext` does the rest.
 */
function sweep<K, V>(it: Hiter, map: Map<K, V>, body: Body<K, V>): void {
  if (it.done || isSwept(it, map, body)) return;
  for (mapiternext(it); !it.done; mapiternext(it)) body(it.elem as V, it.key as K, map);
}

/** The function that `Map.prototype.forEach` is given, called without `this`. */
type Body<K, V> = (value: V, key: K, map: Map<K, V>) => void;

/** @returns whether the iteration came to its end. */
function isSwept<K, V>(it: Hiter, map: Map<K, V>, body: Body<K, V>): boolean {
  const h = it.h;
  const { offset, startBucket } = it;
  const mask = (1 << it.B) - 1;
  const buckets = it.buckets!;
  let bucket = startBucket;
  do {
    // Not even one bucket may be begun during a growth that the iterator knows of: it could be read in the old memory.
    if (h.oldbuckets !== null && it.B === h.B) return leave(it, null, 0, 0, bucket);
    let b: Buckets = buckets;
    let j = bucket;
    bucket = (bucket + 1) & mask;
    for (;;) {
      const first = firstCell(j);
      for (let i = 0; i < 8 /* bucketCnt */; i++) {
        const c = first + ((i + offset) & (8 /* bucketCnt */ - 1));
        const top = b.tophash[c]!;
        if (top >= 5 /* minTopHash */) body(b.elems[c] as V, b.keys[c] as K, map);
        else if (!isVacant(top)) return leave(it, b, j, i, bucket);
      }
      const p = b.overflow[j]!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
  } while (bucket !== startBucket);
  return true;
}

/** Puts the state back as `mapiternext` leaves it: `bucket` is the one after the one that the iteration stands in. */
function leave(it: Hiter, b: Buckets | null, j: number, i: number, bucket: number): false {
  it.bptr = b;
  it.bindex = j;
  it.i = i;
  it.wrapped = b === null ? bucket < it.startBucket : bucket <= it.startBucket;
  it.bucket = bucket;
  it.checkBucket = -1 /* noCheck */;
  return false;
}

/** A `GoMap` whose operations run to their end at once. */
export class StringMap<K, V> extends BaseMap<K, V> {
  override get(key: K): V | undefined {
    const h = this.h;
    const cell = cachedCell(h, key);
    if (cell >= 0) {
      const elem = h.buckets!.elems[cell];
      // A removed entry has none: what is there is the key's.
      if (elem !== undefined) return elem as V;
    }
    return this.find(key);
  }

  override has(key: K): boolean {
    const h = this.h;
    const cell = cachedCell(h, key);
    const isCached = cell >= 0 && h.buckets!.tophash[cell]! >= 5 /* minTopHash */;
    return isCached || mapaccess(h, h.t.key.normalize(key)) >= 0;
  }

  override set(key: K, value: V): this {
    const h = this.h;
    const cell = this.watch === null ? cachedCell(h, key) : -1;
    if (cell < 0) this.assign(key, value);
    else {
      const b = h.buckets!;
      if (b.tophash[cell]! >= 5 /* minTopHash */ && h.oldbuckets === null) b.elems[cell] = value;
      else assignHashed(h, b.keys[cell], value, b.hashes[cell]!);
    }
    return this;
  }

  override delete(key: K): boolean {
    const h = this.h;
    if (this.watch !== null) return this.watchedDelete(key, this.watch);
    const cell = cachedCell(h, key);
    const isCached = cell >= 0 && h.buckets!.tophash[cell]! >= 5 /* minTopHash */;
    if (isCached) return deleteHashed(h, h.buckets!.keys[cell], h.buckets!.hashes[cell]!);
    return mapdelete(h, h.t.key.normalize(key));
  }

  override clear(): void {
    if (this.watch === null) mapclear(this.h);
    else this.watch.clearing(() => mapclear(this.h));
  }

  override forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void {
    const h = this.h;
    if (typeof callback !== "function") throw new TypeError(`${describeValue(callback)} is not a function`);
    // A call by `callback.call` would cost as much as all the rest.
    const body = thisArg === undefined ? callback : callback.bind(thisArg);
    if (this.watch === null && h.openIterators === null) {
      const it = new Hiter(h);
      mapiterbegin(h, it);
      return sweep(it, this, body);
    }
    const position = new Position(h, this.watch);
    try {
      while (position.step()) body(position.elem as V, position.key as K, this);
    } finally {
      position.return();
    }
  }

  override range(): IterableIterator<[K, V]> {
    return new Entries<K, V>(this.h, this.watch);
  }

  override iterate(): Hiter {
    const it = new Hiter(this.h);
    mapiterinit(this.h, it);
    return it;
  }

  override advance(it: Hiter): void {
    mapiternext(it);
  }

  override keys(): IterableIterator<K> {
    return new Keys<K>(this.h, this.watch);
  }

  override values(): IterableIterator<V> {
    return new Values<V>(this.h, this.watch);
  }

  private watchedDelete(key: K, watch: MapWatch): boolean {
    const stored = this.h.t.key.normalize(key);
    return watch.deleting(stored, () => mapdelete(this.h, stored));
  }

  private find(key: K): V | undefined {
    const h = this.h;
    const cell = mapaccess(h, h.t.key.normalize(key));
    return cell < 0 ? undefined : (h.found!.elems[cell] as V);
  }

  private assign(key: K, value: V): void {
    const h = this.h;
    const stored = h.t.key.normalize(key);
    if (this.isNil) assignmentToNilMap();
    if (this.watch === null) mapassign(h, stored, value);
    else this.watch.assigning(stored, value, () => mapassign(h, stored, value));
  }
}

/**
 * An iteration. Where it starts is chosen when it is made; what `mapiterinit` does last, to go to the first entry, is the first
 * step. `mapiternext` is asked once a bucket: from there on the entries that follow are found here, in a few lines that a loop
 * inlines, so that no object need be allocated for an entry.
 */
class Position {
  key: unknown = undefined;
  elem: unknown = undefined;
  private readonly it: Hiter;
  private readonly watch: MapWatch | null;
  /** The bucket that the iteration stands in, where nothing but to go on in it need be thought of. */
  private b: Buckets | null = null;
  private first = 0;
  private i = 0;

  constructor(h: Hmap, watch: MapWatch | null) {
    this.it = new Hiter(h);
    this.watch = watch;
    mapiterbegin(h, this.it);
    if (watch !== null) watch.opened(this.it);
  }

  /** Goes to the next entry. @returns whether there is one. */
  step(): boolean {
    const it = this.it;
    const b = this.b;
    if (b !== null) {
      let i = this.i;
      for (; i < 8 /* bucketCnt */; i++) {
        const c = this.first + ((i + it.offset) & (8 /* bucketCnt */ - 1));
        const top = b.tophash[c]!;
        if (top >= 5 /* minTopHash */) {
          this.i = i + 1;
          this.key = b.keys[c];
          this.elem = b.elems[c];
          return true;
        }
        if (hasMoved(top)) break;
      }
      it.i = i;
    }
    if (!it.done) mapiternext(it);
    if (this.watch !== null) this.watch.stepped(it);
    else if (it.checkBucket === -1 /* noCheck */ && !it.done) {
      this.b = it.bptr;
      this.first = firstCell(it.bindex);
      this.i = it.i;
    } else this.b = null;
    this.key = it.key;
    this.elem = it.elem;
    return !it.done;
  }

  /** What `for...of` calls when its body leaves the loop. */
  return(): { done: true; value: undefined } {
    this.it.done = true;
    this.b = null;
    if (this.watch !== null) this.watch.stepped(this.it);
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

// The helpers of iterators (`map`, `filter`, `take`), where the running Node has them.
Object.setPrototypeOf(Position.prototype, Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object);

class Entries<K, V> extends Position {
  next(): IteratorResult<[K, V]> {
    const isMore = this.step();
    return { done: !isMore, value: isMore ? [this.key, this.elem] : undefined } as IteratorResult<[K, V]>;
  }
}

class Keys<K> extends Position {
  next(): IteratorResult<K> {
    const isMore = this.step();
    return { done: !isMore, value: isMore ? this.key : undefined } as IteratorResult<K>;
  }
}

class Values<V> extends Position {
  next(): IteratorResult<V> {
    const isMore = this.step();
    return { done: !isMore, value: isMore ? this.elem : undefined } as IteratorResult<V>;
  }
}
