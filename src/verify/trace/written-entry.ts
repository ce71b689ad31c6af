import type { CloseReason, LogEntry, LogKind } from "./log.ts";

/** What is said of something that happened. The task is the running one where it is left out. */
export type Details = Omit<LogEntry, "at" | "kind" | "turn" | "task"> & { readonly task?: string };

/** Where a run is. */
export interface RunClock {
  /** The path of the task whose code is running; "?" for none. */
  task(): string;
  /** The number of the turn of the event loop. */
  turn(): number;
}

/** An entry as it is written: all of them have their properties in the same order, which makes them cheap. */
export class WrittenEntry implements LogEntry {
  declare readonly at: number;
  declare readonly kind: LogKind;
  declare readonly turn: number;
  declare readonly task: string;
  declare readonly site: number | undefined;
  declare readonly announced: number | undefined;
  declare readonly collection: number | undefined;
  declare readonly loop: number | undefined;
  declare readonly entry: number | undefined;
  declare readonly key: unknown;
  declare readonly before: unknown;
  declare readonly place: number | undefined;
  declare readonly operation: string | undefined;
  declare readonly index: number | undefined;
  declare readonly outcome: unknown;
  declare readonly reason: CloseReason | undefined;
  declare readonly order: readonly number[] | undefined;
  declare readonly limit: number | undefined;
  declare readonly isBackwards: boolean | undefined;
  declare readonly isByHand: boolean | undefined;
  declare readonly value?: unknown;

  constructor(at: number, kind: LogKind, clock: RunClock, details: Details) {
    this.at = at;
    this.kind = kind;
    this.turn = clock.turn();
    this.task = details.task ?? clock.task();
    this.site = details.site;
    this.announced = details.announced;
    this.collection = details.collection;
    this.loop = details.loop;
    this.entry = details.entry;
    this.key = details.key;
    this.before = details.before;
    this.place = details.place;
    this.operation = details.operation;
    this.index = details.index;
    this.outcome = details.outcome;
    this.reason = details.reason;
    this.order = details.order;
    this.limit = details.limit;
    this.isBackwards = details.isBackwards;
    this.isByHand = details.isByHand;
    // No value is something else than the value undefined.
    if ("value" in details) this.value = details.value;
  }
}
