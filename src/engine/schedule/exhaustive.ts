import { describeValue, EngineInputError, requireCount } from "../errors.ts";
import { defaultPick } from "./decisions.ts";
import { atomicKind, syncKind } from "../step/step.ts";
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
export function exhaustive({ preemptions = 2, at = "steps", seed = 1 }: ExhaustiveOptions = {}): Strategy {
  requireCount("preemptions", preemptions);
  if (at !== "steps" && at !== "sync") {
    throw new EngineInputError("bad-strategy", `exhaustive: "at" must be "steps" or "sync", not ${describeValue(at)}.`);
  }
  return new ExhaustiveStrategy(preemptions, at === "sync", seed >>> 0);
}

/** A decision: what was tried, and what is left to try. Tasks by their index; choices by their number. */
interface Frame {
  current: number;
  readonly left: number[];
  /** Preemptions before this decision, and the task that is not preempted here, or -1. */
  readonly preemptions: number;
  readonly unforced: number;
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
    this.#depth = 0;
    this.#preemptions = 0;
    if (!this.#hasBegun) return (this.#hasBegun = true);
    const frames = this.#frames;
    while (frames.length > 0 && frames.at(-1)!.left.length === 0) frames.pop();
    const frame = frames.at(-1);
    if (frame === undefined) return false;
    frame.current = frame.left.pop()!;
    return true;
  }

  pick(situation: Situation): Task {
    const { last } = situation;
    const canGoOn = last !== null && last.place >= 0;
    if (canGoOn && (this.#preemptions >= this.#bound || (this.isForRaceFree && (last.step & syncKind) < atomicKind))) return last;
    const frame = this.#frames[this.#depth] ?? this.#decide(situation, canGoOn ? last.index : -1);
    this.#depth++;
    if (frame.unforced >= 0 && frame.current !== frame.unforced) this.#preemptions++;
    const task = situation.tasks[frame.current];
    // A program that is not the same each time: `explore` finds out by the replay.
    return task !== undefined && task.place >= 0 ? task : defaultPick(situation);
  }

  choose(count: number): number {
    const frame = this.#frames[this.#depth] ?? this.#push(0, Array.from({ length: count - 1 }, (_, i) => count - 1 - i), -1);
    this.#depth++;
    return Math.min(frame.current, count - 1);
  }

  #decide(situation: Situation, unforced: number): Frame {
    const first = defaultPick(situation);
    const others = situation.runnable.filter((task) => task !== first).sort(byPath);
    return this.#push(first.index, others.map(({ index }) => index).reverse(), unforced);
  }

  #push(current: number, left: number[], unforced: number): Frame {
    const frame: Frame = { current, left, preemptions: this.#preemptions, unforced };
    this.#frames.push(frame);
    return frame;
  }
}
