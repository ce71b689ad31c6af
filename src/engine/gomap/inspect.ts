import { bucketMask, firstCell, hasMoved, isSameSize, isVacant, noldbuckets } from "./algorithm/cells.ts";
import { bucketCnt } from "./constants.ts";
import type { Hmap } from "./hmap.ts";
import type { Buckets } from "./memory.ts";

/** One `bmap`. A cell of `keys` and `elems` is undefined where nothing is stored. */
export interface BucketSnapshot<K, V> {
  readonly tophash: readonly number[];
  readonly keys: readonly (K | undefined)[];
  readonly elems: readonly (V | undefined)[];
}

/** A bucket with its overflow buckets. */
export interface ChainSnapshot<K, V> {
  readonly index: number;
  readonly bmaps: readonly BucketSnapshot<K, V>[];
}

/** `hmap` with its buckets. Addresses are indexes: of a chain in `buckets` or `oldbuckets`. */
export interface MapSnapshot<K, V> {
  readonly count: number;
  readonly flags: number;
  readonly B: number;
  readonly noverflow: number;
  readonly hash0: number;
  readonly nevacuate: number;
  readonly growing: boolean;
  readonly sameSizeGrow: boolean;
  /** Null where the array is not allocated. */
  readonly buckets: readonly ChainSnapshot<K, V>[] | null;
  readonly oldbuckets: readonly ChainSnapshot<K, V>[] | null;
  /** `nextOverflow` is the index of the next preallocated overflow bucket, counted after the regular ones, and what is left. */
  readonly extra: {
    readonly overflow: number | null;
    readonly oldoverflow: number | null;
    readonly nextOverflow: number | null;
    readonly nextOverflowLeft: number;
  } | null;
}

export function inspect<K, V>(h: Hmap): MapSnapshot<K, V> {
  const growing = h.oldbuckets !== null;
  return {
    count: h.count,
    flags: h.flags,
    B: h.B,
    noverflow: h.noverflow,
    hash0: h.hash0,
    nevacuate: h.nevacuate,
    growing,
    sameSizeGrow: isSameSize(h.flags),
    buckets: h.buckets && chainsOf<K, V>(h.buckets, 1 << h.B),
    oldbuckets: h.oldbuckets && chainsOf<K, V>(h.oldbuckets, noldbuckets(h.B, h.flags)),
    extra: extraOf(h),
  };
}

/** `mapextra`, or null. */
export function extraOf({ extra, buckets, B }: Hmap): MapSnapshot<unknown, unknown>["extra"] {
  if (extra === null) return null;
  const { overflow, oldoverflow, nextOverflow, nextIn } = extra;
  // Lazy rehash gives back overflow buckets that are none of the preallocated ones.
  const isPreallocated = nextOverflow >= 0 && nextIn === buckets;
  return {
    overflow,
    oldoverflow,
    nextOverflow: isPreallocated ? nextOverflow - (1 << B) : null,
    nextOverflowLeft: isPreallocated ? nextIn!.n - nextOverflow : 0,
  };
}

function chainsOf<K, V>(buckets: Buckets, length: number): ChainSnapshot<K, V>[] {
  // Between two steps of a growth B may say more than there are.
  return Array.from({ length: Math.min(length, buckets.n) }, (_, index) => ({
    index,
    bmaps: chain(buckets, index).map(({ memory, index }) => bmap<K, V>(memory, index)),
  }));
}

/** A bucket by the memory that it lies in. */
export interface BucketPlace {
  readonly memory: Buckets;
  readonly index: number;
}

/**
 * The buckets of a chain, the regular one first. Memory that is damaged, or that a race has left torn, has an end as well: a
 * chain stops before a pointer that leads nowhere or back to one of its buckets.
 */
export function chain(buckets: Buckets, index: number): BucketPlace[] {
  const found: BucketPlace[] = [{ memory: buckets, index }];
  // Brent's search for cycles: a bucket to come back to, chosen anew after 1, 2, 4, ... more.
  let mark = found[0]!;
  for (let place = overflowOf(mark); place !== null; place = overflowOf(place)) {
    if (place.memory === mark.memory && place.index === mark.index) return withoutRepeats(found);
    found.push(place);
    if ((found.length & (found.length - 1)) === 0) mark = place;
  }
  return found;
}

/** Where the overflow pointer of a bucket leads, or null for nil and for what is no bucket. */
export function overflowOf({ memory, index }: BucketPlace): BucketPlace | null {
  const p = memory.overflow[index] ?? 0;
  if (p === 0 || (p < 0 && memory.foreign?.[-p - 1] === undefined) || (p > memory.n && memory.heap === null)) return null;
  const place = { memory: memory.memoryAt(p), index: memory.indexAt(p) };
  return place.index < place.memory.used ? place : null;
}

function withoutRepeats(places: readonly BucketPlace[]): BucketPlace[] {
  return places.filter((place, at) => at === places.findIndex(({ memory, index }) => memory === place.memory && index === place.index));
}

function bmap<K, V>(memory: Buckets, index: number): BucketSnapshot<K, V> {
  const first = firstCell(index);
  const cells = Array.from({ length: bucketCnt }, (_, i) => first + i);
  // The key and the elem of an evacuated entry stay until their memory is let go of.
  const stored = (cell: number): boolean => !isVacant(memory.tophash[cell]!);
  return {
    tophash: cells.map((cell) => memory.tophash[cell]!),
    keys: cells.map((cell) => (stored(cell) ? (memory.keys[cell] as K) : undefined)),
    elems: cells.map((cell) => (stored(cell) ? (memory.elems[cell] as V) : undefined)),
  };
}

/** The entries in the order of their buckets. It is not an iteration: nothing is drawn or marked. */
export function entriesOf(h: Hmap): [unknown, unknown][] {
  const chains = [...indexes(h.oldbuckets, noldbuckets(h.B, h.flags)), ...indexes(h.buckets, bucketMask(h.B) + 1)];
  return chains.flatMap(({ memory, index }) =>
    chain(memory, index).flatMap(({ memory, index }) => {
      const first = firstCell(index);
      const cells = Array.from({ length: bucketCnt }, (_, i) => first + i);
      const live = cells.filter((cell) => !isVacant(memory.tophash[cell]!) && !hasMoved(memory.tophash[cell]!));
      return live.map((cell): [unknown, unknown] => [memory.keys[cell], memory.elems[cell]]);
    }),
  );
}

function indexes(memory: Buckets | null, length: number): BucketPlace[] {
  return memory === null ? [] : Array.from({ length: Math.min(length, memory.n) }, (_, index) => ({ memory, index }));
}
