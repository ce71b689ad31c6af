/** The last numbers of a series of small integers, with their mean and variance: exact, and at the same cost for any size. */
export class SlidingWindow {
  readonly #values: Uint32Array;
  #seen = 0;
  #sum = 0;
  #squares = 0;

  constructor(size: number) {
    this.#values = new Uint32Array(size);
  }

  get isFull(): boolean {
    return this.#seen >= this.#values.length;
  }

  get mean(): number {
    return this.#seen === 0 ? 0 : this.#sum / this.#length;
  }

  get variance(): number {
    return this.#seen === 0 ? 0 : this.#squares / this.#length - this.mean ** 2;
  }

  add(value: number): void {
    const at = this.#seen++ % this.#values.length;
    const gone = this.#seen > this.#values.length ? this.#values[at]! : 0;
    this.#values[at] = value;
    this.#sum += value - gone;
    this.#squares += value * value - gone * gone;
  }

  clear(): void {
    this.#seen = this.#sum = this.#squares = 0;
  }

  get #length(): number {
    return Math.min(this.#seen, this.#values.length);
  }
}
