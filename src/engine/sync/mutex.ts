import { acquire, release, runtime, type TaskRef } from "../step/runtime.ts";
import type { Gate } from "../step/gate.ts";
import { fatal, sync, type Steps, stepsOf } from "../step/step.ts";
import { requireOpen, titleOf } from "./open.ts";

const lockOperation = 0;
const descriptions = ["sync.Mutex.Lock", "sync.Mutex.TryLock", "sync.Mutex.Unlock"] as const;

/**
 * Go's `sync.Mutex` (sync/mutex.go). Each operation is one step. Of the tasks that wait, the scheduler chooses who is next: as in Go,
 * where who comes at the right moment overtakes those that wait. The mutex belongs to no task: another one may unlock it.
 */
export class Mutex implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  /** The task that locked it; null while it is unlocked, and outside of a simulated program. */
  holder: TaskRef | null = null;
  /** For reports. */
  readonly name: string | undefined;
  #isLocked = false;

  constructor(name?: string) {
    this.name = name;
  }

  /** Whether it is locked now: for looks from outside, as it is no step. */
  get isLocked(): boolean {
    return this.#isLocked;
  }

  isOpen(operation: number): boolean {
    return operation !== lockOperation || !this.#isLocked;
  }

  describe(operation: number): string {
    return descriptions[operation]!;
  }

  /** Waits until it is unlocked, and locks it. @throws EngineInputError `would-wait` where no scheduler runs and it is locked. */
  *lock(): Steps<void> {
    yield sync(this, lockOperation);
    requireOpen(!this.#isLocked, descriptions[lockOperation], titleOf("mutex", this.name));
    this.#take();
  }

  /** Locks it unless it is locked. @returns whether it did. */
  *tryLock(): Steps<boolean> {
    yield sync(this, 1);
    if (this.#isLocked) return false;
    this.#take();
    return true;
  }

  /** Unlocks it. An unlocked one ends the program: `fatal error: sync: unlock of unlocked mutex`. */
  *unlock(): Steps<void> {
    yield sync(this, 2);
    if (!this.#isLocked) return yield* fatal("sync: unlock of unlocked mutex");
    release(this);
    this.#isLocked = false;
    this.holder = null;
    runtime()?.changed(this);
  }

  /** Runs `body` with the mutex locked, and unlocks it whether `body` returns or throws. @returns what `body` does. */
  *with<T>(body: () => Steps<T>): Steps<T> {
    yield* this.lock();
    try {
      return yield* stepsOf(body(), "Mutex.with");
    } finally {
      yield* this.unlock();
    }
  }

  #take(): void {
    this.#isLocked = true;
    this.holder = runtime()?.task ?? null;
    acquire(this);
    runtime()?.changed(this);
  }
}
