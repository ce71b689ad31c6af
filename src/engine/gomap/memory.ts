import { GoFatalError } from "../errors.ts";
import type { Shared } from "../step/step.ts";
import { bucketCnt } from "./constants.ts";
import { locationName } from "./steps.ts";

const noHashes = new Int32Array(0);

/** A column for values of any kind. One value settles its representation, which numbers alone would leave open. */
function column(cells: number): unknown[] {
  const values = new Array<unknown>(cells);
  values[0] = undefined;
  return values;
}

/** A pointer to a bucket that an overflow pointer cannot say as a number. */
export interface BucketPointer {
  readonly memory: Buckets;
  readonly index: number;
}

/**
 * Buckets (`bmap`) that lie together in memory, column by column: cell `c` is cell `c & 7` of bucket `c >> 3`. There are two
 * kinds: the array that `makeBucketArray` allocates (2^B buckets, then the preallocated overflow buckets), and for each array a
 * heap of the overflow buckets that `newobject` allocates one by one.
 *
 * `overflow[j]` is the overflow pointer of bucket j: 0 is nil, p from 1 to n points to bucket p - 1 of the array, a larger p to
 * bucket p - n - 1 of the heap, a negative p to `foreign[-p - 1]`: memory of another generation, which only torn states reach.
 */
export class Buckets implements Shared {
  shadow: object | null = null;
  tophash: Uint8Array;
  keys: unknown[];
  elems: unknown[];
  overflow: Int32Array;
  /** The low half of the hash of each key, in builds that keep it: an evacuation then need not hash again. */
  hashes: Int32Array;
  /** Buckets in use: all of an array, a part of a heap. */
  used: number;
  /** Buckets of the array, the preallocated overflow buckets among them. */
  readonly n: number;
  /** The array that this memory belongs to: itself, or that of a heap. */
  readonly array: Buckets;
  /** Where `newobject` allocates. A cleared map starts a new one: an iterator that stands in the old one keeps it. */
  heap: Buckets | null;
  foreign: BucketPointer[] | null = null;

  private constructor(size: number, array: Buckets | null, keepsHashes: boolean) {
    const cells = size * bucketCnt;
    this.tophash = new Uint8Array(cells);
    this.keys = column(cells);
    this.elems = column(cells);
    this.overflow = new Int32Array(size);
    this.hashes = keepsHashes ? new Int32Array(cells) : noHashes;
    this.array = array ?? this;
    this.heap = array === null ? null : this;
    this.n = array === null ? size : array.n;
    this.used = array === null ? size : 0;
  }

  /** `newarray`. */
  static array(n: number, keepsHashes: boolean): Buckets {
    return new Buckets(n, null, keepsHashes);
  }

  /** `newobject`: a fresh bucket of the heap. @returns its overflow pointer. */
  allocate(): number {
    const heap = (this.array.heap ??= new Buckets(4, this.array, this.hashes !== noHashes));
    if (heap.used === heap.overflow.length) heap.#grow();
    return this.n + ++heap.used;
  }

  /** The memory in which the bucket lies that the overflow pointer p of a bucket here points to. */
  memoryAt(p: number): Buckets {
    if (p < 0) return this.foreign![-p - 1]!.memory;
    if (p <= this.n) return this.array;
    return p > this.n ? this.heap! : fault();
  }

  /** The index of that bucket in its memory. */
  indexAt(p: number): number {
    if (p < 0) return this.foreign![-p - 1]!.index;
    if (p <= this.n) return p - 1;
    return p > this.n ? p - this.n - 1 : fault();
  }

  /** The overflow pointer that leads from a bucket here to this one. */
  pointerTo(memory: Buckets, index: number): number {
    if (memory === this.array) return index + 1;
    if (memory === this.heap) return this.n + index + 1;
    return -(this.foreign ??= []).push({ memory, index });
  }

  /** `memclr` of the whole array. Its heap is let go of. */
  clear(): void {
    this.tophash.fill(0);
    this.keys.fill(undefined);
    this.elems.fill(undefined);
    this.overflow.fill(0);
    this.heap = null;
    this.foreign = null;
  }

  nameOf(field: number, index: number): string {
    return locationName(field, index);
  }

  #grow(): void {
    const size = this.overflow.length * 2;
    const cells = size * bucketCnt;
    const { tophash, overflow, hashes } = this;
    (this.tophash = new Uint8Array(cells)).set(tophash);
    (this.overflow = new Int32Array(size)).set(overflow);
    if (hashes.length > 0) (this.hashes = new Int32Array(cells)).set(hashes);
    for (let cell = this.keys.length; cell < cells; cell++) {
      this.keys.push(undefined);
      this.elems.push(undefined);
    }
  }
}

/** `sigpanic` for an address that is none: what Go does where a torn state leads beyond the array is up to what lies there. */
function fault(): never {
  throw new GoFatalError("fatal error: fault");
}
