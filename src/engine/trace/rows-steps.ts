import type { TaskRef } from "../step/runtime.ts";
import type { TraceEvent, TraceLog } from "./log.ts";
import { Names } from "./names.ts";
import { laneOf, LaneStates, plural, type Row, textOf } from "./rows.ts";
import { SwitchWatch } from "./runs.ts";
import { type StepOptions, StepRun } from "./step-run.ts";
import { printable } from "./text.ts";

/** A timeline of steps, with the operations that they belong to and the forced switches between them. */
export function stepRows(log: TraceLog, options: StepOptions): Row[] {
  const builder = new StepRows(log, options);
  for (const event of log) builder.take(event);
  return builder.finish();
}

class StepRows {
  readonly #rows: Row[] = [];
  readonly #names: Names;
  readonly #options: StepOptions;
  readonly #states = new LaneStates();
  readonly #switches = new SwitchWatch();
  #switchCount = 0;
  #run: StepRun | null = null;
  /** Tasks that go through a gate at which they waited: how long. */
  readonly #waited = new Map<TaskRef, number>();

  constructor(log: TraceLog, options: StepOptions) {
    this.#names = new Names(log);
    this.#options = options;
  }

  take(event: TraceEvent): void {
    const { kind, time } = event;
    const from = this.#switches.forcedFrom(event);
    if (kind === "stepped") {
      this.#step(event, from);
      return;
    }
    // The end of a run of steps, unless nothing is to be shown.
    const text = this.#textOf(event);
    if (text !== null) this.#flush();
    if (kind !== "began") this.#states.take(event);
    if (text !== null) this.#add(laneOf(event), kind === "blocked" ? String(time) : "", text);
    if (kind === "began") this.#states.take(event);
  }

  finish(): Row[] {
    this.#flush();
    return this.#rows;
  }

  #step(event: TraceEvent & { kind: "stepped" }, from: TaskRef | null): void {
    const { task, time, detail, thing } = event;
    if (this.#run?.task !== task) this.#flush();
    if (from !== null) this.#forced(from, task);
    this.#states.take(event);
    const waited = this.#waited.get(task);
    if (waited === undefined) {
      this.#run ??= new StepRun(task, this.#names, this.#options);
      this.#run.add(time, detail, thing);
      return;
    }
    this.#waited.delete(task);
    this.#flush();
    this.#add(task, String(time), `${this.#names.step(detail, thing)} (waited ${plural(waited, "step")})`);
  }

  #textOf(event: TraceEvent): string | null {
    const { kind, task, time, thing } = event;
    if (kind === "unblocked") this.#waited.set(task, time - this.#states.blockedAt(task));
    if (kind === "ended") return `└ ${printable(thing.name)}`;
    if (kind === "evacuate") return `old bucket ${thing.oldbucket} evacuated: ${plural(thing.moved, "cell")}`;
    return textOf(this.#names, event);
  }

  #forced(from: TaskRef, task: TaskRef): void {
    this.#switchCount++;
    this.#rows.push({ time: "", task, text: `forced switch ${this.#switchCount}`, from, states: this.#states.now() });
  }

  #flush(): void {
    const run = this.#run;
    if (run === null) return;
    this.#run = null;
    for (const { time, text } of run.lines()) this.#add(run.task, time, text);
  }

  #add(task: TaskRef, time: string, text: string): void {
    const indent = "  ".repeat(this.#states.depth(task));
    this.#rows.push({ time, task, text: indent + text, from: null, states: this.#states.now() });
  }
}
