import type { BlockId, Event, IrFunction, Ref, Terminator } from "../ir/types.ts";
import { successors } from "../ir/types.ts";
import { allSuccessors } from "./flow.ts";
import type { Iteration } from "./iterations.ts";
import { append, once } from "./once.ts";
import { type Decisions, decide } from "./decisions.ts";
import { Points, type Position, positionOf } from "./points.ts";
import type { Values } from "./values.ts";

const MAX_STATES = 4000;

/** States, by their size, that all searches in one function may look at: generated code can have thousands of changes in a loop. */
const MAX_WORK = 1_000_000;

const budgets = once<Values, { left: number }>(() => ({ left: MAX_WORK }));

type Ways = (fn: IrFunction, block: BlockId) => readonly BlockId[];

const normalWays: Ways = (fn, block) => successors(fn.blocks[block]!);

/** What a search along the control flow looks for. */
interface Search {
  readonly goals: Points;
  /** Does a goal count, when it is reached this way? */
  readonly accepts: (decisions: Decisions, at: Position) => boolean;
  /** No path goes on from here. */
  readonly barriers?: Points;
  readonly ways: Ways;
  /** Of the events that read by a computed key: does the path end there? */
  readonly looksAgain?: (event: Ref) => boolean;
  /** What the event that the search starts from has given, as a condition. */
  readonly answer?: boolean | undefined;
}

/** Questions to the control-flow graph about the rounds of one iteration. */
export class Rounds {
  readonly #values: Values;
  readonly #iteration: Iteration;
  readonly #steps: Points;
  /** Events that close the iteration or open it anew. */
  readonly #ends: Points;
  #starts: Points | undefined;
  #reaching: ReadonlySet<BlockId> | undefined;

  constructor(values: Values, iteration: Iteration) {
    const { ref, index, steps } = iteration;
    this.#values = values;
    this.#iteration = iteration;
    this.#steps = new Points(steps);
    const ends = index === undefined ? [ref, ...(closings(values.fn).get(ref) ?? [])] : [];
    this.#ends = new Points(ends.map((end) => positionOf(values.fn, end)));
  }

