import { positive } from "../../engine/schedule/options.ts";
import type { LoopLimits } from "./result.ts";

const defaults = { turns: 10_000, milliseconds: 10_000, turnMilliseconds: 1000, after: 100, idle: 100, outside: 200 };

/** The longest time limit of Node. */
const longest = 2 ** 31 - 1;

/** @throws EngineInputError "bad-options" for a limit that is no integer from 1 on. */
export function limitsOf(limits: LoopLimits = {}): Required<LoopLimits> {
  const whole = { ...defaults, ...limits };
  for (const name of Object.keys(defaults) as (keyof LoopLimits)[]) positive(name, whole[name], longest);
  return whole;
}
