import type { BlockId, Event, IrFunction, Ref } from "../ir/types.ts";

/** A point in a block: just before the event at `index`; the terminator is at `events.length`. */
export interface Position {
  readonly block: BlockId;
  readonly index: number;
}

/** More than a block has events. */
const BLOCK = 2 ** 26;

/** Points of a function's blocks, to go from one to the next without a look at what lies between. */
export class Points {
  /** By block, then index: both in one number. */
  readonly #points: readonly number[];

  constructor(positions: readonly Position[]) {
    this.#points = positions.map(({ block, index }) => block * BLOCK + index).sort((a, b) => a - b);
  }

  /** The events for which `test` holds. */
  static where(fn: IrFunction, test: (event: Event, ref: Ref) => boolean): Points {
    return new Points(fn.events.flatMap((event, ref) => (test(event, ref) ? [positionOf(fn, ref)] : [])));
  }

  get blocks(): ReadonlySet<BlockId> {
    return new Set(this.#points.map((point) => Math.floor(point / BLOCK)));
  }

  has({ block, index }: Position): boolean {
    return this.next(block, index) === index;
  }

  /** The first point in `block` from `index` on; infinite when there is none. */
  next(block: BlockId, index: number): number {
    const point = this.#points[lowerBound(this.#points, block * BLOCK + index)] ?? Infinity;
    return point < (block + 1) * BLOCK ? point - block * BLOCK : Infinity;
  }

  /** The last point in `block` up to and including `index`; -1 when there is none. */
  last(block: BlockId, index: number): number {
    const point = this.#points[lowerBound(this.#points, block * BLOCK + index + 1) - 1] ?? -1;
    return point >= block * BLOCK ? point - block * BLOCK : -1;
  }
}

/** Where an event stands. The events of a block are in increasing order. */
export function positionOf(fn: IrFunction, ref: Ref): Position {
  const block = fn.blockOf[ref]!;
  return { block, index: lowerBound(fn.blocks[block]!.events, ref) };
}

/** Index of the first number in the sorted list that is not less than `value`. */
export function lowerBound(list: readonly number[], value: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (list[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}
