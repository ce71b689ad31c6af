import type { Body } from "../schedule/body.ts";
import type { Outcome } from "../schedule/outcome.ts";
import type { RunResult } from "../schedule/attempt.ts";
import type { Steps } from "../step/step.ts";
import { Mutex } from "../sync/mutex.ts";

/** A small program in which tasks use one map at the same time with Go's checks switched off, and a schedule that tears the map. */
export interface Scenario<T = unknown> {
  /** Stable, for `runScenario`: `lost-key`. */
  readonly name: string;
  readonly title: string;
  /** What happens, in terms of `runtime/map.go`. */
  readonly story: string;
  /** The program without a lock. Its value is filled in by its tasks: it is complete when the run is over. */
  readonly program: Body<T>;
  /** The control: the same program with each task's use of the map under one lock. */
  readonly lockedProgram: Body<T>;
  /** The same program with what keeps it whole, where that is not a lock: the collector's write barrier. */
  readonly safeProgram?: Body<T>;
  /** Looks at the final map and at what tasks got, never at the schedule. @returns what was torn, or null. */
  check(this: void, result: RunResult<T>): string | null;
  /** A schedule of `program` with the fewest forced switches under which `check` finds something. */
  readonly schedule: string;
}

/** What a task does with the map, under a lock or not. */
export type Guard = <R>(body: () => Steps<R>) => Steps<R>;

/** The main task of a program. */
type Tasks<T> = (guard: Guard) => Steps<T>;

export interface ScenarioText {
  readonly name: string;
  readonly title: string;
  readonly story: string;
  readonly schedule: string;
}

/** A scenario that is judged by what is left when all tasks have ended. A run that ends otherwise shows nothing. */
export function scenario<T>(text: ScenarioText, tasks: Tasks<T>, check: (end: T) => string | null, safeTasks?: Tasks<T>): Scenario<T> {
  return make(text, tasks, ({ outcome }) => (outcome.kind === "completed" ? check(outcome.value) : null), safeTasks);
}

/** A scenario that is judged by how the program ends: a panic, a fatal error. */
export function endingScenario(text: ScenarioText, tasks: Tasks<unknown>, check: (outcome: Outcome) => string | null): Scenario {
  return make(text, tasks, ({ outcome }) => check(outcome));
}

function make<T>(text: ScenarioText, tasks: Tasks<T>, check: (result: RunResult<T>) => string | null, safeTasks?: Tasks<T>): Scenario<T> {
  const unlocked: Guard = (body) => body();
  const made = { ...text, program: () => tasks(unlocked), lockedProgram: () => tasks(lock(new Mutex())), check };
  return safeTasks === undefined ? made : { ...made, safeProgram: () => safeTasks(unlocked) };
}

function lock(mutex: Mutex): Guard {
  return (body) => mutex.with(body);
}
