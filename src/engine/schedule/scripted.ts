import type { Script, Switch } from "./decisions.ts";
import { defaultPick } from "./decisions.ts";
import type { Situation, Strategy } from "./strategy.ts";
import { describeTask, type Task } from "./task.ts";

/** Runs what a script says, and the default where it says nothing. What cannot be done is left out, and noted. */
export class ScriptedStrategy implements Strategy {
  readonly description = "replay";
  readonly isSeeded = false;
  readonly isFinite = true;
  readonly everyStep = false;
  readonly seed: number;
  readonly #script: Script;
  readonly #tasks = new Map<string, Task>();
  /** The switches away from each task, in the order of its steps. */
  readonly #switches = new Map<string, Switch[]>();
  readonly #choices = new Map<string, number>();
  #done = 0;
  #isNext = true;
  /** The first thing in the script that could not be done, in words. */
  mismatch: string | null = null;

  constructor(script: Script, seed: number) {
    this.#script = script;
    this.seed = seed;
    for (const each of script.switches) {
      const list = this.#switches.get(each.from);
      if (list === undefined) this.#switches.set(each.from, [each]);
      else list.push(each);
    }
    for (const list of this.#switches.values()) list.sort((a, b) => a.steps - b.steps);
    for (const { task, number, value } of script.choices) this.#choices.set(`${task}/${number}`, value);
  }

  next(): boolean {
    const isFirst = this.#isNext;
    this.#isNext = false;
    return isFirst;
  }

  spawned(task: Task): void {
    this.#tasks.set(task.path, task);
  }

  pick(situation: Situation): Task {
    const { last } = situation;
    const list = last === null ? undefined : this.#switches.get(last.path);
    if (last === null || list === undefined) return defaultPick(situation);
    while (list.length > 0 && list[0]!.steps < last.steps) this.#cannot(`a switch after ${list.shift()!.steps} steps of ${describeTask(last)}`);
    if (list[0]?.steps !== last.steps) return defaultPick(situation);
    const { to } = list.shift()!;
    const task = this.#tasks.get(to);
    if (task !== undefined && task.place >= 0) {
      this.#done++;
      return task;
    }
    const who = task === undefined ? `task ${to}, which does not exist then` : `${describeTask(task)}, which cannot run then`;
    this.#cannot(`a switch after ${last.steps} steps of ${describeTask(last)} to ${who}`);
    return defaultPick(situation);
  }

  choose(count: number, task: Task): number {
    const value = this.#choices.get(`${task.path}/${task.choices}`) ?? 0;
    if (value < count) {
      if (value > 0) this.#done++;
      return value;
    }
    this.#cannot(`choice ${value} of ${count} for ${describeTask(task)}`);
    return 0;
  }

  finished(): void {
    const { switches, choices } = this.#script;
    if (this.#done < switches.length + choices.length) this.#cannot("a switch or choice that the program does not come to");
  }

  #cannot(what: string): void {
    this.mismatch ??= what;
  }
}
