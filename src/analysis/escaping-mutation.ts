import type { Ref } from "../ir/types.ts";
import { consequenceOf } from "../semantics/table.ts";
import { alternatives } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { type Act, clears, inserts, removes } from "./acts.ts";
import { isAwaited } from "./call-mutations.ts";
import { placeOf } from "./check-then-act.ts";
import type { Iteration } from "./iterations.ts";
import type { ProgramFunction } from "./program.ts";
import { shapesOf } from "./shapes.ts";
import type { TaskContext, TaskFinding } from "./task-context.ts";
import { isLaunched, isTimed, isVoided } from "./launches.ts";

/** A function that is launched from a loop changes the collection later: while the loop is still open, or after its owner has returned it. */
export function escapingMutations(context: TaskContext): TaskFinding[] {
  return [...afterReturn(context), ...whileOpen(context)];
}

const changes = (act: Act): boolean => inserts(act) || removes(act) || clears(act);

/**
 * `ids.forEach(async (id) => { t.set(id, await load(id)); }); return t;` and its like: promise callbacks and timers of a loop, calls of async
 * functions, all of which nobody waits for.
 */
function afterReturn(context: TaskContext): TaskFinding[] {
  const returned = returnedValues(context);
  if (returned.size === 0) return [];
  return [...forgottenCallbacks(context, returned), ...forgottenCalls(context, returned), ...forgottenClosures(context, returned)];
}

function isOpenIn(context: TaskContext, ref: Ref): boolean {
  const { analysis } = context;
  const at = launchOf(context, ref);
  return analysis.iterations.some((iteration) => analysis.roundsOf(iteration).contains(at));
}

/** The event before the callback of a promise begins: where it was handed over. */
function launchOf({ values: { fn, flow } }: TaskContext, ref: Ref): Ref {
  const block = fn.blockOf[ref]!;
  for (const before of flow.predecessors[block]!) {
    const { terminator, events } = fn.blocks[before]!;
    if (terminator.type === "detach" && terminator.later === block) return events.at(-1) ?? ref;
  }
  return ref;
}

/** What callbacks do that are part of this function's graph, after they have waited. */
function forgottenCallbacks(context: TaskContext, returned: ReadonlySet<AtomId>): TaskFinding[] {
  const { values, suspensions } = context;
  return context.acts.flatMap((act): TaskFinding[] => {
    if (!changes(act) || act.operation === "assign" || !returned.has(act.place)) return [];
    const waits = suspensions.refs.filter((ref) => isCallbackWait(context, ref) && isOpenIn(context, ref) && suspensions.between(ref, act.ref) === undefined);
    const suspension = waits.find((ref) => ref < act.ref && !context.fn.analysis.values.flow.isReachable(values.fn.blockOf[act.ref]!) && isForgotten(context, ref));
    return suspension === undefined ? [] : [returnedFinding(context, act.ref, suspension, act.place)];
  });
}

/** A wait in a callback of this function: after an `await` of its own, or for a promise. */
function isCallbackWait({ values, suspensions }: TaskContext, ref: Ref): boolean {
  const { fn, flow } = values;
  if (!suspensions.isOwn(ref)) return true;
  const block = fn.blockOf[ref]!;
  return flow.predecessors[block]!.some((before) => {
    const { terminator } = fn.blocks[before]!;
    return terminator.type === "detach" && terminator.later === block;
  });
}

/** The promise of the callback goes nowhere: `forEach` drops it, and a call that is a statement of its own. */
function isForgotten({ values, analysis, suspensions }: TaskContext, suspension: Ref): boolean {
  const { fn } = values;
  const isDropped = (ref: Ref): boolean => fn.statements.has(ref) || isVoided(values, ref);
  const reaction = fn.events[suspension]!;
  if (reaction.op === "suspend" && fn.sites[suspension]!.origin !== undefined) {
    const call = fn.events.findIndex((event, ref) => event.op === "call" && fn.sites[ref]!.origin === fn.sites[suspension]!.origin && typeof event.method === "string" && /^(?:then|finally|catch)$/.test(event.method));
    if (call >= 0) return isDropped(call);
  }
  const around = analysis.iterations.filter((iteration) => iteration.form.startsWith("callback") && analysis.roundsOf(iteration).contains(suspension));
  if (around.length > 0) {
    return around.some(({ ref, source }) =>
      fn.events.some((event, call) => call > ref && event.op === "call" && event.receiver === source && (event.method === "forEach" || (event.method === "map" && isDropped(call)))),
    );
  }
  // `(async () => { ... })();` in a loop: what the inlined call gives is dropped.
  const end = suspensions.endOf(suspension);
  return fn.events.some((event, ref) => event.op === "choose" && fn.blockOf[ref] === end && fn.statements.has(ref));
}

