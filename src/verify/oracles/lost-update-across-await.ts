import type { LogEntry } from "../trace/log.ts";
import { type Evidence, evidence, type Oracle } from "./evidence.ts";
import { TaskView } from "./tasks.ts";

/**
 * A task reads a place, another one replaces what is there, and the first, which has not read again, writes. Nothing is lost where the
 * outcome is one that a serial order gives.
 */
export const lostUpdateAcrossAwait: Oracle = (judged) => {
  if (judged.isSerial === true) return null;
  const view = new TaskView(judged);
  const writes = view.entries.filter((entry) => view.isWrite(entry) && entry.place !== undefined && entry.task !== "?");
  for (const write of writes) {
    if (!view.isAt(write, "write")) continue;
    const found = judge(view, writes, write, judged.isSerial === false ? "strong" : "weak");
    if (found !== null) return found;
  }
  return null;
};

function judge(view: TaskView, writes: readonly LogEntry[], write: LogEntry, strength: Evidence["strength"]): Evidence | null {
  const read = view.entries.findLast((entry) => entry.at < write.at && entry.task === write.task && isRead(view, entry, write));
  if (read === undefined) return null;
  const meanwhile = writes.filter((entry) => entry.at > read.at && entry.at < write.at && entry.place === write.place);
  const change = meanwhile.findLast((entry) => isChange(entry) && (entry.task !== write.task || isParallel(view, read, entry, write)));
  if (change === undefined || meanwhile.some((entry) => entry.at > change.at && entry.task === write.task)) return null;
  return evidence([read, change, write], `what ${change.task === write.task ? "the first write" : `task ${change.task}`} has stored is gone`, strength);
}

function isRead(view: TaskView, entry: LogEntry, write: LogEntry): boolean {
  if (entry.place !== write.place) return false;
  return entry.kind === "get" || (entry.kind === "read" && !view.isAnswered(entry));
}

/** A write that changes something, as far as that can be seen. */
function isChange({ kind, before, value }: LogEntry): boolean {
  return kind !== "overwrite" || !Object.is(before, value);
}

/** Whether another activation in the same task made the change: both had read, and waited, before. */
function isParallel(view: TaskView, read: LogEntry, change: LogEntry, write: LogEntry): boolean {
  if (change.site === undefined || change.site !== write.site) return false;
  return view.entries.some((entry) => entry.at < read.at && isRead(view, entry, write) && view.areParallel(entry, read, change));
}
