import { EngineInputError } from "../../engine/errors.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import { isDoneInTime } from "../../engine/schedule/watchdog.ts";
import { cleaning, Faults } from "./faults.ts";
import type { Host } from "./host.ts";
import { LoopRun } from "./loop-run.ts";
import { real } from "./real.ts";
import type { LoopCall, LoopLimits, LoopResult } from "./result.ts";
import { World } from "./world.ts";

/** One run that is to be made. */
export interface Wish {
  /** Makes the calls, and all that they share. */
  readonly make: () => readonly LoopCall[];
  /** A strategy that is at its schedule: `next` has been called. */
  readonly strategy: Strategy;
}

export interface DriverOptions {
  readonly limits: Required<LoopLimits>;
  /**
   * Gives the next run, or null when there is to be none: told how the last one ended. It is called between runs, in the same macrotask.
   */
  readonly next: (ended: LoopResult | null) => Wish | null;
  /** Told at once of a run that hangs: code that starves the process may let nothing else run. */
  readonly onHang?: (result: LoopResult) => void;
  /** Called at the end of each turn, with its microtasks, in the asynchronous context of the call that it belonged to. It must not throw. */
  readonly onTurnEnd?: () => void;
  /** Whether each turn is a macrotask of the real loop. */
  readonly isTurnByTurn?: boolean;
}

/** For so many real milliseconds runs are made before the real loop gets its turn. */
const sliceMilliseconds = 50;

type Standing = "over" | "goes on" | "waits";

interface Settle {
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** Makes runs, one after the other, in macrotasks of the real loop. */
export class Driver {
  readonly #host: Host;
  readonly #options: DriverOptions;
  readonly #drain: (() => void) | null;
  readonly #faults: Faults;
  #run: LoopRun | null = null;
  #ended: LoopResult | null = null;
  #isInTurn = false;
  readonly #world = new World();
  #settle: Settle | null = null;
  #failure: EngineInputError | null = null;

  constructor(host: Host, options: DriverOptions) {
    this.#host = host;
    this.#options = options;
    this.#drain = options.isTurnByTurn === true ? null : real.drain;
    this.#faults = new Faults((kind, error) => this.#run?.uncaught(kind, error, host.call?.run === this.#run ? host.call : null));
  }

  /** @returns a promise that is settled when there is no run left. It is rejected with what `next`, `make` or a strategy throws. */
  drive(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#faults.enter();
      this.#soon();
    });
  }

  /** Not in the context of the code that is running. */
  #soon(later: (act: () => void) => unknown = real.setImmediate): void {
    this.#host.calls.run(undefined, () => later(() => this.#tick()));
  }

  #tick(): void {
    if (this.#failure !== null) return this.#leave((settle) => settle.reject(this.#failure));
    let standing: Standing = "goes on";
    let isInTime = true;
    const { turnMilliseconds } = this.#options.limits;
    const slice = Math.min(sliceMilliseconds, turnMilliseconds);
    try {
      if (this.#drain === null) standing = this.#advance(0);
      else isInTime = isDoneInTime(slice + turnMilliseconds, () => (standing = this.#advance(real.now() + slice)));
    } catch (error) {
      return this.#leave((settle) => settle.reject(error));
    }
    if (!isInTime) this.#interrupted();
    if (standing === "over") this.#leave((settle) => settle.resolve());
    else if (standing === "waits") this.#soon((act) => real.setTimeout(act, 1));
    else this.#soon();
  }

  /** Goes on until about this time; without a way to drain, for one turn. */
  #advance(until: number): Standing {
    do {
      this.#endTurn();
      const run = this.#run ?? this.#begin();
      if (run === null) return "over";
      this.#world.look(run);
      const outcome = run.judge();
      if (outcome === null) this.#turn(run);
      else if (outcome.kind === "stuck" && this.#world.mayHelp(run)) return "waits";
      else this.#end(run.finish(outcome));
    } while (real.now() < until);
    return "goes on";
  }

  #begin(): LoopRun | null {
    const ended = this.#ended;
    this.#ended = null;
    const wish = this.#options.next(ended);
    if (wish === null) return null;
    const run = new LoopRun(wish.strategy, this.#options.limits);
    this.#run = run;
    this.#host.enter(run);
    run.begin(wish.make(), (call, act) => this.#host.calls.run(call, act));
    this.#drainAll(run);
    return run;
  }

  #turn(run: LoopRun): void {
    this.#isInTurn = true;
    run.turn();
    if (this.#drain === null) return;
    this.#drainAll(run);
    this.#endTurn();
  }

  #drainAll(run: LoopRun): void {
    for (let isDone = this.#drain === null; !isDone; ) {
      try {
        this.#drain!();
        isDone = true;
      } catch (error) {
        run.uncaught("exception", error, null);
        // A tick threw. See `cleaning`.
        real.queueMicrotask(clean);
      }
    }
  }

  #endTurn(): void {
    const run = this.#isInTurn ? this.#run : null;
    this.#isInTurn = false;
    if (run === null) return;
    const { onTurnEnd } = this.#options;
    if (onTurnEnd !== undefined) this.#host.calls.run(run.callOfTurn ?? undefined, onTurnEnd);
    run.endTurn();
  }

  #end(result: LoopResult): void {
    this.#run = null;
    this.#host.enter(null);
    this.#ended = result;
  }

  #interrupted(): never {
    const run = this.#run;
    this.#isInTurn = false;
    if (run === null) {
      const message = `What makes or checks the runs has not returned after ${this.#options.limits.turnMilliseconds} ms.`;
      this.#failure = new EngineInputError("check-hangs", message);
    } else {
      const result = run.hang();
      this.#end(result);
      this.#options.onHang?.(result);
    }
    this.#soon();
    throw cleaning;
  }

  #leave(how: (settle: Settle) => void): void {
    this.#run = null;
    this.#host.enter(null);
    this.#faults.leave();
    how(this.#settle!);
  }
}

function clean(): never {
  throw cleaning;
}
