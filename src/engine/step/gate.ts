import type { SyncPoint } from "./monitor.ts";
import type { TaskRef } from "./runtime.ts";

/**
 * Where tasks may have to wait: a lock, a channel, a timer. A task that is about to do an operation stands at the gate until it
 * makes that step, and is not chosen to while the gate is closed for that operation.
 */
export interface Gate extends SyncPoint {
  /** The tasks that stand at the gate, in the order of their arrival. The scheduler keeps it. */
  readonly waiting: TaskRef[];
  /** Whether the task, which is at the gate, could do this operation now. It must not change anything. */
  isOpen(operation: number, task: TaskRef): boolean;
  /** A task has come to the gate, or left it to make its step. */
  arrived?(operation: number, task: TaskRef): void;
  left?(operation: number, task: TaskRef): void;
  /** What a report says that the task does or waits for: `sync.Mutex.Lock`, `chan receive`. */
  describe(operation: number): string;
  /** Whether who comes here wants others to run first: `runtime.Gosched`. */
  readonly yields?: boolean;
  /** The task that the others wait for, where there is one. */
  readonly holder?: TaskRef | null;
}
