import { describeValue, EngineInputError } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import { runtime, type Runtime, type TaskRef } from "../step/runtime.ts";
import { sync, type Steps } from "../step/step.ts";
import { requireOpen } from "./open.ts";

/** Opens at a time of the virtual clock. */
class Timer implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  readonly #clock: Runtime;
  readonly #time: number;

  constructor(clock: Runtime, time: number) {
    this.#clock = clock;
    this.#time = time;
  }

  isOpen(): boolean {
    return this.#clock.now >= this.#time;
  }

  describe(): string {
    return "sleep";
  }
}

class Pause implements Gate {
  readonly yields = true;
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];

  isOpen(): boolean {
    return true;
  }

  describe(): string {
    return "runtime.Gosched";
  }
}

/**
 * Go's `time.Sleep`, on the virtual clock, which moves on only when no task can run. One step. 0 and less do not wait.
 *
 * @throws EngineInputError `invalid-duration` where it is no finite number, `no-scheduler` outside of a simulated program.
 */
export function* sleep(milliseconds: number): Steps<void> {
  if (!Number.isFinite(milliseconds)) {
    throw new EngineInputError("invalid-duration", `sleep needs a finite number of milliseconds, not ${describeValue(milliseconds)}`);
  }
  const clock = runtime();
  if (clock === null) {
    throw new EngineInputError(
      "no-scheduler",
      "sleep needs the virtual clock of a scheduler, and none runs this task. Start the program with the scheduler",
    );
  }
  const time = clock.now + milliseconds;
  const timer = new Timer(clock, time);
  if (milliseconds > 0) clock.openAt(timer, time);
  yield sync(timer, 0);
  requireOpen(timer.isOpen(), "sleep", "the virtual clock");
}

/** Go's `runtime.Gosched`: a step that does nothing, so that others may come between. */
export function* pause(): Steps<void> {
  yield sync(new Pause(), 0);
}
