import type { SyncPoint } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import type { TraceEvent, TraceLog } from "./log.ts";

/** Happens-before: what `from` did up to its step at `released` has happened before what `to` does from its step at `acquired` on. */
export interface Flow {
  readonly name: "start" | "synchronisation";
  readonly from: TaskRef;
  readonly released: number;
  readonly to: TaskRef;
  readonly acquired: number;
}

/** Who released a point, and when at last. */
type Releases = Map<TaskRef, number>;

/**
 * The edges between different tasks: from the release of a point to an acquire of it, and from the start of a task to its first
 * step. An edge that the same two tasks already have for the same release is left out.
 */
export function flowsOf(log: TraceLog): Flow[] {
  const finder = new FlowFinder();
  for (const event of log) finder.take(event);
  return finder.flows;
}

class FlowFinder {
  readonly flows: Flow[] = [];
  /** Tasks that have made no step, and who started them when. */
  readonly #starting = new Map<TaskRef, { readonly parent: TaskRef; readonly time: number }>();
  readonly #releases = new Map<SyncPoint, Releases>();
  /** What a task has acquired of another's releases at a point. */
  readonly #seen = new Map<SyncPoint, Map<string, number>>();

  take(event: TraceEvent): void {
    const { kind, task, time, thing } = event;
    if (kind === "spawned" && thing !== null) this.#starting.set(task, { parent: thing, time });
    else if (kind === "stepped") this.#started(task, time);
    else if (kind === "release") this.#releases.set(thing, new Map([[task, time]]));
    else if (kind === "releaseMerge") this.#merge(thing, task, time);
    else if (kind === "acquire") this.#acquire(thing, task, time);
  }

  #started(task: TaskRef, time: number): void {
    const start = this.#starting.get(task);
    if (start === undefined) return;
    this.#starting.delete(task);
    this.flows.push({ name: "start", from: start.parent, released: start.time, to: task, acquired: time });
  }

  #merge(point: SyncPoint, task: TaskRef, time: number): void {
    const releases = this.#releases.get(point);
    if (releases === undefined) this.#releases.set(point, new Map([[task, time]]));
    else releases.set(task, time);
  }

  #acquire(point: SyncPoint, task: TaskRef, time: number): void {
    for (const [from, released] of this.#releases.get(point) ?? []) {
      if (from === task || this.#hasSeen(point, from, task, released)) continue;
      this.flows.push({ name: "synchronisation", from, released, to: task, acquired: time });
    }
  }

  #hasSeen(point: SyncPoint, from: TaskRef, to: TaskRef, released: number): boolean {
    const seen = this.#seen.get(point) ?? new Map<string, number>();
    this.#seen.set(point, seen);
    const pair = `${from.index}>${to.index}`;
    if (seen.get(pair) === released) return true;
    seen.set(pair, released);
    return false;
  }
}
