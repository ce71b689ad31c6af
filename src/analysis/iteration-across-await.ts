import type { Level } from "../hazards/types.ts";
import type { Ref } from "../ir/types.ts";
import { consequenceOf } from "../semantics/table.ts";
import type { CollectionKind } from "../semantics/types.ts";
import { alternatives } from "./aliases.ts";
import { type Act, inserts } from "./acts.ts";
import type { Iteration } from "./iterations.ts";
import { isAlone, marksWork } from "./levels.ts";
import { copiedFrom } from "./membership.ts";
import { holdsLock, isRechecked } from "./protection.ts";
import { isOfType, isStillHeld, type Shape, shapesOf } from "./shapes.ts";
import type { TaskContext, TaskFinding } from "./task-context.ts";
import type { Writer } from "./task-graph.ts";

/** An iteration of a shared collection is open while the function waits, and somebody else changes it. */
export function iterationsAcrossAwait(context: TaskContext): TaskFinding[] {
  const { fn, analysis } = context;
  const stale = staleDeletes(context);
  const findings = [...stale];
  for (const iteration of analysis.iterations) {
    const suspension = suspensionIn(context, iteration);
    if (suspension === undefined) continue;
    for (const shape of shapesOf(fn, analysis, analysis.values.of(iteration.source))) {
      if (holdsLock(context, iteration.ref) || !isStillHeld(analysis, analysis.values.of(iteration.source), suspension)) continue;
      if (isOfType(shape)) continue;
      // The loop that deletes what it has handled is told at the delete.
      if (!stale.some(({ first }) => first === iteration.source)) findings.push(...openAcross(context, iteration, suspension, shape));
    }
  }
  return findings;
}

/** `this.position = this.rows.values()`: the iteration is open from one call of the owner to the next. */
export function keptIterators(context: TaskContext): TaskFinding[] {
  const { fn, analysis, values } = context;
  return values.fn.events.flatMap((event, ref): TaskFinding[] => {
    if (event.op !== "put" || typeof event.key !== "string" || !values.flow.isReachable(values.fn.blockOf[ref]!)) return [];
    const atom = values.atom(values.resolve(values.of(event.value)));
    const opened = atom.tag === "iterator" ? values.fn.events[atom.iteration]! : undefined;
    if (atom.tag !== "iterator" || opened?.op !== "call" || opened.receiver === undefined) return [];
    const iteration: Iteration = { ref: atom.iteration, source: opened.receiver, form: "iterator", view: "default", steps: [], under: undefined };
    // What was just put into a member is that member from now on.
    const places = placesOf(context, opened.receiver);
    return places.flatMap((shape) => openAcross(context, iteration, ref, shape).map((found) => ({ ...found, at: event.value, form: "kept" as const }))).slice(0, 1);

    function placesOf({ values: all }: TaskContext, source: Ref): Shape[] {
      const read = all.fn.events[source]!;
      const shapes = shapesOf(fn, analysis, all.of(source));
      if (shapes.length > 0 || read.op !== "field" || typeof read.key !== "string") return shapes.filter((shape) => !isOfType(shape));
      return shapesOf(fn, analysis, all.of(read.object)).map((shape) => `${shape}.${String(read.key)}`);
    }
  });
}

const kindOf = ({ analysis, oracle }: TaskContext, iteration: Iteration, writers: (isAsked: (writer: Writer) => boolean) => Iterable<Writer>): CollectionKind | undefined => {
  const { values, kinds } = analysis;
  const { origin } = values.fn.sites[iteration.source]!;
  // Nobody is asked about types where nobody writes.
  if (isEmpty(writers(() => true))) return undefined;
  const known = kinds.kindOf(values.of(iteration.source)) ?? (origin === undefined ? undefined : oracle?.kindOf(origin));
  if (known !== undefined) return known === "other" ? undefined : known;
  const spliced = writers(({ act }) => act.operation.startsWith("splice") || act.operation === "push" || act.operation === "unshift");
  return !isEmpty(spliced) ? "Array" : iteration.form.startsWith("index") ? "Array" : undefined;
};

function isEmpty(items: Iterable<unknown>): boolean {
  for (const _ of items) return false;
  return true;
}

/** A wait of the function itself, after which the iteration goes on. */
function suspensionIn(context: TaskContext, iteration: Iteration): Ref | undefined {
  const { analysis } = context;
  const { info } = context.fn;
  const rounds = analysis.roundsOf(iteration);
  const { fn } = analysis.values;
  const found = fn.events.findIndex((event, ref) => {
    if (event.op !== "suspend" || (event.how === "yield" && !info.generator) || !context.suspensions.isOwn(ref)) return false;
    // The head of `for await` waits before each step.
    const isHead = event.how === "for-await" && fn.blockOf[ref] === iteration.steps[0]?.block;
    return isHead || (rounds.contains(ref) && rounds.reachesStep(ref));
  });
  return found < 0 ? undefined : found;
}

function openAcross(context: TaskContext, iteration: Iteration, suspension: Ref, shape: Shape): TaskFinding[] {
  const { fn, graph } = context;
  const isYield = suspendsBy(context, suspension) === "yield" && !fn.info.async;
  const consumers = isYield ? consumersThatWrite(context, shape) : undefined;
  const writers = (isAsked: (writer: Writer) => boolean): Iterable<Writer> => consumers?.filter(isAsked) ?? graph.otherWriters(fn, shape, iteration.ref, isAsked);
  const kind = kindOf(context, iteration, writers);
  if (!kind) return [];
  let best: { level: Level; second: Writer } | undefined;
  for (const second of writers((writer) => disturbance(writer, iteration, kind) !== undefined)) {
    const level = disturbance(second, iteration, kind);
    if (level && (!best || level === "recommended")) best = { level, second };
    if (best?.level === "recommended") break;
  }
  if (!best) return [];
  return [finding(context, iteration, suspension, best.second, isYield ? "recommended" : best.level, iteration.source, "iterate", kind)];
}

