import { describeTask } from "../../engine/schedule/task.ts";
import type { EventKind } from "./pending.ts";
import type { LoopTask } from "./strand.ts";

/** A call that is to run: `start` is the call itself, such as `() => cache.get("k")`. */
export interface LoopCall {
  readonly label: string;
  readonly start: () => unknown;
  /** Brings about the state that the others find: they arrive when all such calls have settled. */
  readonly isSetup?: boolean;
}

/** How far a run may go. */
export interface LoopLimits {
  /** The most turns of the event loop: 10,000 by default. */
  readonly turns?: number;
  /** The most real milliseconds: 10,000 by default. It is looked at between turns. */
  readonly milliseconds?: number;
  /** How many real milliseconds one turn may take, with all its microtasks, before it is stopped as a hang: 1,000 by default. */
  readonly turnMilliseconds?: number;
  /** How many turns what is left may make when all calls have settled: 100 by default. */
  readonly after?: number;
  /** How many turns intervals and unreferenced timers may make while nothing else is pending: 100 by default. */
  readonly idle?: number;
  /** How many real milliseconds to wait for what is outside of the schedule, such as an import, where nothing else is left: 200 by default. */
  readonly outside?: number;
}

/** How a call ended. */
export interface CallResult extends LoopTask {
  readonly state: "fulfilled" | "rejected" | "pending" | "not started";
  /** The value, or the error of a rejected one: undefined for the others. */
  readonly value: unknown;
  /** The number of the turn in which it settled, or -1. */
  readonly turn: number;
}

/** An error that nobody caught. In a real process it ends the process, unless a listener says otherwise. */
export interface Uncaught {
  readonly kind: "exception" | "rejection";
  readonly error: unknown;
  /** The call in whose code it came up, or null. */
  readonly task: LoopTask | null;
  /** The number of the turn. */
  readonly turn: number;
}

/** A turn of the event loop: from 0 on. */
export interface Turn {
  readonly kind: EventKind;
  readonly label: string;
  readonly task: LoopTask | null;
  /** The path of its strand: the call's own, or one that it has forked off. */
  readonly path: string;
  /** The virtual time at its beginning, in milliseconds. */
  readonly now: number;
}

/**
 * How a run ended: `completed` when all calls have settled, `stuck` when some never will, `limit` when a limit was hit, `hang` when a turn
 * did not come to its end and was stopped in the middle of its code.
 */
export type LoopOutcome =
  | { readonly kind: "completed"; readonly message: string }
  | { readonly kind: "stuck"; readonly tasks: readonly LoopTask[]; readonly message: string }
  | { readonly kind: "limit"; readonly limit: "turns" | "milliseconds"; readonly tasks: readonly LoopTask[]; readonly message: string }
  | { readonly kind: "hang"; readonly task: LoopTask | null; readonly message: string };

/** One run of calls under one schedule. */
export interface LoopResult {
  readonly outcome: LoopOutcome;
  readonly calls: readonly CallResult[];
  readonly uncaught: readonly Uncaught[];
  readonly turns: readonly Turn[];
  /** The string that makes the same run again: see `replayLoop`. */
  readonly schedule: string;
  /** How often the schedule departs from the quiet run, in which each call waits for the one before. */
  readonly switches: number;
  /** The virtual clock at the end, in milliseconds. */
  readonly now: number;
  /** How many events were pending and abandoned. */
  readonly abandoned: number;
  /** Whether something came from outside of the schedule, such as a real import: a replay may then differ. */
  readonly isUncontrolled: boolean;
}

export const completed: LoopOutcome = { kind: "completed", message: "completed" };

export function stuckOutcome(tasks: readonly LoopTask[]): LoopOutcome {
  return { kind: "stuck", tasks, message: `${list(tasks)} never settled, and nothing is pending that could change it` };
}

export function limitOutcome(limit: "turns" | "milliseconds", bound: number, tasks: readonly LoopTask[]): LoopOutcome {
  const open = tasks.length === 0 ? "" : `: ${list(tasks)} had not settled`;
  const unit = limit === "turns" ? "turns of the event loop" : "ms";
  return { kind: "limit", limit, tasks, message: `the run was given up after ${bound} ${unit}${open}` };
}

export function hangOutcome(task: LoopTask | null, milliseconds: number): LoopOutcome {
  const who = task === null ? "code that belongs to no call" : describe(task);
  return { kind: "hang", task, message: `${who} has run for ${milliseconds} ms without a pause: an endless loop` };
}

function list(tasks: readonly LoopTask[]): string {
  return tasks.map(describe).join(", ");
}

function describe({ path, label, index }: LoopTask): string {
  return describeTask({ path, name: label, index, steps: 0 });
}

/** The turns, one a line: `2 task 1.1 external fetch /a`. */
export function formatTurns({ turns }: Pick<LoopResult, "turns">): string[] {
  return turns.map(({ kind, label, path }, number) => `${number} task ${path} ${kind} ${label}`);
}
