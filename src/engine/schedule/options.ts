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
  return { budget: positive("steps", steps), patience: positive("patience", patience, longestPatience) };
}

/** A day: time limits of Node end at 2^31 ms. */
const longestPatience = 86_400_000;

/** @throws EngineInputError "bad-options" unless it is an integer from 1 to `largest`. */
export function positive(name: string, value: number, largest = Number.MAX_SAFE_INTEGER): number {
  if (Number.isSafeInteger(value) && value >= 1 && value <= largest) return value;
  const range = largest === Number.MAX_SAFE_INTEGER ? "from 1 on" : `from 1 to ${largest}`;
  throw new EngineInputError("bad-options", `The option "${name}" must be an integer ${range}, not ${describeValue(value)}.`);
}

/** @throws EngineInputError "bad-options" for options of other types than these functions take. */
export function requireOptions(options: object): void {
  if (typeof options !== "object" || options === null) {
    throw new EngineInputError("bad-options", `The options must be an object, not ${describeValue(options)}.`);
  }
  const { strategy, monitors, races, check, judge } = options as Record<string, unknown>;
  for (const [name, value] of Object.entries({ check, judge })) if (value !== undefined && typeof value !== "function") throw bad(name, "a function", value);
  if (strategy !== undefined && !isStrategy(strategy)) {
    throw bad("strategy", "what random(), pct() or exhaustive() gives", strategy);
  }
  if (monitors !== undefined && !Array.isArray(monitors)) throw bad("monitors", "an array", monitors);
  if (races !== undefined && typeof races !== "boolean") throw bad("races", "true or false", races);
}

function isStrategy(value: unknown): boolean {
  return typeof value === "object" && value !== null && "next" in value && "pick" in value;
}

function bad(name: string, wanted: string, value: unknown): EngineInputError {
  return new EngineInputError("bad-options", `The option "${name}" must be ${wanted}, not ${describeValue(value)}.`);
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
