import type { Hmap } from "../../engine/gomap/hmap.ts";
import type { Monitor, Operation } from "../../engine/step/monitor.ts";
import type { TaskRef } from "../../engine/step/runtime.ts";
import { memoryOf } from "./maps.ts";

/** An operation of a map that a task is in. */
export interface MapOperation {
  readonly task: TaskRef;
  readonly operation: Operation;
  readonly memory: Hmap;
  /** The flagged place that it was begun at. */
  readonly site: number | undefined;
}

interface Announced {
  readonly memory: Hmap;
  readonly name: string;
  readonly site: number;
}

/** Knows, of a simulated program, which operations of maps its tasks are in, and from which flagged places. */
export class OperationMonitor implements Monitor {
  /** Of each task, the innermost last. */
  readonly #open = new Map<TaskRef, MapOperation[]>();
  readonly #sites = new WeakMap<Operation, number>();
  /** What flagged places of a task are about to do: one may ask the map for an argument of another one. */
  readonly #announced = new Map<TaskRef, Announced[]>();
  /** The flagged place of the range that a task is in: its further steps are operations of their own. */
  readonly #ranges = new Map<TaskRef, Map<Hmap, number>>();

  /** A flagged place is about to call this method of a map. */
  announced(task: TaskRef, map: unknown, name: string, site: number): void {
    const memory = memoryOf(map);
    if (memory === undefined) return;
    const before = this.#announced.get(task);
    if (before === undefined) this.#announced.set(task, [{ memory, name, site }]);
    else before.push({ memory, name, site });
  }

  began(task: TaskRef, operation: Operation): void {
    const memory = memoryOf(operation.object);
    if (memory === undefined) return;
    const site = operation.name === "next" ? this.#ranges.get(task)?.get(memory) : this.#take(task, memory, operation.name);
    if (operation.name === "range") this.#beginRange(task, memory, site);
    if (site !== undefined) this.#sites.set(operation, site);
    const open = this.#open.get(task);
    const entry = { task, operation, memory, site };
    if (open === undefined) this.#open.set(task, [entry]);
    else open.push(entry);
  }

  ended(task: TaskRef, operation: Operation): void {
    const open = this.#open.get(task);
    const at = open?.findLastIndex((each) => each.operation === operation) ?? -1;
    if (at >= 0) open!.splice(at, 1);
  }

  /** The flagged place that an operation was begun at. */
  siteOf(operation: Operation | null): number | undefined {
    return operation === null ? undefined : this.#sites.get(operation);
  }

  /** The operations that tasks are in, the innermost of each. */
  get open(): readonly MapOperation[] {
    return [...this.#open.values()].flatMap((operations) => operations.at(-1) ?? []);
  }

  #take(task: TaskRef, memory: Hmap, name: string): number | undefined {
    const announced = this.#announced.get(task) ?? [];
    const at = announced.findLastIndex((each) => each.memory === memory && each.name === name);
    return at < 0 ? undefined : announced.splice(at, 1)[0]!.site;
  }

  #beginRange(task: TaskRef, memory: Hmap, site: number | undefined): void {
    const ranges = this.#ranges.get(task) ?? new Map<Hmap, number>();
    this.#ranges.set(task, ranges);
    if (site === undefined) ranges.delete(memory);
    else ranges.set(memory, site);
  }
}
