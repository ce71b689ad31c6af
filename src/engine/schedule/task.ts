import type { Gate } from "../step/gate.ts";
import type { TaskRef } from "../step/runtime.ts";
import { type Steps, sync } from "../step/step.ts";

/** Where a task stands that has not begun: always open. */
const beginning: Gate = { shadow: null, waiting: [], isOpen: () => true, describe: () => "start" };

/** The step of a task that has not begun. */
const beginningStep = sync(beginning, 0);

/** A simulated goroutine, as the scheduler sees it. */
export class Task implements TaskRef {
  readonly path: string;
  readonly name: string;
  readonly index: number;
  generator: Steps<unknown>;
  /** The program that it belongs to. */
  readonly owner: object;
  /** The parts of its path, as numbers. */
  readonly ranks: readonly number[];
  steps = 0;
  /** The step that it makes next, and its object. */
  step = beginningStep;
  object: object = beginning;
  /** The gate that it stands at, or null. */
  gate: Gate | null = null;
  /** The time at which it came to a closed gate, or -1. */
  blockedSince = -1;
  isFinished = false;
  /** Whether it stands at a pause: it wants others to run. */
  isPausing = false;
  /** Whether it has paused before, and nobody has run since. */
  isSpinning = false;
  /** The step of the program at which it came to its last pause. */
  pausedAt = -1;
  /** Its place among the runnable tasks, or -1. */
  place = -1;
  /** How many tasks it has started, choices it has made, random words it has drawn. */
  children = 0;
  choices = 0;
  draws = 0;

  constructor(path: string, name: string | undefined, index: number, owner: object, generator: Steps<unknown>) {
    this.path = path;
    this.name = name ?? (path === "0" ? "main" : `task ${path}`);
    this.index = index;
    this.generator = generator;
    this.owner = owner;
    this.ranks = path.split(".").map(Number);
  }

  /** The path of the next task that it starts. */
  nextChild(): string {
    this.children++;
    return this.path === "0" ? `${this.children}` : `${this.path}.${this.children}`;
  }
}

/** How messages call a task: `task 2 ("writer")`. */
export function describeTask({ path, name }: TaskRef): string {
  if (path === "0") return "the program's main task";
  return name === `task ${path}` ? name : `task ${path} (${JSON.stringify(name)})`;
}

/** The order of tasks by their paths, which does not depend on the schedule. */
export function byPath({ ranks: left }: Task, { ranks: right }: Task): number {
  for (let i = 0; i < left.length && i < right.length; i++) {
    const difference = left[i]! - right[i]!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** The first of the tasks in the order of their paths. */
export function firstByPath(tasks: readonly Task[]): Task {
  let first = tasks[0]!;
  for (let i = 1; i < tasks.length; i++) if (byPath(tasks[i]!, first) < 0) first = tasks[i]!;
  return first;
}

/** The task after this one in the order of their paths, and after the last one the first. */
export function nextByPath(tasks: readonly Task[], task: Task): Task {
  let next: Task | null = null;
  for (const each of tasks) if (byPath(each, task) > 0 && (next === null || byPath(each, next) < 0)) next = each;
  return next ?? firstByPath(tasks);
}
