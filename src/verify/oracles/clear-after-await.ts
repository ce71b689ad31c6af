import type { LogEntry } from "../trace/log.ts";
import { type Evidence, evidence, type Oracle } from "./evidence.ts";
import { TaskView } from "./tasks.ts";
import { entryText } from "./wording.ts";

const bulk: ReadonlySet<string | undefined> = new Set(["clear", "splice", "length"]);

/** A task drains a collection, another one adds an entry, and the first clears it away: nobody has looked at it. */
export const clearAfterAwait: Oracle = (judged) => {
  const view = new TaskView(judged);
  for (const entry of view.entries) {
    const cleared = clears(view, entry);
    if (cleared === null) continue;
    const drain = view.entries.findLast((other) => other.at < entry.at && other.task === entry.task && isDrain(view, other, cleared.collection));
    const lost = drain === undefined ? undefined : lostEntry(view, drain, entry, cleared);
    if (lost === undefined) continue;
    return conclude(drain!, lost, entry);
  }
  return null;
};

interface Cleared {
  readonly collection: number;
  /** The one entry that goes; all of them where it is left out. */
  readonly entry?: number;
}

/** What goes: an entry by `clear()` and the like, or all when another collection takes the place of this one. */
function clears(view: TaskView, entry: LogEntry): Cleared | null {
  const { kind, collection } = entry;
  if (collection === undefined || entry.task === "?") return null;
  if (kind === "delete") return bulk.has(entry.operation) && view.isAt(entry, "act") ? { collection, entry: entry.entry } : null;
  const isReplaced = (kind === "act" || kind === "write") && view.isAt(entry, "act") && !view.isAnswered(entry) && isOther(entry);
  return isReplaced && !hasFollowed(view, entry) ? { collection } : null;
}

/** Whether something else is put in the place of the collection. A number is the argument of a call, such as `splice(0, 0)`. */
function isOther(entry: LogEntry): boolean {
  return "value" in entry && typeof entry.value !== "number";
}

/** Whether a write to the collection itself, such as one to its length, is what the entry has announced. */
function hasFollowed(view: TaskView, { at, collection }: LogEntry): boolean {
  return view.entries.some((other) => other.announced === at && other.collection === collection);
}

/** The drain: a read at the site of the case, or an iteration of the collection. */
function isDrain(view: TaskView, entry: LogEntry, collection: number): boolean {
  if (entry.kind === "read") return view.isAt(entry, "read") && (entry.collection ?? collection) === collection;
  return entry.kind === "open" && entry.collection === collection;
}

function lostEntry(view: TaskView, drain: LogEntry, clear: LogEntry, { collection, entry }: Cleared): LogEntry | undefined {
  const meanwhile = view.between(drain, clear).filter((other) => other.collection === collection);
  return meanwhile.find((added) => {
    const isAdded = added.kind === "insert" || (added.kind === "overwrite" && !Object.is(added.before, added.value));
    if (!isAdded || !view.isOther(added, clear.task) || (entry !== undefined && added.entry !== entry)) return false;
    return !meanwhile.some((other) => other.at > added.at && hasSeen(other, added));
  });
}

/** Whether someone has looked at the entry since, or taken it out. */
function hasSeen(other: LogEntry, { entry, place, key }: LogEntry): boolean {
  if (other.kind === "visit" || other.kind === "delete") return other.entry === entry && other.operation !== "clear";
  if (other.kind === "read") return true;
  return (other.kind === "get" || other.kind === "has") && (place === undefined ? Object.is(other.key, key) : other.place === place);
}

function conclude(drain: LogEntry, added: LogEntry, clear: LogEntry): Evidence {
  return evidence([drain, added, clear], `${entryText(added)} goes, and nobody has looked at it`);
}
