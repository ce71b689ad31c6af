import type { Operation } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { syncKind } from "../step/step.ts";
import type { TraceEvent, TraceLog } from "./log.ts";
import { Names } from "./names.ts";
import { laneOf, LaneStates, plural, type Row, textOf } from "./rows.ts";

/** A timeline of operations: their begin and end (one line where nothing comes between), waits, synchronisation, growth. */
export function operationRows(log: TraceLog): Row[] {
  const builder = new OperationRows(log);
  for (const event of log) builder.take(event);
  return builder.rows;
}

interface OpenOperation {
  readonly operation: Operation;
  /** The row of its begin. */
  readonly row: number;
  /** The steps that the task had made. */
  readonly steps: number;
}

class OperationRows {
  readonly rows: Row[] = [];
  readonly #names: Names;
  readonly #states = new LaneStates();
  readonly #open = new Map<TaskRef, OpenOperation[]>();
  /** How long the task waited for the operation of synchronisation that it makes next. */
  readonly #waited = new Map<TaskRef, number>();

  constructor(log: TraceLog) {
    this.#names = new Names(log);
  }

  take(event: TraceEvent): void {
    const { kind, task, time } = event;
    if (kind !== "began") this.#states.take(event);
    if (kind === "ended") this.#ended(task, event.thing, time);
    else {
      const text = this.#textOf(event);
      if (text !== null) this.#add(laneOf(event), time, text);
    }
    if (kind !== "began") return;
    this.#states.take(event);
    this.#openOf(task).push({ operation: event.thing, row: this.rows.length - 1, steps: this.#states.steps(task) });
  }

  #textOf(event: TraceEvent): string | null {
    const { kind, task, time, detail, thing } = event;
    if (kind === "unblocked") this.#waited.set(task, time - this.#states.blockedAt(task));
    if (kind === "stepped") return this.#stepped(task, detail, thing);
    if (kind === "grown") return `map ${thing.map}: all ${plural(thing.bucketsBefore, "old bucket")} evacuated`;
    return textOf(this.#names, event);
  }

  /** Operations of synchronisation are worth a line; that a task begins is one. */
  #stepped(task: TaskRef, step: number, object: object): string | null {
    if ((step & syncKind) !== syncKind) return null;
    const name = this.#names.step(step, object);
    const waited = this.#waited.get(task);
    this.#waited.delete(task);
    return waited === undefined ? name : `${name} (waited ${plural(waited, "step")})`;
  }

  #ended(task: TaskRef, operation: Operation, time: number): void {
    const open = this.#openOf(task);
    const at = open.findLastIndex((each) => each.operation === operation);
    if (at < 0) return;
    const { row, steps } = open[at]!;
    open.length = at;
    const took = plural(this.#states.steps(task) - steps, "step");
    if (row !== this.rows.length - 1) return this.#add(task, time, `└ ${this.#names.operation(operation)}: ${took}`);
    const begin = this.rows[row]!;
    this.rows[row] = { ...begin, text: `${begin.text}: ${took}` };
  }

  #openOf(task: TaskRef): OpenOperation[] {
    const open = this.#open.get(task) ?? [];
    this.#open.set(task, open);
    return open;
  }

  #add(task: TaskRef, time: number, text: string): void {
    const indent = "  ".repeat(this.#states.depth(task));
    this.rows.push({ time: String(time), task, text: indent + text, from: null, states: this.#states.now() });
  }
}
