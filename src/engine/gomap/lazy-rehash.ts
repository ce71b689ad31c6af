import { describeValue, EngineInputError } from "../errors.ts";
import type { BaseMap } from "./base-map.ts";
import { type Hmap, MapExtra, type MapObserver } from "./hmap.ts";
import { chain } from "./inspect.ts";
import { compactOneBucket, isHollow } from "./lazy-rehash-chain.ts";
import { type ChainState, Schedule } from "./lazy-rehash-schedule.ts";
import { addObserver } from "./observers.ts";
import { OpenIterators } from "./open-iterators.ts";
import { SpareBuckets } from "./spare-buckets.ts";

/** When a delete has its chain (a bucket and its overflow buckets) compacted: shares of all cells of the chain, from 0 to 1. */
export interface LazyRehashOptions {
  /** So many are in use, by entries or by tombstones: 0.75, say. */
  readonly load: number;
  /** So many are tombstones: emptied cells that every lookup must pass, since entries follow. 0.3, say. */
  readonly tombstones: number;
}

/** What lazy rehashing has done to a map since it was made, and what is still to be done. */
export interface RehashReport {
  /** Of every chain, by the number of its bucket. */
  readonly states: readonly ChainState[];
  readonly moved: number;
  /** Chains that became clean. */
  readonly compacted: number;
  /** Overflow buckets that became empty thereby and were taken out of their chains. */
  readonly unlinked: number;
}

/** A write looks at so many waiting chains at most: all that there are may wait for an iterator. */
const mostLooks = 4;

const rehashers = new WeakMap<Hmap, LazyRehash>();

/**
 * Lets the map compact chains that deletes have hollowed out. An insertion or deletion that comes later does one step: the first
 * bucket with tombstones is filled with the entries that follow in its chain. Iterations stay as correct as Go's, since a chain
 * in which an iterator stands waits until it has moved on. Nothing is moved while the map grows, which compacts all chains anyway.
 *
 * @throws EngineInputError for shares that are no numbers from 0 to 1.
 */
export function rehashLazily(h: Hmap, options: LazyRehashOptions): void {
  requireShare("load", options.load);
  requireShare("tombstones", options.tombstones);
  const rehasher = new LazyRehash(h, options);
  rehashers.set(h, rehasher);
  addObserver(h, rehasher);
}

/** What lazy rehashing does in this map, or null for a map made without. */
export function rehashState({ h }: BaseMap<unknown, unknown>): RehashReport | null {
  return rehashers.get(h)?.report(h) ?? null;
}

function requireShare(name: string, share: unknown): void {
  if (typeof share === "number" && share >= 0 && share <= 1) return;
  throw new EngineInputError("bad-lazy-rehash", `lazyRehash.${name} must be a number from 0 to 1, not ${describeValue(share)}.`);
}

class LazyRehash implements MapObserver {
  readonly #options: LazyRehashOptions;
  readonly #iterators = new OpenIterators();
  readonly #waiting = new Schedule();
  readonly #spare = new SpareBuckets();
  /** Clearing a map replaces its extra fields: how the schedule knows that it is out of date. */
  #extra: MapExtra;
  #moved = 0;
  #compacted = 0;
  #unlinked = 0;

  constructor(h: Hmap, options: LazyRehashOptions) {
    this.#options = options;
    this.#extra = h.extra ??= new MapExtra();
    h.openIterators = this.#iterators;
  }

  grow(h: Hmap): void {
    this.#forget(h);
    this.#spare.withdraw(h);
    // None of them ever comes to the new buckets: what it still has to visit there, it looks up by key.
    this.#iterators.clear();
  }

  insert(h: Hmap): void {
    this.#write(h);
  }

  remove(h: Hmap, bucket: number): void {
    this.#write(h);
    const { load, tombstones } = this.#options;
    if (isHollow(h, bucket, load, tombstones) && !this.#waiting.has(bucket)) this.#waiting.add(bucket);
  }

  report(h: Hmap): RehashReport {
    if (h.extra !== this.#extra) this.#forget(h);
    const length = h.buckets === null ? 0 : 1 << h.B;
    return {
      states: Array.from({ length }, (_, bucket) => this.#waiting.state(bucket)),
      moved: this.#moved,
      compacted: this.#compacted,
      unlinked: this.#unlinked,
    };
  }

  #forget(h: Hmap): void {
    this.#extra = h.extra!;
    this.#waiting.clear();
    this.#spare.clear();
  }

  #write(h: Hmap): void {
    if (h.extra !== this.#extra) this.#forget(h);
    if (this.#waiting.size > 0 && h.oldbuckets === null) this.#compactNext(h);
    this.#spare.offer(h);
  }

  /** One step in the first waiting chain that no iterator stands in; the chains before it go to the end of the queue. */
  #compactNext(h: Hmap): void {
    for (let looks = Math.min(mostLooks, this.#waiting.size); looks > 0; looks--) {
      const bucket = this.#waiting.next;
      if (!this.#isStoodIn(h, bucket)) return this.#compact(h, bucket);
      this.#waiting.postpone();
    }
    // Perhaps an iterator that nobody goes on with.
    this.#iterators.age();
  }

  #isStoodIn(h: Hmap, bucket: number): boolean {
    return chain(h.buckets!, bucket).some(({ memory, index }) => this.#iterators.standsIn(memory, index));
  }

  #compact(h: Hmap, bucket: number): void {
    const { moved, isClean, unlinked } = compactOneBucket(h, bucket);
    this.#moved += moved;
    this.#waiting.advance(isClean);
    if (!isClean) return;
    this.#compacted++;
    this.#unlinked += unlinked.length;
    this.#spare.add(h, unlinked);
  }
}
