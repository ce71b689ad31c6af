import { firstCell } from "./algorithm/cells.ts";
import { bucketCnt, emptyOne, emptyRest } from "./constants.ts";
import type { Hmap } from "./hmap.ts";
import { type BucketPlace, chain } from "./inspect.ts";
import type { Buckets } from "./memory.ts";

/** Whether so many of a chain's cells are in use, by entries or tombstones, and so many of them by tombstones. */
export function isHollow(h: Hmap, bucket: number, load: number, tombstones: number): boolean {
  let cells = 0;
  let used = 0;
  let emptied = 0;
  for (let b = h.buckets!, j = bucket; ; ) {
    // After an `emptyRest` nothing is in use.
    if (used === cells) {
      const first = firstCell(j);
      for (let c = first; c < first + bucketCnt; c++) {
        const top = b.tophash[c]!;
        if (top === emptyRest) break;
        used++;
        if (top === emptyOne) emptied++;
      }
    }
    cells += bucketCnt;
    const p = b.overflow[j]!;
    if (p === 0) return emptied > 0 && emptied >= tombstones * cells && used >= load * cells;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}

/** What one step has done. */
export interface Compaction {
  readonly moved: number;
  /** Whether nothing is left to do in this chain. */
  readonly isClean: boolean;
  /** The overflow buckets at its end that held nothing any more: they are not linked now. */
  readonly unlinked: readonly BucketPlace[];
}

/**
 * Fills the cells of the first bucket of the chain that has tombstones, in order, with the entries that follow: at most eight move.
 * The step after which no tombstone is left also unlinks the overflow buckets that are empty.
 */
export function compactOneBucket(h: Hmap, bucket: number): Compaction {
  const cells = new ChainCells(h, bucket);
  let to = cells.firstTombstone();
  if (to < 0) return { moved: 0, isClean: true, unlinked: cells.cutAfter(cells.firstRest()) };
  const end = (to | (bucketCnt - 1)) + 1;
  let moved = 0;
  for (let from = to + 1; from < cells.length; from++) {
    const top = cells.top(from);
    if (top === emptyRest) break;
    if (top === emptyOne) continue;
    if (to === end) return { moved, isClean: false, unlinked: [] };
    cells.move(from, to++);
    moved++;
  }
  cells.markRest(to);
  return { moved, isClean: true, unlinked: cells.cutAfter(to) };
}

/** The cells of a chain, counted through from its first bucket to its last. */
class ChainCells {
  readonly #h: Hmap;
  readonly #places: readonly BucketPlace[];

  constructor(h: Hmap, bucket: number) {
    this.#h = h;
    this.#places = chain(h.buckets!, bucket);
  }

  get length(): number {
    return this.#places.length * bucketCnt;
  }

  top(at: number): number {
    const { memory, cell } = this.#cell(at);
    return memory.tophash[cell]!;
  }

  firstTombstone(): number {
    for (let at = 0; at < this.length; at++) {
      const top = this.top(at);
      if (top === emptyOne) return at;
      if (top === emptyRest) return -1;
    }
    return -1;
  }

  /** The number of cells before those that are empty to the end. */
  firstRest(): number {
    let at = 0;
    while (at < this.length && this.top(at) !== emptyRest) at++;
    return at;
  }

  move(from: number, to: number): void {
    const source = this.#cell(from);
    const target = this.#cell(to);
    // The cell cache of strings says where keys are; that of integers looks whether they are there. See `keys/`.
    const { cells, keepsHashes } = this.#h;
    cells?.delete(source.memory.keys[source.cell]);
    cells?.delete(target.memory.keys[target.cell]);
    target.memory.tophash[target.cell] = source.memory.tophash[source.cell]!;
    target.memory.keys[target.cell] = source.memory.keys[source.cell];
    target.memory.elems[target.cell] = source.memory.elems[source.cell];
    if (keepsHashes) target.memory.hashes[target.cell] = source.memory.hashes[source.cell]!;
    source.memory.keys[source.cell] = undefined;
    source.memory.elems[source.cell] = undefined;
    source.memory.tophash[source.cell] = emptyOne;
  }

  /** The tombstones from here on have no entry after them. */
  markRest(from: number): void {
    for (let at = from; at < this.length; at++) {
      const { memory, cell } = this.#cell(at);
      memory.tophash[cell] = emptyRest;
    }
  }

  /** Unlinks the overflow buckets beyond the first `used` cells. @returns them. */
  cutAfter(used: number): readonly BucketPlace[] {
    const kept = Math.max(1, Math.ceil(used / bucketCnt));
    for (const { memory, index } of this.#places.slice(kept - 1)) memory.overflow[index] = 0;
    return this.#places.slice(kept);
  }

  #cell(at: number): { readonly memory: Buckets; readonly cell: number } {
    const { memory, index } = this.#places[at >> 3]!;
    return { memory, cell: firstCell(index) + (at & (bucketCnt - 1)) };
  }
}
