import type { Gate } from "../step/gate.ts";
import type { SyncPoint } from "../step/monitor.ts";
import { acquire, release, releaseMerge, runtime, type TaskRef } from "../step/runtime.ts";
import { fatal, sync, type Steps, stepsOf } from "../step/step.ts";
import { requireOpen, titleOf } from "./open.ts";

/** Announces a writer, once no other one is announced. */
const announceOperation = 0;
/** Waits for the readers that were there before the announced writer. */
const drainOperation = 1;
const rLockOperation = 2;
/** Waits for the unlock of the writer that was announced before the reader. */
const admissionOperation = 3;
const freeOperations = { unlock: 4, rUnlock: 5, tryLock: 6, tryRLock: 7 } as const;

const writing = "sync.RWMutex.Lock";
const reading = "sync.RWMutex.RLock";
const freeNames = ["sync.RWMutex.Unlock", "sync.RWMutex.RUnlock", "sync.RWMutex.TryLock", "sync.RWMutex.TryRLock"] as const;
const descriptions = [writing, writing, reading, reading, ...freeNames] as const;

/**
 * Go's `sync.RWMutex` (sync/rwmutex.go), which prefers writers: from the step on by which a writer announces itself, readers that come
 * wait, and those that are in go on. When the writer unlocks, all readers that wait come in before the next writer.
 *
 * As in Go, `lock` and `rLock` are one step where they need not wait, and else two: a first one that puts the task on record, a second
 * one for which it waits. A task that stands before its first step has no place in the order yet.
 */
export class RWMutex implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  /** The writer that has it locked. Readers are not on record here. */
  holder: TaskRef | null = null;
  /** For reports. */
  readonly name: string | undefined;
  /** Go's `w`: taken by a writer from its announcement to its unlock. */
  #isAnnounced = false;
  #isWriting = false;
  #readers = 0;
  /** The readers that wait for the announced writer. */
  readonly #queued = new Set<TaskRef>();
  // Go's race annotations: Unlock before Lock and RLock by readerSem, RUnlock before Lock by writerSem. Readers stay unordered.
  readonly #readerSem: SyncPoint = { shadow: null };
  readonly #writerSem: SyncPoint = { shadow: null };

  constructor(name?: string) {
    this.name = name;
  }

  /** Whether a writer has it, or how many readers do: for looks from outside, as it is no step. */
  get state(): { readonly isWriting: boolean; readonly readers: number } {
    return { isWriting: this.#isWriting, readers: this.#readers };
  }

  isOpen(operation: number, task: TaskRef): boolean {
    if (operation === announceOperation) return !this.#isAnnounced;
    if (operation === drainOperation) return this.#readers === 0;
    return operation !== admissionOperation || !this.#queued.has(task);
  }

  describe(operation: number): string {
    return descriptions[operation]!;
  }

  /** Locks it for writing. @throws EngineInputError `would-wait` where no scheduler runs and it would have to wait. */
  *lock(): Steps<void> {
    yield sync(this, announceOperation);
    this.#require(!this.#isAnnounced && (runtime() !== null || this.#readers === 0), writing);
    this.#isAnnounced = true;
    if (this.#readers > 0) {
      runtime()?.changed(this);
      yield sync(this, drainOperation);
      this.#require(this.#readers === 0, writing);
    }
    this.#startWriting();
  }

  /** Locks it for writing unless somebody has it or is announced. @returns whether it did. */
  *tryLock(): Steps<boolean> {
    yield sync(this, freeOperations.tryLock);
    if (this.#isAnnounced || this.#readers > 0) return false;
    this.#isAnnounced = true;
    this.#startWriting();
    return true;
  }

  /** Ends writing. Where nobody writes, it ends the program: `fatal error: sync: Unlock of unlocked RWMutex`. */
  *unlock(): Steps<void> {
    yield sync(this, freeOperations.unlock);
    if (!this.#isWriting) return yield* fatal("sync: Unlock of unlocked RWMutex");
    release(this.#readerSem);
    this.#isWriting = false;
    this.#isAnnounced = false;
    this.holder = null;
    this.#readers = this.#queued.size;
    this.#queued.clear();
    runtime()?.changed(this);
  }

  /** Locks it for reading. @throws EngineInputError `would-wait` where no scheduler runs and it would have to wait. */
  *rLock(): Steps<void> {
    yield sync(this, rLockOperation);
    if (!this.#isAnnounced) this.#readers++;
    else {
      const task = runtime()?.task;
      this.#require(task !== undefined, reading);
      this.#queued.add(task!);
      yield sync(this, admissionOperation);
      this.#require(!this.#queued.has(task!), reading);
    }
    acquire(this.#readerSem);
  }

  /** Locks it for reading unless a writer has it or is announced. @returns whether it did. */
  *tryRLock(): Steps<boolean> {
    yield sync(this, freeOperations.tryRLock);
    if (this.#isAnnounced) return false;
    this.#readers++;
    acquire(this.#readerSem);
    return true;
  }

  /** Ends one reader. Where nobody reads, it ends the program: `fatal error: sync: RUnlock of unlocked RWMutex`. */
  *rUnlock(): Steps<void> {
    yield sync(this, freeOperations.rUnlock);
    if (this.#readers === 0) return yield* fatal("sync: RUnlock of unlocked RWMutex");
    releaseMerge(this.#writerSem);
    this.#readers--;
    runtime()?.changed(this);
  }

  /** Runs `body` with it locked for writing, and unlocks it whether `body` returns or throws. @returns what `body` does. */
  *with<T>(body: () => Steps<T>): Steps<T> {
    yield* this.lock();
    try {
      return yield* stepsOf(body(), "RWMutex.with");
    } finally {
      yield* this.unlock();
    }
  }

  /** As `with`, for reading. */
  *withRead<T>(body: () => Steps<T>): Steps<T> {
    yield* this.rLock();
    try {
      return yield* stepsOf(body(), "RWMutex.with");
    } finally {
      yield* this.rUnlock();
    }
  }

  #startWriting(): void {
    this.#isWriting = true;
    this.holder = runtime()?.task ?? null;
    acquire(this.#readerSem);
    acquire(this.#writerSem);
    runtime()?.changed(this);
  }

  #require(isOpen: boolean, operation: string): void {
    requireOpen(isOpen, operation, titleOf("RWMutex", this.name));
  }
}
