/**
 * For each task, up to which step what it did is known to have happened before. Steps of the whole program serve as the clock of
 * every task: a step number is unique, and says at once when an access was made. 0 is "nothing of it".
 */
export class VectorClock {
  /** By the index of the task; 0 for those beyond the end. */
  times: Float64Array = new Float64Array(0);

  of(task: number): number {
    return task < this.times.length ? this.times[task]! : 0;
  }

  raise(task: number, time: number): void {
    this.#reserve(task + 1);
    if (this.times[task]! < time) this.times[task] = time;
  }

  /** The later one for each task. */
  join(other: VectorClock): void {
    const { times } = other;
    this.#reserve(times.length);
    const own = this.times;
    const { length } = times;
    for (let task = 0; task < length; task++) {
      const a = times[task]!;
      const b = own[task]!;
      // The larger one, exact up to 2^51. A branch that cannot be predicted takes twice as long.
      own[task] = (a + b + Math.abs(a - b)) / 2;
    }
  }

  /** Becomes the same as the other. */
  copy(other: VectorClock): void {
    const { length } = other.times;
    this.#reserve(length);
    this.times.set(other.times);
    this.times.fill(0, length);
  }

  #reserve(length: number): void {
    if (this.times.length >= length) return;
    const before = this.times;
    this.times = new Float64Array((length + 7) & ~7);
    this.times.set(before);
  }
}
