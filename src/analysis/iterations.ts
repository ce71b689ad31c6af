import type { BlockId, Event, Ref, View } from "../ir/types.ts";
import type { IterationForm } from "../semantics/types.ts";
import { lazyIteratorHelpers, viewMethods } from "../semantics/methods.ts";
import type { AtomId } from "./atoms.ts";
import { type Position, positionOf } from "./points.ts";
import type { Values } from "./values.ts";

/** An iterator together with everything that moves it. */
export interface Iteration {
  /** The event that opened it: its identity. */
  readonly ref: Ref;
  /** The event whose value is iterated. */
  readonly source: Ref;
  readonly form: IterationForm;
  readonly view: View;
  /** Where the next entry is asked for. */
  readonly steps: Position[];
  /** A lazy `map` or `flatMap` steps the iteration under it. */
  readonly under: Ref | undefined;
  /** Only of an index loop: the value of the index when a round starts. */
  readonly index?: AtomId;
  /** Only of an index loop: where a round starts, and the blocks that control passes until the loop is left. */
  readonly loop?: {
    readonly body: BlockId;
    readonly blocks: ReadonlySet<BlockId>;
    /** Blocks that end in a test of the index against the length, and where they go when it is in range: past the end, the loop is over. */
    readonly tests: ReadonlyMap<BlockId, BlockId>;
    /** Does the loop read the sequence by its index? Otherwise it may only count. */
    readonly reads: boolean;
  };
}

/** Finds the iterations of a function, and their steps. */
export function findIterations(values: Values): Iteration[] {
  const { fn, flow } = values;
  const iterations = new Map<Ref, Iteration>();
  const nextCalls: Ref[] = [];
  fn.events.forEach((event, ref) => {
    if (!flow.isReachable(fn.blockOf[ref]!)) return;
    const opened = openedBy(values, event, ref);
    if (opened) iterations.set(ref, { ref, steps: [], ...opened });
    if (event.op === "call" && event.method === "next") nextCalls.push(ref);
  });
  if (iterations.size === 0) return [];
  const step = (iterator: AtomId, position: Position): void => {
    const atom = values.atom(values.resolve(iterator));
    let at = atom.tag === "iterator" ? iterations.get(atom.iteration) : undefined;
    for (; at; at = at.under === undefined ? undefined : iterations.get(at.under)) at.steps.push(position);
  };
  for (const block of flow.order) {
    const { events, terminator } = fn.blocks[block]!;
    if (terminator.type === "next") step(values.of(terminator.iterator), { block, index: events.length });
  }
  for (const ref of nextCalls) {
    const event = fn.events[ref]!;
    if (event.op === "call" && event.receiver !== undefined) step(values.of(event.receiver), positionOf(fn, ref));
  }
  return [...iterations.values()].filter(({ steps }) => steps.length > 0);
}

type Opened = Pick<Iteration, "source" | "form" | "view" | "under">;

function openedBy(values: Values, event: Event, ref: Ref): Opened | undefined {
  if (event.op === "iterate-open") {
    return isIterator(values, values.of(ref), ref) ? { source: event.source, form: event.form, view: event.view, under: undefined } : undefined;
  }
  if (event.op !== "call" || event.receiver === undefined || typeof event.method !== "string") return undefined;
  const { receiver, method, args } = event;
  if (method === "from" && args[0] !== undefined && isIterator(values, values.of(ref), ref)) {
    return { source: args[0], form: "iterator", view: "default", under: undefined };
  }
  const view = method === "@@iterator" ? "default" : isGoRange(event) ? "entry" : viewMethods.get(method);
  if (!view && !lazyIteratorHelpers.has(method)) return undefined;
  if (!isIterator(values, values.of(ref), ref)) return undefined;
  if (view) return { source: receiver, form: "iterator", view, under: undefined };
  const atom = values.atom(values.of(receiver));
  return atom.tag === "iterator" ? { source: receiver, form: "iterator", view: "default", under: atom.iteration } : undefined;
}

/** `map.range()`: an iterator where the receiver is a Go map, which nothing but its kind tells. */
export function isGoRange(event: Event): boolean {
  return event.op === "call" && event.method === "range" && event.args.length === 0;
}

function isIterator(values: Values, id: AtomId, ref: Ref): boolean {
  const atom = values.atom(id);
  return atom.tag === "iterator" && atom.iteration === ref;
}
