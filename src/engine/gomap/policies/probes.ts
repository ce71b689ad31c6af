import { bucketMask, firstCell, isEmpty, isEvacuated, noldbuckets } from "../algorithm/cells.ts";
import { bucketCnt, emptyRest } from "../constants.ts";
import type { Hmap } from "../hmap.ts";
import { chain } from "../inspect.ts";
import type { Buckets } from "../memory.ts";

/** How many cells lookups look at. */
export interface ProbeLength {
  readonly mean: number;
  readonly max: number;
}

/** The cells that a lookup of each key of the map looks at, and one of an absent key in each bucket. */
export function probeLengths(h: Hmap): { readonly hit: ProbeLength; readonly miss: ProbeLength } {
  const hits = new Tally();
  const misses = new Tally();
  const { buckets } = h;
  for (let bucket = 0; buckets !== null && bucket <= bucketMask(h.B); bucket++) {
    const { memory, index, isShared } = whereToLook(h, buckets, bucket);
    misses.add(probe(memory, index, isShared ? new Tally() : hits));
  }
  return { hit: hits.result, miss: misses.result };
}

/** The chain that lookups in this bucket read: while the map grows perhaps an old one, whose keys another bucket counts already. */
function whereToLook(h: Hmap, buckets: Buckets, bucket: number): { readonly memory: Buckets; readonly index: number; readonly isShared: boolean } {
  const old = h.oldbuckets;
  if (old === null) return { memory: buckets, index: bucket, isShared: false };
  const index = bucket & (noldbuckets(h.B, h.flags) - 1);
  if (isEvacuated(old.tophash[firstCell(index)]!)) return { memory: buckets, index: bucket, isShared: false };
  return { memory: old, index, isShared: index !== bucket };
}

/** Adds what it takes to find each of the chain's entries. @returns what it takes to find none. */
function probe(buckets: Buckets, bucket: number, hits: Tally): number {
  let looked = 0;
  for (const { memory, index } of chain(buckets, bucket)) {
    for (let i = 0; i < bucketCnt; i++) {
      const top = memory.tophash[firstCell(index) + i]!;
      looked++;
      if (top === emptyRest) return looked;
      if (!isEmpty(top)) hits.add(looked);
    }
  }
  return looked;
}

class Tally {
  #count = 0;
  #sum = 0;
  #max = 0;

  add(value: number): void {
    this.#count++;
    this.#sum += value;
    this.#max = Math.max(this.#max, value);
  }

  get result(): ProbeLength {
    return { mean: this.#count === 0 ? 0 : this.#sum / this.#count, max: this.#max };
  }
}