/** What another task's write does to the iteration; deletions from a Map or Set are what such loops can take. */
function disturbance({ act }: Writer, iteration: Iteration, kind: CollectionKind): Level | undefined {
  if (act.operation === "assign" || !act.kinds.includes(kind)) return undefined;
  const relation = act.key !== undefined ? "unknown" : act.operation === "push" ? "absent" : "none";
  const { effect, hazard } = consequenceOf(kind, iteration.form, act.operation, relation);
  if (effect === "none" || !hazard) return undefined;
  if (effect === "unspecified") return "recommended";
  if (effect === "skips-or-repeats") return iteration.form === "index-backward" ? "strict" : "recommended";
  return effect === "misses-removed" && (kind === "Map" || kind === "Set") ? undefined : "strict";
}

function suspendsBy({ values }: TaskContext, suspension: Ref): string {
  const event = values.fn.events[suspension]!;
  return event.op === "suspend" ? event.how : "";
}

/** Loops over what this generator yields that change the collection it walks. */
function consumersThatWrite({ fn, graph, summaries }: TaskContext, shape: Shape): Writer[] {
  return graph.callersOf(fn).flatMap(({ caller, ref }): Writer[] => {
    const analysis = caller.tasks;
    const open = analysis.iterations.filter(({ source }) => source === ref);
    const acts = open.length === 0 ? [] : graph.actsOf(caller, summaries).filter((act) => act.shape === shape);
    return acts.filter((act) => open.some((iteration) => analysis.roundsOf(iteration).contains(act.ref))).map((act) => ({ fn: caller, act }));
  });
}

/**
 * `await send(v); q.delete(k);` in a loop over `q`, or over a copy of it: what is deleted then may be another entry than the one that was
 * sent.
 */
function staleDeletes(context: TaskContext): TaskFinding[] {
  const { fn, graph, analysis } = context;
  const findings: TaskFinding[] = [];
  for (const act of graph.actsOf(fn, context.summaries)) {
    if (act.operation !== "delete" || act.key === undefined || act.shape === undefined || act.effect) continue;
    for (const iteration of analysis.iterations) {
      const rounds = analysis.roundsOf(iteration);
      if (!rounds.contains(act.ref)) continue;
      const kind = walkedKind(context, iteration, act);
      const suspension = kind && context.suspensions.refs.find((ref) => context.suspensions.isOwn(ref) && rounds.contains(ref) && rounds.reachesInRound(ref, act.ref));
      if (suspension === undefined) continue;
      const second = graph.otherWriter(fn, act.shape, suspension, ({ act: other }) => inserts(other) && other.operation !== "assign");
      if (!second || isRechecked(context, act) || holdsLock(context, iteration.ref)) continue;
      findings.push(finding(context, iteration, suspension, second, kind === "Set" && !isMark(context, iteration) ? "strict" : "recommended", act.ref, "stale-delete", kind!));
      break;
    }
  }
  return findings;
}

/** A Set of marks that something is to be done; an object in a Set is the same one, whoever puts it in again. */
function isMark(context: TaskContext, iteration: Iteration): boolean {
  const { values } = context;
  if (!marksWork.test(context.textOf(iteration.source))) return false;
  const item = values.atoms.intern({ tag: "item", iteration: iteration.ref });
  return !values.fn.events.some((event) => (event.op === "field" && values.of(event.object) === item) || (event.op === "call" && event.receiver !== undefined && values.of(event.receiver) === item));
}

/** The kind of the collection, when the act is about the current entry of the loop over it, or over a copy. */
function walkedKind({ analysis }: TaskContext, iteration: Iteration, { place, key }: Act): "Map" | "Set" | undefined {
  const { values } = analysis;
  const source = values.of(iteration.source);
  const copied = copiedFrom(analysis, source);
  if (!alternatives(values, source).includes(place) && copied?.source !== place) return undefined;
  const item = values.atoms.intern({ tag: "item", iteration: iteration.ref });
  const second = values.atoms.intern({ tag: "key", iteration: iteration.ref });
  if (key === item) return iteration.view === "key" || copied?.view === "keys" ? "Map" : "Set";
  const atom = values.atom(key!);
  const isFirst = atom.tag === "field" && atom.name === "0" && atom.base === item;
  return isFirst || (key === second && iteration.form !== "iterator") ? "Map" : undefined;
}

function finding(
  context: TaskContext,
  iteration: Iteration,
  suspension: Ref,
  second: Writer,
  level: Level,
  at: Ref,
  form: TaskFinding["form"],
  kind: CollectionKind,
): TaskFinding {
  const lowered = isAlone(context, { place: context.values.resolve(context.values.of(iteration.source)) }) ? "strict" : level;
  const place = { ref: iteration.source, name: context.textOf(iteration.source), kind };
  const hazard = kind === "GoMap" ? "gomap-unsynchronized" : "iteration-across-await";
  return { fn: context.fn, hazard, level: lowered, at, first: iteration.source, suspension, place, second, form };
}
