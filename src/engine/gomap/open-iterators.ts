import type { Hiter } from "./hmap.ts";
import type { Buckets } from "./memory.ts";

/** So many are held before it is looked which of them are over. */
const mostRecent = 16;

/**
 * The iterations of a map that are not over. Recent ones are held as they are, since most end soon; those that stay open are held
 * weakly, so that one that nobody goes on with frees itself.
 */
export class OpenIterators {
  #recent: Hiter[] = [];
  #older: WeakRef<Hiter>[] = [];

  add(it: Hiter): void {
    if (this.#recent.length >= mostRecent) this.age();
    this.#recent.push(it);
  }

  /** Whether one stands in this bucket. */
  standsIn(memory: Buckets, index: number): boolean {
    const stands = (it: Hiter | undefined): boolean => it !== undefined && !it.done && it.bptr === memory && it.bindex === index;
    return this.#recent.some(stands) || this.#older.some((ref) => stands(ref.deref()));
  }

  /** Holds the recent ones weakly from now on, and forgets those that are over. */
  age(): void {
    this.#older = this.#older.filter((ref) => ref.deref()?.done === false);
    for (const it of this.#recent) if (!it.done) this.#older.push(new WeakRef(it));
    this.#recent = [];
  }

  clear(): void {
    this.#recent = [];
    this.#older = [];
  }
}
