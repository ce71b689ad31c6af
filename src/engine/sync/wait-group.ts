import { GoPanic, requireInteger } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import { acquire, releaseMerge, runtime, type TaskRef } from "../step/runtime.ts";
import { sync, type Steps } from "../step/step.ts";
import { requireOpen, titleOf } from "./open.ts";

const waitOperation = 0;
/** For a task that found the counter above 0. */
const wakeOperation = 1;
const addOperation = 2;
const descriptions = ["sync.WaitGroup.Wait", "sync.WaitGroup.Wait", "sync.WaitGroup.Add"] as const;

/**
 * Go's `sync.WaitGroup` (sync/waitgroup.go). `add` and `done` are one step each, `wait` is one where the counter is 0, and else two: the
 * one that finds it above 0, and the one for which the task waits.
 */
export class WaitGroup implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  /** For reports. */
  readonly name: string | undefined;
  #counter = 0;
  readonly #sleepers = new Set<TaskRef>();

  constructor(name?: string) {
    this.name = name;
  }

  /** For how many `done` it waits: for looks from outside, as it is no step. */
  get counter(): number {
    return this.#counter;
  }

  isOpen(operation: number, task: TaskRef): boolean {
    return operation !== wakeOperation || !this.#sleepers.has(task);
  }

  describe(operation: number): string {
    return descriptions[operation]!;
  }

  /**
   * Adds to the counter. At 0 all tasks that wait go on.
   *
   * @throws GoPanic `sync: negative WaitGroup counter`, with the counter left as it was (Go leaves it below 0).
   * @throws EngineInputError where `delta` is no integer.
   */
  *add(delta: number): Steps<void> {
    requireInteger("delta", delta);
    yield sync(this, addOperation);
    if (delta < 0) releaseMerge(this);
    if (this.#counter + delta < 0) throw new GoPanic("sync: negative WaitGroup counter");
    this.#counter += delta;
    if (this.#counter > 0) return;
    this.#sleepers.clear();
    runtime()?.changed(this);
  }

  /** `add(-1)`. @throws GoPanic as there. */
  *done(): Steps<void> {
    yield* this.add(-1);
  }

  /**
   * Waits until the counter is 0.
   *
   * @throws GoPanic `sync: WaitGroup is reused before previous Wait has returned`, where the counter has left 0 again before this task,
   * which had been woken, went on.
   * @throws EngineInputError `would-wait` where no scheduler runs and the counter is not 0.
   */
  *wait(): Steps<void> {
    yield sync(this, waitOperation);
    if (this.#counter > 0) {
      const task = runtime()?.task;
      requireOpen(task !== undefined, descriptions[waitOperation], titleOf("WaitGroup", this.name));
      this.#sleepers.add(task!);
      yield sync(this, wakeOperation);
      requireOpen(!this.#sleepers.has(task!), descriptions[waitOperation], titleOf("WaitGroup", this.name));
      if (this.#counter > 0) throw new GoPanic("sync: WaitGroup is reused before previous Wait has returned");
    }
    acquire(this);
  }
}
