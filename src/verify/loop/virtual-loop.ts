import { AsyncResource } from "node:async_hooks";
import { EngineInputError } from "../../engine/errors.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import { latency } from "./clock.ts";
import { Driver, type DriverOptions } from "./driver.ts";
import { Host } from "./host.ts";
import { install } from "./install.ts";
import { limitsOf } from "./limits.ts";
import { quiet } from "./quiet-strategy.ts";
import { real } from "./real.ts";
import type { LoopCall, LoopLimits, LoopResult } from "./result.ts";
import type { LoopTask } from "./strand.ts";

export interface LoopOptions {
  /** What `Date.now()` is at the beginning of each run: midnight of 1 January 2025, UTC, by default. */
  readonly epoch?: number;
  /** Whether each turn is a macrotask of the real loop, which is slower and finds no hangs. By default only where Node knows no other way. */
  readonly isTurnByTurn?: boolean;
}

/** What an external operation comes to: a value, an error, or what a function says that is called when it completes. */
export type Completion<T> = { readonly value: T } | { readonly error: unknown } | (() => T);

export interface ExternalOptions {
  /** How long it takes in a quiet run, in virtual milliseconds: 1 by default. A schedule may let it take any time. */
  readonly milliseconds?: number;
  /** When it is aborted, the promise is rejected with its reason, at once. */
  readonly signal?: AbortSignal;
}

export interface LoopRunOptions {
  readonly calls: readonly LoopCall[] | (() => readonly LoopCall[]);
  /** By default the quiet run: one call after the other. Its next schedule is taken. */
  readonly strategy?: Strategy;
  readonly limits?: LoopLimits;
  /** As in `DriverOptions`. */
  readonly onHang?: (result: LoopResult) => void;
}

/**
 * An event loop whose schedule is chosen, for real and unmodified asynchronous JavaScript. Time is virtual; calls, timers and external
 * completions come in an order that a strategy of the engine picks among those that a real event loop could have. Between two of them
 * all ticks and microtasks run, in the engine's own order.
 */
export class VirtualLoop {
  readonly #host: Host;
  readonly #isTurnByTurn: boolean;
  #uninstall: (() => void) | null = null;
  #isDriving = false;

  constructor({ epoch = Date.UTC(2025, 0, 1), isTurnByTurn = false }: LoopOptions = {}) {
    this.#host = new Host(epoch);
    this.#isTurnByTurn = isTurnByTurn;
  }

  /** The virtual time of the run, in milliseconds from 0 on. Asking does not change what may happen. */
  get now(): number {
    return this.#host.run?.clock.now ?? 0;
  }

  /** The seed of the schedule of the run that is going on: 0 for none. */
  get seed(): number {
    return this.#host.run?.seed ?? 0;
  }

  /**
   * Replaces timers, clocks and chance. Do it before the code under test is loaded: it may keep what it finds then. Without it, runs
   * install what they need, and remove it again. Outside of runs timers are Node's own, and the virtual clocks stand still.
   *
   * @throws EngineInputError "loop-busy" when another loop is installed.
   */
  install(): void {
    if (this.#uninstall !== null) return;
    if (installed !== null) throw busy("Another virtual event loop is installed: uninstall it first.");
    this.#uninstall = install(this.#host);
    installed = this.#host;
  }

  uninstall(): void {
    if (this.#isDriving) throw busy("The virtual event loop cannot be uninstalled while it runs.");
    this.#uninstall?.();
    if (this.#uninstall !== null) installed = null;
    this.#uninstall = null;
  }

  /** The call whose code is running, or null. It is known across awaits, timers and completions. */
  currentTask(): LoopTask | null {
    const { call, run } = this.#host;
    return call === null || call.run !== run ? null : call;
  }

  /** Whether there is a run: its calls are made, or their inputs. */
  get isInRun(): boolean {
    return this.#host.run !== null;
  }

  /** The turn that is running: its number from 0 on, and the path of its strand; or null. */
  currentTurn(): { readonly number: number; readonly path: string } | null {
    const { run } = this.#host;
    return run === null || run.running === null ? null : { number: run.turns - 1, path: run.running.path };
  }

  /** An operation outside of the module. The promise is settled when the schedule says so; outside of a run, soon. */
  external<T>(label: string, completion: Completion<T>, { milliseconds = latency, signal }: ExternalOptions = {}): Promise<T> {
    if (signal?.aborted === true) return Promise.reject(signal.reason as Error);
    return new Promise<T>((resolve, reject) => {
      const cancel = this.complete(label, () => {
        signal?.removeEventListener("abort", abort);
        complete(completion, resolve, reject);
      }, { milliseconds });
      const abort = () => {
        cancel();
        reject(signal!.reason as Error);
      };
      signal?.addEventListener("abort", abort, { once: true });
    });
  }

  /** As `external`, for operations that call back: in the asynchronous context of here. @returns what takes it back. */
  complete(label: string, act: () => void, { milliseconds = latency }: Pick<ExternalOptions, "milliseconds"> = {}): () => void {
    const host = this.#host;
    const fire = AsyncResource.bind(act);
    const { run } = host;
    if (run === null) {
      const immediate = real.setImmediate(fire);
      return () => clearImmediate(immediate);
    }
    const pending = host.add({ kind: "external", label, milliseconds, fire });
    return () => (pending === null ? undefined : run.cancel(pending));
  }

  /** Runs calls once. @throws EngineInputError "loop-busy", "bad-options", "bad-calls", "bad-strategy"; and what `calls` throws. */
  async run({ calls, strategy = quiet(), limits, onHang }: LoopRunOptions): Promise<LoopResult> {
    let result: LoopResult | null = null;
    const make = typeof calls === "function" ? calls : () => calls;
    const next = (ended: LoopResult | null) => {
      result = ended;
      if (ended !== null) return null;
      if (!strategy.next()) throw new EngineInputError("bad-strategy", "The strategy has no schedule left: make a new one.");
      return { make, strategy };
    };
    await this.drive({ next, limits: limitsOf(limits), onHang });
    return result!;
  }

  /** Makes runs until `next` gives none: what searches are made of. */
  async drive(options: Omit<DriverOptions, "isTurnByTurn">): Promise<void> {
    if (this.#isDriving) throw busy("The virtual event loop is running already: one run at a time.");
    const wasInstalled = this.#uninstall !== null;
    this.install();
    this.#isDriving = true;
    try {
      await new Driver(this.#host, { ...options, isTurnByTurn: this.#isTurnByTurn }).drive();
    } finally {
      this.#isDriving = false;
      if (!wasInstalled) this.uninstall();
    }
  }
}

let installed: Host | null = null;

function complete<T>(completion: Completion<T>, resolve: (value: T) => void, reject: (error: unknown) => void): void {
  if (typeof completion !== "function") {
    if ("value" in completion) resolve(completion.value);
    else reject(completion.error);
    return;
  }
  try {
    resolve(completion());
  } catch (error) {
    reject(error);
  }
}

function busy(message: string): EngineInputError {
  return new EngineInputError("loop-busy", message);
}
