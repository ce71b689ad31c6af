// Written by scripts/generate-engine.mjs from algorithm/ and keys/: do not edit.

import { EngineInputError, GoFatalError, GoPanic } from "../../errors.ts";
import { roundUpSize } from "../../memory/size-classes.ts";
import { BaseMap, type MapWatch } from "../base-map.ts";
import { bucketCnt, emptyOne, emptyRest, evacuatedEmpty, evacuatedX, evacuatedY, hashWriting, iterator, maxB, maxEvacuationMark, minTopHash, noCheck, oldIterator, sameSizeGrow } from "../constants.ts";
import { Hiter, type Hmap, MapExtra, noCache } from "../hmap.ts";
import { customHash, topHash } from "../keys/registers.ts";
import { Buckets } from "../memory.ts";
import { hashLow, setHash } from "../wyhash.ts";

/** The keys of the build for strings. */

function hashKey(h: Hmap, key: unknown, seed: number): number {
  if (h.hasher !== null) return customHash(h, key, seed);
  h.hash.strhash(key as string, seed, 0);
  return hashLow();
}

/** Of the length and five characters, of which three are the last: what differs between keys is mostly there. */
function slotHash(key: unknown): number {
  if (typeof key !== "string") return 0;
  const { length } = key;
  if (length < 5) return shortSlotHash(key);
  const middle = length >> 1;
  const ends = key.charCodeAt(length - 1) ^ (key.charCodeAt(length - 2) << 8) ^ (key.charCodeAt(length - 3) << 16);
  const others = key.charCodeAt(0) ^ (key.charCodeAt(middle) << 8) ^ (key.charCodeAt(middle - 1) << 16) ^ length;
  return Math.imul(Math.imul(ends, 0x85ebca6b) ^ others, 0x9e3779b1);
}

function shortSlotHash(key: string): number {
  let hash = key.length;
  for (let i = 0; i < key.length; i++) hash = Math.imul(hash, 31) + key.charCodeAt(i);
  return Math.imul(hash, 0x9e3779b1);
}

/**
 * What the builds for integers and for strings put in the place of `general.ts`, besides `hashKey` and `slotHash`: equal keys are
 * the same value, and buckets keep the hashes of their keys.
 */

const keepsHashes = true;

function equalKeys(_h: Hmap, a: unknown, b: unknown): boolean {
  return a === b;
}

function isReflexive(_h: Hmap, _key: unknown): boolean {
  return true;
}

function storedHash(_h: Hmap, b: Buckets, c: number, _key: unknown, _seed: number): number {
  return b.hashes[c]!;
}

function keepHash(b: Buckets, c: number, hash: number): void {
  b.hashes[c] = hash;
}

function copyHash(from: Buckets, c: number, to: Buckets, d: number): void {
  to.hashes[d] = from.hashes[c]!;
}

function knownHash(h: Hmap, key: unknown, seed: number): number {
  const c = cachedCell(h, key);
  if (c < 0) return hashKey(h, key, seed);
  const b = h.buckets!;
  setHash(b.hashes[c]!, b.tophash[c]! << 24);
  return b.hashes[c]!;
}

/**
 * A cache that the runtime does not have: from a key to its cell in the current array of buckets, by a hash that is cheap to
 * calculate in JavaScript. Go's hash needs two 128-bit products, which no other way makes as fast as the lookup of a native Map.
 *
 * An entry is only a hint: it counts when the cell is filled and holds the very key. There is at most one such cell, whichever way
 * it is found, so what a map does is the same with the cache and without. A hint takes one of four slots from the key's slot on;
 * growth empties the cache. Slots hold the cell's number plus one, 0 is empty.
 */
const window = 4;
const smallest = 5;

/** @returns the cell of the key in `h.buckets`, or -1 where the cache does not know it. */
function cachedCell(h: Hmap, key: unknown): number {
  const cache = h.cache;
  if (!keepsHashes || cache === noCache) return -1;
  const b = h.buckets!;
  const slot = slotHash(key) >>> h.cacheShift;
  for (let s = slot; s < slot + window; s++) {
    const c = cache[s]! - 1;
    if (c < 0) return -1;
    if (b.tophash[c]! >= minTopHash && b.keys[c] === key) return c;
  }
  return -1;
}

/** Notes that the lookup that ended in `h.found` found the key in this cell. */
function cacheCell(h: Hmap, key: unknown, cell: number): void {
  if (!keepsHashes || h.found !== h.buckets) return;
  if (h.cache === noCache) createCache(h);
  const cache = h.cache;
  const slot = slotHash(key) >>> h.cacheShift;
  let s = slot;
  while (s < slot + window && cache[s] !== 0) s++;
  cache[s < slot + window ? s : slot + (cell & (window - 1))] = cell + 1;
}

