import type { LogEntry } from "../trace/log.ts";
import { show } from "../trace/text.ts";

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
