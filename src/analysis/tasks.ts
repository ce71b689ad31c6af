import type { ProtectionSettings } from "../hazards/settings.ts";
import { checkThenAct } from "./check-then-act.ts";
import { clearsAfterAwait } from "./clear-after-await.ts";
import { escapingMutations } from "./escaping-mutation.ts";
import { iterationsAcrossAwait, keptIterators } from "./iteration-across-await.ts";
import { lostUpdates } from "./lost-update.ts";
import { unsynchronizedMaps } from "./gomap-tasks.ts";
import type { ProgramFunction, ProgramUnit } from "./program.ts";
import { isCalledUnderLock } from "./protection.ts";
import type { Summaries } from "./summaries.ts";
import { TaskContext, type TaskFinding } from "./task-context.ts";
import { TaskGraph } from "./task-graph.ts";
import type { TypeOracle } from "./types.ts";

const suspends = /\bawait\b|\.\s*(?:then|catch|finally)\s*\(|\byield\b|\b(?:set(?:Timeout|Interval|Immediate)|queueMicrotask|nextTick|requestAnimationFrame|requestIdleCallback)\b/;
const keepsIterator = /\.(?:values|keys|entries)\s*\(\s*\)|\bSymbol\s*\.\s*iterator\b/;

/** Finds what can go wrong in one file because other tasks run while a function waits. */
export function taskFindings(
  unit: ProgramUnit,
  summaries: Summaries,
  oracle: TypeOracle | undefined,
  settings: ProtectionSettings,
): TaskFinding[] {
  const { text } = unit.ir;
  const mayKeep = keepsIterator.test(text);
  if (!suspends.test(text) && !mayKeep && !unit.usesEngine) return [];
  const ofGoTasks = unsynchronizedMaps(unit, summaries);
  const all = unit.all();
  const waiting = all.filter(waits);
  const launching = suspends.test(text) ? all.filter((fn) => !waits(fn) && launches(fn)) : [];
  const keeping = mayKeep ? all.filter(keeps) : [];
  const handing = suspends.test(text) ? all.filter((fn) => !waits(fn) && handsOn(fn)) : [];
  if (waiting.length === 0 && launching.length === 0 && keeping.length === 0 && handing.length === 0) return ofGoTasks;
  const graph = new TaskGraph(unit);
  const contextOf = (fn: ProgramFunction): TaskContext => new TaskContext(fn, graph, summaries, oracle, settings);
  const isFree = (fn: ProgramFunction): boolean => !isCalledUnderLock(graph, fn, settings.lockFunctions);
  const handed = handing.filter(isFree).flatMap((fn) => checkThenAct(contextOf(fn)));
  return [...ofGoTasks, ...keeping.flatMap((fn) => keptIterators(contextOf(fn))), ...launching.flatMap((fn) => escapingMutations(contextOf(fn))), ...handed, ...waiting.flatMap((fn) => {
    if (!isFree(fn)) return [];
    const context = contextOf(fn);
    return [
      ...iterationsAcrossAwait(context),
      ...withoutRepetition([...lostUpdates(context), ...checkThenAct(context)]),
      ...clearsAfterAwait(context),
      ...escapingMutations(context),
    ];
  })];
}

/** Has the function a loop, and does it return something? */
const launches = (fn: ProgramFunction): boolean => {
  const { ir } = fn.unit.ir.lowered(fn.id);
  return ir.events.some(({ op }) => op === "iterate-open") && ir.blocks.some(({ terminator }) => terminator.type === "return" && terminator.value !== undefined);
};

/** Does an async function leave the waiting to another one, whose promise it returns? */
const handsOn = (fn: ProgramFunction): boolean => {
  if (!fn.info.async) return false;
  const { ir } = fn.unit.ir.lowered(fn.id);
  return ir.blocks.some(({ terminator }) => terminator.type === "return" && terminator.value !== undefined && ir.events[terminator.value]!.op === "call");
};

/** Is an iterator put into a member? */
const keeps = (fn: ProgramFunction): boolean => {
  const { ir } = fn.unit.ir.lowered(fn.id);
  return ir.events.some((event) => event.op === "put" && typeof event.key === "string" && ir.events[event.value]!.op === "call");
};

const waits = (fn: ProgramFunction): boolean => fn.unit.ir.lowered(fn.id).ir.events.some(({ op }) => op === "suspend");

/** A write back of an old value is told as that, not once more as an outdated check. */
function withoutRepetition(findings: readonly TaskFinding[]): TaskFinding[] {
  const seen = new Set<number>();
  return findings.filter(({ at }) => !seen.has(at) && seen.add(at));
}
