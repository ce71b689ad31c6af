import type { TaskRef } from "../step/runtime.ts";
import type { TraceEvent } from "./log.ts";
import { type Names, taskName } from "./names.ts";
import { printable } from "./text.ts";

/** What a task is at while others are shown. */
export type LaneState = "idle" | "busy" | "waiting";

/** A line of a timeline. */
export interface Row {
  /** The number of the step, `12-15` for several, or nothing. */
  readonly time: string;
  readonly task: TaskRef;
  readonly text: string;
  /** Of a forced switch: the task that the step is taken from. Otherwise null. */
  readonly from: TaskRef | null;
  /** Of the tasks, by their index. */
  readonly states: readonly LaneState[];
}

/** Follows what tasks are at. */
export class LaneStates {
  readonly #depths: number[] = [];
  readonly #waiting: boolean[] = [];
  /** The steps that a task has made in this trace. */
  readonly #steps: number[] = [];
  readonly #blockedAt: number[] = [];

  take({ kind, task, time }: TraceEvent): void {
    const { index } = task;
    if (kind === "began") this.#depths[index] = this.depth(task) + 1;
    else if (kind === "ended") this.#depths[index] = Math.max(0, this.depth(task) - 1);
    else if (kind === "blocked") {
      this.#waiting[index] = true;
      this.#blockedAt[index] = time;
    } else if (kind === "unblocked") this.#waiting[index] = false;
    else if (kind === "finished") this.#depths[index] = 0;
    else if (kind === "stepped") this.#steps[index] = this.steps(task) + 1;
  }

  /** In how many operations the task is. */
  depth({ index }: TaskRef): number {
    return this.#depths[index] ?? 0;
  }

  steps({ index }: TaskRef): number {
    return this.#steps[index] ?? 0;
  }

  /** When the task came to the gate at which it waited last. */
  blockedAt({ index }: TaskRef): number {
    return this.#blockedAt[index] ?? 0;
  }

  now(): LaneState[] {
    const length = Math.max(this.#depths.length, this.#waiting.length);
    return Array.from({ length }, (_, i) => (this.#waiting[i] === true ? "waiting" : (this.#depths[i] ?? 0) > 0 ? "busy" : "idle"));
  }
}

export function plural(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? "" : "s"}`;
}

/** The text of an event that every timeline shows in the same way; null for the others. */
export function textOf(names: Names, { kind, task, detail, thing }: TraceEvent): string | null {
  switch (kind) {
    case "spawned":
      return thing === null ? null : `go ${taskName(task)}`;
    case "began":
      return names.operation(thing);
    case "blocked": {
      const holder = thing.holder === null ? "" : `, held by ${taskName(thing.holder)}`;
      return `waits: ${names.gate(thing.gate, detail)}${holder}`;
    }
    case "finished":
      return "ends";
    case "grow":
      return `map ${thing.map} grows: ${thing.bucketsBefore}->${thing.bucketsAfter} buckets`;
    case "note":
      return printable(thing);
    default:
      return null;
  }
}

/** In whose lane an event is shown: that a task is started, in that of the one that does it. */
export function laneOf(event: TraceEvent): TaskRef {
  return event.kind === "spawned" ? (event.thing ?? event.task) : event.task;
}
