import type { LogEntry, RunLog } from "../trace/log.ts";
import { show } from "../trace/text.ts";
import type { Evidence } from "./evidence.ts";

/** A run of the same calls on the same input under one hash seed. */
export interface SeededRun {
  readonly seed: number;
  readonly log: RunLog;
}

/** `gomap-insert-in-range`: the same loop has visited other keys under another hash seed. */
export function gomapInsertInRange(runs: readonly SeededRun[], site?: number): Evidence | null {
  const [first, ...others] = runs.map(({ seed, log }) => ({ seed, keys: visitedKeys(log.entries, site) }));
  if (first === undefined) return null;
  for (const other of others) {
    const key = [...first.keys, ...other.keys].find((each) => first.keys.has(each) !== other.keys.has(each));
    if (key === undefined) continue;
    const line = ({ seed, keys }: typeof first): string => `seed ${seed}: ${keys.has(key) ? "visits" : "does not visit"} ${key}`;
    return { lines: [line(first), line(other), "which keys are visited depends on the hash seed"], strength: "strong" };
  }
  return null;
}

/** Keys as texts, with the number of the loop: another run has made its own objects. */
function visitedKeys(entries: readonly LogEntry[], site: number | undefined): Set<string> {
  const visits = entries.filter((entry) => entry.kind === "visit" && (site === undefined || entry.site === site));
  const loops = [...new Set(visits.map(({ loop }) => loop))];
  return new Set(visits.map(({ key, loop }) => (loops.length > 1 ? `${show(key)} in loop ${loops.indexOf(loop) + 1}` : show(key))));
}

/** How a run under the scheduler ended: see `Outcome` and `RaceLog` in src/engine. */
export interface ScheduledRun {
  readonly schedule: string;
  /** The message of a fatal error, such as `concurrent map writes`. */
  readonly fatal?: string;
  /** Data races, one a text. */
  readonly races?: readonly string[];
}

/** `gomap-unsynchronized`: a fatal error of the map, or a data race, under some schedule. */
export function gomapUnsynchronized(runs: readonly ScheduledRun[]): Evidence | null {
  const fatal = runs.find((run) => run.fatal?.includes("concurrent map") === true);
  if (fatal !== undefined) return { lines: [`schedule ${fatal.schedule}`, `fatal error: ${fatal.fatal!}`], strength: "strong" };
  const racing = runs.find(({ races }) => races !== undefined && races.length > 0);
  return racing === undefined ? null : { lines: [`schedule ${racing.schedule}`, ...racing.races!.slice(0, 1)], strength: "strong" };
}
