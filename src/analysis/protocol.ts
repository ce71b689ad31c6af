import type { Ref } from "../ir/types.ts";
import { factsAt } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { ProgramFunction } from "./program.ts";
import { type Shape, shapesOf } from "./shapes.ts";
import type { EventPlace } from "./summaries.ts";

/**
 * Does `fn` announce what it does at `at` with a flag that the other side asks before it acts: `this.emitting = true` before the loop, and
 * `if (this.emitting) defer(...)` before the splice?
 */
export function isHeldBack(fn: ProgramFunction, at: Ref, other: EventPlace): boolean {
  const asked = askedBefore(other.fn, other.ref);
  return asked.size > 0 && announcedBefore(fn, at).some((shape) => asked.has(shape));
}

/** The places that the branches on every way to an event ask for. */
export const askedBefore = perEvent((fn, ref): ReadonlySet<Shape> => new Set(testedShapes(fn, fn.analysis, ref)));
const announcedBefore = perEvent((fn, ref): readonly Shape[] => writtenBefore(fn, fn.analysis, ref));

/** Answers are kept: each event is asked about for every event of others that it may meet. */
function perEvent<T>(compute: (fn: ProgramFunction, ref: Ref) => T): (fn: ProgramFunction, ref: Ref) => T {
  const known = new WeakMap<ProgramFunction, Map<Ref, T>>();
  return (fn, ref) => {
    let inside = known.get(fn);
    if (!inside) known.set(fn, (inside = new Map()));
    let found = inside.get(ref);
    if (found === undefined) inside.set(ref, (found = compute(fn, ref)));
    return found;
  };
}

function testedShapes(fn: ProgramFunction, analysis: FunctionAnalysis, ref: Ref): Shape[] {
  return factsAt(analysis.values, ref).flatMap(({ condition }) => placesRead(fn, analysis, condition));
}

/** Places that a condition reads: members and outer variables, through comparisons and `!`. */
export function placesRead(fn: ProgramFunction, analysis: FunctionAnalysis, ref: Ref, depth = 0): Shape[] {
  if (depth > 6) return [];
  const event = analysis.values.fn.events[ref]!;
  switch (event.op) {
    case "field":
    case "load":
      return shapesOf(fn, analysis, analysis.values.of(ref));
    case "compute":
    case "choose":
      return event.operands.flatMap((operand) => placesRead(fn, analysis, operand, depth + 1));
    default:
      return [];
  }
}

/** Members and outer variables that the function writes on every way to event `at`. */
function writtenBefore(fn: ProgramFunction, analysis: FunctionAnalysis, at: Ref): Shape[] {
  const { values } = analysis;
  return values.fn.events.flatMap((event, ref) => {
    if (!values.flow.isReachable(values.fn.blockOf[ref]!)) return [];
    if (event.op !== "put" && event.op !== "store") return [];
    if (!isFlag(analysis, event.value) || !dominates(analysis, ref, at)) return [];
    return writtenShapes(fn, analysis, ref);
  });
}

/** On, off, or one more at work. */
function isFlag({ values }: FunctionAnalysis, value: Ref): boolean {
  const event = values.fn.events[value]!;
  if (event.op === "constant") return typeof event.value === "boolean" || event.value === null || event.value === undefined;
  return event.op === "compute" && (event.operator === "+" || event.operator === "-");
}

/** The place that a write replaces the value of. */
export function writtenShapes(fn: ProgramFunction, analysis: FunctionAnalysis, ref: Ref): Shape[] {
  const { values } = analysis;
  const event = values.fn.events[ref]!;
  if (event.op === "store") {
    const { binding } = event;
    return binding.owner === values.fn.id || binding.kind === "global" ? [] : [`b${binding.id}`];
  }
  if (event.op !== "put") return [];
  const step = typeof event.key === "string" ? `.${event.key}` : "[]";
  return shapesOf(fn, analysis, values.of(event.object)).map((shape) => shape + step);
}

/** Does control pass event `first` on every way to event `second`? */
export function dominates({ values: { fn, flow } }: FunctionAnalysis, first: Ref, second: Ref): boolean {
  const [from, to] = [fn.blockOf[first]!, fn.blockOf[second]!];
  if (from === to) return first < second;
  for (let block = to; ; block = flow.idom[block]!) {
    if (block === from) return true;
    if (block === flow.idom[block] || block < 0) return false;
  }
}
