import { AsyncLocalStorage } from "node:async_hooks";
import type { Frame } from "../../../src/verify/instrument/hooks.ts";
import type { TraceHooks } from "../../../src/verify/trace/hooks.ts";
import type { RunLog } from "../../../src/verify/trace/log.ts";
import { EndlessIteration } from "../../../src/verify/trace/open-loop.ts";
import { Trace } from "../../../src/verify/trace/trace.ts";
import { type Evidence, type Judged, oracles } from "../../../src/verify/oracles/index.ts";
import type { Site, SiteRole } from "../../../src/verify/site.ts";

export type Hazard = keyof typeof oracles;

/** Sites by number: `{ 1: "iterate", 2: "mutate" }`. */
export type Roles = Readonly<Record<number, SiteRole>>;

function sitesOf(roles: Roles, collection = "c"): Site[] {
  return Object.entries(roles).map(([id, role]) => ({ id: Number(id), role, file: "case.ts", start: 0, end: 0, collection }));
}

/** Runs a synchronous program as one task, in one turn. */
export function traceSync(program: (hooks: TraceHooks, trace: Trace) => void, roles: Roles = { 1: "iterate", 2: "iterate" }): RunLog {
  const trace = new Trace();
  trace.install();
  trace.begin({ clock: { task: () => "1", turn: () => 0 }, sites: sitesOf(roles), limits: { visits: 50 } });
  try {
    program(trace.hooks, trace);
  } catch (error) {
    if (!(error instanceof EndlessIteration) && !(error instanceof Expected) && !(error instanceof RangeError)) throw error;
  } finally {
    trace.end();
    trace.uninstall();
  }
  return trace.lastLog;
}

/** An error that a program throws on purpose. */
export class Expected extends Error {}


/** The names of the oracles that see something. */
export function seenIn(judged: Judged): Hazard[] {
  return (Object.keys(oracles) as Hazard[]).filter((hazard) => oracles[hazard](judged) !== null);
}

export function textOf(found: Evidence | null): string {
  return found === null ? "" : found.lines.join("; ");
}

/** An index loop with the hooks that the instrumentation puts around one. */
export function byIndex<T>(hooks: TraceHooks, id: number, xs: T[], body: (at: (i: number) => T, frame: Frame) => void): void {
  const frame = hooks.enter(id, () => xs, []);
  try {
    body((i) => xs[frame.visit(i) as number]!, frame);
  } finally {
    frame.leave();
  }
}

/** What an async program may use. */
export interface World {
  readonly hooks: TraceHooks;
  readonly trace: Trace;
  /** An external operation: it is done when the schedule says so. */
  load<T>(value: T): Promise<T>;
}

/**
 * Runs calls as tasks 1, 2, ...: each step of the schedule is a turn. A number starts the call of that number, "a" ends the first external
 * operation that was begun, "b" the second, and so on; "." ends all that are pending, and those that come of it, in the order in which they were begun.
 */
export async function traceTasks(program: (world: World) => readonly (() => unknown)[], schedule: string, roles: Roles, isReturned = false): Promise<RunLog> {
  const tasks = new AsyncLocalStorage<string>();
  const pending: { readonly end: () => void; readonly task: string }[] = [];
  const trace = new Trace();
  let turn = 0;
  trace.install();
  trace.begin({ clock: { task: () => tasks.getStore() ?? "?", turn: () => turn }, sites: sitesOf(roles), limits: { visits: 50 } });
  const load = <T>(value: T): Promise<T> => new Promise((resolve) => pending.push({ end: () => resolve(value), task: tasks.getStore() ?? "?" }));
  try {
    const calls = program({ hooks: trace.hooks, trace, load });
    let ended = 0;
    const turnOf = async (task: string, act: () => void): Promise<void> => {
      tasks.run(task, act);
      await new Promise((resolve) => setImmediate(resolve));
      tasks.run(task, () => trace.turnEnded());
      turn++;
    };
    const begin = (call: number): void => {
      const result = calls[call - 1]!();
      if (isReturned) trace.returned(result);
      if (result instanceof Promise) void result.then((value) => isReturned && trace.returned(value), ignoreEndless);
    };
    for (const step of schedule) {
      if (step === ".") for (; ended < pending.length; ended++) await turnOf(pending[ended]!.task, pending[ended]!.end);
      else if (/[0-9]/.test(step)) await turnOf(step, () => begin(Number(step)));
      else await turnOf(pending[step.charCodeAt(0) - 97]!.task, pending[step.charCodeAt(0) - 97]!.end);
    }
  } finally {
    trace.end();
    trace.uninstall();
  }
  return trace.lastLog;
}

function ignoreEndless(error: unknown): void {
  if (!(error instanceof EndlessIteration)) throw error;
}

export function rolesMap(roles: Roles): ReadonlyMap<number, SiteRole> {
  return new Map(Object.entries(roles).map(([id, role]) => [Number(id), role]));
}
