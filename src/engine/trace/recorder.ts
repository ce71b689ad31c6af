import { requireCount } from "../errors.ts";
import { addObserver } from "../gomap/observers.ts";
import { SteppedMap } from "../gomap/stepped-map.ts";
import type { Gate } from "../step/gate.ts";
import type { Monitor, Operation, SyncPoint } from "../step/monitor.ts";
import { runtime, type TaskRef } from "../step/runtime.ts";
import { type ChromeTrace, chromeTrace } from "./chrome.ts";
import { formatGrowth, GrowthObserver, type MapGrowth } from "./growth.ts";
import { kindNumber, TraceLog } from "./log.ts";

const spawned = kindNumber("spawned");
const finished = kindNumber("finished");
const stepped = kindNumber("stepped");
const began = kindNumber("began");
const ended = kindNumber("ended");
const blocked = kindNumber("blocked");
const unblocked = kindNumber("unblocked");
const acquired = kindNumber("acquire");
const released = kindNumber("release");
const releasedMore = kindNumber("releaseMerge");
const grow = kindNumber("grow");
const grown = kindNumber("grown");
const evacuate = kindNumber("evacuate");
const note = kindNumber("note");

export interface TraceOptions {
  /** The most events that are kept: 1,000,000 by default. What comes later is counted and left out. */
  readonly limit?: number;
}

/**
 * Records what a simulated program does, for `toChromeTrace` and `formatTimeline`. When another program starts, or the same one
 * again, the recorder begins anew.
 */
export class TraceRecorder implements Monitor {
  readonly #limit: number;
  #log: TraceLog;
  /** The maps that have been used, and their numbers. */
  #maps = new Map<object, number>();
  /** The time of the step that is being made. */
  #now = 0;

  /** @throws EngineInputError for a limit that is no count. */
  constructor({ limit = 1_000_000 }: TraceOptions = {}) {
    requireCount("limit", limit);
    this.#limit = limit;
    this.#log = new TraceLog(limit);
  }

  /** The events of the program that ran last. */
  get log(): TraceLog {
    return this.#log;
  }

  /** Whether events were left out because of the limit. */
  get isTruncated(): boolean {
    return this.#log.dropped > 0;
  }

  /** The growths of the maps, in the order of their beginnings. */
  get growths(): readonly MapGrowth[] {
    return this.#log.growths;
  }

  /** A line per growth: see `formatGrowth`. */
  growthLines(): string[] {
    return this.#log.growths.map(formatGrowth);
  }

  /** A trace for Perfetto and chrome://tracing. A microsecond there is a step here. */
  toChromeTrace(): ChromeTrace {
    return chromeTrace(this.#log);
  }

  /** `toChromeTrace` as the text of a file. */
  toChromeTraceJson(): string {
    return JSON.stringify(this.toChromeTrace());
  }

  over(message: string, task: TaskRef | null): void {
    const who = task ?? this.#log.tasks[0];
    if (who !== undefined && message !== "completed") this.#log.add(note, who, this.#now + 1, 0, message);
  }

  spawned(task: TaskRef, parent: TaskRef | null): void {
    if (parent === null) this.#begin();
    if (this.#log.add(spawned, task, this.#now, 0, parent)) this.#log.tasks[task.index] = task;
  }

  finished(task: TaskRef, time: number): void {
    this.#log.add(finished, task, time, 0, null);
  }

  stepped(task: TaskRef, step: number, object: object, time: number): void {
    this.#now = time;
    this.#log.add(stepped, task, time, step, object);
  }

  began(task: TaskRef, operation: Operation, time: number): void {
    this.#log.add(began, task, time, 0, operation);
    if (operation.object instanceof SteppedMap && !this.#maps.has(operation.object)) this.#observe(operation.object);
  }

  ended(task: TaskRef, operation: Operation, time: number): void {
    this.#log.add(ended, task, time, 0, operation);
  }

  blocked(task: TaskRef, gate: Gate, operation: number, time: number): void {
    this.#log.add(blocked, task, time, operation, { gate, holder: gate.holder ?? null });
  }

  unblocked(task: TaskRef, gate: Gate, operation: number, time: number): void {
    this.#log.add(unblocked, task, time, operation, gate);
  }

  acquire(task: TaskRef, point: SyncPoint): void {
    this.#log.add(acquired, task, this.#now, 0, point);
  }

  release(task: TaskRef, point: SyncPoint): void {
    this.#log.add(released, task, this.#now, 0, point);
  }

  releaseMerge(task: TaskRef, point: SyncPoint): void {
    this.#log.add(releasedMore, task, this.#now, 0, point);
  }

  #begin(): void {
    this.#log = new TraceLog(this.#limit);
    this.#maps = new Map();
    this.#now = 0;
  }

  #observe(map: SteppedMap<unknown, unknown>): void {
    const log = this.#log;
    this.#maps.set(map, this.#maps.size + 1);
    // The observer stays at the map: what happens after this program, or outside of any, is not the recorder's.
    const now = (): number | null => (log === this.#log && runtime() !== null ? this.#now : null);
    const add = (kind: number, thing: unknown): boolean => log.add(kind, runtime()!.task, this.#now, 0, thing);
    const observer = new GrowthObserver(this.#maps.size, now, {
      grow: (growth) => {
        if (add(grow, growth)) log.growths.push(growth);
      },
      evacuate: (growth, oldbucket, moved) => void add(evacuate, { growth, oldbucket, moved }),
      grown: (growth) => void add(grown, growth),
    });
    addObserver(map.map.h, observer);
  }
}
