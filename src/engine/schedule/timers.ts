import type { Gate } from "../step/gate.ts";

interface Timer {
  readonly gate: Gate;
  readonly time: number;
}

/** The virtual clock: it stands still while somebody can run. Times in milliseconds. */
export class Timers {
  now = 0;
  /** The latest first. */
  readonly #timers: Timer[] = [];

  add(gate: Gate, time: number): void {
    let low = 0;
    let high = this.#timers.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.#timers[middle]!.time > time) low = middle + 1;
      else high = middle;
    }
    this.#timers.splice(low, 0, { gate, time });
  }

  /** Goes to the next time at which a gate opens. @returns the gates of that time, none when there is no such time. */
  advance(): Gate[] {
    const gates: Gate[] = [];
    const time = this.#timers.at(-1)?.time ?? this.now;
    while (this.#timers.length > 0 && this.#timers.at(-1)!.time <= time) gates.push(this.#timers.pop()!.gate);
    this.now = Math.max(this.now, time);
    return gates;
  }
}