/** Two slots for each cell of the regular buckets: at a load of 6.5, two of five are taken. */
function createCache(h: Hmap): void {
  const bits = Math.max(smallest, h.B + Math.log2(2 * bucketCnt));
  h.cache = new Int32Array((1 << bits) + window);
  h.cacheShift = 32 - bits;
}

/** Forgets everything: the cells have other numbers now. */
function resetCache(h: Hmap): void {
  h.cache = noCache;
}

/** `bucketMask`: 2^B - 1. */
function bucketMask(B: number): number {
  return (1 << B) - 1;
}

/** `isEmpty`: whether a cell with this tophash holds nothing. */
function isEmpty(top: number): boolean {
  return top <= emptyOne;
}

/** Whether a bucket whose first cell has this tophash has been evacuated: `evacuated`. */
function isEvacuated(top: number): boolean {
  return top > emptyOne && top < minTopHash;
}

/** Whether the entry of a cell with this tophash has moved to the new buckets. */
function hasMoved(top: number): boolean {
  return top === evacuatedX || top === evacuatedY;
}

/** Whether an iterator passes over a cell with this tophash. */
function isVacant(top: number): boolean {
  return top <= emptyOne || top === evacuatedEmpty;
}

/** The first cell of a bucket. */
function firstCell(bucket: number): number {
  return bucket * bucketCnt;
}

/** `fatal`: the whole Go program ends here; `recover` does not help. Nothing happens where the checks are switched off. */
function fatal(h: Hmap, message: string): void {
  if (h.detect) throw new GoFatalError(`fatal error: ${message}`);
}

/** `throw`: the runtime found its own memory in a state that cannot be. */
function badMapState(): never {
  throw new GoFatalError("fatal error: bad map state");
}

/** `panic(plainError("assignment to entry in nil map"))`. */
function assignmentToNilMap(): never {
  throw new GoPanic("assignment to entry in nil map");
}

/** Whether these flags say that somebody writes. */
function isWriting(flags: number): boolean {
  return (flags & hashWriting) !== 0;
}

/** Whether these flags say that the growth is to the same size. */
function isSameSize(flags: number): boolean {
  return (flags & sameSizeGrow) !== 0;
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
  if (B <= maxB) return;
  throw new EngineInputError("map-too-large", `The map needs 2^${B} buckets: the engine simulates at most 2^${maxB}.`);
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
  if (!h.policy.isOverloaded(h.count + 1, h.B, h)) {
    bigger = 0;
    h.flags |= sameSizeGrow;
  }
  const oldbuckets = h.buckets!;
  const B = h.B + bigger;
  const newbuckets = makeBucketArray(h, B);
  let flags = h.flags & ~(iterator | oldIterator);
  if ((h.flags & iterator) !== 0) flags |= oldIterator;
  h.B = B;
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

/** The overflow buckets belong to the old generation from now on. */
function promoteOverflow(extra: MapExtra): void {
  const overflow = extra.overflow;
  if (overflow === null) return;
  extra.oldoverflow = overflow;
  extra.overflow = null;
}

/** `noldbuckets`: how many buckets there were before the growth. */
function noldbuckets(B: number, flags: number): number {
  return 1 << (isSameSize(flags) ? B : B - 1);
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
      for (let c = first; c < first + bucketCnt; c++) {
        const top = b.tophash[c]!;
        if (isEmpty(top)) {
          b.tophash[c] = evacuatedEmpty;
          continue;
        }
        if (top < minTopHash) badMapState();
        moveEntry(h, b, c, top, newbit, x, y);
        moved++;
      }
      const p = b.overflow[j]!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
    // Unlink the overflow buckets and clear what the collector would follow; the tophash keeps the state.
    if ((h.flags & oldIterator) === 0 && h.t.bucketHasPointers) wipe(h.oldbuckets!, oldbucket);
    if (h.observer !== null) h.observer.evacuate?.(h, oldbucket, moved);
  }
  if (oldbucket === h.nevacuate) advanceEvacuationMark(h, newbit);
}

