import type { Gate } from "../step/gate.ts";
import type { Monitor, Operation } from "../step/monitor.ts";
import { runtime, type TaskRef } from "../step/runtime.ts";
import { formatProfile } from "./format.ts";
import { LockNames } from "./lock-names.ts";
import { pprofOf } from "./pprof.ts";

/** Waits of the same kind, taken together. */
export interface ContentionEntry {
  /** The lock's own name, or its type with a number in the order of the first waits: `sync.Mutex #1`. */
  readonly lock: string;
  /** The name of the task that waited. */
  readonly task: string;
  /** The name of the task that held the lock when the wait began; null where there is no such thing, as with channels. */
  readonly holder: string | null;
  /** What it waited for: `sync.Mutex.Lock`. */
  readonly operation: string;
  /** The operations of maps and variables that it was in, the outermost first: `["SyncMap.store"]`. */
  readonly calls: readonly string[];
  /** How often. */
  readonly waits: number;
  /** How many of them never ended: in a deadlock, or when the program was over before. They have no length. */
  readonly unended: number;
  /** How long in all, in steps of the whole program. */
  readonly steps: number;
  /** How long in all, in milliseconds of the virtual clock. It stands still while anybody can run. */
  readonly milliseconds: number;
}

type Draft = { -readonly [Name in keyof ContentionEntry]: ContentionEntry[Name] };

/** A task that waits. */
interface Waiting {
  readonly task: TaskRef;
  readonly gate: Gate;
  readonly entry: Draft;
  readonly since: number;
  readonly sinceMilliseconds: number;
}

/** A profile of who waits for whom at which lock. `run` and `explore` take it as a monitor. */
export function mutexProfile(): ContentionProfile {
  return new ContentionProfile();
}

/**
 * Who waited for whom at which lock, and how long, over all programs that it watches: Go's mutex and block profiles in one. Locks
 * without a name are told apart by the order of their first waits, which depends on the schedule: name them to add up schedules.
 */
export class ContentionProfile implements Monitor {
  readonly #entries = new Map<string, Draft>();
  #waiting: Waiting[] = [];
  #locks = new LockNames();
  #calls = new Map<TaskRef, Operation[]>();

  /** The longest waits first. */
  entries(): ContentionEntry[] {
    const open = new Map<Draft, number>();
    for (const { entry } of this.#waiting) open.set(entry, (open.get(entry) ?? 0) + 1);
    const entries = [...this.#entries.values()].map((entry) => ({ ...entry, unended: entry.unended + (open.get(entry) ?? 0) }));
    return entries.sort((a, b) => b.steps - a.steps || b.waits - a.waits || (keyOf(a) < keyOf(b) ? -1 : 1));
  }

  /** The entries as a table of text, a line each. */
  formatProfile(): string {
    return formatProfile(this.entries());
  }

  /**
   * The entries as a file for `go tool pprof` (gzip of profile.proto): for each, the number of waits and their length in steps, and
   * in nanoseconds if the virtual clock moved. Stacks go from the task over its operations and the lock to the holder.
   */
  toPprof(): Uint8Array {
    return pprofOf(this.entries());
  }

  spawned(_: TaskRef, parent: TaskRef | null): void {
    if (parent === null) this.#begin();
  }

  began(task: TaskRef, operation: Operation): void {
    const calls = this.#calls.get(task);
    if (calls === undefined) this.#calls.set(task, [operation]);
    else calls.push(operation);
  }

  ended(task: TaskRef, operation: Operation): void {
    const calls = this.#calls.get(task);
    const at = calls?.lastIndexOf(operation) ?? -1;
    if (at >= 0) calls!.length = at;
  }

  blocked(task: TaskRef, gate: Gate, operation: number, time: number): void {
    // Who sleeps waits for nobody, and each sleep is a gate of its own.
    if (gate.describe(operation) === "sleep") return;
    const entry = this.#entryOf({
      lock: this.#locks.nameOf(gate, operation),
      task: task.name,
      holder: gate.holder?.name ?? null,
      operation: gate.describe(operation),
      calls: (this.#calls.get(task) ?? []).map(callName),
    });
    entry.waits++;
    this.#waiting.push({ task, gate, entry, since: time, sinceMilliseconds: runtime()?.now ?? 0 });
  }

  unblocked(task: TaskRef, gate: Gate, _: number, time: number): void {
    const at = this.#waiting.findIndex((each) => each.task === task && each.gate === gate);
    if (at < 0) return;
    const { entry, since, sinceMilliseconds } = this.#waiting[at]!;
    this.#waiting.splice(at, 1);
    entry.steps += time - since;
    entry.milliseconds += (runtime()?.now ?? sinceMilliseconds) - sinceMilliseconds;
  }

  /** A program starts: whoever still waits in the one before does so for ever. */
  #begin(): void {
    for (const { entry } of this.#waiting) entry.unended++;
    this.#waiting = [];
    this.#locks = new LockNames();
    this.#calls = new Map();
  }

  #entryOf(what: Pick<ContentionEntry, "lock" | "task" | "holder" | "operation" | "calls">): Draft {
    const key = keyOf(what);
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Draft = { ...what, waits: 0, unended: 0, steps: 0, milliseconds: 0 };
    this.#entries.set(key, entry);
    return entry;
  }
}

function keyOf({ lock, task, holder, operation, calls }: Pick<ContentionEntry, "lock" | "task" | "holder" | "operation" | "calls">): string {
  return JSON.stringify([lock, task, holder, operation, calls]);
}

function callName({ object, name }: Operation): string {
  const type = (object.constructor as { readonly name?: string } | undefined)?.name ?? "object";
  return `${type}.${name}`;
}
