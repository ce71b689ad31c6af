import { inspect } from "node:util";
import type { LogEntry, RunLog } from "../trace/log.ts";
import { show } from "../trace/text.ts";
import { describe } from "./describe.ts";
import type { Evidence } from "./evidence.ts";

/** A run of the same calls on the same input under one hash seed. */
export interface SeededRun {
  readonly seed: number;
  readonly log: RunLog;
}

export interface InsertionOptions {
  /** The flagged ranges: those at these sites. */
  readonly sites: ReadonlySet<number>;
  /** Only what another task than the one that ranges inserts. */
  readonly byOthers?: boolean;
}

/** Two runs, of which one visits what the other one does not. */
export interface SeedEvidence extends Evidence {
  /** Indices into the runs: the first visits. */
  readonly runs: readonly [number, number];
}

/**
 * `gomap-insert-in-range`: an entry is inserted during a range under two hash seeds, and the range visits it under one of them only, though it goes on
 * to its end under both, and nobody deletes the entry again. What a loop visits for other reasons (it is left early; the program draws random keys)
 * does not count.
 */
export function gomapInsertInRange(runs: readonly SeededRun[], options: InsertionOptions): SeedEvidence | null {
  const all = runs.map(({ log }) => insertionsIn(log.entries, options));
  for (const [visiting, { visited }] of all.entries()) {
    for (const [skipping, { skipped }] of all.entries()) {
      const key = [...visited.keys()].find((each) => skipped.has(each));
      if (key === undefined) continue;
      const seen = (run: number, entries: readonly LogEntry[]): string[] => entries.map((entry) => `hash seed ${runs[run]!.seed}: ${describe(entry)}`);
      const lines = [...seen(visiting, visited.get(key)!), ...seen(skipping, skipped.get(key)!)];
      const shown = show(skipped.get(key)![1]!.key);
      const conclusion =
        `whether the range visits ${shown}, which is inserted while it goes on, depends on the hash seed: ` +
        `under ${runs[skipping]!.seed} it does not`;
      return { lines: [...lines, conclusion], strength: "strong", runs: [visiting, skipping] };
    }
  }
  return null;
}

/** Whether something was inserted during a flagged range: other seeds are worth a try. */
export function hasInsertionInRange({ entries }: RunLog, options: InsertionOptions): boolean {
  const { visited, skipped } = insertionsIn(entries, options);
  return visited.size > 0 || skipped.size > 0;
}

/** The entries of the log that tell of an insertion: the range begins, the insertion, the visit or the end of the range. */
type Told = readonly LogEntry[];

interface Insertions {
  readonly visited: ReadonlyMap<string, Told>;
  readonly skipped: ReadonlyMap<string, Told>;
}

interface OpenRange {
  readonly open: LogEntry;
  /** What was inserted meanwhile and was not visited yet. */
  readonly waiting: Map<string, LogEntry>;
}

function insertionsIn(entries: readonly LogEntry[], { sites, byOthers = false }: InsertionOptions): Insertions {
  const [visited, skipped] = [new Map<string, Told>(), new Map<string, Told>()];
  const ranges = new Map<number, OpenRange>();
  for (const entry of entries) {
    const { kind, loop, site, collection } = entry;
    if (kind === "open" && site !== undefined && sites.has(site)) ranges.set(loop!, { open: entry, waiting: new Map() });
    const key = identityOf(entry.key);
    for (const { open, waiting } of ranges.values()) {
      if (open.collection !== collection) continue;
      if (kind === "delete") waiting.delete(key);
      else if (kind === "insert" && !(byOthers && entry.task === open.task)) waiting.set(key, entry);
    }
    const range = loop === undefined ? undefined : ranges.get(loop);
    if (range === undefined || kind === "open") continue;
    const inserted = range.waiting.get(key);
    if (kind === "visit" && inserted !== undefined) {
      visited.set(key, [range.open, inserted, entry]);
      range.waiting.delete(key);
    }
    if (kind !== "close") continue;
    ranges.delete(loop!);
    if (entry.reason === "end") for (const [each, insertion] of range.waiting) skipped.set(each, [range.open, insertion, entry]);
  }
  return { visited, skipped };
}

/** Keys are compared between runs, in which objects are others. */
function identityOf(key: unknown): string {
  return inspect(key, { depth: 8, maxArrayLength: null, maxStringLength: null, customInspect: false });
}

/** An operation of a map that several tasks use. */
export interface SharedUse {
  /** The path of the task. */
  readonly task: string;
  /** `set("ann", 1)`. */
  readonly text: string;
  /** The site of the instrumented source that it was made at, if it is one. */
  readonly site?: number;
}

/** How a run under the scheduler ended: see `Outcome` and `Race` in src/engine. */
export interface ScheduledRun {
  readonly schedule: string;
  /** A fatal error, such as `concurrent map writes`, with the operations of the same map that tasks were in. */
  readonly fatal?: { readonly message: string; readonly operations: readonly SharedUse[] };
  /** Data races in the memory of one map, each with its two operations. */
  readonly races: readonly { readonly text: string; readonly operations: readonly SharedUse[] }[];
}

/**
 * `gomap-unsynchronized`: a fatal error of the map, or a data race, under some schedule, of two operations of which one was made at the flagged place.
 *
 * @param site of the flagged place.
 */
export function gomapUnsynchronized({ schedule, fatal, races }: ScheduledRun, site: number): Evidence | null {
  const isFlagged = (operations: readonly SharedUse[]): boolean => operations.length > 1 && operations.some((each) => each.site === site);
  if (fatal !== undefined && fatal.message.includes("concurrent map") && isFlagged(fatal.operations)) {
    const uses = fatal.operations.map(({ task, text }) => `task ${task} is in ${text}`);
    return { lines: [`schedule ${schedule}`, ...uses, fatal.message], strength: "strong" };
  }
  const race = races.find(({ operations }) => isFlagged(operations));
  if (race === undefined) return null;
  const [last, first] = race.operations as [SharedUse, SharedUse];
  const conclusion = `data race: nothing orders ${first.text} of task ${first.task} and ${last.text} of task ${last.task}`;
  return { lines: [`schedule ${schedule}`, ...race.text.split("\n").filter((line) => line !== "" && !line.startsWith("=")), conclusion], strength: "strong" };
}

/** Whether it is a fatal error, which is what people know. */
export function isFatal({ lines }: Evidence): boolean {
  return lines.at(-1)?.startsWith("fatal error") === true;
}
