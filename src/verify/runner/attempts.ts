import type { RunInput } from "../case.ts";
import { exhaustive } from "../../engine/schedule/exhaustive.ts";
import { random } from "../../engine/schedule/random.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import { quiet } from "../loop/quiet-strategy.ts";

/** So many inputs get few schedules each: another input often shows more than another schedule. */
export const quickInputs = 24;
const quickLimit = 12;
const limits = { one: 40, two: 40, random: 8 } as const;

export interface Attempt {
  readonly input: RunInput;
  /** The number of the input. */
  readonly number: number;
  readonly seed: number;
  /** Whether a run of the input has come to the flagged place, and to where the harm would be done. */
  readonly isReached: () => boolean;
  /** Whether the last run has waited for anything: else there is only one schedule. */
  readonly hasWaited: () => boolean;
}

/**
 * Strategies for one input, each at its schedule. Those with few departures from the quiet one show most bugs: the quiet one itself, all with one
 * departure, then many with two, then some at random.
 */
export function* schedulesFor({ input, number, seed, isReached, hasWaited }: Attempt): Generator<Strategy, void, void> {
  yield ready(quiet(seed));
  if (input.calls.length < 2 && (!hasWaited() || !isReached())) return;
  const isQuick = number < quickInputs;
  let count = 0;
  for (const strategy of departures(1, isQuick ? quickLimit : limits.one, seed)) {
    if (++count > quickLimit && !isReached()) return;
    yield strategy;
  }
  if (!isReached() || isQuick) return;
  yield* departures(2, limits.two, seed);
  const strategy = random({ seed });
  for (let made = 0; made < limits.random && strategy.next(); made++) yield strategy;
}

/** All schedules with so many departures, and with fewer. */
export function* departures(preemptions: number, limit: number, seed: number): Generator<Strategy, void, void> {
  const strategy = exhaustive({ preemptions, seed });
  for (let count = 0; count < limit && strategy.next(); count++) yield strategy;
}

/** A strategy at its first schedule. */
export function ready(strategy: Strategy): Strategy {
  strategy.next();
  return strategy;
}
