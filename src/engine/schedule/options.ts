import { describeValue, EngineInputError } from "../errors.ts";
import type { Monitor } from "../step/monitor.ts";

/** What every run of a program can be told. */
export interface RunOptions {
  /** The most steps of one run: 100,000 by default. */
  readonly steps?: number;
  /** How long, in milliseconds, a task may go without a step before the run is given up: 5,000 by default. */
  readonly patience?: number;
  /** Whether a race detector watches: not by default, but where a strategy needs one. */
  readonly races?: boolean;
}

export interface Limits {
  readonly budget: number;
  readonly patience: number;
}

/** @throws EngineInputError "bad-options". */
export function limitsOf({ steps = 100_000, patience = 5000 }: RunOptions): Limits {
  return { budget: positive("steps", steps), patience: positive("patience", patience) };
}

/** @throws EngineInputError "bad-options" unless it is an integer from 1 on. */
export function positive(name: string, value: number): number {
  if (Number.isSafeInteger(value) && value >= 1) return value;
  throw new EngineInputError("bad-options", `The option "${name}" must be an integer from 1 on, not ${describeValue(value)}.`);
}

/** Several monitors as one: null for none. */
export function combine(monitors: readonly Monitor[]): Monitor | null {
  if (monitors.length < 2) return monitors[0] ?? null;
  const combined: Record<string, (...args: unknown[]) => void> = {};
  for (const name of eventNames) {
    const told = monitors.filter((monitor) => typeof monitor[name] === "function");
    if (told.length === 0) continue;
    combined[name] = (...args) => {
      for (const monitor of told) (monitor[name] as (...args: unknown[]) => void).apply(monitor, args);
    };
  }
  return combined;
}

const eventNames = [
  "spawned",
  "finished",
  "stepped",
  "began",
  "ended",
  "blocked",
  "unblocked",
  "over",
  "acquire",
  "release",
  "releaseMerge",
] as const satisfies readonly (keyof Monitor)[];
