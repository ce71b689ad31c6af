import type { BlockId, Ref } from "../ir/types.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { GoOperation } from "./gomap-operations.ts";

/** Events that control can come to from just after event `from` (undefined: from the start) without passing a `barrier`; barriers themselves count. */
export function reachedWithout({ values: { fn, flow } }: FunctionAnalysis, from: Ref | undefined, isBarrier: (ref: Ref) => boolean): ReadonlySet<Ref> {
  const reached = new Set<Ref>();
  const entered = new Set<BlockId>();
  const pass = (block: BlockId, after: Ref): void => {
    for (const ref of fn.blocks[block]!.events) {
      if (ref <= after) continue;
      reached.add(ref);
      if (isBarrier(ref)) return;
    }
    for (const next of flow.successors(block)) work.push(next);
  };
  const work: BlockId[] = [];
  if (from === undefined) work.push(0);
  else pass(fn.blockOf[from]!, from);
  while (work.length > 0) {
    const block = work.pop()!;
    if (entered.has(block)) continue;
    entered.add(block);
    pass(block, -1);
  }
  return reached;
}

/** The acquisitions that may still be held at each event, by the events that made them. `isSame`: are both about one lock? */
export function heldAt(
  analysis: FunctionAnalysis,
  operations: ReadonlyMap<Ref, GoOperation>,
  isSame: (a: Ref, b: Ref) => boolean,
): ReadonlyMap<Ref, ReadonlySet<Ref>> {
  const { fn, flow } = analysis.values;
  const held = new Map<Ref, ReadonlySet<Ref>>();
  const atStart = new Map<BlockId, Set<Ref>>(flow.order.map((block) => [block, new Set<Ref>()]));
  for (const block of repeatedly(flow.order, () => atStart)) {
    const now = new Set(atStart.get(block));
    for (const ref of fn.blocks[block]!.events) {
      held.set(ref, new Set(now));
      const operation = operations.get(ref);
      if (operation?.type === "acquire") now.add(ref);
      else if (operation?.type === "release") for (const other of now) if (isSame(ref, other)) now.delete(other);
    }
    for (const next of flow.successors(block)) for (const ref of now) atStart.get(next)?.add(ref);
  }
  return held;
}

/** The blocks, again and again until nothing is added to what holds at their starts. */
function* repeatedly(order: readonly BlockId[], state: () => ReadonlyMap<BlockId, ReadonlySet<Ref>>): Generator<BlockId> {
  const size = (): number => [...state().values()].reduce((sum, refs) => sum + refs.size, 0);
  for (let before = -1; before !== size(); ) {
    before = size();
    yield* order;
  }
}
