import { bucketCnt, evacuatedEmpty, evacuatedX, evacuatedY, iterator, maxEvacuationMark, minTopHash, oldIterator, sameSizeGrow } from "../constants.ts";
import type { Hmap, MapExtra } from "../hmap.ts";
import { copyHash, isReflexive, resetCache, storedHash } from "../keys/general.ts";
import { topHash } from "../keys/registers.ts";
import type { Buckets } from "../memory.ts";
import { badState, firstCell, isEmpty, isEvacuated, isSameSize, noldbuckets } from "./cells.ts";
import { makeBucketArray, newoverflow, preallocated } from "./make.ts";

/** `hashGrow`: allocates the new buckets. The entries are moved later, by `growWork`. */
export function hashGrow(h: Hmap): void {
  let bigger = 1;
  if (!isOverloaded(h, h.count + 1, h.B)) {
    bigger = 0;
    h.flags |= sameSizeGrow;
  }
  const oldbuckets = h.buckets!;
  const B = h.B + bigger;
  const newbuckets = makeBucketArray(h, B);
  let flags = h.flags & ~(iterator | oldIterator);
  if ((h.flags & iterator) !== 0) flags |= oldIterator;
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
export function isOverloaded(h: Hmap, count: number, B: number): boolean {
  return count > bucketCnt << B || h.policy.isOverloaded(count, B, h);
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
export function growWork(h: Hmap, bucket: number): void {
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
        // Also what is beyond the array, where a torn state may lead.
        if (!(top >= minTopHash)) badState("bad map state");
        moveEntry(h, b, c, top, newbit, x, y);
        moved++;
      }
      const p = b.overflow[j]!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
    // Unlink the overflow buckets and clear what the collector would follow; the tophash keeps the state.
    if ((h.flags & oldIterator) === 0 && h.t.bucketHasPointers) wipe(h.oldbuckets!, oldbucket, h.t.key.zero);
    if (h.observer !== null) h.observer.evacuate?.(h, oldbucket, moved);
  }
  if (oldbucket === h.nevacuate) advanceEvacuationMark(h, newbit);
}

function moveEntry(h: Hmap, b: Buckets, c: number, top: number, newbit: number, x: Destination, y: Destination): void {
  let useY = 0;
  const key = b.keys[c];
  if (!isSameSize(h.flags)) {
    const hash = storedHash(h, b, c, key, h.hash0);
    if ((h.flags & iterator) !== 0 && !isReflexive(h, key)) {
      // A NaN's hash cannot be repeated, but the decision must be the one that an iterator makes: by the low bit of tophash. A
      // fresh tophash for the next level spreads these keys over all buckets in the end.
      useY = top & 1;
      top = topHash(hash);
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

/** An iterator of a growth before may still read this memory: it finds zero values, as in Go. */
function wipe(b: Buckets, j: number, zero: unknown): void {
  const first = firstCell(j);
  for (let c = first; c < first + bucketCnt; c++) {
    b.keys[c] = zero;
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
