import { successors, type BlockId, type IrFunction } from "../ir/types.ts";

/**
 * Control-flow facts of one function: reverse postorder, predecessors, dominators and dominance frontiers over the blocks that
 * control can reach. Exceptional edges count. With `later`, what an async callback does after it has suspended counts as well. Dominators after Cooper, Harvey, Kennedy, "A Simple, Fast Dominance Algorithm".
 */
export class Flow {
  readonly fn: IrFunction;
  /** Reachable blocks in reverse postorder. */
  readonly order: readonly BlockId[];
  readonly predecessors: readonly (readonly BlockId[])[];
  /** Immediate dominator of each reachable block; the entry's is itself; -1 for unreachable blocks. */
  readonly idom: readonly BlockId[];
  #frontiers: ReadonlyMap<BlockId, readonly BlockId[]> | undefined;
  #dominance: readonly Int32Array[] | undefined;

  readonly #later: boolean;

  constructor(fn: IrFunction, later = false) {
    this.fn = fn;
    this.#later = later;
    this.order = reversePostorder(this);
    const predecessors: BlockId[][] = fn.blocks.map(() => []);
    for (const id of this.order) for (const to of this.successors(id)) predecessors[to]!.push(id);
    this.predecessors = predecessors;
    this.idom = dominators(fn.blocks.length, this.order, predecessors);
  }

  /** Where control can go from `id`, thrown errors included. */
  successors(id: BlockId): readonly BlockId[] {
    const normal = allSuccessors(this.fn, id);
    const { terminator } = this.fn.blocks[id]!;
    return this.#later && terminator.type === "detach" ? [...normal, terminator.later] : normal;
  }

  isReachable(block: BlockId): boolean {
    return this.idom[block] !== -1;
  }

  /** Does every way to `block` pass `dominator`? Each block dominates itself. */
  dominates(dominator: BlockId, block: BlockId): boolean {
    const [first, last] = (this.#dominance ??= dominatorIntervals(this.order, this.idom)) as [Int32Array, Int32Array];
    return first[dominator]! <= first[block]! && first[block]! <= last[dominator]!;
  }

  /** Blocks where the dominance of each block ends: where its definitions meet others. */
  get frontiers(): ReadonlyMap<BlockId, readonly BlockId[]> {
    this.#frontiers ??= this.#computeFrontiers();
    return this.#frontiers;
  }

  #computeFrontiers(): Map<BlockId, BlockId[]> {
    const frontiers = new Map<BlockId, BlockId[]>();
    for (const block of this.order) {
      const predecessors = this.predecessors[block]!;
      if (predecessors.length < 2) continue;
      for (const predecessor of predecessors) {
        let runner = predecessor;
        while (runner !== this.idom[block]) {
          const list = frontiers.get(runner);
          if (!list) frontiers.set(runner, [block]);
          else if (list.at(-1) !== block) list.push(block);
          if (runner === this.idom[runner]) break;
          runner = this.idom[runner]!;
        }
      }
    }
    return frontiers;
  }
}

export function allSuccessors(fn: IrFunction, id: BlockId): readonly BlockId[] {
  const block = fn.blocks[id]!;
  const normal = successors(block);
  return block.exceptional === undefined ? normal : [...normal, block.exceptional];
}

function reversePostorder(flow: Flow): BlockId[] {
  const { fn } = flow;
  const seen = new Uint8Array(fn.blocks.length);
  const order: BlockId[] = [];
  const stack: { id: BlockId; next: readonly BlockId[]; at: number }[] = [];
  const enter = (id: BlockId): void => {
    seen[id] = 1;
    stack.push({ id, next: flow.successors(id), at: 0 });
  };
  enter(0);
  while (stack.length > 0) {
    const top = stack.at(-1)!;
    const next = top.next[top.at++];
    if (next === undefined) {
      order.push(top.id);
      stack.pop();
    } else if (!seen[next]) {
      enter(next);
    }
  }
  return order.reverse();
}

function dominators(size: number, order: readonly BlockId[], predecessors: readonly (readonly BlockId[])[]): BlockId[] {
  const position = new Int32Array(size).fill(-1);
  order.forEach((id, index) => (position[id] = index));
  const idom: BlockId[] = new Array<BlockId>(size).fill(-1);
  idom[0] = 0;
  const intersect = (first: BlockId, second: BlockId): BlockId => {
    let [a, b] = [first, second];
    while (a !== b) {
      while (position[a]! > position[b]!) a = idom[a]!;
      while (position[b]! > position[a]!) b = idom[b]!;
    }
    return a;
  };
  for (let changed = true; changed; ) {
    changed = false;
    for (const id of order) {
      if (id === 0) continue;
      let best = -1;
      for (const predecessor of predecessors[id]!) {
        if (idom[predecessor] === -1) continue;
        best = best === -1 ? predecessor : intersect(best, predecessor);
      }
      if (idom[id] !== best) {
        idom[id] = best;
        changed = true;
      }
    }
  }
  return idom;
}

/**
 * Numbers the dominator tree in preorder: each block, and the last block under it. Unreachable blocks dominate nothing and are
 * dominated by nothing.
 */
function dominatorIntervals(order: readonly BlockId[], idom: readonly BlockId[]): Int32Array[] {
  const sizes = new Int32Array(idom.length);
  for (const block of order.toReversed()) {
    sizes[block]! += 1;
    if (idom[block] !== block) sizes[idom[block]!]! += sizes[block]!;
  }
  const [first, last] = [new Int32Array(idom.length).fill(-1), new Int32Array(idom.length).fill(-2)];
  // Where the next block under each one begins.
  const free = new Int32Array(idom.length);
  for (const block of order) {
    const parent = idom[block]!;
    first[block] = parent === block ? 0 : free[parent]!;
    last[block] = first[block] + sizes[block]! - 1;
    free[block] = first[block] + 1;
    if (parent !== block) free[parent]! += sizes[block]!;
  }
  return [first, last];
}
