import type { Binding, Ref } from "../ir/types.ts";
import type { CollectionKind, Operation } from "../semantics/types.ts";
import { alternatives } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import type { KnownCall } from "./calls.ts";
import type { ProgramFunction } from "./program.ts";
import { isOfType, type Shape, shapeOf } from "./shapes.ts";
import type { Effect, Summaries } from "./summaries.ts";

/** A write to a place, as one event of a function makes it. */
export interface Act {
  readonly ref: Ref;
  /** The slot as a place, or the collection. */
  readonly place: AtomId;
  readonly shape: Shape | undefined;
  readonly operation: Operation | "assign";
  readonly kinds: readonly CollectionKind[];
  /** Of an entry; undefined for slots and for operations on the whole. */
  readonly key: AtomId | undefined;
  /** The event whose value is written, where there is one. */
  readonly value: Ref | undefined;
  /** Of a write that a call makes. */
  readonly effect: Effect | undefined;
}

/** What a function writes, what its callbacks do later included. */
export function actsOf(fn: ProgramFunction, summaries: Summaries, calls: readonly KnownCall[]): Act[] {
  return [...ownActs(fn), ...callActs(fn, summaries, calls)].sort((a, b) => a.ref - b.ref);
}

/** Members of just any object of a type may be those of another one. */
function sharedShape(fn: ProgramFunction, place: AtomId): Shape | undefined {
  const shape = shapeOf(fn, fn.tasks, place);
  return shape !== undefined && isOfType(shape) ? undefined : shape;
}

export function ownActs(fn: ProgramFunction): Act[] {
  const { tasks } = fn;
  const { values } = tasks;
  const acts: Act[] = [];
  const shape = (place: AtomId): Shape | undefined => sharedShape(fn, place);
  for (const { ref, operation, kinds, target, key } of tasks.ownMutations) {
    for (const place of alternatives(values, values.of(target))) {
      const keyAtom = key === undefined ? undefined : values.resolve(values.of(key));
      acts.push({ ref, place, shape: shape(place), operation, kinds, key: keyAtom, value: writtenValue(fn, ref), effect: undefined });
    }
  }
  values.fn.events.forEach((event, ref) => {
    if (!values.flow.isReachable(values.fn.blockOf[ref]!)) return;
    const place = assignedPlace(fn, ref);
    if (place === undefined || (event.op !== "store" && event.op !== "put")) return;
    acts.push({ ref, place, shape: shape(place), operation: "assign", kinds: [], key: undefined, value: event.value, effect: undefined });
  });
  return acts;
}

function assignedPlace(fn: ProgramFunction, ref: Ref): AtomId | undefined {
  const { values } = fn.tasks;
  const event = values.fn.events[ref]!;
  if (event.op === "store") {
    const { binding } = event;
    // A local counts where a callback writes it that has waited: others like it run beside it.
    const isSync = fn.analysis.values.flow.isReachable(values.fn.blockOf[ref]!);
    const isOwn = binding.owner === values.fn.id && (binding.kind !== "variable" || isSync || isOfCallback(fn, binding, ref));
    return isOwn || binding.owner < 0 ? undefined : values.atoms.intern({ tag: "binding", binding });
  }
  if (event.op !== "put" || typeof event.key !== "string" || event.key === "length") return undefined;
  return values.atoms.intern({ tag: "field", base: values.resolve(values.of(event.object)), name: event.key });
}

/** The variable belongs to the callback that writes it: each call has one of its own. */
function isOfCallback(fn: ProgramFunction, { site }: Binding, ref: Ref): boolean {
  if (!site) return false;
  const { events, sites } = fn.tasks.values.fn;
  const at = sites[ref]!;
  return events.some((event, open) => {
    if (event.op !== "iterate-open" || !event.form.startsWith("callback")) return false;
    const { start, end } = sites[open]!;
    return start <= site.start && site.end <= end && start <= at.start && at.end <= end;
  });
}

function writtenValue(fn: ProgramFunction, ref: Ref): Ref | undefined {
  const event = fn.tasks.values.fn.events[ref]!;
  if (event.op === "put") return event.value;
  if (event.op !== "call") return undefined;
  return event.method === "set" ? event.args[1] : event.args[0];
}

function callActs(fn: ProgramFunction, summaries: Summaries, calls: readonly KnownCall[]): Act[] {
  const { tasks } = fn;
  const { values } = tasks;
  return calls.flatMap((call) => {
    if (summaries.of(call.target).effects.length === 0) return [];
    return summaries.translated(fn, values, call).map((effect): Act => {
      const { operation, kinds, target: place, key } = effect;
      return { ref: call.ref, place, shape: sharedShape(fn, place), operation, kinds, key, value: undefined, effect };
    });
  });
}

const inserting: ReadonlySet<string> = new Set(["set", "add", "push", "unshift", "append", "index-write", "splice-insert", "assign"]);
const removing: ReadonlySet<string> = new Set(["delete", "splice-remove", "property-delete", "shift", "pop", "remove"]);
const clearing: ReadonlySet<string> = new Set(["clear", "length-shrink"]);

export const inserts = ({ operation }: { operation: string }): boolean => inserting.has(operation);
export const removes = ({ operation }: { operation: string }): boolean => removing.has(operation);
export const clears = ({ operation }: { operation: string }): boolean => clearing.has(operation);
