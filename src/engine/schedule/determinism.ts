import { inspect } from "node:util";
import type { Gate } from "../step/gate.ts";
import type { Monitor } from "../step/monitor.ts";
import { type Shared, syncKind } from "../step/step.ts";
import type { RunResult } from "./attempt.ts";
import type { Body } from "./body.ts";
import { positive, requireOptions, type RunOptions } from "./options.ts";
import { formatOutcome } from "./outcome.ts";
import { random } from "./random.ts";
import { strategyOf } from "./repeat.ts";
import { runAt } from "./run.ts";
import { parseSchedule } from "./schedule-string.ts";
import { requireFresh, type Strategy } from "./strategy.ts";
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
  requireOptions(options);
  const strategy = options.strategy ?? random();
  requireFresh(strategy);
  const count = positive("schedules", options.schedules ?? 20);
  for (let i = 0; i < count && strategy.next(); i++) {
    const made = traced(program, strategy, options);
    const { schedule } = made.result;
    for (let repeat = 0; repeat < 2; repeat++) {
      const difference = compare(schedule, made, traced(program, strategyOf(parseSchedule(schedule)), options));
      if (difference !== null) return difference;
    }
  }
  return null;
}

interface Traced {
  readonly result: RunResult;
  readonly lines: readonly string[];
}

function traced(program: Body, strategy: Strategy, options: RunOptions): Traced {
  const lines: string[] = [];
  const monitor: Monitor = { stepped: (task, step, object) => { lines.push(`${describeTask(task)}: ${describe(step, object)}`); } };
  const result = runAt(program, strategy, { ...options, monitors: [monitor] });
  lines.push(endOf(result));
  return { result, lines };
}

/** How a run ended; of a value, what can be seen of it as text. */
function endOf({ outcome }: RunResult): string {
  const text = formatOutcome(outcome);
  if (outcome.kind !== "completed" || outcome.value === undefined) return text;
  return `${text}: ${inspect(outcome.value, { depth: 4, maxStringLength: 200 })}`;
}

const kinds = ["read", "write", "atomic"] as const;

function describe(step: number, object: object): string {
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
