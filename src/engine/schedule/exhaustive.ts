import { describeValue, EngineInputError, requireCount, requireInteger } from "../errors.ts";
import { defaultPick } from "./decisions.ts";
import { atomicKind, syncKind } from "../step/step.ts";
import { requireOptions } from "./options.ts";
import type { Situation, Strategy } from "./strategy.ts";
import { byPath, type Task } from "./task.ts";

export interface ExhaustiveOptions {
  /** The most preemptions of a schedule: 2 by default. */
  readonly preemptions?: number;
  /**
   * Where tasks are preempted: before every step, or (`"sync"`) only before synchronisation and atomic accesses, which is far less. In
   * a program without races nothing is missed by that (Musuvathi and Qadeer, section 3): `explore` watches for races then, and a race
   * is a failure.
   */
  readonly at?: "steps" | "sync";
  /** What chance is outside of the schedule: the seeds of maps. */
  readonly seed?: number;
}

/**
 * Every schedule with at most so many preemptions (switches away from a task that could have gone on), depth first: Musuvathi and
 * Qadeer, "Iterative context bounding for systematic testing of multithreaded programs" (2007). Switches where the last task cannot go
 * on are free.
 */
export function exhaustive(options: ExhaustiveOptions = {}): Strategy {
  requireOptions(options);
  const { preemptions = 2, at = "steps", seed = 1 } = options;
  requireCount("preemptions", preemptions);
  requireInteger("seed", seed);
  if (at !== "steps" && at !== "sync") {
    throw new EngineInputError("bad-strategy", `exhaustive: "at" must be "steps" or "sync", not ${describeValue(at)}.`);
  }
  return new ExhaustiveStrategy(preemptions, at === "sync", seed >>> 0);
}

/** A decision: which of so many candidates was taken. The first one is what happens by default. */
interface Frame {
  current: number;
  readonly count: number;
}

class ExhaustiveStrategy implements Strategy {
  readonly description: string;
  readonly isSeeded = false;
  readonly isFinite = true;
  readonly everyStep = false;
  readonly isForRaceFree: boolean;
  readonly seed: number;
  readonly #bound: number;
  readonly #frames: Frame[] = [];
  #depth = 0;
  #preemptions = 0;
  #hasBegun = false;

  constructor(bound: number, isRaceFree: boolean, seed: number) {
    this.#bound = bound;
    this.isForRaceFree = isRaceFree;
    this.seed = seed;
    this.description = `exhaustive, at most ${bound} preemptions${isRaceFree ? " before synchronisation" : ""}`;
  }

  next(): boolean {
    const frames = this.#frames;
    if (this.#hasBegun) {
      if (this.#depth < frames.length) throw uncontrolled();
      while (frames.length > 0 && frames.at(-1)!.current + 1 === frames.at(-1)!.count) frames.pop();
      const frame = frames.at(-1);
      if (frame === undefined) return false;
      frame.current++;
    }
    this.#hasBegun = true;
    this.#depth = 0;
    this.#preemptions = 0;
    return true;
  }

  pick(situation: Situation): Task {
    const { last, canGoOn } = situation;
    if (canGoOn && (this.#preemptions >= this.#bound || (this.isForRaceFree && (last!.step & syncKind) < atomicKind))) return last!;
    const first = defaultPick(situation);
    const { runnable } = situation;
    // One that pauses again and again while nobody else runs would do so for ever.
    const isLeftOut = last?.isPausing === true && last.isSpinning && last !== first && last.place >= 0;
    const taken = this.#take(runnable.length - (isLeftOut ? 1 : 0));
    if (taken === 0) return first;
    if (canGoOn) this.#preemptions++;
    const others = runnable.filter((task) => task !== first && !(isLeftOut && task === last));
    return others.sort(byPath)[taken - 1]!;
  }

  choose(count: number): number {
    return this.#take(count);
  }

  /** The candidate of this schedule, of so many. */
  #take(count: number): number {
    const frame = this.#frames[this.#depth] ?? { current: 0, count };
    if (frame.count !== count) throw uncontrolled();
    this.#frames[this.#depth++] = frame;
    return frame.current;
  }
}

function uncontrolled(): EngineInputError {
  return new EngineInputError(
    "uncontrolled",
    "The exhaustive search came to a place that was another one the last time: the program depends on something outside of the schedule, " +
      "such as the time, Math.random or what an earlier run left behind. checkDeterminism tells what.",
  );
}
