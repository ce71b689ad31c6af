import type { Gate } from "../step/gate.ts";
import type { Operation, SyncPoint } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import type { MapGrowth } from "./growth.ts";

interface EventOf<Kind, Thing> {
  readonly kind: Kind;
  readonly task: TaskRef;
  /** In steps of the whole program. What happens in the middle of a step has its time, the end of an operation that of the next one. */
  readonly time: number;
  /** The step, the operation of a gate; otherwise 0. */
  readonly detail: number;
  readonly thing: Thing;
}

/** The task came to a closed gate: the holder is who held it then. */
export interface Wait {
  readonly gate: Gate;
  readonly holder: TaskRef | null;
}

/** An old bucket's entries have been moved: so many. */
export interface Evacuation {
  readonly growth: MapGrowth;
  readonly oldbucket: number;
  readonly moved: number;
}

/** What the recorder was told, in its order. The events of tasks are called as in `Monitor`. */
export type TraceEvent =
  | EventOf<"spawned", TaskRef | null>
  | EventOf<"finished", null>
  | EventOf<"stepped", object>
  | EventOf<"began" | "ended", Operation>
  | EventOf<"blocked", Wait>
  | EventOf<"unblocked", Gate>
  | EventOf<"acquire" | "release" | "releaseMerge", SyncPoint>
  | EventOf<"grow" | "grown", MapGrowth>
  | EventOf<"evacuate", Evacuation>
  | EventOf<"note", string>;

export type EventKind = TraceEvent["kind"];

const kinds: readonly EventKind[] = [
  "spawned",
  "finished",
  "stepped",
  "began",
  "ended",
  "blocked",
  "unblocked",
  "acquire",
  "release",
  "releaseMerge",
  "grow",
  "grown",
  "evacuate",
  "note",
];

/** The number of a kind in the log. */
export function kindNumber(kind: EventKind): number {
  return kinds.indexOf(kind);
}

const stride = 4;

/** The events of one run of a program, as numbers and references: recording makes no objects of its own. */
export class TraceLog {
  readonly limit: number;
  /** The tasks by their index. */
  readonly tasks: TaskRef[] = [];
  readonly growths: MapGrowth[] = [];
  /** Events that came after the limit. */
  dropped = 0;
  readonly #numbers: number[] = [];
  readonly #things: unknown[] = [];

  constructor(limit: number) {
    this.limit = limit;
  }

  get length(): number {
    return this.#things.length;
  }

  /** @returns whether there was room. */
  add(kind: number, task: TaskRef, time: number, detail: number, thing: unknown): boolean {
    if (this.#things.length >= this.limit) {
      this.dropped++;
      return false;
    }
    this.#numbers.push(kind, task.index, time, detail);
    this.#things.push(thing);
    return true;
  }

  *[Symbol.iterator](): Generator<TraceEvent> {
    for (let i = 0; i < this.#things.length; i++) yield this.#at(i);
  }

  #at(i: number): TraceEvent {
    const numbers = this.#numbers;
    const at = i * stride;
    const task = this.tasks[numbers[at + 1]!]!;
    const event = { kind: kinds[numbers[at]!]!, task, time: numbers[at + 2]!, detail: numbers[at + 3]!, thing: this.#things[i] };
    return event as TraceEvent;
  }
}
