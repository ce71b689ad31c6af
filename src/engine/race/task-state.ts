import type { Operation } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { VectorClock } from "./vector-clock.ts";

/** An operation that a task is in, or was in when it made an access. */
export interface OpenOperation {
  readonly operation: Operation;
  /** When it began. */
  readonly time: number;
  /** The one around it. */
  readonly outer: OpenOperation | null;
  /** Where the user called it, where that was asked for. */
  readonly stack: string | null;
  /** The number of its object and name, or -1: see `RaceLog`. */
  identity: number;
}

/** Who started a task, when, and where in the user's code. */
export interface Start {
  readonly parent: TaskRef;
  /** The steps of the whole program at that time. */
  readonly time: number;
  /** Frames of the user's code, where that was asked for. */
  readonly stack: string | null;
}

/**
 * What the detector knows of a task. A stamp is the number of a step of the whole program, from 1 on: 0 stands for "never".
 */
export class TaskState {
  readonly ref: TaskRef;
  readonly index: number;
  /** Null for the program's own task. */
  readonly start: Start | null;
  /** What the task knows of others. What it knows of itself is everything: its own entry means nothing. */
  readonly clock = new VectorClock();
  /** The stamp of its last step. */
  now = 0;
  /** The stamp at which its epoch began: what it did up to here may be known to others, nothing after it is. */
  since = 0;
  /** The innermost operation that it is in. */
  open: OpenOperation | null = null;

  constructor(ref: TaskRef, start: Start | null) {
    this.ref = ref;
    this.index = ref.index;
    this.start = start;
  }

  /** Whether the step of a task with this stamp happened before what the task does now. */
  knows(task: number, stamp: number): boolean {
    return task === this.index || stamp <= this.clock.of(task);
  }
}
