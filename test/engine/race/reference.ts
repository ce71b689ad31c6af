import type { Monitor, Operation, SyncPoint } from "../../../src/engine/step/monitor.ts";
import type { TaskRef } from "../../../src/engine/step/runtime.ts";
import { atomicKind, readKind, type Shared, syncKind } from "../../../src/engine/step/step.ts";

interface Recorded {
  readonly kind: number;
  readonly task: number;
  readonly time: number;
  /** What the task knew: how many epochs of each task. */
  readonly known: ReadonlyMap<number, number>;
  /** The epoch of the task. */
  readonly epoch: number;
}

/**
 * Happens-before word for word: every access is kept, with the whole vector clock, and each pair of them is compared. Clocks count
 * epochs, and have nothing in common with those of the detector.
 */
export class ReferenceDetector implements Monitor {
  readonly #clocks = new Map<number, Map<number, number>>();
  readonly #points = new Map<SyncPoint, Map<number, number>>();
  readonly #accesses = new Map<Shared, Map<string, Recorded[]>>();

  spawned(task: TaskRef, parent: TaskRef | null): void {
    const clock = new Map(parent === null ? [] : this.#clocks.get(parent.index));
    clock.set(task.index, 1);
    this.#clocks.set(task.index, clock);
    if (parent !== null) this.#advance(parent);
  }

  stepped(task: TaskRef, step: number, object: object, time: number): void {
    const kind = step & 3;
    if (kind !== syncKind) this.access(task, object as Shared, (step >> 2) & 15, step >> 6, kind, time);
  }

  access(task: TaskRef, object: Shared, field: number, index: number, kind: number, time: number): void {
    const cells = this.#accesses.get(object) ?? new Map<string, Recorded[]>();
    this.#accesses.set(object, cells);
    const cell = `${field} ${index}`;
    const all = cells.get(cell) ?? [];
    cells.set(cell, all);
    const clock = this.#clocks.get(task.index)!;
    all.push({ kind, task: task.index, time, known: new Map(clock), epoch: clock.get(task.index)! });
  }

  acquire(task: TaskRef, point: SyncPoint): void {
    join(this.#clocks.get(task.index)!, this.#points.get(point));
  }

  release(task: TaskRef, point: SyncPoint): void {
    this.#points.set(point, new Map(this.#clocks.get(task.index)));
    this.#advance(task);
  }

  releaseMerge(task: TaskRef, point: SyncPoint): void {
    const clock = this.#points.get(point) ?? new Map<number, number>();
    join(clock, this.#clocks.get(task.index));
    this.#points.set(point, clock);
    this.#advance(task);
  }

  /** The pairs of times of accesses that race, of each cell that has any: by `field index`. */
  racesOf(object: Shared): Map<string, Set<string>> {
    const races = new Map<string, Set<string>>();
    for (const [cell, all] of this.#accesses.get(object) ?? []) {
      const pairs = all.flatMap((later, i) => all.slice(0, i).flatMap((earlier) => (isRace(earlier, later) ? [`${earlier.time} ${later.time}`] : [])));
      if (pairs.length > 0) races.set(cell, new Set(pairs));
    }
    return races;
  }

  #advance({ index }: TaskRef): void {
    const clock = this.#clocks.get(index)!;
    clock.set(index, clock.get(index)! + 1);
  }
}

function join(clock: Map<number, number>, other: ReadonlyMap<number, number> = new Map()): void {
  for (const [task, epoch] of other) clock.set(task, Math.max(epoch, clock.get(task) ?? 0));
}

function isRace(earlier: Recorded, later: Recorded): boolean {
  if (earlier.task === later.task) return false;
  if (earlier.kind === later.kind && (later.kind === readKind || later.kind === atomicKind)) return false;
  return earlier.epoch > (later.known.get(earlier.task) ?? 0);
}

/** Tells monitors of a program that is made up. */
export class Teller {
  readonly tasks: TaskRef[] = [];
  time = 0;
  readonly #monitors: readonly Monitor[];

  constructor(...monitors: Monitor[]) {
    this.#monitors = monitors;
    this.spawn(null);
  }

  spawn(parent: TaskRef | null, name?: string): TaskRef {
    const index = this.tasks.length;
    const task: TaskRef = { path: `${index}`, name: name ?? `task ${index}`, index, steps: 0 };
    this.tasks.push(task);
    for (const monitor of this.#monitors) monitor.spawned?.(task, parent);
    return task;
  }

  step(task: TaskRef, step: number, object: object): void {
    for (const monitor of this.#monitors) monitor.stepped?.(task, step, object, this.time);
    this.time++;
  }

  began(task: TaskRef, operation: Operation): void {
    for (const monitor of this.#monitors) monitor.began?.(task, operation, this.time);
  }

  ended(task: TaskRef, operation: Operation): void {
    for (const monitor of this.#monitors) monitor.ended?.(task, operation, this.time);
  }

  /** A step in an operation of its own. */
  access(task: TaskRef, step: number, object: object, name: string): void {
    const operation = { name, object, args: [] };
    this.began(task, operation);
    this.step(task, step, object);
    this.ended(task, operation);
  }

  sync(what: "acquire" | "release" | "releaseMerge", task: TaskRef, point: SyncPoint): void {
    for (const monitor of this.#monitors) monitor[what]?.(task, point);
  }
}

/** Memory of a user, with as many cells as wanted. */
export function memory(name: string): Shared {
  return { shadow: null, nameOf: (field, index) => `${name}.${field}[${index}]` };
}
