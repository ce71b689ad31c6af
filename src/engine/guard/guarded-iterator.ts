import type { Visit, VisitGuard } from "./visit-guard.ts";

/** What a guarded iterator reads, and what it makes of an item. */
export interface Source {
  readonly iterator: Iterator<unknown>;
  keyOf(item: unknown): unknown;
  itemOf(item: unknown): unknown;
}

/** An iterator that tells the guard where it is. */
export class GuardedIterator implements IterableIterator<unknown> {
  readonly #guard: VisitGuard;
  readonly #source: Source;
  readonly #visit: Visit;

  constructor(guard: VisitGuard, source: Source) {
    this.#guard = guard;
    this.#source = source;
    this.#visit = guard.open(this);
  }

  next(): IteratorResult<unknown> {
    const result = this.#step();
    if (result.done === true) return result;
    const item = result.value;
    this.#guard.visit(this.#visit, this.#source.keyOf(item));
    return { done: false, value: this.#source.itemOf(item) };
  }

  /** What `for...of` calls when its body leaves the loop. A native iterator can be taken up again then, and so can this one. */
  return(): IteratorResult<unknown> {
    this.#guard.close(this.#visit);
    this.#source.iterator.return?.();
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }

  get [Symbol.toStringTag](): string {
    return "Guarded Iterator";
  }

  /** The iteration ends with the source, or when that throws. */
  #step(): IteratorResult<unknown> {
    let isOpen = false;
    try {
      const result = this.#source.iterator.next();
      isOpen = result.done !== true;
      return result;
    } finally {
      if (!isOpen) this.#guard.close(this.#visit);
    }
  }
}

// The helpers of iterators (`map`, `filter`, `take`), where the running Node has them.
Object.setPrototypeOf(GuardedIterator.prototype, Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object);
