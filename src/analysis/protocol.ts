import type { Ref } from "../ir/types.ts";
import { factsAt, subjectOf } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { ProgramFunction } from "./program.ts";
import { type Shape, shapesOf } from "./shapes.ts";
import type { Effect, EventPlace } from "./summaries.ts";
import { Suspensions } from "./suspensions.ts";

/**
 * Does `fn` announce what it does at `at` with a flag that the other side asks before it acts: `this.emitting = true` before the loop, and
 * `if (this.emitting) defer(...)` before the splice?
 */
export function isHeldBack(fn: ProgramFunction, at: Ref, other: EventPlace): boolean {
  const asked = testsBefore(other.fn, other.ref);
  if (asked.length === 0) return false;
  const flags = flagsAt(fn, at);
  return asked.some(({ shape, truth }) => flags.has(shape) && (truth === undefined || flags.get(shape) !== truth));
}

/** As `isHeldBack`, for a change that other functions may lead to: each of them may ask. */
export function isEffectHeldBack(fn: ProgramFunction, at: Ref, effect: Effect): boolean {
  return placesOf(effect).some((place) => isHeldBack(fn, at, place));
}

/** Where the change is made, and the calls that lead there. */
export const placesOf = ({ origin, via }: Effect): readonly EventPlace[] => [origin, ...via];

/** What is asked on every way to an event before it. */
export const testsBefore = perEvent((fn, ref) => testsOn({ fn, ref }));
const flagsAt = perEvent(flagsBefore);

/** Answers are kept: each event is asked about for every event of others that it may meet. */
function perEvent<T>(compute: (fn: ProgramFunction, ref: Ref) => T): (fn: ProgramFunction, ref: Ref) => T {
  const known = new WeakMap<ProgramFunction, Map<Ref, T>>();
  return (fn, ref) => {
    let inside = known.get(fn);
    if (!inside) known.set(fn, (inside = new Map<Ref, T>()));
    let found = inside.get(ref);
    if (found === undefined) inside.set(ref, (found = compute(fn, ref)));
    return found;
  };
}

interface Test {
  readonly shape: Shape;
  /** How the flag has to stand for control to come there; undefined where the test is no plain one. */
  readonly truth: boolean | undefined;
}

/** What the branches on every way to an event ask, with no wait in between. */
function testsOn({ fn, ref }: EventPlace): Test[] {
  const isLater = !fn.analysis.values.flow.isReachable(fn.analysis.values.fn.blockOf[ref]!);
  const analysis = isLater ? fn.tasks : fn.analysis;
  const { values } = analysis;
  const suspensions = new Suspensions(values, false);
  return factsAt(values, ref).flatMap((fact): Test[] => {
    if (suspensions.between(fact.condition, ref) !== undefined) return [];
    const { ref: subject, truth, compared } = subjectOf(values, fact);
    const { op } = values.fn.events[subject]!;
    const isPlain = compared === undefined && (op === "load" || op === "field");
    return placesRead(fn, analysis, fact.condition).map((shape) => ({ shape, truth: isPlain ? truth : undefined }));
  });
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

/** Flags as they stand on every way to event `at`, by what the function has written last. */
function flagsBefore(fn: ProgramFunction, at: Ref): Map<Shape, boolean> {
  const { analysis } = fn;
  const { values } = analysis;
  const flags = new Map<Shape, boolean>();
  values.fn.events.forEach((event, ref) => {
    if ((event.op !== "put" && event.op !== "store") || ref >= at || !values.flow.isReachable(values.fn.blockOf[ref]!)) return;
    if (!dominates(analysis, ref, at)) return;
    const flag = flagOf(analysis, event.value);
    for (const shape of writtenShapes(fn, analysis, ref)) {
      if (flag === undefined) flags.delete(shape);
      else flags.set(shape, flag);
    }
  });
  return flags;
}

/** On, off, or one more at work. */
function flagOf({ values }: FunctionAnalysis, value: Ref): boolean | undefined {
  const event = values.fn.events[value]!;
  if (event.op === "constant") return typeof event.value === "boolean" || event.value === null || event.value === undefined ? Boolean(event.value) : undefined;
  return event.op === "compute" && event.operator === "+" ? true : undefined;
}

/** The place that a write replaces the value of. */
function writtenShapes(fn: ProgramFunction, analysis: FunctionAnalysis, ref: Ref): Shape[] {
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
