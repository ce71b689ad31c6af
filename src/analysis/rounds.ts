import type { BlockId, Event, IrFunction, Ref, Terminator } from "../ir/types.ts";
import { successors } from "../ir/types.ts";
import { allSuccessors } from "./flow.ts";
import type { Iteration, Position } from "./iterations.ts";
import { type Decisions, decide } from "./decisions.ts";
import type { Values } from "./values.ts";

const MAX_STATES = 4000;

/** Stretches of a block that control passes: event positions [from, to). */
type Stretches = Map<BlockId, { from: number; to: number }[]>;

/** Questions to the control-flow graph about the rounds of one iteration. */
export class Rounds {
  readonly #values: Values;
  readonly #iteration: Iteration;
  #inRound: Stretches | undefined;

  constructor(values: Values, iteration: Iteration) {
    this.#values = values;
    this.#iteration = iteration;
  }

  /** Can the event run after a step of the iteration has given an entry, with the iteration still the same one? */
  contains(ref: Ref): boolean {
    this.#inRound ??= this.#passedAfterSteps();
    const { fn } = this.#values;
    const block = fn.blockOf[ref]!;
    const stretches = this.#inRound.get(block);
    if (!stretches) return false;
    const index = fn.blocks[block]!.events.indexOf(ref);
    return stretches.some(({ from, to }) => from <= index && index < to);
  }

