import type { OpenOperation, TaskState } from "./task-state.ts";

/** The last access of each of several tasks to a cell: the vector clock of FastTrack's shared reads. */
export class AccessSet {
  /** By the index of the task: 0 for none. */
  stamps: Float64Array = new Float64Array(0);
  readonly operations: (OpenOperation | null)[] = [];

  /** The stamp of the task's last access, or 0. */
  last(task: number): number {
    return task < this.stamps.length ? this.stamps[task]! : 0;
  }

  /** The task makes an access now. */
  add(state: TaskState): void {
    this.put(state.index, state.now, state.open);
  }

  put(task: number, stamp: number, operation: OpenOperation | null): void {
    if (task >= this.stamps.length) this.#reserve(task + 1);
    this.stamps[task] = stamp;
    this.operations[task] = operation;
  }

  clear(): void {
    this.stamps.fill(0);
    this.operations.fill(null);
  }

  #reserve(length: number): void {
    const before = this.stamps;
    this.stamps = new Float64Array((length + 7) & ~7);
    this.stamps.set(before);
    while (this.operations.length < this.stamps.length) this.operations.push(null);
  }
}
