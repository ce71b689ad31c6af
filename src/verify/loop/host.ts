import { AsyncLocalStorage } from "node:async_hooks";
import type { Call } from "./call.ts";
import type { LoopRun } from "./loop-run.ts";
import type { Pending, Wanted } from "./pending.ts";
import { drawWord } from "./randomness.ts";

/** One for all loops: Node asks each one for every promise that is made, for ever. */
const calls = new AsyncLocalStorage<Call | undefined>();

/** What the virtual timers, clocks and completions share: which run is going on, and whose code is running. */
export class Host {
  readonly calls = calls;
  /** What `Date.now()` is at the beginning of a run. */
  readonly epoch: number;
  /** Timers that were made a number of, as `clearTimeout` takes it too. */
  readonly timeouts = new Map<number, { close(): unknown }>();
  #run: LoopRun | null = null;
  /** The draws of code that runs outside of a run: when modules are loaded. */
  readonly #outside = { path: "0", draws: 0 };

  constructor(epoch: number) {
    this.epoch = epoch;
  }

  get run(): LoopRun | null {
    return this.#run;
  }

  /** A run begins, or is over. */
  enter(run: LoopRun | null): void {
    this.#run = run;
    this.timeouts.clear();
  }

  /** The call whose code is running: also one of a run that is over. */
  get call(): Call | null {
    return this.calls.getStore() ?? null;
  }

  /** Whether the code that is running belongs to a run that is over. */
  get isOver(): boolean {
    const { call } = this;
    return call !== null && call.run !== this.run;
  }

  /** Makes something pending for the code that is running. @returns null when nobody waits for it any more. */
  add(wanted: Wanted): Pending | null {
    const { call, run } = this;
    return run === null || (call !== null && call.run !== run) ? null : run.add(wanted, call);
  }

  /** The virtual clock, in milliseconds since the beginning of the run: 0 outside of one. It is then known what time it is. */
  readonly now = (): number => this.run?.clock.read() ?? 0;

  /** A random word of 32 bits. */
  readonly word = (): number => this.run?.random() ?? drawWord(this.#outside, 0);
}
