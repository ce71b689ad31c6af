import type { LogEntry, RunLog } from "../trace/log.ts";
import type { Judged } from "./evidence.ts";

/** What tasks do to one another: the entries of a log that count for that. */
export class TaskView {
  readonly entries: readonly LogEntry[];
  readonly #log: RunLog;
  readonly #sites: Judged["sites"];
  /** Announcements that an operation has answered to. */
  readonly #answered: ReadonlySet<number>;

  constructor({ log, sites }: Judged) {
    this.#log = log;
    this.#sites = sites;
    this.entries = log.entries;
    this.#answered = new Set(log.entries.flatMap(({ announced }) => (announced === undefined ? [] : [announced])));
  }

  /** Whether the entry is at a site of this role, or the case has no sites. */
  isAt(entry: LogEntry, ...roles: readonly string[]): boolean {
    return this.#sites === undefined || (entry.site !== undefined && roles.includes(this.#sites.get(entry.site) ?? ""));
  }

  /** Whether a place gets a value: an entry of a collection, a property, or a variable. */
  isWrite(entry: LogEntry): boolean {
    if (entry.kind === "insert" || entry.kind === "overwrite") return true;
    return (entry.kind === "write" || entry.kind === "act" || entry.kind === "mutate") && !this.#answered.has(entry.at);
  }

  isAnswered(entry: LogEntry): boolean {
    return this.#answered.has(entry.at);
  }

  /** Whether another task than this one did it. What nobody is known to have done counts for no one. */
  isOther(entry: LogEntry, task: string): boolean {
    return entry.task !== task && entry.task !== "?";
  }

  between(from: LogEntry, to: LogEntry): readonly LogEntry[] {
    return this.#log.entries.slice(from.at + 1, to.at);
  }

  isKeyed({ collection }: LogEntry): boolean {
    const kind = collection === undefined ? undefined : this.#log.collections[collection - 1]?.kind;
    return kind === "keyed" || kind === "weak";
  }

  /**
   * Whether two activations of one function in one call, such as two callbacks of a `Promise.all`, came to these two entries one after the
   * other, and each waited there: only then are they told apart.
   */
  areParallel(first: LogEntry, second: LogEntry, until: LogEntry): boolean {
    if (first.task !== second.task || first.site === undefined || first.site !== second.site || first.turn !== second.turn) return false;
    const isWait = ({ kind, task }: LogEntry): boolean => kind === "suspend" && task === first.task;
    const waits = (from: LogEntry, to: LogEntry): boolean => this.between(from, to).some(isWait);
    return waits(first, second) && waits(second, until);
  }
}
