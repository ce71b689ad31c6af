import { EngineInputError } from "../errors.ts";
import type { Task } from "./task.ts";

/** What a strategy sees of a program that runs. */
export interface Situation {
  /** The tasks that can make a step, in an order that means nothing but is the same in every replay. */
  readonly runnable: readonly Task[];
  /** All tasks, by their index. */
  readonly tasks: readonly Task[];
  /** The task that made the last step, or null. It need not be runnable. */
  readonly last: Task | null;
  /** Whether the last task could go on. Not one that waits, pauses or is done, and not when all have waited for the clock. */
  readonly canGoOn: boolean;
  /** The steps up to now. */
  readonly steps: number;
}

/** Decides which task makes the next step: one schedule after the other. */
export interface Strategy {
  /** In a sentence, for reports. */
  readonly description: string;
  /** What chance is outside of the schedule (the seeds of maps) in this schedule: 32 bits. */
  readonly seed: number;
  /** Whether the seed alone makes a schedule of the random strategy again: its string needs no decisions then. */
  readonly isSeeded: boolean;
  /** Whether its promise holds only for programs without races. */
  readonly isForRaceFree?: boolean;
  /** Whether it comes to an end by itself. */
  readonly isFinite: boolean;
  /** Whether it is asked even where one task alone can run. */
  readonly everyStep: boolean;
  /** Prepares the next schedule. @returns false when there is none left. */
  next(): boolean;
  pick(situation: Situation): Task;
  /** One of 0 to count - 1, for the running task. */
  choose(count: number, task: Task): number;
  spawned?(task: Task): void;
  /** The schedule is over. */
  finished?(situation: Situation): void;
}

/** A small generator of random 32-bit numbers (mulberry32): the same in every replay. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  /** 32 bits, unsigned. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let t = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** 0 to count - 1. */
  below(count: number): number {
    return Math.floor((this.next() / 0x1_0000_0000) * count);
  }
}

/** The seed of the schedule with this number, of a series that starts with `seed`. */
export function seedOfSchedule(seed: number, number: number): number {
  return number === 0 ? seed >>> 0 : new Random(Math.imul(number, 0x9e3779b1) ^ seed).next();
}

const begun = new WeakSet<Strategy>();

/** Notes that a strategy is in use. @returns whether it was before: it then goes on where it is. */
export function hasBegun(strategy: Strategy): boolean {
  const before = begun.has(strategy);
  begun.add(strategy);
  return before;
}

/** @throws EngineInputError "bad-strategy" for a strategy that has made schedules before: a search that goes on somewhere is no search. */
export function requireFresh(strategy: Strategy): void {
  if (!hasBegun(strategy)) return;
  throw new EngineInputError("bad-strategy", "The strategy has been used before, and would go on where it was: make a new one for each search.");
}
