import type { Call } from "./call.ts";
import type { Queues } from "./queues.ts";
import { real } from "./real.ts";
import { completed, limitOutcome, stuckOutcome } from "./result.ts";
import type { LoopLimits, LoopOutcome } from "./result.ts";

/** How far a run has come, and whether it is over. */
export class Progress {
  /** Calls that have not settled. */
  open = 0;
  readonly #limits: Required<LoopLimits>;
  readonly #queues: Queues;
  readonly #deadline: number;
  /** Turns since all calls have settled, and turns in which nothing was pending that matters. */
  #after = 0;
  #idle = 0;

  constructor(limits: Required<LoopLimits>, queues: Queues) {
    this.#limits = limits;
    this.#queues = queues;
    this.#deadline = real.now() + limits.milliseconds;
  }

  endTurn(): void {
    if (this.open === 0) this.#after++;
    this.#idle = this.open > 0 && !this.#queues.hasWork ? this.#idle + 1 : 0;
  }

  /** How the run has ended, or null when it goes on. */
  judge(steps: number, calls: readonly Call[]): LoopOutcome | null {
    const { turns, milliseconds, after, idle } = this.#limits;
    if (this.open === 0 && (this.#after >= after || !this.#queues.hasWork)) return completed;
    const open = () => calls.filter(({ isSettled }) => !isSettled);
    if (this.#queues.size === 0 || this.#idle >= idle) return stuckOutcome(open());
    if (steps >= turns) return limitOutcome("turns", turns, open());
    return real.now() > this.#deadline ? limitOutcome("milliseconds", milliseconds, open()) : null;
  }
}
