import { EngineInputError } from "../../engine/errors.ts";
import { random } from "../../engine/schedule/random.ts";
import { parseSchedule, type Schedule } from "../../engine/schedule/schedule-string.ts";
import { ScriptedStrategy } from "../../engine/schedule/scripted.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import type { LoopCall, LoopLimits, LoopResult } from "./result.ts";
import { VirtualLoop } from "./virtual-loop.ts";

/** Makes the calls of a run, and all that they share, anew for each run. */
export type MakeCalls = (loop: VirtualLoop) => readonly LoopCall[];

export interface ReplayLoopOptions {
  /** The loop to run on: a new one by default. */
  readonly loop?: VirtualLoop;
  readonly limits?: LoopLimits;
  /** Told at once of a run that hangs: see `DriverOptions`. */
  readonly onHang?: (result: LoopResult) => void;
}

/** The strategy whose first schedule is this one. */
function strategyOf({ script, seed }: Schedule): Strategy {
  return script === null ? random({ seed }) : new ScriptedStrategy(script, seed);
}

/** The same, at its schedule. */
export function repeating(schedule: Schedule): Strategy {
  const strategy = strategyOf(schedule);
  strategy.next();
  return strategy;
}

/** What is different from the run that the schedule was taken from, or null. */
export function mismatchOf(wanted: Schedule, strategy: Strategy, { schedule }: LoopResult): string | null {
  const { run: made } = parseSchedule(schedule);
  if (strategy instanceof ScriptedStrategy && strategy.mismatch !== null) return `it says ${strategy.mismatch}`;
  if (made.steps !== wanted.run.steps) return `it was made in a run of ${wanted.run.steps} turns, and this one has ${made.steps}`;
  return made.fingerprint === wanted.run.fingerprint ? null : "as many turns were made, but not the same ones";
}

/**
 * Runs calls under the schedule that a string says.
 *
 * @throws EngineInputError "bad-schedule" for a damaged string, "foreign-schedule" when the calls do not do what they did then.
 */
export async function replayLoop(makeCalls: MakeCalls, schedule: string, options: ReplayLoopOptions = {}): Promise<LoopResult> {
  const { loop = new VirtualLoop(), limits, onHang } = options;
  const wanted = parseSchedule(schedule);
  const strategy = strategyOf(wanted);
  const result = await loop.run({ calls: () => makeCalls(loop), strategy, limits, onHang });
  const mismatch = mismatchOf(wanted, strategy, result);
  if (mismatch === null || result.outcome.kind === "hang") return result;
  throw new EngineInputError(
    "foreign-schedule",
    `The schedule does not fit these calls: ${mismatch}. Either it belongs to other code (or another version of it), or the code depends on ` +
      "something outside of the schedule, such as what an earlier run left behind or a real file.",
  );
}
