import type { BlockId, Ref } from "../ir/types.ts";
import type { Values } from "./values.ts";

/** Where a function waits, and what lies on both sides of that. Works on the graph with the later parts of callbacks. */
export class Suspensions {
  readonly #values: Values;
  /** `await` and `for await`, and `yield` where that hands control to other tasks. */
  readonly refs: readonly Ref[];
  readonly #set: ReadonlySet<Ref>;

  constructor(values: Values, yields: boolean) {
    this.#values = values;
    const { fn, flow } = values;
    this.refs = fn.events.flatMap((event, ref) =>
      event.op === "suspend" && (yields || event.how !== "yield") && flow.isReachable(fn.blockOf[ref]!) ? [ref] : [],
    );
    this.#set = new Set(this.refs);
  }

  /**
   * The first suspension on some way from just after event `from` to event `to`, on which control passes no `barrier` (and not `from` again);
   * undefined when there is none, or no such way. `counts` tells of a suspension whether it matters.
   */
  between(from: Ref, to: Ref, barriers: ReadonlySet<Ref> = new Set(), counts?: (suspension: Ref) => boolean): Ref | undefined {
    return this.#search({ block: this.#values.fn.blockOf[from]!, after: from, waited: undefined }, from, to, barriers, counts);
  }

  /** The same from the start of a block on. */
  after(block: BlockId, to: Ref, barriers: ReadonlySet<Ref> = new Set()): Ref | undefined {
    return this.#search({ block, after: -1, waited: undefined }, -1, to, barriers);
  }

  #search(start: { block: BlockId; after: Ref; waited: Ref | undefined }, from: Ref, to: Ref, barriers: ReadonlySet<Ref>, counts?: (suspension: Ref) => boolean): Ref | undefined {
    if (this.refs.length === 0) return undefined;
    const seen = new Set<string>();
    const work = [start];
    while (work.length > 0) {
      const { block, after, waited: before } = work.pop()!;
      const passed = this.#pass(block, after, before, { from, to, barriers, counts });
      if (passed.found !== undefined) return passed.found;
      if (passed.stopped) continue;
      for (const next of this.#next(block, before, passed.waited)) {
        const key = `${next.block} ${next.waited === undefined}`;
        if (seen.has(key)) continue;
        seen.add(key);
        work.push({ block: next.block, after: -1, waited: next.waited });
      }
    }
    return undefined;
  }

  #pass(
    block: BlockId,
    after: Ref,
    before: Ref | undefined,
    { from, to, barriers, counts }: { from: Ref; to: Ref; barriers: ReadonlySet<Ref>; counts: ((suspension: Ref) => boolean) | undefined },
  ): { found?: Ref; stopped?: boolean; waited?: Ref } {
    let waited = before;
    for (const ref of this.#values.fn.blocks[block]!.events) {
      if (ref <= after) continue;
      if (ref === to) return waited === undefined ? { stopped: true } : { found: waited };
      if (ref === from || barriers.has(ref)) return { stopped: true };
      if (this.#set.has(ref) && (counts?.(ref) ?? true)) waited ??= ref;
    }
    return waited === undefined ? {} : { waited };
  }

  /** Who goes on at once has not waited: only the rest of the callback has, and where that ends, nobody goes on. */
  #next(block: BlockId, before: Ref | undefined, waited: Ref | undefined): { block: BlockId; waited: Ref | undefined }[] {
    const { terminator, events } = this.#values.fn.blocks[block]!;
    const last = events.at(-1);
    const isDetached = terminator.type === "detach" && last !== undefined && this.#set.has(last);
    const end = waited === undefined ? undefined : this.endOf(waited);
    return this.#values.flow.successors(block).flatMap((next) => {
      const goesOn = isDetached && terminator.type === "detach" && next === terminator.now;
      if (goesOn) return [{ block: next, waited: before }];
      return next === end ? [] : [{ block: next, waited }];
    });
  }

  /** Where the callback that waits here is over, and its caller goes on. */
  endOf(ref: Ref): BlockId | undefined {
    const { fn } = this.#values;
    const { terminator, events } = fn.blocks[fn.blockOf[ref]!]!;
    return terminator.type === "detach" && events.at(-1) === ref ? terminator.end : undefined;
  }

  /** Does the function itself wait here, not just a callback of it? */
  isOwn(ref: Ref): boolean {
    const { fn } = this.#values;
    const block = fn.blocks[fn.blockOf[ref]!]!;
    return block.terminator.type !== "detach" || block.events.at(-1) !== ref;
  }
}
