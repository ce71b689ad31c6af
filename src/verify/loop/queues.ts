import type { Pending } from "./pending.ts";

/**
 * What is pending, and what of it may come next in a real event loop: the phases of Node's (timers, poll, check), with external
 * operations that may each take any time, and code that takes none. See `candidates`.
 */
export class Queues {
  readonly calls: Pending[] = [];
  readonly externals: Pending[] = [];
  /** By the time at which they are due; those of the same time in the order in which they were set. */
  readonly timers: Pending[] = [];
  readonly immediates: Pending[] = [];
  /** So many immediates are left of a check phase that has begun. */
  #inCheck = 0;

  add(pending: Pending): void {
    const list = this.#listOf(pending);
    let place = list.length;
    if (list === this.timers) while (place > 0 && list[place - 1]!.time > pending.time) place--;
    list.splice(place, 0, pending);
  }

  /** @returns whether it was pending. */
  remove(pending: Pending): boolean {
    const list = this.#listOf(pending);
    const place = list.indexOf(pending);
    if (place < 0) return false;
    list.splice(place, 1);
    if (list === this.immediates && place < this.#inCheck) this.#inCheck--;
    return true;
  }

  /** The time of the next timer: infinite where there is none. */
  get nextDue(): number {
    return this.timers[0]?.time ?? Infinity;
  }

  get isInCheck(): boolean {
    return this.#inCheck > 0;
  }

  /** An immediate begins a check phase: all that are set by now follow it, and nothing comes between. */
  beginCheck(): void {
    if (this.#inCheck === 0) this.#inCheck = this.immediates.length;
  }

  /** Whether anything is pending for whose sake the run goes on. */
  get hasWork(): boolean {
    return this.calls.length > 0 || this.externals.length > 0 || this.immediates.length > 0 || this.timers.some(({ matters }) => matters);
  }

  /** How many events are pending. */
  get size(): number {
    return this.calls.length + this.externals.length + this.timers.length + this.immediates.length;
  }

  /**
   * What may come next.
   * - Immediates of one check phase, and timers that are due at the same time, run one after the other: nothing comes between.
   * - Of the timers only the first one that is due. It may come before or after any external completion, which may take any time.
   * - An immediate comes after completions that were on their way when it was set, or before them, but before all timers; one that was
   *   set in the timers' or the check phase comes after the timers that are due by then.
   */
  candidates(now: number): Pending[] {
    const immediate = this.immediates[0];
    if (immediate !== undefined && this.#inCheck > 0) return [immediate];
    const timer = this.timers[0];
    const isDue = timer !== undefined && timer.time <= now;
    if (immediate !== undefined) {
      if (isDue && immediate.isAfterTimers) return [timer];
      return [...this.calls, ...this.externals.filter(({ order }) => order < immediate.order), immediate];
    }
    if (isDue) return [timer];
    const others = [...this.calls, ...this.externals];
    if (timer !== undefined) others.push(timer);
    return others;
  }

  #listOf({ kind }: Pending): Pending[] {
    if (kind === "external") return this.externals;
    if (kind === "call") return this.calls;
    return kind === "immediate" ? this.immediates : this.timers;
  }
}
