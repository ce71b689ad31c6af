import type { Monitor, SyncPoint } from "../../../src/engine/step/monitor.ts";
import type { TaskRef } from "../../../src/engine/step/runtime.ts";
import { readKind, type Shared, syncKind, writeKind } from "../../../src/engine/step/step.ts";

type Clock = number[];
interface Access {
  readonly task: number;
  readonly time: number;
  readonly isWrite: boolean;
}

/** Vector clocks without any cleverness: every access is kept, and compared with every other. */
export class RaceMonitor implements Monitor {
  /** The names of the variables on which there were races. */
  readonly races = new Set<string>();
  readonly #clocks: Clock[] = [];
  readonly #accesses = new Map<object, Access[]>();

  spawned(task: TaskRef, parent: TaskRef | null): void {
    const clock = parent === null ? [] : [...this.#clock(parent)];
    clock[task.index] = 1;
    this.#clocks[task.index] = clock;
    if (parent !== null) this.#tick(parent);
  }

  stepped(task: TaskRef, step: number, object: object): void {
    const kind = step & syncKind;
    if (kind !== readKind && kind !== writeKind) return;
    const isWrite = kind === writeKind;
    const clock = this.#clock(task);
    const accesses = this.#accesses.get(object) ?? [];
    for (const other of accesses) {
      if ((isWrite || other.isWrite) && (clock[other.task] ?? 0) < other.time) this.races.add((object as Shared).nameOf(0, 0));
    }
    accesses.push({ task: task.index, time: clock[task.index]!, isWrite });
    this.#accesses.set(object, accesses);
  }

  acquire(task: TaskRef, point: SyncPoint): void {
    if (point.shadow !== null) this.#clocks[task.index] = join(this.#clock(task), point.shadow as Clock);
  }

  release(task: TaskRef, point: SyncPoint): void {
    point.shadow = [...this.#clock(task)];
    this.#tick(task);
  }

  releaseMerge(task: TaskRef, point: SyncPoint): void {
    point.shadow = join((point.shadow ?? []) as Clock, this.#clock(task));
    this.#tick(task);
  }

  #clock(task: TaskRef): Clock {
    return this.#clocks[task.index]!;
  }

  #tick(task: TaskRef): void {
    this.#clock(task)[task.index]!++;
  }
}

function join(a: Clock, b: Clock): Clock {
  return Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Math.max(a[i] ?? 0, b[i] ?? 0));
}
