/**
 * How far the compaction of a chain is. `evacuated`: deletes have hollowed it out, nothing has moved yet. `partially evacuated`:
 * its first buckets are compact. `clean`: nothing is to be done.
 */
export type ChainState = "evacuated" | "partially evacuated" | "clean";

/** The chains that wait for their compaction, by the number of their bucket, in the order in which they were added. */
export class Schedule {
  readonly #states = new Map<number, ChainState>();
  /** A queue from `#head` on. Taking the first key of a Map again and again would pass all that have been removed. */
  #queue: number[] = [];
  #head = 0;

  get size(): number {
    return this.#states.size;
  }

  /** The chain whose turn it is. */
  get next(): number {
    return this.#queue[this.#head]!;
  }

  has(bucket: number): boolean {
    return this.#states.has(bucket);
  }

  state(bucket: number): ChainState {
    return this.#states.get(bucket) ?? "clean";
  }

  add(bucket: number): void {
    this.#states.set(bucket, "evacuated");
    this.#queue.push(bucket);
  }

  /** Notes that the next chain has been worked on. */
  advance(isClean: boolean): void {
    if (!isClean) this.#states.set(this.next, "partially evacuated");
    else this.#states.delete(this.#dequeue());
  }

  /** Puts the next chain behind all others. */
  postpone(): void {
    const bucket = this.#dequeue();
    this.#queue.push(bucket);
  }

  clear(): void {
    this.#states.clear();
    this.#queue = [];
    this.#head = 0;
  }

  #dequeue(): number {
    const bucket = this.next;
    this.#head++;
    if (this.#head * 2 > this.#queue.length) {
      this.#queue = this.#queue.slice(this.#head);
      this.#head = 0;
    }
    return bucket;
  }
}
