import type { LogEntry } from "../trace/log.ts";
import { type Evidence, evidence, type Judged } from "./evidence.ts";
import { TaskView } from "./tasks.ts";
import { entryText } from "./wording.ts";

/**
 * A task looks at an entry, another task puts a new one under the same key, and the first, which has not looked again, deletes that.
 * @param by how it looked: by an iteration (or a copy), or by a question about the key.
 */
export function staleAct(judged: Judged, by: "iteration" | "question"): Evidence | null {
  const view = new TaskView(judged);
  for (const act of view.entries) {
    if (act.kind !== "delete" || act.operation !== "delete" || act.place === undefined || !view.isAt(act, "act")) continue;
    const look = view.entries.findLast((entry) => entry.at < act.at && entry.task === act.task && isLook(entry, act));
    if (look === undefined || isQuestion(look) !== (by === "question")) continue;
    const change = view.between(look, act).findLast((entry) => isReplacement(entry, act) && view.isOther(entry, act.task));
    if (change === undefined) continue;
    return evidence([look, change, act], `task ${act.task} has deleted what task ${change.task} has put under ${entryText(act)} since`);
  }
  return null;
}

function isLook(entry: LogEntry, act: LogEntry): boolean {
  if (entry.collection !== act.collection && !(entry.kind === "read" && entry.collection === undefined)) return false;
  if (isQuestion(entry)) return entry.place === act.place;
  return (entry.kind === "visit" && Object.is(entry.key, act.key)) || entry.kind === "read";
}

function isQuestion({ kind }: LogEntry): boolean {
  return kind === "has" || kind === "get";
}

function isReplacement(entry: LogEntry, act: LogEntry): boolean {
  if (entry.place !== act.place) return false;
  return entry.kind === "insert" || (entry.kind === "overwrite" && !Object.is(entry.before, entry.value));
}
