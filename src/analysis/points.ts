import type { BlockId, Event, IrFunction, Ref } from "../ir/types.ts";
import { append } from "./once.ts";

/** A point in a block: just before the event at `index`; the terminator is at `events.length`. */
export interface Position {
  readonly block: BlockId;
  readonly index: number;
}

/** Points of a function's blocks, to go from one to the next without a look at what lies between. */
export class Points {
  readonly #byBlock = new Map<BlockId, number[]>();

  constructor(positions: Iterable<Position>) {
    for (const { block, index } of positions) append(this.#byBlock, block, index);
    for (const list of this.#byBlock.values()) list.sort((a, b) => a - b);
  }

  /** The events for which `test` holds. */
  static where(fn: IrFunction, test: (event: Event, ref: Ref) => boolean): Points {
    return new Points(fn.events.flatMap((event, ref) => (test(event, ref) ? [positionOf(fn, ref)] : [])));
  }

  get blocks(): Iterable<BlockId> {
    return this.#byBlock.keys();
  }

  has({ block, index }: Position): boolean {
    return this.next(block, index) === index;
  }

  /** The first point in `block` from `index` on; infinite when there is none. */
  next(block: BlockId, index: number): number {
    const list = this.#byBlock.get(block);
    return list?.[lowerBound(list, index)] ?? Infinity;
  }

  /** The last point in `block` up to and including `index`; -1 when there is none. */
  last(block: BlockId, index: number): number {
    const list = this.#byBlock.get(block);
    return list?.[lowerBound(list, index + 1) - 1] ?? -1;
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
