import { noldbuckets } from "../gomap/algorithm/cells.ts";
import type { Hmap, MapObserver } from "../gomap/hmap.ts";
import type { Buckets } from "../gomap/memory.ts";

/** A growth of a map: `hashGrow`, and the evacuation that follows. Times in steps of the program, sizes in bytes. */
export interface MapGrowth {
  /** The number of the map, in the order of the first operations, from 1 on. */
  readonly map: number;
  /** Of this map's growths, from 1 on. */
  readonly number: number;
  readonly time: number;
  readonly bucketsBefore: number;
  readonly bucketsAfter: number;
  readonly entries: number;
  /** The overflow buckets that hung at the old buckets. */
  readonly overflow: number;
  /** The memory of the old buckets, preallocated and overflow buckets among them. */
  readonly bytes: number;
  /** The old buckets that have been evacuated. */
  readonly evacuated: number;
  /** When the last old bucket was evacuated, or null. */
  readonly finishedAt: number | null;
}

/** What is told of growth. */
export interface GrowthListener {
  grow(growth: MapGrowth): void;
  evacuate(growth: MapGrowth, oldbucket: number, moved: number): void;
  grown(growth: MapGrowth): void;
}

type Draft = { -readonly [Name in keyof MapGrowth]: MapGrowth[Name] };

/** Follows the growths of one map. `now` gives the time, or null where nothing is to be noted. */
export class GrowthObserver implements MapObserver {
  readonly #map: number;
  readonly #now: () => number | null;
  readonly #listener: GrowthListener;
  #count = 0;
  #growth: Draft | null = null;
  /** The old buckets that are done: two tasks may evacuate one where nothing keeps them apart. */
  #done = new Uint8Array(0);

  constructor(map: number, now: () => number | null, listener: GrowthListener) {
    this.#map = map;
    this.#now = now;
    this.#listener = listener;
  }

  grow(h: Hmap): void {
    const time = this.#now();
    const old = h.oldbuckets;
    if (time === null || old === null) return;
    const before = noldbuckets(h.B, h.flags);
    this.#done = new Uint8Array(before);
    this.#growth = {
      map: this.#map,
      number: ++this.#count,
      time,
      bucketsBefore: before,
      bucketsAfter: 2 ** h.B,
      entries: h.count,
      overflow: overflowBuckets(old, before),
      bytes: bucketsIn(old) * h.t.bucketSize,
      evacuated: 0,
      finishedAt: null,
    };
    this.#listener.grow(this.#growth);
  }

  evacuate(_: Hmap, oldbucket: number, moved: number): void {
    const time = this.#now();
    const growth = this.#growth;
    if (time === null || growth === null) return;
    this.#listener.evacuate(growth, oldbucket, moved);
    if (this.#done[oldbucket] !== 0) return;
    this.#done[oldbucket] = 1;
    if (++growth.evacuated < growth.bucketsBefore) return;
    growth.finishedAt = time;
    this.#listener.grown(growth);
  }
}

function bucketsIn(array: Buckets): number {
  return array.n + (array.heap?.used ?? 0);
}

/** Counts by the chains: `noverflow` is 0 again when the observer is told. Torn chains may run in a circle. */
function overflowBuckets(old: Buckets, buckets: number): number {
  const most = bucketsIn(old);
  let count = 0;
  for (let first = 0; first < buckets; first++) {
    let memory = old;
    let p = old.overflow[first]!;
    while (p !== 0 && count < most) {
      count++;
      const index = memory.indexAt(p);
      memory = memory.memoryAt(p);
      p = memory.overflow[index]!;
    }
  }
  return count;
}

/**
 * A line for a growth, after the garbage collector's own under `GODEBUG=gctrace=1`:
 * `map 1 grow 2 @118 steps: 8->16 buckets, 53 entries, 3 overflow, evacuated in 240 steps, 1.2 KB given up`.
 */
export function formatGrowth(growth: MapGrowth): string {
  const { map, number, time, bucketsBefore, bucketsAfter, entries, overflow, evacuated, finishedAt } = growth;
  const end =
    finishedAt === null
      ? `${evacuated} of ${bucketsBefore} buckets evacuated`
      : `evacuated in ${finishedAt - time} steps, ${formatBytes(growth.bytes)} given up`;
  return `map ${map} grow ${number} @${time} steps: ${bucketsBefore}->${bucketsAfter} buckets, ${entries} entries, ${overflow} overflow, ${end}`;
}

function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 ** 2 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 ** 2).toFixed(1)} MB`;
}
