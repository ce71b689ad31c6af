/** What a completion takes in a quiet run, in virtual milliseconds. */
export const latency = 1;
/** The least that passes between two external events: their timers are not due at the same time then. */
const least = latency / 2;
/** What a turn of the loop takes that only runs immediates. */
const checkTime = 0.05;

/**
 * The virtual clock of a run, in milliseconds from 0 on. It stands still while code runs. How much time has passed when an external
 * event happens is open until somebody wants to know: see `isFixed`.
 */
export class Clock {
  now = 0;
  /** Whether the time of this turn is known: it was read, a timer was set or has fired in it. */
  isFixed = true;

  /** A timer fires. */
  toTimer(due: number): void {
    this.now = Math.max(this.now, due);
    this.isFixed = true;
  }

  /** An external event happens at about this time, before the next timer is due. */
  toExternal(time: number, nextDue: number): void {
    this.isFixed = false;
    if (nextDue <= this.now) return;
    const wanted = Math.max(time, this.now + least);
    this.now = wanted < nextDue ? wanted : (this.now + nextDue) / 2;
  }

  /** A check phase is over. */
  toNextIteration(nextDue: number): void {
    this.now = Math.max(this.now, Math.min(this.now + checkTime, nextDue));
    this.isFixed = true;
  }

  /** The time, which is then known. */
  read(): number {
    this.isFixed = true;
    return this.now;
  }

  /**
   * Later times that this turn could have, one for each timer that one of `delay` milliseconds, set in this turn, would then fire after
   * instead of before. All of them are before the next timer is due.
   *
   * @param dues when the pending timers are due, in ascending order.
   */
  laterTimes(delay: number, dues: readonly number[]): number[] {
    const times: number[] = [];
    const next = dues[0] ?? Infinity;
    for (let i = 0; i < dues.length; i++) {
      const from = dues[i]! - delay;
      const to = Math.min(next, (dues[i + 1] ?? Infinity) - delay, from + latency);
      if (dues[i]! - delay > this.now && from < to) times.push((from + to) / 2);
    }
    return times;
  }

  /** Fixes the time of this turn. */
  fix(time: number): number {
    this.now = time;
    return this.read();
  }
}
