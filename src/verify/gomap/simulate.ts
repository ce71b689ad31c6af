import type { Race } from "../../engine/race/race.ts";
import { formatRace } from "../../engine/race/format-race.ts";
import { Attempt, type RunResult } from "../../engine/schedule/attempt.ts";
import { ScriptedStrategy } from "../../engine/schedule/scripted.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import type { Steps } from "../../engine/step/step.ts";
import type { SharedUse, ScheduledRun } from "../oracles/gomap.ts";
import { memoryOf } from "./maps.ts";
import { type MapOperation, OperationMonitor } from "./operations.ts";
import type { Uses } from "./uses.ts";

/** A program that makes more steps has other things to do than to show a race. */
const mostSteps = 20_000;

/** A call that was made as a simulated program: its tasks run under a scheduler. */
export interface Simulated {
  readonly result: RunResult;
  readonly monitor: OperationMonitor;
}

/** The schedule in which each task goes on while it can. */
export function withoutSwitches(seed: number): Strategy {
  const strategy = new ScriptedStrategy({ switches: [], choices: [] }, seed);
  strategy.next();
  return strategy;
}

/**
 * Makes a call as the main task of a simulated program, all at once. What it gives is walked to its end where it is a generator.
 *
 * @param strategy one that is at its schedule.
 */
export function simulate(call: () => unknown, strategy: Strategy, uses: Uses): Simulated {
  const monitor = new OperationMonitor();
  const program = function* (): Steps<unknown> {
    const given = call();
    return isGenerator(given) ? yield* given : given;
  };
  const attempt = new Attempt(program, strategy, { budget: mostSteps, monitors: [monitor], races: {} });
  const before = uses.monitor;
  uses.monitor = monitor;
  try {
    attempt.advance(Infinity);
  } finally {
    uses.monitor = before;
  }
  return { result: attempt.result(), monitor };
}

function isGenerator(value: unknown): value is Steps<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value && "next" in value && "throw" in value;
}

/** What a simulated call shows of maps that tasks share, for the oracle. */
export function scheduledRun({ result, monitor }: Simulated): ScheduledRun {
  const { outcome, schedule, races } = result;
  const fatal = outcome.kind === "fatal" ? { message: outcome.message, operations: fatalUses(monitor, outcome.task.path) } : undefined;
  return { schedule, ...(fatal && { fatal }), races: races.flatMap((race) => raceOf(race, monitor) ?? []) };
}

/** The operations of the map that the task died in, its own first. */
function fatalUses({ open }: OperationMonitor, task: string): SharedUse[] {
  const own = open.find((each) => each.task.path === task);
  if (own === undefined) return [];
  return [own, ...open.filter((each) => each !== own && each.memory === own.memory)].map(useOf);
}

function useOf({ task, operation, site }: MapOperation): SharedUse {
  return { task: task.path, text: `${operation.name}(${operation.args.map((arg) => textOf(arg)).join(", ")})`, ...(site !== undefined && { site }) };
}

/** Null for a race in other memory than that of one map. */
function raceOf(race: Race, monitor: OperationMonitor): { readonly text: string; readonly operations: readonly SharedUse[] } | null {
  const accesses = [race.current, race.previous];
  const memories = accesses.map(({ operation }) => operation && memoryOf(operation.object));
  const [memory] = memories;
  if (memory == null || memories[1] !== memory) return null;
  const operations = accesses.map(({ task, operation }) => useOf({ task, operation: operation!, memory, site: monitor.siteOf(operation) }));
  return { text: formatRace(race), operations };
}

function textOf(value: unknown): string {
  return typeof value === "string" ? JSON.stringify(value) : typeof value === "object" && value !== null ? "{...}" : String(value);
}
