import type { TaskRef } from "../step/runtime.ts";
import type { TraceEvent, TraceLog } from "./log.ts";

/** Consecutive steps of one task: from the first step's time until before `end`. */
export interface Run {
  readonly task: TaskRef;
  readonly start: number;
  readonly end: number;
  /** Whether another task came next although this one could have gone on. */
  readonly isCutShort: boolean;
}

/** Follows who runs, and tells forced switches from those where a task waits or is done. */
export class SwitchWatch {
  #last: TaskRef | null = null;
  readonly #idle = new Set<TaskRef>();

  /** The task that a step has just been taken from, or null: it could have gone on. */
  forcedFrom(event: TraceEvent): TaskRef | null {
    const { kind, task } = event;
    if (kind === "blocked" || kind === "finished") this.#idle.add(task);
    else if (kind === "unblocked") this.#idle.delete(task);
    if (kind !== "stepped") return null;
    const last = this.#last;
    this.#last = task;
    return last === null || last === task || this.#idle.has(last) ? null : last;
  }
}

/** The whole trace as runs, in their order. */
export function runsOf(log: TraceLog): Run[] {
  const runs: { -readonly [Name in keyof Run]: Run[Name] }[] = [];
  const watch = new SwitchWatch();
  for (const event of log) {
    const isForced = watch.forcedFrom(event) !== null;
    if (event.kind !== "stepped") continue;
    const { task, time } = event;
    const last = runs.at(-1);
    if (last?.task === task) last.end = time + 1;
    else {
      if (last !== undefined) last.isCutShort = isForced;
      runs.push({ task, start: time, end: time + 1, isCutShort: false });
    }
  }
  return runs;
}
