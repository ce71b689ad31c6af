import type { Gate } from "./gate.ts";
import type { Monitor, Operation, SyncPoint } from "./monitor.ts";
import type { Steps } from "./step.ts";

/** A simulated goroutine, as others see it. */
export interface TaskRef {
  /** Where it comes from: "0" is the program's own task, "2" the second that it starts, "2.1" the first that "2" starts. */
  readonly path: string;
  readonly name: string;
  /** The number in the order of creation, from 0 on. */
  readonly index: number;
  /** The steps that it has made. */
  readonly steps: number;
}

/** What runs the tasks, as the primitives that they call see it. */
export interface Runtime {
  /** The task that makes its step now. */
  readonly task: TaskRef;
  /** The steps of all tasks up to now. */
  readonly steps: number;
  /** The virtual clock, in milliseconds. */
  readonly now: number;
  /** Whoever is told what happens, or null. */
  readonly monitor: Monitor | null;
  spawn(body: () => Steps<unknown>, name: string | undefined): TaskRef;
  /** The state of a gate has changed: asks it again for each task that is at it. */
  changed(gate: Gate): void;
  /** A gate that opens at this time. */
  openAt(gate: Gate, time: number): void;
  /** One of 0 to count - 1: a part of the schedule, as which task runs next is. */
  choose(count: number): number;
  /** 64 bits that are the same in every replay, and others each time. */
  entropy(): bigint;
}

let current: Runtime | null = null;

/** What runs the task that is calling, or null outside of a simulated program. */
export function runtime(): Runtime | null {
  return current;
}

/** Makes it what runs the tasks. @returns what did before. */
export function enterRuntime(next: Runtime | null): Runtime | null {
  const before = current;
  current = next;
  return before;
}

/** Happens-before: what tasks did before they released the point has happened before what the running task does from now on. */
export function acquire(point: SyncPoint): void {
  current?.monitor?.acquire?.(current.task, point);
}

/** Happens-before: what the running task did has happened before what follows an `acquire`. What was released before is forgotten. */
export function release(point: SyncPoint): void {
  current?.monitor?.release?.(current.task, point);
}

/** As `release`, added to what was released before. */
export function releaseMerge(point: SyncPoint): void {
  current?.monitor?.releaseMerge?.(current.task, point);
}

/** An operation of a map or a variable begins. @returns what `ended` is given: null when nobody watches. */
export function began(object: object, name: string, a?: unknown, b?: unknown, c?: unknown): Operation | null {
  const monitor = current?.monitor;
  if (monitor == null || current === null) return null;
  const given = [a, b, c];
  while (given.length > 0 && given.at(-1) === undefined) given.pop();
  const operation: Operation = { name, object, args: given };
  monitor.began?.(current.task, operation, current.steps);
  return operation;
}

/** The operation is over. */
export function ended(operation: Operation | null): void {
  if (operation !== null && current !== null) current.monitor?.ended?.(current.task, operation, current.steps);
}
