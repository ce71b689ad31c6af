import type { LogEntry } from "../trace/log.ts";
import { type Evidence, evidence, type Judged, type Oracle } from "./evidence.ts";
import { staleAct } from "./stale-acts.ts";
import { TaskView } from "./tasks.ts";

/**
 * Two tasks pass one check, the second before the first acts, and both act on the same place. Or a task deletes by key what another has
 * put there since it looked.
 */
export const checkThenActAcrossAwait: Oracle = (judged) => bothActed(judged) ?? staleAct(judged, "question");

function bothActed(judged: Judged): Evidence | null {
  const view = new TaskView(judged);
  const acts = view.entries.filter((entry) => isAct(view, entry));
  for (const [index, second] of acts.entries()) {
    const check = lastCheck(view, second);
    if (check === undefined || !isAbsent(check)) continue;
    for (const first of acts.slice(0, index)) {
      if (first.at < check.at) continue;
      const found = judge(view, check, first, second, judged);
      if (found !== null) return found;
    }
  }
  return null;
}

function isAct(view: TaskView, entry: LogEntry): boolean {
  return view.isWrite(entry) && view.isAt(entry, "act") && entry.task !== "?";
}

/** @param check the last one of the second. */
function judge(view: TaskView, check: LogEntry, first: LogEntry, second: LogEntry, judged: Judged): Evidence | null {
  if (!wouldDiffer(check, first, second, judged)) return null;
  const other = first.task === second.task ? parallelCheck(view, check, first) : lastCheck(view, first);
  if (other === undefined || !isAbsent(other)) return null;
  if (first.task === second.task && first.site !== second.site) return null;
  return evidence([other, check, first, second], "both acted");
}

/** The last check of the task before its act. */
function lastCheck(view: TaskView, act: LogEntry): LogEntry | undefined {
  const isIt = (entry: LogEntry): boolean => entry.at < act.at && entry.task === act.task && isCheck(view, entry) && isAbout(view, entry, act);
  return view.entries.findLast(isIt);
}

/** The check of another activation in the same task. */
function parallelCheck(view: TaskView, check: LogEntry, first: LogEntry): LogEntry | undefined {
  const isIt = (entry: LogEntry): boolean => entry.at < check.at && entry.kind === check.kind && isCheck(view, entry);
  return view.entries.findLast((entry) => isIt(entry) && view.areParallel(entry, check, first));
}

function isCheck(view: TaskView, entry: LogEntry): boolean {
  const { kind } = entry;
  if (kind === "check") return !view.isAnswered(entry);
  return kind === "has" || kind === "get" || kind === "query" || kind === "size";
}

/** Whether the check asks for the place of the act, or for the whole of which it is a part. */
function isAbout(view: TaskView, check: LogEntry, act: LogEntry): boolean {
  if (check.place !== undefined && check.place === act.place) return true;
  if (check.kind === "query" || check.kind === "size") return check.collection === act.collection;
  if (check.kind === "has") return check.collection === act.collection && !view.isKeyed(check) && Object.is(check.key, act.key);
  return check.kind === "check" && check.key === undefined && view.isAt(check, "check");
}

/** Whether the check of the second would have come out otherwise after the act of the first. */
function wouldDiffer(check: LogEntry, first: LogEntry, second: LogEntry, { isSerial, isOneCall }: Judged): boolean {
  if (isRepetition(second) && (isSerial !== false || isOneCall === true)) return false;
  if (check.kind === "query") return first.collection === second.collection && saysYes(check.value, first.value);
  if (check.kind === "size") return first.collection === second.collection && isSerial === false;
  if (first.place === second.place && first.place !== undefined) return isKeyed(check) || isSerial !== true;
  const isWhole = check.kind === "check" && first.collection !== undefined && first.collection === second.collection;
  return isWhole && isSerial === false;
}

function isKeyed({ kind, key }: LogEntry): boolean {
  return key !== undefined || kind !== "check";
}

/** An act that finds done what it does. What else the task has done in vain shows in the outcome, where there is another one to compare it with. */
function isRepetition({ kind, operation }: LogEntry): boolean {
  return kind === "overwrite" && operation === "add";
}

/** Whether the answer was that there is nothing. Of checks that no method makes, only that what is there is unknown or nothing. */
function isAbsent({ kind, outcome, value, key, collection }: LogEntry): boolean {
  if (kind === "check") return !value || (key === undefined && collection !== undefined);
  if (kind === "size") return true;
  return outcome === undefined || outcome === null || outcome === false || outcome === -1;
}

function saysYes(predicate: unknown, element: unknown): boolean {
  if (typeof predicate !== "function") return false;
  try {
    return Boolean((predicate as (element: unknown) => unknown)(element));
  } catch {
    return false;
  }
}

