import { ScriptedStrategy } from "../../engine/schedule/scripted.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";

/** The schedule without a decision: one call after the other, and external completions in the order in which they were begun. */
export function quiet(seed = 1): Strategy {
  return new ScriptedStrategy({ switches: [], choices: [] }, seed);
}
