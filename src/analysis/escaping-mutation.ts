import type { Ref } from "../ir/types.ts";
import { consequenceOf } from "../semantics/table.ts";
import { alternatives } from "./aliases.ts";
import { type Act, clears, inserts, removes } from "./acts.ts";
import { callsOf } from "./calls.ts";
import { isAwaited } from "./call-mutations.ts";
import { placeOf } from "./check-then-act.ts";
import type { Iteration } from "./iterations.ts";
import type { ProgramFunction } from "./program.ts";
import { shapesOf } from "./shapes.ts";
import type { TaskContext, TaskFinding } from "./task-context.ts";
import { isLaunched } from "./launches.ts";

/** A function that is launched from a loop changes the collection later: while the loop is still open, or after its owner has returned it. */
export function escapingMutations(context: TaskContext): TaskFinding[] {
  return [...afterReturn(context), ...whileOpen(context)];
}

const changes = (act: Act): boolean => inserts(act) || removes(act) || clears(act);

/** `ids.forEach(async (id) => { t.set(id, await load(id)); }); return t;` */
function afterReturn(context: TaskContext): TaskFinding[] {
  const { fn, values, analysis, suspensions } = context;
  const returned = returnedValues(context);
  if (returned.size === 0) return [];
  return context.acts.flatMap((act): TaskFinding[] => {
    if (!changes(act) || act.operation === "assign" || values.atom(act.place).tag !== "allocation" || !returned.has(act.place)) return [];
    const suspension = suspensions.refs.find((ref) => !suspensions.isOwn(ref) && suspensions.between(ref, act.ref) === undefined && comesAfter(context, ref, act.ref));
    if (suspension === undefined || !isForgotten(context, suspension)) return [];
    const place = placeOf(context, act, act.ref);
    const kind = analysis.kinds.kindOf(act.place);
    return [{ fn, hazard: "escaping-mutation", level: "strict", at: act.ref, first: suspension, suspension, place: { ...place, kind: kind ?? place.kind }, second: undefined, form: "returned" }];
  });
}

/** Does the event come after a wait that only a callback makes? */
function comesAfter({ values, fn }: TaskContext, suspension: Ref, ref: Ref): boolean {
  if (fn.analysis.values.flow.isReachable(values.fn.blockOf[ref]!)) return false;
  return suspension < ref;
}

/** The promises of these callbacks go nowhere: `forEach` drops them. */
function isForgotten({ fn }: TaskContext, suspension: Ref): boolean {
  const { analysis } = fn;
  const { events } = analysis.values.fn;
  return analysis.iterations.some((iteration) => {
    if (!iteration.form.startsWith("callback") || !analysis.roundsOf(iteration).contains(suspension)) return false;
    return events.some((event, ref) => ref > iteration.ref && event.op === "call" && event.method === "forEach" && event.receiver === iteration.source);
  });
}

function returnedValues({ fn }: TaskContext): Set<number> {
  const { values } = fn.analysis;
  const found = new Set<number>();
  for (const block of values.flow.order) {
    const { terminator } = values.fn.blocks[block]!;
    if (terminator.type !== "return" || terminator.value === undefined) continue;
    const event = values.fn.events[terminator.value]!;
    const parts = event.op === "allocate" ? event.parts : [terminator.value];
    for (const part of parts) for (const id of alternatives(values, values.of(part))) found.add(id);
  }
  return found;
}

/** A loop that waits, and launches what changes its collection. */
function whileOpen(context: TaskContext): TaskFinding[] {
  const { fn } = context;
  const { analysis } = fn;
  return analysis.iterations.flatMap((iteration) => {
    const rounds = analysis.roundsOf(iteration);
    const suspension = context.suspensions.refs.find((ref) => context.suspensions.isOwn(ref) && rounds.contains(ref) && rounds.reachesStep(ref));
    if (suspension === undefined) return [];
    return [...launchedClosures(context, iteration, suspension), ...launchedCalls(context, iteration, suspension)];
  });
}

function launchedClosures(context: TaskContext, iteration: Iteration, suspension: Ref): TaskFinding[] {
  const { fn, values } = context;
  const rounds = fn.analysis.roundsOf(iteration);
  return values.fn.events.flatMap((event, ref): TaskFinding[] => {
    if (event.op !== "closure" || !rounds.contains(ref) || !isLaunched(context, ref)) return [];
    return found(context, iteration, suspension, fn.unit.function(event.function), undefined);
  });
}

/** Calls of async functions that nobody waits for: what they do after their first wait. */
function launchedCalls(context: TaskContext, iteration: Iteration, suspension: Ref): TaskFinding[] {
  const { fn, summaries } = context;
  const { analysis } = fn;
  const rounds = analysis.roundsOf(iteration);
  return callsOf(fn).flatMap((call): TaskFinding[] => {
    if (!call.target.info.async || !rounds.contains(call.ref) || isAwaited(fn, call.ref)) return [];
    summaries.of(call.target);
    const isHit = summaries
      .translated(fn, analysis.values, call)
      .some((effect) => effect.late && alternatives(analysis.values, effect.target).includes(analysis.values.resolve(analysis.values.of(iteration.source))));
    return isHit ? found(context, iteration, suspension, call.target, call.ref) : [];
  });
}

function found(context: TaskContext, iteration: Iteration, suspension: Ref, deferred: ProgramFunction, call: Ref | undefined): TaskFinding[] {
  const { fn, graph, summaries } = context;
  const { values, kinds } = fn.analysis;
  const shapes = new Set(shapesOf(fn, fn.analysis, values.of(iteration.source)));
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
    return [{ fn: deferred, hazard: "escaping-mutation", level: "strict", at: act.ref, first: iteration.source, suspension, place, second: { fn, act }, form: "deferred" }];
  });
}

/** A local of this function, as its closures see it. */
function localShape({ fn }: TaskContext, iteration: Iteration): string | undefined {
  const event = fn.analysis.values.fn.events[iteration.source]!;
  return event.op === "load" && event.binding.kind !== "global" ? `b${event.binding.id}` : undefined;
}
