import type { CollectionKind, LogEntry, RunLog } from "../trace/log.ts";
import { Crossings } from "./crossings.ts";
import type { Judged } from "./evidence.ts";

/** Something that went wrong with one entry. */
export interface Mishap {
  readonly entry: number;
  /** The change that did it. */
  readonly by: LogEntry;
  /** The visit that was one too many, or what shows that the loop went on. */
  readonly seen: LogEntry;
}

/** One iteration, from its beginning to its end. */
export interface Story {
  readonly open: LogEntry;
  readonly kind: CollectionKind;
  readonly close: LogEntry | null;
  readonly visits: readonly LogEntry[];
  /** Insertions, deletions, overwritten entries while it was open. */
  readonly changes: readonly LogEntry[];
  /** Questions about keys while it was open. */
  readonly questions: readonly LogEntry[];
  readonly steps: readonly LogEntry[];
  /** When the elements of a list were moved. */
  readonly orders: readonly LogEntry[];
  /** Where the loop waited: by any task of the run. */
  readonly suspensions: readonly LogEntry[];
  /** Elements that were there from the start, and went from before the position to behind it without being visited. */
  readonly skipped: readonly Mishap[];
  /** Elements that were visited, moved ahead again, and were visited again. */
  readonly repeated: readonly Mishap[];
}

/** The iterations that the case is about. */
export function storiesOf({ log, sites }: Judged): Story[] {
  return log.entries
    .filter(({ kind, site }) => kind === "open" && (sites === undefined || sites.get(site!) === "iterate"))
    .map((open) => storyOf(log, open));
}

function storyOf({ entries, collections }: RunLog, open: LogEntry): Story {
  const { kind } = collections[open.collection! - 1]!;
  const later = entries.slice(open.at + 1);
  const end = later.findIndex((entry) => entry.kind === "close" && entry.loop === open.loop);
  const during = end < 0 ? later : later.slice(0, end);
  const close = end < 0 ? null : later[end]!;
  const own = during.filter(({ loop, collection }) => loop === open.loop || (loop === undefined && collection === open.collection));
  const crossings = new Crossings(open, own, close);
  return {
    open,
    kind,
    close,
    visits: own.filter((entry) => entry.kind === "visit"),
    changes: own.filter((entry) => entry.kind === "insert" || entry.kind === "delete" || entry.kind === "overwrite"),
    questions: own.filter((entry) => entry.kind === "has" || entry.kind === "get"),
    steps: own.filter((entry) => entry.kind === "step"),
    orders: own.filter((entry) => entry.kind === "order"),
    suspensions: during.filter((entry) => entry.kind === "suspend"),
    skipped: kind === "list" ? crossings.skipped : [],
    repeated: kind === "list" ? crossings.repeated : [],
  };
}

/** Whether the loop's own task made a change: its body, or what the body calls. */
export function isOwn({ open }: Story, change: LogEntry): boolean {
  return change.task === open.task;
}

/** Whether it is known that the iteration went on to its end, or at least beyond a point. */
export function wentOn({ open, close, visits, steps }: Story, after: LogEntry): boolean {
  if (close?.reason === "end" || close?.reason === "endless") return true;
  return open.isByHand === true ? steps.some(({ at }) => at > after.at) : visits.some(({ at }) => at > after.at) && close === null;
}

/** Whether the iteration has come to its end. */
export function hasEnded({ close }: Story): boolean {
  return close?.reason === "end" || close?.reason === "endless";
}
