import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import type { Body } from "../../../src/engine/schedule/body.ts";
import type { Task } from "../../../src/engine/schedule/task.ts";
import { Execution } from "../../../src/engine/schedule/execution.ts";
import type { Outcome } from "../../../src/engine/schedule/outcome.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { run } from "../../../src/engine/schedule/run.ts";
import type { Monitor } from "../../../src/engine/step/monitor.ts";

type RunResult<T = unknown> = ReturnType<typeof run<T>>;

/** Runs a program under every schedule. @returns their number. */
export function forEachSchedule<T>(program: Body<T>, visit: (outcome: Outcome<T>) => void, preemptions = 100): number {
  const strategy = exhaustive({ preemptions });
  let schedules = 0;
  for (; strategy.next(); schedules++) {
    if (schedules === 2_000_000) throw new Error("there are too many schedules");
    const outcome = new Execution(program, { strategy, monitor: null, decisions: null, budget: 10_000 }).advance(Infinity);
    if (outcome === null) throw new Error("the run has not ended");
    visit(outcome);
  }
  return schedules;
}

/** Every way in which a program can end, sorted: the values that it returns as JSON, or the messages of what else it ended with. */
export function allOutcomes(program: Body, preemptions?: number): string[] {
  const found = new Set<string>();
  forEachSchedule(program, (outcome) => found.add(outcome.kind === "completed" ? JSON.stringify(outcome.value) : outcome.message), preemptions);
  return [...found].sort();
}

/** One run under a random schedule. */
export function runRandomly<T>(program: Body<T>, seed: number, monitors: Monitor[] = []): RunResult<T> {
  return run(program, { strategy: random({ seed }), monitors });
}

/** The value of a program that must come to its end. */
export function valueOf<T>({ outcome }: RunResult<T>): T {
  if (outcome.kind !== "completed") throw new Error(outcome.message);
  return outcome.value;
}

/** What the tasks of a deadlock or leak wait for, by their names. */
export function waits({ outcome }: RunResult): Record<string, string> {
  if (outcome.kind !== "deadlock" && outcome.kind !== "leak") throw new Error(outcome.message);
  return Object.fromEntries((outcome.blocked as Task[]).map(({ name, gate, step }) => [name, gate!.describe(step >> 2)]));
}