function moveEntry(h: Hmap, b: Buckets, c: number, top: number, newbit: number, x: Destination, y: Destination): void {
  let useY = 0;
  const key = b.keys[c];
  if (!isSameSize(h.flags)) {
    const hash = storedHash(h, b, c, key, h.hash0);
    const fresh = topHash();
    if ((h.flags & iterator) !== 0 && !isReflexive(h, key)) {
      // A NaN's hash cannot be repeated, but the decision must be the one that an iterator makes: by the low bit of tophash. A
      // fresh tophash for the next level spreads these keys over all buckets in the end.
      useY = top & 1;
      top = fresh;
    } else if ((hash & newbit) !== 0) useY = 1;
  }
  b.tophash[c] = useY === 0 ? evacuatedX : evacuatedY;
  const to = useY === 0 ? x : y;
  if (to.i === bucketCnt) {
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

function wipe(b: Buckets, j: number): void {
  const first = firstCell(j);
  for (let c = first; c < first + bucketCnt; c++) {
    b.keys[c] = undefined;
    b.elems[c] = undefined;
  }
  b.overflow[j] = 0;
}

/** `advanceEvacuationMark`: looks a bounded way ahead for buckets that are done; ends the growth when all are. */
function advanceEvacuationMark(h: Hmap, newbit: number): void {
  const old = h.oldbuckets!;
  h.nevacuate++;
  const stop = Math.min(h.nevacuate + maxEvacuationMark, newbit);
  while (h.nevacuate !== stop) {
    const c = firstCell(h.nevacuate);
    if (!isEvacuated(old.tophash[c]!)) break;
    h.nevacuate++;
  }
  if (h.nevacuate !== newbit) return;
  h.oldbuckets = null;
  const extra = h.extra;
  if (extra !== null) extra.oldoverflow = null;
  h.flags &= ~sameSizeGrow;
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
  if (cell >= 0) cacheCell(h, key, cell);
  return cell;
}

/** `mapaccessK`: the lookup of an iterator, which has made its checks before. @returns as `mapaccess`. */
function mapaccessK(h: Hmap, key: unknown): number {
  return h.count === 0 ? -1 : locate(h, key);
}

function locate(h: Hmap, key: unknown): number {
  const hash = hashKey(h, key, h.hash0);
  const top = topHash();
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

/**
 * `mapassign`, and the store of the elem, which Go's compiled code does after mapassign has returned: after the `hashWriting`
 * flag is gone. What the runtime does after its label `again` is one round of the loop here.
 */
function mapassign(h: Hmap, key: unknown, elem: unknown): void {
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  const hash = hashKey(h, key, h.hash0);
  const top = topHash();
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
    if (h.oldbuckets === null && needsGrowth(h, h.count + 1, h.B, h.noverflow)) {
      hashGrow(h);
      continue;
    }
    if (insertb === null) {
      // The bucket and its overflow buckets are full.
      const p = newoverflow(h, b, j);
      insertb = b.memoryAt(p);
      insertc = firstCell(b.indexAt(p));
    }
    insertb.keys[insertc] = key;
    insertb.tophash[insertc] = top;
    keepHash(insertb, insertc, hash);
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
  h.flags &= ~hashWriting;
}

function needsGrowth(h: Hmap, count: number, B: number, noverflow: number): boolean {
  return h.policy.isOverloaded(count, B, h) || tooManyOverflowBuckets(noverflow, B);
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
  const hash = knownHash(h, key, h.hash0);
  const top = topHash();
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
        if (h.t.key.pointers) b.keys[c] = undefined;
        b.elems[c] = undefined;
        b.tophash[c] = emptyOne;
        markRest(head, bucket, b, j, c);
        h.count--;
        // A new seed makes it harder to provoke collisions again and again: golang.org/issue/25237.
        if (h.count === 0) h.hash0 = h.random.next();
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

/** Whether nothing is in cell c and after it. */
function isRestEmpty(b: Buckets, c: number): boolean {
  return b.tophash[c] === emptyRest;
}

/** `mapclear`: what the compiler makes of `for k := range m { delete(m, k) }`. B and the iterator flags stay. */
function mapclear(h: Hmap): void {
  if (h.count === 0) return;
  if (isWriting(h.flags)) fatal(h, "concurrent map writes");
  h.flags ^= hashWriting;
  h.flags &= ~sameSizeGrow;
  h.oldbuckets = null;
  h.nevacuate = 0;
  h.noverflow = 0;
  h.count = 0;
  h.hash0 = h.random.next();
  if (h.extra !== null) h.extra = new MapExtra();
  const buckets = h.buckets!;
  clearBuckets(buckets);
  preallocated(h, buckets, h.B);
  endWrite(h);
}

/** `mapiterinit`: chooses where to start and goes to the first entry. */
function mapiterinit(h: Hmap, it: Hiter): void {
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
  mapiternext(it);
}

/**
 * `atomic.Or8`: two iterations may start at the same time.
 * @step h.flags
 */
function setIteratorFlags(h: Hmap): void {
  h.flags |= iterator | oldIterator;
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
      const old = h.oldbuckets;
      if (old !== null && it.B === h.B) {
        // The iteration was started in the middle of a growth that goes on. A bucket that is not filled yet is read in the old
        // one, of which only those entries count that will move here.
        const oldbucket = bucket & (noldbuckets(h.B, h.flags) - 1);
        const c = firstCell(oldbucket);
        if (!isEvacuated(old.tophash[c]!)) {
          b = old;
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
    for (; i < bucketCnt; i++) {
      const c = firstCell(j) + ((i + it.offset) & (bucketCnt - 1));
      const top = b.tophash[c]!;
      if (isVacant(top)) continue;
      const key = b.keys[c];
      if (checkBucket !== noCheck && !isSameSize(h.flags) && !belongsHere(h, it, key, top, checkBucket)) continue;
      if (!hasMoved(top) || !isReflexive(h, key)) {
        // The entry itself. One whose key is not equal to itself cannot have been deleted or updated either.
        it.key = key;
        it.elem = b.elems[c];
      } else {
        // The map has grown since the iteration was started: look the key up where it is now. It may have been deleted, updated,
        // or deleted and inserted again.
        const found = mapaccessK(h, key);
        if (found < 0) continue;
        const memory = h.found!;
        it.key = memory.keys[found];
        it.elem = memory.elems[found];
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

/** Whether an entry of a bucket that is not evacuated yet will move to the bucket that the iteration is at. */
function belongsHere(h: Hmap, it: Hiter, key: unknown, top: number, checkBucket: number): boolean {
  // Hashed anew, not as stored: the map may have been cleared meanwhile, which gives it another seed.
  if (isReflexive(h, key)) return (hashKey(h, key, h.hash0) & bucketMask(it.B)) === checkBucket;
  // The hash of a NaN cannot be repeated: `evacuate` decides by the low bit of tophash.
  return checkBucket >>> (it.B - 1) === (top & 1);
}

/** A `GoMap` whose operations run to their end at once. */
export class StringMap<K, V> extends BaseMap<K, V> {
  override get(key: K): V | undefined {
    const cell = cachedCell(this.h, key);
    return (cell < 0 ? this.#find(key) : this.h.buckets!.elems[cell]) as V | undefined;
  }

  override has(key: K): boolean {
    const h = this.h;
    return cachedCell(h, key) >= 0 || mapaccess(h, h.t.key.normalize(key)) >= 0;
  }

  override set(key: K, value: V): this {
    const h = this.h;
    const cell = cachedCell(h, key);
    if (cell >= 0 && h.oldbuckets === null && this.watch === null) h.buckets!.elems[cell] = value;
    else this.#assign(key, value);
    return this;
  }

  override delete(key: K): boolean {
    const h = this.h;
    const stored = h.t.key.normalize(key);
    if (this.watch === null) return mapdelete(h, stored);
    return this.watch.deleting(stored, () => mapdelete(h, stored));
  }

  override clear(): void {
    if (this.watch === null) mapclear(this.h);
    else this.watch.clearing(() => mapclear(this.h));
  }

  override forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void {
    const position = new Position(this.h, this.watch);
    const it = position.it;
    while (position.step()) callback.call(thisArg, it.elem as V, it.key as K, this);
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

  #find(key: K): unknown {
    const h = this.h;
    const cell = mapaccess(h, h.t.key.normalize(key));
    return cell < 0 ? undefined : h.found!.elems[cell];
  }

  #assign(key: K, value: V): void {
    const h = this.h;
    const stored = h.t.key.normalize(key);
    if (this.isNil) assignmentToNilMap();
    if (this.watch === null) mapassign(h, stored, value);
    else this.watch.assigning(stored, value, () => mapassign(h, stored, value));
  }
}

/** An iteration. Its first entry is found when it is made: `mapiterinit` ends with `mapiternext`. */
class Position {
  readonly it: Hiter;
  readonly #watch: MapWatch | null;
  #isFresh = true;

  constructor(h: Hmap, watch: MapWatch | null) {
    this.it = new Hiter(h);
    this.#watch = watch;
    mapiterinit(h, this.it);
    if (watch !== null) watch.opened(this.it);
  }

  /** Goes to the next entry. @returns whether there is one. */
  step(): boolean {
    const it = this.it;
    if (this.#isFresh) this.#isFresh = false;
    else if (!it.done) mapiternext(it);
    if (this.#watch !== null) this.#watch.stepped(it);
    return !it.done;
  }

  /** What `for...of` calls when its body leaves the loop. */
  return(): { done: true; value: undefined } {
    this.it.done = true;
    if (this.#watch !== null) this.#watch.stepped(this.it);
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
    return this.step() ? { done: false, value: [this.it.key as K, this.it.elem as V] } : { done: true, value: undefined };
  }
}

class Keys<K> extends Position {
  next(): IteratorResult<K> {
    return this.step() ? { done: false, value: this.it.key as K } : { done: true, value: undefined };
  }
}

class Values<V> extends Position {
  next(): IteratorResult<V> {
    return this.step() ? { done: false, value: this.it.elem as V } : { done: true, value: undefined };
  }
}
