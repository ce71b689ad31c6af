import type { Gate } from "../step/gate.ts";
import type { Monitor } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { type Shared, syncKind } from "../step/step.ts";
import type { RunResult } from "./attempt.ts";
import type { Body } from "./execution.ts";
import { positive, type RunOptions } from "./options.ts";
import { formatOutcome } from "./outcome.ts";
import { random } from "./random.ts";
import { strategyOf } from "./repeat.ts";
import { run } from "./run.ts";
import { parseSchedule } from "./schedule-string.ts";
import type { Strategy } from "./strategy.ts";
import { describeTask } from "./task.ts";

/** Where two runs under one schedule differ. */
export interface Difference {
  readonly schedule: string;
  /** The number of the step, from 0 on. */
  readonly step: number;
  readonly first: string;
  readonly second: string;
  /** The difference in a sentence. */
  readonly message: string;
}

/**
 * Runs a program under several schedules, and each of them again twice. A difference means that something in the program is not
 * controlled by the schedule: the time, `Math.random`, memory that is left from an earlier run.
 *
 * @returns the first difference, or null.
 */
export function checkDeterminism(
  program: Body,
  options: RunOptions & { readonly strategy?: Strategy; readonly schedules?: number } = {},
): Difference | null {
  const strategy = options.strategy ?? random();
  const count = positive("schedules", options.schedules ?? 20);
  for (let i = 0; i < count && strategy.next(); i++) {
    const made = traced(program, fixed(strategy), options);
    const { schedule } = made.result;
    for (let repeat = 0; repeat < 2; repeat++) {
      const difference = compare(schedule, made, traced(program, strategyOf(parseSchedule(schedule)), options));
      if (difference !== null) return difference;
    }
  }
  return null;
}

/** The strategy, already at its schedule. */
function fixed(strategy: Strategy): Strategy {
  return new Proxy(strategy, {
    get(target, name) {
      if (name === "next") return () => true;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

interface Traced {
  readonly result: RunResult;
  readonly lines: readonly string[];
}

function traced(program: Body, strategy: Strategy, options: RunOptions): Traced {
  const lines: string[] = [];
  const monitor: Monitor = { stepped: (task, step, object) => { lines.push(`${describeTask(task)}: ${describe(task, step, object)}`); } };
  const result = run(program, { ...options, strategy, monitors: [monitor] });
  lines.push(formatOutcome(result.outcome));
  return { result, lines };
}

const kinds = ["read", "write", "atomic"] as const;

function describe(_task: TaskRef, step: number, object: object): string {
  if ((step & syncKind) === syncKind) return (object as Gate).describe(step >> 2);
  const name = "nameOf" in object ? (object as Shared).nameOf((step >> 2) & 15, step >> 6) : "memory";
  return `${kinds[step & 3]} ${name}`;
}

function compare(schedule: string, a: Traced, b: Traced): Difference | null {
  for (let step = 0; step < Math.max(a.lines.length, b.lines.length); step++) {
    const first = a.lines[step] ?? "(over)";
    const second = b.lines[step] ?? "(over)";
    if (first === second) continue;
    const message = `Under the same schedule, step ${step} was "${first}" in one run and "${second}" in another.`;
    return { schedule, step, first, second, message };
  }
  return null;
}
