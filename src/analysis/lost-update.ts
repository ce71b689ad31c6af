import type { Act } from "./acts.ts";
import { isContended, isOwnKey, isReentrant, placeOf } from "./check-then-act.ts";
import { isAlone, isOneTask } from "./levels.ts";
import { holdsLock, isClaimed, isRechecked } from "./protection.ts";
import type { Read } from "./reads.ts";
import type { TaskContext, TaskFinding } from "./task-context.ts";

/** A shared place is read, the function waits, and what is written back was computed from the old value. */
export function lostUpdates(context: TaskContext): TaskFinding[] {
  const findings: TaskFinding[] = [];
  for (const act of context.acts) {
    if (act.value === undefined || act.effect || !writesBack(act)) continue;
    for (const read of context.reads.of(act.value, true)) {
      // The value as it was, or one chosen instead of it, is no update.
      if (!isSame(read, act) || !(read.computed || read.awaited)) continue;
      const found = judge(context, act, read);
      if (!found) continue;
      findings.push(found);
      break;
    }
  }
  return findings;
}

const writesBack = ({ operation }: Act): boolean => operation === "assign" || operation === "set" || operation === "index-write";

function isSame(read: Read, act: Act): boolean {
  if (read.place !== act.place) return false;
  if (act.operation === "assign") return read.how === "slot" || read.how === "whole";
  return read.how === "entry" && read.key === act.key && read.gives;
}

function judge(context: TaskContext, act: Act, read: Read): TaskFinding | undefined {
  const others = context.writesTo(act.place, act.key).filter(({ ref }) => ref !== act.ref).map(({ ref }) => ref);
  const suspension = context.suspensions.between(read.ref, act.ref, new Set(others), (wait) => !isClaimed(context, wait));
  if (suspension === undefined || !isContended(context, act, read, suspension)) return undefined;
  if (isRechecked(context, act) || holdsLock(context, read.ref)) return undefined;
  if (act.key !== undefined && isOwnKey(context, act.key)) return undefined;
  const { fn, graph } = context;
  const second = act.shape === undefined || isReentrant(context, act) ? undefined : graph.otherWriter(fn, act.shape, suspension);
  const isSure = !read.awaited && isComputed(context, act, read) && !isAlone(context, act) && !isOneTask(fn.info.name);
  const level = isSure ? "recommended" : "strict";
  return { fn, hazard: "lost-update-across-await", level, at: act.ref, first: read.ref, suspension, place: placeOf(context, act, read.ref), second, form: "update" };
}

/** The new value is made of the old one by arithmetic, text, or copying with a change; not just by handing it to a function. */
function isComputed(context: TaskContext, act: Act, read: Read): boolean {
  return context.reads.of(act.value!).some((other) => other.ref === read.ref && !other.awaited);
}
