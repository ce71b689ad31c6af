import type { Gate } from "./gate.ts";
import type { TaskRef } from "./runtime.ts";

/** A point of synchronisation: what one task did before it becomes visible to another here. */
export interface SyncPoint {
  /** What a race detector knows: the vector clock of who released it. */
  shadow: object | null;
}

/** An operation of a map or a variable that a task is in: `set(7)`. */
export interface Operation {
  /** `set`, `get`, `range`. */
  readonly name: string;
  /** Whose operation it is. */
  readonly object: object;
  /** Its arguments, for reports. */
  readonly args: readonly unknown[];
}

/**
 * Whoever watches a simulated program: race detector, trace recorder, contention profile. Times are numbers of steps of the whole
 * program. Every method is optional; a monitor must not change what it is told of.
 */
export interface Monitor {
  /** A task is started by another (null: the program's own task). It has made no step. */
  spawned?(task: TaskRef, parent: TaskRef | null): void;
  finished?(task: TaskRef, time: number): void;
  /** The task makes the step that it had announced. The last call before what the step does. */
  stepped?(task: TaskRef, step: number, object: object, time: number): void;
  /** An operation begins or ends. They nest. */
  began?(task: TaskRef, operation: Operation, time: number): void;
  ended?(task: TaskRef, operation: Operation, time: number): void;
  /** The task has come to a gate that is closed for the operation; it goes through, at last. */
  blocked?(task: TaskRef, gate: Gate, operation: number, time: number): void;
  unblocked?(task: TaskRef, gate: Gate, operation: number, time: number): void;
  /** The program has ended: how, in words, and in which task, if there is one to blame. */
  over?(message: string, task: TaskRef | null, time: number): void;
  /** See the functions of the same names in `runtime.ts`. */
  acquire?(task: TaskRef, point: SyncPoint): void;
  release?(task: TaskRef, point: SyncPoint): void;
  releaseMerge?(task: TaskRef, point: SyncPoint): void;
}