/** Calls of async functions that get the collection, write to it when they have waited, and are not awaited. */
function forgottenCalls(context: TaskContext, returned: ReadonlySet<AtomId>): TaskFinding[] {
  const { values, graph, summaries, fn } = context;
  return graph.callsIn(fn).flatMap((call): TaskFinding[] => {
    if (!call.target.info.async || !isOpenIn(context, call.ref)) return [];
    if (!values.fn.statements.has(call.ref) && !isVoided(values, call.ref)) return [];
    summaries.of(call.target);
    const hit = summaries.translated(fn, values, call).find((effect) => effect.late && effect.operation !== "assign" && returned.has(effect.target));
    return hit ? [returnedFinding(context, call.ref, call.ref, hit.target)] : [];
  });
}

/** Functions given to timers in a loop that write to it. */
function forgottenClosures(context: TaskContext, returned: ReadonlySet<AtomId>): TaskFinding[] {
  const { values, graph, summaries, fn } = context;
  return values.fn.events.flatMap((event, ref): TaskFinding[] => {
    if (event.op !== "closure" || !isOpenIn(context, ref) || !isTimed(context, ref)) return [];
    const deferred = fn.unit.function(event.function);
    return graph.actsOf(deferred, summaries).flatMap((act): TaskFinding[] => {
      const atom = deferred.tasks.values.atom(act.place);
      if (!changes(act) || act.effect || atom.tag !== "binding" || !returned.has(values.bindingAt(atom.binding, ref))) return [];
      const { name } = atom.binding;
      const place = { ref: undefined, name, kind: context.analysis.kinds.kindOf(values.bindingAt(atom.binding, ref)) ?? "unknown" };
      return [{ fn: deferred, hazard: "escaping-mutation", level: "strict", at: act.ref, first: act.ref, suspension: act.ref, place, second: undefined, form: "returned" }];
    });
  });
}

function returnedFinding(context: TaskContext, at: Ref, suspension: Ref, value: AtomId): TaskFinding {
  const { fn, analysis } = context;
  const kind = analysis.kinds.kindOf(value);
  const place = placeOf(context, { place: value }, at);
  return { fn, hazard: "escaping-mutation", level: "strict", at, first: suspension, suspension, place: { ...place, kind: kind ?? place.kind }, second: undefined, form: "returned" };
}

/** Local collections that the function returns, alone or as a member of what it returns. */
function returnedValues({ values, fn }: TaskContext): Set<AtomId> {
  const found = new Set<AtomId>();
  for (const block of fn.analysis.values.flow.order) {
    const { terminator } = values.fn.blocks[block]!;
    if (terminator.type !== "return" || terminator.value === undefined) continue;
    const event = values.fn.events[terminator.value]!;
    const parts = event.op === "allocate" ? [terminator.value, ...event.parts] : [terminator.value];
    for (const part of parts) {
      for (const id of [values.resolve(values.of(part)), ...alternatives(values, values.of(part))]) if (values.atom(id).tag === "allocation") found.add(id);
    }
  }
  return found;
}

/** A loop that waits, and launches what changes its collection. */
function whileOpen(context: TaskContext): TaskFinding[] {
  const { analysis } = context;
  return analysis.iterations.flatMap((iteration) => {
    const rounds = analysis.roundsOf(iteration);
    const suspension = context.suspensions.refs.find((ref) => context.suspensions.isOwn(ref) && rounds.contains(ref) && rounds.reachesStep(ref));
    if (suspension === undefined) return [];
    return [...launchedClosures(context, iteration), ...launchedCalls(context, iteration), ...launchedParts(context, iteration)];
  });
}

function launchedClosures(context: TaskContext, iteration: Iteration): TaskFinding[] {
  const { fn, values, analysis } = context;
  const rounds = analysis.roundsOf(iteration);
  return values.fn.events.flatMap((event, ref): TaskFinding[] => {
    if (event.op !== "closure" || !rounds.contains(ref) || !isLaunched(context, ref)) return [];
    return found(context, iteration, fn.unit.function(event.function), undefined);
  });
}