  /** Blocks that control passes, in part at least, while the iteration is open. */
  blocks(): Iterable<BlockId> {
    return (this.#inRound ??= this.#passedAfterSteps()).keys();
  }

  #passedAfterSteps(): Stretches {
    const passed: Stretches = new Map();
    const entered = new Set<BlockId>();
    const work: Position[] = [];
    for (const step of this.#iteration.steps) work.push(...this.#afterStep(step));
    while (work.length > 0) {
      const { block, index } = work.pop()!;
      if (index === 0) {
        if (entered.has(block)) continue;
        entered.add(block);
      }
      if (!this.#isInside(block)) continue;
      const stop = this.#endedAt(block, index);
      const { events } = this.#values.fn.blocks[block]!;
      const list = passed.get(block) ?? [];
      list.push({ from: index, to: stop ?? events.length });
      passed.set(block, list);
      if (stop !== undefined) continue;
      // An iteration that has come to its end is not open any more.
      if (this.#isStep({ block, index: events.length })) continue;
      for (const next of allSuccessors(this.#values.fn, block)) work.push({ block: next, index: 0 });
    }
    return passed;
  }

  /** Where control is when a step has given an entry. */
  #afterStep({ block, index }: Position): Position[] {
    const { events, terminator } = this.#values.fn.blocks[block]!;
    if (index < events.length) return [{ block, index: index + 1 }];
    if (terminator.type === "next") return [{ block: terminator.body, index: 0 }];
    const { loop } = this.#iteration;
    return loop ? [{ block: loop.body, index: 0 }] : [];
  }

  /** An index loop is over when control leaves its blocks; other iterations end with an event. */
  #isInside(block: BlockId): boolean {
    return this.#iteration.loop?.blocks.has(block) ?? true;
  }

  /** Position of the first event from `from` on that closes the iteration or opens it anew. */
  #endedAt(block: BlockId, from: number): number | undefined {
    const { ref, index } = this.#iteration;
    if (index !== undefined) return undefined;
    const { fn } = this.#values;
    const { events } = fn.blocks[block]!;
    for (let at = from; at < events.length; at++) {
      const event = fn.events[events[at]!]!;
      if (events[at] === ref || (event.op === "iterate-close" && event.iterator === ref)) return at;
    }
    return undefined;
  }

  /**
   * Can control get from just after event `ref` to another step of the iteration, and do something in the round that follows? Branches
   * whose outcome is known on the way are followed one way only. For an index loop `indexMoved` is told by how much the index has moved when the step is
   * reached (undefined: not known) and decides whether that counts; a path ends where `looksAgain` says that the loop looks at the element
   * that has come to its place.
   */
  reachesStep(
    ref: Ref,
    indexMoved: (offset: number | undefined) => boolean = () => true,
    looksAgain: (event: Ref) => boolean = () => false,
  ): boolean {
    const accepts = (decisions: Decisions, at: Position): boolean => indexMoved(decisions.offset) && this.#hasEffect(at, decisions);
    return this.#search(ref, (position) => this.#isStep(position), accepts, undefined, undefined, looksAgain);
  }

  /** `if (done) break;` at the start of a round leaves the loop before anyone notices what the step has given. */
  #hasEffect(step: Position, decisions: Decisions): boolean {
    const { fn } = this.#values;
    const seen = new Set<string>();
    const work = this.#afterStep(step).map((at) => ({ at, decisions: decisions.copy() }));
    while (work.length > 0) {
      const { at, decisions: known } = work.pop()!;
      const { events, terminator } = fn.blocks[at.block]!;
      const stop = this.#endedAt(at.block, at.index) ?? events.length;
      for (let index = at.index; index < stop; index++) {
        const event = fn.events[events[index]!]!;
        if (isEffect(fn, event) || this.#isStep({ block: at.block, index })) return true;
        known.pass(events[index]!);
      }
      if (stop < events.length || !this.#isInside(at.block)) continue;
      if (terminator.type === "throw" || terminator.type === "detach") return true;
      if (this.#isStep({ block: at.block, index: events.length })) return true;
      if (terminator.type === "return" && terminator.value !== undefined && fn.events[terminator.value]!.op !== "constant") return true;
      for (const to of this.#ways(terminator, known, at.block, (graph, block) => successors(graph.blocks[block]!))) {
        const key = `${to} ${known.key}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (seen.size > MAX_STATES) return true;
        work.push({ at: { block: to, index: 0 }, decisions: known.copy() });
      }
    }
    return false;
  }

  #ways(
    terminator: Terminator,
    decisions: Decisions,
    block: BlockId,
    ways: (fn: IrFunction, block: BlockId) => readonly BlockId[],
  ): readonly BlockId[] {
    const inRange = this.#iteration.loop?.tests.get(block);
    if (inRange !== undefined) return [inRange];
    const known = terminator.type === "branch" ? decisions.outcome(terminator.condition) : undefined;
    if (terminator.type !== "branch" || known === undefined) return ways(this.#values.fn, block);
    return [known ? terminator.then : terminator.else];
  }

  /** Can control get from just after event `from` to event `to` within the same round, thrown errors included? */
  reachesInRound(from: Ref, to: Ref): boolean {
    const { fn } = this.#values;
    const target = fn.blockOf[to]!;
    const index = fn.blocks[target]!.events.indexOf(to);
    const isTarget = (position: Position): boolean => position.block === target && position.index === index;
    return this.#search(from, isTarget, () => true, (position) => this.#isStep(position), allSuccessors);
  }

  #isStep({ block, index }: Position): boolean {
    return this.#iteration.steps.some((step) => step.block === block && step.index === index);
  }

  #search(
    ref: Ref,
    isGoal: (position: Position) => boolean,
    accepts: (decisions: Decisions, at: Position) => boolean,
    isBarrier: (position: Position) => boolean = () => false,
    ways: (fn: IrFunction, block: BlockId) => readonly BlockId[] = (fn, block) => successors(fn.blocks[block]!),
    looksAgain: (event: Ref) => boolean = () => false,
  ): boolean {
    const { fn } = this.#values;
    const block = fn.blockOf[ref]!;
    const start = { block, index: fn.blocks[block]!.events.indexOf(ref) + 1 };
    const seen = new Set<string>();
    const work: { at: Position; decisions: Decisions }[] = [{ at: start, decisions: decide(this.#values, ref, this.#iteration.index) }];
    while (work.length > 0) {
      const { at, decisions } = work.pop()!;
      if (!this.#isInside(at.block)) continue;
      const { events, terminator } = fn.blocks[at.block]!;
      const stop = this.#endedAt(at.block, at.index) ?? events.length + 1;
      let stopped = false;
      for (let index = at.index; index <= events.length && !stopped; index++) {
        const position = { block: at.block, index };
        if (isGoal(position) && accepts(decisions, position)) return true;
        stopped = index === stop || isBarrier(position) || (isGoal(position) && this.#iteration.index !== undefined);
        if (index < events.length) {
          stopped ||= looksAgain(events[index]!);
          decisions.pass(events[index]!);
        }
      }
      if (stopped) continue;
      const next = this.#ways(terminator, decisions, at.block, ways);
      for (const to of next) {
        const copy = decisions.copy();
        const key = `${to} ${copy.key}`;
        if (seen.has(key)) continue;
        seen.add(key);
        // Too many ways to follow one by one: what branches decide is left out from here on.
        if (seen.size > MAX_STATES) return this.#searchPlainly(start, isGoal, isBarrier, ways);
        work.push({ at: { block: to, index: 0 }, decisions: copy });
      }
    }
    return false;
  }

  #searchPlainly(
    start: Position,
    isGoal: (position: Position) => boolean,
    isBarrier: (position: Position) => boolean,
    ways: (fn: IrFunction, block: BlockId) => readonly BlockId[],
  ): boolean {
    const { fn } = this.#values;
    const seen = new Set<BlockId>();
    const work = [start];
    while (work.length > 0) {
      const { block, index: from } = work.pop()!;
      if (!this.#isInside(block)) continue;
      const { events } = fn.blocks[block]!;
      const stop = this.#endedAt(block, from) ?? events.length + 1;
      let stopped = false;
      for (let index = from; index <= events.length && !stopped; index++) {
        const position = { block, index };
        if (isGoal(position)) return true;
        stopped = index === stop || isBarrier(position);
      }
      if (stopped) continue;
      for (const to of ways(fn, block)) {
        if (seen.has(to)) continue;
        seen.add(to);
        work.push({ block: to, index: 0 });
      }
    }
    return false;
  }
}

/** Something that shows from outside the round; the loop's own variables do not. */
function isEffect(fn: IrFunction, event: Event): boolean {
  switch (event.op) {
    case "call":
    case "put":
    case "remove":
    case "suspend":
    case "unknown":
      return true;
    case "store": {
      const value = fn.events[event.value]!;
      return value.op === "compute" || value.op === "choose";
    }
    default:
      return false;
  }
}
