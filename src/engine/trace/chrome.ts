import type { TaskRef } from "../step/runtime.ts";
import { flowsOf } from "./flows.ts";
import { formatGrowth } from "./growth.ts";
import type { TraceEvent, TraceLog } from "./log.ts";
import { Names, taskName } from "./names.ts";
import { runsOf } from "./runs.ts";
import { formatValue, printable } from "./text.ts";

/** An event of the "Trace Event Format". `ts` and `dur` are microseconds there, steps here. */
export interface ChromeEvent {
  readonly ph: "M" | "X" | "b" | "e" | "i" | "s" | "f";
  readonly name: string;
  readonly pid: number;
  readonly tid: number;
  readonly ts: number;
  readonly cat?: string;
  readonly dur?: number;
  readonly id?: string;
  readonly bp?: "e";
  /** Of an instant: what it is drawn across. */
  readonly s?: "t" | "p";
  readonly args?: Readonly<Record<string, unknown>>;
}

/** The object form of the "Trace Event Format", which Perfetto and chrome://tracing open. */
export interface ChromeTrace {
  readonly traceEvents: readonly ChromeEvent[];
  readonly displayTimeUnit: "ms";
  readonly otherData: { readonly clock: string; readonly isTruncated: boolean; readonly eventsLeftOut: number };
}

const pid = 1;

/** A thread per task. Thread 0 is the idle one of the operating system to some viewers. */
function tid(task: TaskRef): number {
  return task.index + 1;
}

/** The trace of a recorded program: see `TraceRecorder.toChromeTrace`. */
export function chromeTrace(log: TraceLog): ChromeTrace {
  // Viewers bind a flow to the slice that is open at its time: at the same time, slices come first. The sort is stable.
  const timed = [...runSlices(log), ...new AsyncEvents(log).events(), ...flowEvents(log)].sort((a, b) => a.ts - b.ts);
  return {
    traceEvents: [...metadata(log), ...timed],
    displayTimeUnit: "ms",
    otherData: { clock: "1 microsecond is 1 step", isTruncated: log.dropped > 0, eventsLeftOut: log.dropped },
  };
}

function metadata({ tasks }: TraceLog): ChromeEvent[] {
  const meta = (name: string, thread: number, args: Record<string, unknown>): ChromeEvent => ({ ph: "M", name, pid, tid: thread, ts: 0, args });
  const threads = tasks.flatMap((task) => [
    meta("thread_name", tid(task), { name: labelOf(task) }),
    meta("thread_sort_index", tid(task), { sort_index: task.index }),
  ]);
  return [meta("process_name", 0, { name: "simulated program" }), ...threads];
}

function labelOf(task: TaskRef): string {
  const name = taskName(task);
  return name === `task ${task.path}` ? name : `${name} (task ${task.path})`;
}

function runSlices(log: TraceLog): ChromeEvent[] {
  return runsOf(log).map(({ task, start, end, isCutShort }) => {
    const args = { steps: end - start, endsBy: isCutShort ? "a forced switch" : "waiting or the end" };
    return { ph: "X", name: "run", cat: "run", pid, tid: tid(task), ts: start, dur: end - start, args };
  });
}

function flowEvents(log: TraceLog): ChromeEvent[] {
  return flowsOf(log).flatMap(({ name, from, released, to, acquired }, number) => {
    const flow = { name, cat: "happens-before", id: `flow-${number + 1}`, pid };
    return [
      { ...flow, ph: "s", tid: tid(from), ts: released },
      { ...flow, ph: "f", bp: "e", tid: tid(to), ts: acquired },
    ] satisfies ChromeEvent[];
  });
}

type Span = Pick<ChromeEvent, "name" | "cat" | "id" | "pid" | "tid" | "args">;

/** The spans that outlast runs: tasks with their operations inside, and waits. What is open at the end is closed there. */
class AsyncEvents {
  readonly #log: TraceLog;
  readonly #names: Names;
  readonly #events: ChromeEvent[] = [];
  /** What is open, the innermost last, by its id. */
  readonly #open = new Map<string, Span[]>();
  #end = 0;

  constructor(log: TraceLog) {
    this.#log = log;
    this.#names = new Names(log);
  }

  events(): ChromeEvent[] {
    for (const event of this.#log) {
      this.#end = Math.max(this.#end, event.time + (event.kind === "stepped" ? 1 : 0));
      this.#take(event);
    }
    for (const [id, spans] of this.#open) while (spans.length > 0) this.#close(id, this.#end, true);
    return this.#events;
  }

  #take({ kind, task, time, detail, thing }: TraceEvent): void {
    const operations = `task-${task.index}`;
    const waits = `wait-${task.index}`;
    switch (kind) {
      case "spawned":
        return this.#begin(operations, time, { name: labelOf(task), cat: "operation", tid: tid(task) });
      case "finished":
        return this.#closeAll(operations, time);
      case "began": {
        const args = { args: thing.args.map(formatValue) };
        return this.#begin(operations, time, { name: this.#names.operation(thing), cat: "operation", tid: tid(task), args });
      }
      case "ended":
        // The outermost span is the task itself.
        if ((this.#open.get(operations)?.length ?? 0) > 1) this.#close(operations, time);
        return;
      case "blocked": {
        const args = { holder: thing.holder === null ? null : labelOf(thing.holder) };
        return this.#begin(waits, time, { name: this.#names.gate(thing.gate, detail), cat: "wait", tid: tid(task), args });
      }
      case "unblocked":
        return this.#closeAll(waits, time);
      case "grow":
        return this.#instant(task, time, "grow", `${thing.bucketsBefore}->${thing.bucketsAfter} buckets`, { growth: formatGrowth(thing) });
      case "evacuate":
        return this.#instant(task, time, "evacuate", `old bucket ${thing.oldbucket}`, { map: thing.growth.map, moved: thing.moved });
      case "grown":
        return this.#instant(task, time, "grown", `${thing.bucketsBefore} old buckets given up`, { map: thing.map, bytes: thing.bytes });
      case "note":
        return this.#instant(task, time, "note", printable(thing), {});
      default:
    }
  }

  #begin(id: string, ts: number, span: Omit<Span, "id" | "pid">): void {
    const full: Span = { ...span, id, pid };
    const open = this.#open.get(id);
    if (open === undefined) this.#open.set(id, [full]);
    else open.push(full);
    this.#events.push({ ...full, ph: "b", ts });
  }

  #close(id: string, ts: number, isUnfinished = false): void {
    const span = this.#open.get(id)?.pop();
    if (span === undefined) return;
    this.#events.push({ ...span, ph: "e", ts, args: isUnfinished ? { isUnfinished } : undefined });
  }

  #closeAll(id: string, ts: number): void {
    while ((this.#open.get(id)?.length ?? 0) > 0) this.#close(id, ts);
  }

  #instant(task: TaskRef, ts: number, cat: string, name: string, args: Record<string, unknown>): void {
    this.#events.push({ ph: "i", s: "t", name: cat === "note" ? name : `${cat} ${name}`, cat, pid, tid: tid(task), ts, args });
  }
}
