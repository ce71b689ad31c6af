import type { Situation } from "./strategy.ts";
import { firstByPath, nextByPath, type Task } from "./task.ts";

/** After so many steps of the task `from`, the task `to` goes on. Tasks are named by their paths. */
export interface Switch {
  readonly from: string;
  readonly steps: number;
  readonly to: string;
}

/** The choice with this number (0 is the first) of the task `task`. */
export interface Choice {
  readonly task: string;
  readonly number: number;
  readonly value: number;
}

/** A schedule: where it differs from the default. Neither kind names a step of the whole program, so that leaving one out leaves the rest its meaning. */
export interface Script {
  readonly switches: readonly Switch[];
  readonly choices: readonly Choice[];
}

/** What happens where nothing is said: a task goes on while it can; then the first one by path does, after a pause the next one. */
export function defaultPick({ runnable, last, canGoOn }: Situation): Task {
  if (canGoOn) return last!;
  return last?.isPausing === true ? nextByPath(runnable, last) : firstByPath(runnable);
}

/** Notes how a run differs from the default. */
export class Decisions implements Script {
  readonly switches: Switch[] = [];
  readonly choices: Choice[] = [];

  picked(situation: Situation, task: Task): void {
    const { last, canGoOn } = situation;
    if (last === null || (canGoOn && task === last) || situation.runnable.length === 1) return;
    if (task !== defaultPick(situation)) this.switches.push({ from: last.path, steps: last.steps, to: task.path });
  }

  chosen(task: Task, value: number): void {
    if (value !== 0) this.choices.push({ task: task.path, number: task.choices, value });
  }
}
