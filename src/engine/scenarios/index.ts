import { EngineInputError } from "../errors.ts";
import type { RunResult } from "../schedule/attempt.ts";
import { replay } from "../schedule/run.ts";
import type { Monitor } from "../step/monitor.ts";
import { chainScenarios } from "./chains.ts";
import { growthScenarios } from "./growth.ts";
import { iterationScenarios } from "./iteration.ts";
import { markingScenarios } from "./marking.ts";
import type { Scenario } from "./scenario.ts";

/** How a map of Go is torn when its checks for concurrent use are switched off: one scenario for each torn state. */
export const scenarios: readonly Scenario[] = [...growthScenarios, ...chainScenarios, ...iterationScenarios, ...markingScenarios];

/** A scenario that was run. */
export interface ScenarioRun {
  readonly scenario: Scenario;
  readonly result: RunResult;
  /** What was torn: what the scenario's check found. */
  readonly finding: string;
}

/**
 * Runs a scenario under its schedule.
 *
 * @param name one of `scenarios`.
 * @param options monitors that watch the run, such as a `TraceRecorder`.
 * @throws EngineInputError "unknown-scenario".
 */
export function runScenario(name: string, options: { readonly monitors?: readonly Monitor[] } = {}): ScenarioRun {
  const scenario = scenarios.find((each) => each.name === name);
  if (scenario === undefined) {
    const names = scenarios.map((each) => each.name).join(", ");
    throw new EngineInputError("unknown-scenario", `There is no scenario ${JSON.stringify(name)}. There are: ${names}.`);
  }
  const result = replay(scenario.program, scenario.schedule, options);
  return { scenario, result, finding: scenario.check(result)! };
}
