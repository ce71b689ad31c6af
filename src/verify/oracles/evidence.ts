import type { SiteRole } from "../site.ts";
import { show } from "../trace/text.ts";
import type { LogEntry, RunLog } from "../trace/log.ts";

/** What is to be judged: the log of one run, and what the case is about. */
export interface Judged {
  readonly log: RunLog;
  /** The roles of the sites of the case: loops and acts count only there. All count where it is left out. */
  readonly sites?: ReadonlyMap<number, SiteRole>;
  /** Whether the outcome of the run is one that some serial order of its calls gives: see `isSerial`. Left out where nobody knows. */
  readonly isSerial?: boolean;
}

/** What an oracle has seen. */
export interface Evidence {
  /** The events, in their order, one a line: the last one says what is wrong. */
  readonly lines: readonly string[];
  /**
   * `strong`: an entry or a write is lost, repeated or doubled in this run. `weak`: what happened can do harm, but need not; enough
   * for findings of level strict.
   */
  readonly strength: "strong" | "weak";
}

/** What a run shows of one hazard: null where it shows nothing. */
export type Oracle = (judged: Judged) => Evidence | null;

export function evidence(entries: readonly LogEntry[], conclusion: string, strength: Evidence["strength"] = "strong"): Evidence {
  const unique = [...new Set(entries)].sort((a, b) => a.at - b.at);
  return { lines: [...unique.map(describe), conclusion], strength };
}

/** An entry of the log for people: `task 1 has("k") -> false`. */
export function describe(entry: LogEntry): string {
  const who = entry.task === "?" ? "someone" : `task ${entry.task}`;
  return `${who} ${what(entry)}`;
}

function what({ kind, operation, key, value, before, outcome, index, reason }: LogEntry): string {
  switch (kind) {
    case "has":
    case "get":
    case "query":
      return `${operation ?? kind}(${key === undefined && kind === "query" ? "..." : show(key)}) -> ${show(outcome)}`;
    case "size":
      return `size -> ${show(outcome)}`;
    case "insert":
      return operation === "set" ? `set(${show(key)}, ${show(value)}) inserts` : `${operation ?? "insert"}(${show(key)}) inserts`;
    case "overwrite":
      return `${operation ?? "set"}(${show(key)}): ${show(before)} becomes ${show(value)}`;
    case "delete":
      return `${operation ?? "delete"} removes ${show(key)}`;
    case "visit":
      return index === undefined ? `visits ${show(key)}` : `visits ${show(value)} at index ${index}`;
    case "order":
      return `${operation ?? "a write"} moves elements`;
    case "close":
      return `leaves the loop (${reason ?? "?"})`;
    case "open":
      return "begins to iterate";
    default: {
      const object = operation ?? (key === undefined ? "it" : show(key));
      return `${verbs[kind] ?? kind} ${object}${value === undefined ? "" : ` (${show(value)})`}`;
    }
  }
}

const verbs: Readonly<Partial<Record<LogEntry["kind"], string>>> = {
  read: "reads",
  write: "writes",
  check: "checks",
  act: "acts on",
  return: "has returned",
};
