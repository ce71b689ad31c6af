import type { Shared } from "../step/step.ts";
import type { FastRand } from "./fastrand.ts";
import type { GrowthPolicy } from "./growth-policy.ts";
import type { KeyType } from "./key-types.ts";
import type { Buckets } from "./memory.ts";
import type { OpenIterators } from "./open-iterators.ts";
import { locationName } from "./steps.ts";
import type { PortableHash } from "./wyhash.ts";

/** The cache of a map that has none: two empty slots, of which one answers every question. */
export const noCache = new Int32Array(2);

/** `runtime.maptype`: what does not change in the life of a map. Sizes in bytes. */
export interface MapType {
  readonly key: KeyType;
  readonly bucketSize: number;
  /** Whether keys or elems hold pointers: the collector scans the buckets then, and evacuation wipes old ones. */
  readonly bucketHasPointers: boolean;
}

/**
 * The user's own hash function: 64 bits, a pure function of key and seed (32 bits, the map's `hash0`). A float64 NaN is hashed
 * anew each time by Go; a hasher that gives it one hash is its user's choice.
 */
export type Hasher = (key: never, seed: number) => bigint;

/** `runtime.mapextra`. The lists of overflow buckets matter to Go's collector only: here they are their lengths. */
export class MapExtra implements Shared {
  shadow: object | null = null;
  overflow: number | null = null;
  oldoverflow: number | null = null;
  /** The next preallocated overflow bucket: its index in `nextIn`, or -1 for nil. */
  nextOverflow = -1;
  nextIn: Buckets | null = null;

  nameOf(field: number, index: number): string {
    return locationName(field, index);
  }
}

/** `runtime.hmap`, and what the runtime keeps elsewhere: type, random stream, hash key. */
export class Hmap implements Shared {
  shadow: object | null = null;
  count = 0;
  flags = 0;
  B = 0;
  noverflow = 0;
  /** 32 bits, unsigned. */
  hash0 = 0;
  buckets: Buckets | null = null;
  oldbuckets: Buckets | null = null;
  nevacuate = 0;
  extra: MapExtra | null = null;

  readonly t: MapType;
  readonly random: FastRand;
  readonly hash: PortableHash;
  readonly hasher: Hasher | null;
  readonly policy: GrowthPolicy;
  /** Whether buckets keep the hashes of their keys. */
  readonly keepsHashes: boolean;
  /** Where the last lookup found its key: the memory of the cell that it returned. */
  found: Buckets | null = null;
  /** Told of what happens inside, or null. */
  observer: MapObserver | null = null;
  /** The iterations that go on, where somebody must know of them. */
  openIterators: OpenIterators | null = null;
  /** Whether accesses meet Go's own checks for concurrent use (`hashWriting`). */
  detect = true;
  /** The next number of the map's random stream. */
  readonly nextRandom: () => number;
  /** The cell cache: see `keys/general.ts`. Slots of integers, or for strings a Map. */
  cache: Int32Array = noCache;
  cacheShift = 31;
  cells: Map<unknown, number> | null = null;

  constructor(options: HmapOptions) {
    this.t = options.type;
    this.random = options.random;
    this.hash = options.hash;
    this.hasher = options.hasher ?? null;
    this.policy = options.policy;
    this.keepsHashes = options.keepsHashes ?? false;
    this.nextRandom = () => this.random.next();
  }

  nameOf(field: number, index: number): string {
    return locationName(field, index);
  }
}

export interface HmapOptions {
  readonly type: MapType;
  readonly random: FastRand;
  readonly hash: PortableHash;
  readonly hasher?: Hasher | undefined;
  readonly policy: GrowthPolicy;
  readonly keepsHashes?: boolean | undefined;
}

/** What the algorithm tells while it works. */
export interface MapObserver {
  grow?(h: Hmap): void;
  /** An old bucket's entries have been moved: so many. */
  evacuate?(h: Hmap, oldbucket: number, moved: number): void;
  /** A new entry went into the chain of this bucket. */
  insert?(h: Hmap, bucket: number): void;
  /** An entry was deleted from the chain of this bucket. */
  remove?(h: Hmap, bucket: number): void;
}

/** `runtime.hiter`: a position in a map. It lives in the task that iterates, not in shared memory. */
export class Hiter {
  readonly h: Hmap;
  key: unknown = undefined;
  elem: unknown = undefined;
  /** Whether the iteration is over: `key == nil` in the runtime. */
  done = false;
  B = 0;
  buckets: Buckets | null = null;
  /** The current bucket: its memory and index there. */
  bptr: Buckets | null = null;
  bindex = 0;
  startBucket = 0;
  offset = 0;
  wrapped = false;
  bucket = 0;
  i = 0;
  checkBucket = 0;

  constructor(h: Hmap) {
    this.h = h;
  }
}
