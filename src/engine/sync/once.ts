import type { Gate } from "../step/gate.ts";
import { acquire, release, runtime, type TaskRef } from "../step/runtime.ts";
import { sync, type Steps, stepsOf } from "../step/step.ts";
import { requireOpen, titleOf } from "./open.ts";

const description = "sync.Once.Do";

/** Go's `sync.Once` (sync/once.go). */
export class Once implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  /** The task that runs the function now. */
  holder: TaskRef | null = null;
  /** For reports. */
  readonly name: string | undefined;
  #state: "new" | "running" | "done" = "new";

  constructor(name?: string) {
    this.name = name;
  }

  /** Whether the function has come to its end: for looks from outside, as it is no step. */
  get isDone(): boolean {
    return this.#state === "done";
  }

  isOpen(): boolean {
    return this.#state !== "running";
  }

  describe(): string {
    return description;
  }

  /**
   * Runs `body`, if this is the first call: one step and those of `body`. Other calls return once it has come to its end. Where it
   * throws, the first call throws that, and it counts as done. A call from within `body` waits forever, as in Go.
   *
   * @throws EngineInputError `would-wait` where no scheduler runs and `body` calls it.
   */
  *do(body: () => Steps<void>): Steps<void> {
    yield sync(this, 0);
    requireOpen(this.isOpen(), description, titleOf("Once", this.name));
    if (this.#state === "done") return acquire(this);
    this.#state = "running";
    this.holder = runtime()?.task ?? null;
    runtime()?.changed(this);
    try {
      yield* stepsOf(body(), "Once.do");
    } finally {
      this.#state = "done";
      this.holder = null;
      release(this);
      runtime()?.changed(this);
    }
  }
}
