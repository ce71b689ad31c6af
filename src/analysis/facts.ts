import type { Binding, BlockId, IrFunction, Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import { once } from "./once.ts";
import type { Values } from "./values.ts";

/** The outcome of a branch that holds at some point: `condition` was true (or false) there. */
export interface Fact {
  readonly condition: Ref;
  readonly truth: boolean;
}

/** More dominating branches than this are not looked at. */
const MAX_FACTS = 64;

/** Outcomes of the branches that every way to event `ref` has taken, innermost first, up to the one that leads to block `until`. */
export function factsAt(values: Values, ref: Ref, until?: BlockId): Fact[] {
  const { fn, flow } = values;
  const { own, above } = branchFacts(values);
  const start = fn.blockOf[ref]!;
  const isBounded = until !== undefined && flow.dominates(until, start);
  const facts: Fact[] = [];
  for (let block = own[start] ? start : above[start]!; block >= 0 && facts.length < MAX_FACTS; block = above[block]!) {
    if (isBounded && !flow.dominates(until, block)) break;
    facts.push(own[block]!);
  }
  return facts;
}

interface BranchFacts {
  /** The outcome that leads to each block, where there is just one. */
  readonly own: readonly (Fact | undefined)[];
  /** The nearest block that dominates each one and has an outcome of its own; -1 where there is none. */
  readonly above: Int32Array;
}

const branchFacts = once(({ fn, flow }: Values): BranchFacts => {
  const { order, predecessors, idom } = flow;
  const own: (Fact | undefined)[] = [];
  const above = new Int32Array(fn.blocks.length).fill(-1);
  for (const block of order) {
    const [only, ...others] = predecessors[block]!;
    const terminator = only === undefined || others.length > 0 ? undefined : fn.blocks[only]!.terminator;
    if (terminator?.type === "branch" && terminator.then !== terminator.else) {
      own[block] = { condition: terminator.condition, truth: terminator.then === block };
    }
    const dominator = idom[block]!;
    if (dominator !== block) above[block] = own[dominator] ? dominator : above[dominator]!;
  }
  return { own, above };
});

/**
 * No branch on every way to the event tests a constant that says otherwise, nor what another has found to be otherwise. (Closures
 * may have written what they test.)
 */
export function isFeasible(values: Values, ref: Ref): boolean {
  if (factsAt(values, ref).some((fact) => contradictsItself(values, fact))) return false;
  if (values.hasClosures) return true;
  const truths = new Map<AtomId, boolean>();
  return factsAt(values, ref).every((fact) => {
    const [condition, truth] = withoutNot(values, fact);
    const value = values.resolve(values.of(condition));
    const atom = values.atom(value);
    if (atom.tag === "constant") return Boolean(atom.value) === truth;
    if ((truths.get(value) ?? truth) !== truth) return false;
    truths.set(value, truth);
    return true;
  });
}

/** `if (a === b) return;` where both are one object. */
function contradictsItself(values: Values, { condition, truth }: Fact): boolean {
  const event = values.fn.events[condition]!;
  if (event.op !== "compute" || !/^[!=]==?$/.test(event.operator)) return false;
  const [left, right] = event.operands.map((operand) => values.resolve(values.of(operand)));
  const { tag } = values.atom(left!);
  const isOne = left === right && (tag === "parameter" || tag === "this" || tag === "binding");
  return isOne && event.operator.startsWith("!") === truth;
}

function withoutNot(values: Values, { condition, truth }: Fact): [condition: Ref, truth: boolean] {
  const event = values.fn.events[condition]!;
  if (event.op !== "compute" || event.operator !== "!") return [condition, truth];
  return withoutNot(values, { condition: event.operands[0]!, truth: !truth });
}

/**
 * Takes a fact apart: through `!`, comparison with a constant, and the join of an optional chain, down to the event whose value is
 * known to be truthy or falsy (for `== null`: present or nullish).
 */
export function subjectOf(values: Values, fact: Fact): { readonly ref: Ref; readonly truth: boolean; readonly compared?: Ref } {
  const event = values.fn.events[fact.condition]!;
  if (event.op === "choose") {
    const meaningful = event.operands.filter((operand) => !isConstant(values, operand, undefined));
    if (meaningful.length === 1 && fact.truth) return subjectOf(values, { condition: meaningful[0]!, truth: true });
    return { ref: fact.condition, truth: fact.truth };
  }
  if (event.op === "load" && event.binding.kind === "constant") {
    const kept = keptIn(values, event.binding, fact.condition);
    return kept === undefined ? { ref: fact.condition, truth: fact.truth } : subjectOf(values, { condition: kept, truth: fact.truth });
  }
  if (event.op !== "compute") return { ref: fact.condition, truth: fact.truth };
  const { operator, operands } = event;
  if (operator === "!") return subjectOf(values, { condition: operands[0]!, truth: !fact.truth });
  const [left, right] = operands as [Ref, Ref];
  // The old way to ask: `xs.indexOf(x) < 0`.
  if (operator === "<" && isConstant(values, right, 0)) return { ref: left, truth: !fact.truth };
  if (operator === ">=" && isConstant(values, right, 0)) return { ref: left, truth: fact.truth };
  if (operator === ">" && isMinusOne(values, right)) return { ref: left, truth: fact.truth };
  const equality = operator === "===" || operator === "==" ? true : operator === "!==" || operator === "!=" ? false : undefined;
  if (equality === undefined) return { ref: fact.condition, truth: fact.truth };
  for (const [subject, other] of [
    [left, right],
    [right, left],
  ] as const) {
    if (isConstant(values, other, undefined, null, false)) {
      return subjectOf(values, { condition: subject, truth: fact.truth !== equality });
    }
    if (isConstant(values, other, true)) return subjectOf(values, { condition: subject, truth: fact.truth === equality });
    if (isMinusOne(values, other)) return { ref: subject, truth: fact.truth !== equality };
  }
  return { ref: left, truth: fact.truth === equality, compared: right };
}

/** `const isNew = !m.has(k)`: the test whose answer the constant keeps. */
function keptIn({ fn }: Values, binding: Binding, load: Ref): Ref | undefined {
  const value = storesOf(fn).get(binding);
  // Only what was computed before it is read: a constant may be written in terms of itself.
  if (value === undefined || value >= load) return undefined;
  const { op } = fn.events[value]!;
  return op === "compute" || op === "call" ? value : undefined;
}

const storesOf = once(({ events }: IrFunction): ReadonlyMap<Binding, Ref> => {
  const stores = new Map<Binding, Ref>();
  for (const event of events) if (event.op === "store" && event.binding.kind === "constant") stores.set(event.binding, event.value);
  return stores;
});

function isConstant(values: Values, ref: Ref, ...constants: readonly unknown[]): boolean {
  const event = values.fn.events[ref]!;
  return event.op === "constant" && constants.includes(event.value);
}

export function isMinusOne(values: Values, ref: Ref): boolean {
  const event = values.fn.events[ref]!;
  return event.op === "compute" && event.operator === "negate" && isConstant(values, event.operands[0]!, 1);
}