/** What local async functions do after their first wait, which are part of this function's graph. */
function launchedParts(context: TaskContext, iteration: Iteration): TaskFinding[] {
  const { fn, values, analysis, suspensions } = context;
  const source = values.resolve(values.of(iteration.source));
  const rounds = analysis.roundsOf(iteration);
  return context.acts.flatMap((act): TaskFinding[] => {
    if (act.operation === "assign" || act.place !== source || fn.analysis.values.flow.isReachable(values.fn.blockOf[act.ref]!)) return [];
    const suspension = suspensions.refs.find((ref) => ref < act.ref && !suspensions.isOwn(ref) && rounds.contains(ref));
    const kind = analysis.kinds.kindOf(source) ?? (act.operation.startsWith("splice") ? "Array" : undefined);
    if (suspension === undefined || kind === undefined || kind === "other" || !act.kinds.includes(kind) || isWaitedFor(context, suspension)) return [];
    const { effect } = consequenceOf(kind, iteration.form, act.operation, act.key === undefined ? "none" : "unknown");
    if (effect === "none" || (effect === "misses-removed" && (kind === "Map" || kind === "Set"))) return [];
    const place = { ref: iteration.source, name: context.textOf(iteration.source), kind };
    return [{ fn, hazard: "escaping-mutation", level: "strict", at: act.ref, first: act.ref, suspension, place, second: { fn, act: { ...act, ref: iteration.source } }, form: "deferred" }];
  });
}

/** The function that waits here was called with `await`. */
function isWaitedFor({ values, suspensions }: TaskContext, suspension: Ref): boolean {
  const end = suspensions.endOf(suspension);
  return values.fn.events.some((event) => event.op === "suspend" && event.value !== undefined && values.fn.blockOf[event.value] === end && values.fn.events[event.value]!.op === "choose");
}

/** Calls of async functions that nobody waits for: what they do after their first wait. */
function launchedCalls(context: TaskContext, iteration: Iteration): TaskFinding[] {
  const { fn, graph, summaries, analysis } = context;
  const rounds = analysis.roundsOf(iteration);
  return graph.callsIn(fn).flatMap((call): TaskFinding[] => {
    if (!call.target.info.async || !rounds.contains(call.ref) || isAwaited(fn, call.ref)) return [];
    summaries.of(call.target);
    const isHit = summaries
      .translated(fn, analysis.values, call)
      .some((effect) => effect.late && alternatives(analysis.values, effect.target).includes(analysis.values.resolve(analysis.values.of(iteration.source))));
    return isHit ? found(context, iteration, call.target, call.ref) : [];
  });
}

function found(context: TaskContext, iteration: Iteration, deferred: ProgramFunction, call: Ref | undefined): TaskFinding[] {
  const { fn, graph, summaries, analysis, values } = context;
  const { kinds } = analysis;
  const shapes = new Set(shapesOf(fn, analysis, values.of(iteration.source)));
  const own = localShape(context, iteration);
  if (own !== undefined) shapes.add(own);
  return graph.actsOf(deferred, summaries).flatMap((act): TaskFinding[] => {
    const isSame = act.shape !== undefined && shapes.has(act.shape);
    if (act.operation === "assign" || (!isSame && call === undefined) || act.effect) return [];
    const kind = kinds.kindOf(values.of(iteration.source)) ?? deferred.tasks.kinds.kindOf(act.place);
    if (kind === undefined || kind === "other" || !act.kinds.includes(kind)) return [];
    const { effect } = consequenceOf(kind, iteration.form, act.operation, act.key === undefined ? "none" : "unknown");
    if (effect === "none" || (effect === "misses-removed" && (kind === "Map" || kind === "Set"))) return [];
    const place = { ref: iteration.source, name: context.textOf(iteration.source), kind };
    return [{ fn: deferred, hazard: "escaping-mutation", level: "strict", at: act.ref, first: act.ref, suspension: act.ref, place, second: { fn, act: { ...act, ref: iteration.source } }, form: "deferred" }];
  });
}

/** A local of this function, as its closures see it. */
function localShape({ values }: TaskContext, iteration: Iteration): string | undefined {
  const event = values.fn.events[iteration.source]!;
  return event.op === "load" && event.binding.kind !== "global" ? `b${event.binding.id}` : undefined;
}