  /** Can the event run after a step of the iteration has given an entry, with the iteration still the same one? */
  contains(ref: Ref): boolean {
    const { block, index } = positionOf(this.#values.fn, ref);
    const start = (this.#starts ??= this.#passedAfterSteps()).last(block, index);
    return start >= 0 && this.#endedAt(block, start) > index;
  }

  /** Blocks that control passes, in part at least, while the iteration is open. */
  blocks(): ReadonlySet<BlockId> {
    return (this.#starts ??= this.#passedAfterSteps()).blocks;
  }

  /** Where control enters a block, or comes from a step in it, while the iteration is open. */
  #passedAfterSteps(): Points {
    const { fn } = this.#values;
    const starts: Position[] = [];
    const entered = new Set<BlockId>();
    const work: Position[] = this.#iteration.steps.flatMap((step) => this.#afterStep(step));
    while (work.length > 0) {
      const { block, index } = work.pop()!;
      if (index === 0) {
        if (entered.has(block)) continue;
        entered.add(block);
      }
      if (!this.#isInside(block)) continue;
      starts.push({ block, index });
      if (this.#endedAt(block, index) < Infinity) continue;
      // An iteration that has come to its end is not open any more.
      if (this.#steps.has({ block, index: fn.blocks[block]!.events.length })) continue;
      for (const next of allSuccessors(fn, block)) work.push({ block: next, index: 0 });
    }
    return new Points(starts);
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

  /** Position of the first event from `from` on that closes the iteration or opens it anew; infinite when there is none. */
  #endedAt(block: BlockId, from: number): number {
    return this.#ends.next(block, from);
  }

  /**
   * Can control get from just after event `ref` to another step of the iteration, and do something in the round that follows? Branches
   * whose outcome is known on the way are followed one way only. For an index loop `indexMoved` is told by how much the index has moved when the step is
   * reached (undefined: not known) and decides whether that counts; a path ends where `looksAgain` says that the loop looks at the element
   * that has come to its place. `answer`: what the event gives, as a condition, when it has made the change.
   */
  reachesStep(
    ref: Ref,
    indexMoved: (offset: number | undefined) => boolean = () => true,
    looksAgain?: (event: Ref) => boolean,
    answer?: boolean,
  ): boolean {
    const accepts = (decisions: Decisions, at: Position): boolean => indexMoved(decisions.offset) && this.#hasEffect(at, decisions);
    return this.#search(ref, { goals: this.#steps, accepts, ways: normalWays, ...(looksAgain && { looksAgain }), answer });
  }

  /** As `reachesStep`, on a way without any of these events; not for index loops. */
  reachesStepWithout(ref: Ref, events: readonly Ref[]): boolean {
    const { fn } = this.#values;
    const accepts = (decisions: Decisions, at: Position): boolean => this.#hasEffect(at, decisions);
    const barriers = new Points(events.map((event) => positionOf(fn, event)));
    return this.#search(ref, { goals: this.#steps, accepts, barriers, ways: normalWays });
  }

  /** `if (done) break;` at the start of a round leaves the loop before anyone notices what the step has given. */
  #hasEffect(step: Position, decisions: Decisions): boolean {
    const { fn } = this.#values;
    const seen = new Set<string>();
    const work = this.#afterStep(step).map((at) => ({ at, decisions: decisions.copy() }));
    while (work.length > 0) {
      const { at, decisions: known } = work.pop()!;
      const { events, terminator } = fn.blocks[at.block]!;
      const end = this.#endedAt(at.block, at.index);
      const stop = Math.min(end, events.length);
      if (Math.min(effects(fn).next(at.block, at.index), this.#steps.next(at.block, at.index)) < stop) return true;
      for (let index = known.next(at.block, at.index); index < stop; index = known.next(at.block, index + 1)) known.pass(events[index]!);
      if (end < Infinity || !this.#isInside(at.block)) continue;
      if (terminator.type === "throw" || terminator.type === "detach") return true;
      if (this.#steps.has({ block: at.block, index: events.length })) return true;
      if (terminator.type === "return" && terminator.value !== undefined && fn.events[terminator.value]!.op !== "constant") return true;
      for (const to of this.#ways(terminator, known, at.block, normalWays)) {
        const key = `${to} ${known.key}`;
        if (seen.has(key)) continue;
        seen.add(key);
        if (this.#isTooMuch(seen.size, known)) return true;
        work.push({ at: { block: to, index: 0 }, decisions: known.copy() });
      }
    }
    return false;
  }

  #ways(
    terminator: Terminator,
    decisions: Decisions,
    block: BlockId,
    ways: Ways,
  ): readonly BlockId[] {
    const inRange = this.#iteration.loop?.tests.get(block);
    if (inRange !== undefined) return [inRange];
    const known = terminator.type === "branch" ? decisions.outcome(terminator.condition) : undefined;
    if (terminator.type !== "branch" || known === undefined) return ways(this.#values.fn, block);
    return [known ? terminator.then : terminator.else];
  }

  /** Can control get from just after event `from` to event `to` within the same round, thrown errors included? */
  reachesInRound(from: Ref, to: Ref): boolean {
    const goals = new Points([positionOf(this.#values.fn, to)]);
    return this.#search(from, { goals, accepts: () => true, barriers: this.#steps, ways: allSuccessors });
  }

  #isTooMuch(states: number, { size }: Decisions): boolean {
    const budget = budgets(this.#values);
    budget.left -= 1 + size;
    return states > MAX_STATES || budget.left < 0;
  }

  #search(ref: Ref, search: Search): boolean {
    const { block, index } = positionOf(this.#values.fn, ref);
    const start = { block, index: index + 1 };
    const seen = new Set<string>();
    const work: { at: Position; decisions: Decisions }[] = [{ at: start, decisions: decide(this.#values, ref, this.#iteration.index, search.answer) }];
    while (work.length > 0) {
      const { at, decisions } = work.pop()!;
      if (!this.#isInside(at.block)) continue;
      const found = this.#passBlock(at, decisions, search);
      if (found === "goal") return true;
      if (found === "stop") continue;
      for (const to of this.#ways(this.#values.fn.blocks[at.block]!.terminator, decisions, at.block, search.ways)) {
        const key = `${to} ${decisions.key}`;
        if (seen.has(key)) continue;
        seen.add(key);
        // Too many ways to follow one by one: what branches decide is left out from here on.
        if (this.#isTooMuch(seen.size, decisions)) return this.#searchPlainly(start, search);
        work.push({ at: { block: to, index: 0 }, decisions: decisions.copy() });
      }
    }
    return false;
  }

  /** Follows control from `at` to the end of the block, from one point that matters to the next. */
  #passBlock({ block, index: from }: Position, decisions: Decisions, search: Search): "goal" | "stop" | "end" {
    const { fn } = this.#values;
    const { events } = fn.blocks[block]!;
    const { goals, barriers, accepts, looksAgain } = search;
    const reads = looksAgain && computedReads(fn);
    const next = (index: number): number =>
      Math.min(...[goals, this.#ends, barriers, reads, decisions].map((points) => points?.next(block, index) ?? Infinity));
    for (let index = next(from); index <= events.length; index = next(index + 1)) {
      const position = { block, index };
      const isGoal = goals.has(position);
      if (isGoal && accepts(decisions, position)) return "goal";
      if (this.#ends.has(position) || barriers?.has(position) || (isGoal && this.#iteration.index !== undefined)) return "stop";
      if (index === events.length) break;
      if (reads?.has(position) && looksAgain?.(events[index]!)) return "stop";
      decisions.pass(events[index]!);
    }
    return "end";
  }

  /** As `#search`, with both ways of each branch open. */
  #searchPlainly(start: Position, { goals, barriers, ways }: Search): boolean {
    const { fn } = this.#values;
    if (goals === this.#steps) return this.#reachesPlainly(start);
    const seen = new Set<BlockId>();
    const work = [start];
    while (work.length > 0) {
      const { block, index } = work.pop()!;
      if (!this.#isInside(block)) continue;
      const stop = Math.min(this.#endedAt(block, index), barriers?.next(block, index) ?? Infinity);
      const goal = goals.next(block, index);
      if (goal <= stop && goal < Infinity) return true;
      if (stop < Infinity) continue;
      for (const to of ways(fn, block)) {
        if (seen.has(to)) continue;
        seen.add(to);
        work.push({ block: to, index: 0 });
      }
    }
    return false;
  }

  #reachesPlainly({ block, index }: Position): boolean {
    if (!this.#isInside(block)) return false;
    const [step, end] = [this.#steps.next(block, index), this.#endedAt(block, index)];
    if (step < Infinity || end < Infinity) return step <= end;
    this.#reaching ??= this.#blocksBeforeSteps();
    return normalWays(this.#values.fn, block).some((to) => this.#reaching!.has(to));
  }

  /** Blocks from whose start control can come to a step. */
  #blocksBeforeSteps(): Set<BlockId> {
    const isFirst = (block: BlockId): boolean => this.#steps.next(block, 0) <= this.#endedAt(block, 0) && this.#isInside(block);
    const before = new Set([...this.#steps.blocks].filter(isFirst));
    const sources = predecessors(this.#values.fn);
    for (const block of before) {
      for (const from of sources.get(block) ?? []) if (this.#isInside(from) && this.#endedAt(from, 0) === Infinity) before.add(from);
    }
    return before;
  }
}

/** The blocks from which control can come to each one. */
const predecessors = once((fn: IrFunction): ReadonlyMap<BlockId, readonly BlockId[]> => {
  const sources = new Map<BlockId, BlockId[]>();
  fn.blocks.forEach((_, from) => normalWays(fn, from).forEach((to) => append(sources, to, from)));
  return sources;
});

/** The events that close each iterator. */
const closings = once((fn: IrFunction): ReadonlyMap<Ref, readonly Ref[]> => {
  const found = new Map<Ref, Ref[]>();
  fn.events.forEach((event, ref) => event.op === "iterate-close" && append(found, event.iterator, ref));
  return found;
});

const effects = once((fn: IrFunction) => Points.where(fn, (event) => isEffect(fn, event)));

const computedReads = once((fn: IrFunction) => Points.where(fn, (event) => event.op === "field" && typeof event.key !== "string"));

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
