import type { Frame } from "../../instrument/hooks.ts";
import type { WatchedLoop } from "./watched-loop.ts";

/** What a `for...of` loop goes over in the place of a native iterable: it hands out what that gives. */
export class WatchedIterable {
  readonly #iterable: Iterable<unknown>;
  readonly #loop: WatchedLoop;

  constructor(iterable: Iterable<unknown>, loop: WatchedLoop) {
    this.#iterable = iterable;
    this.#loop = loop;
  }

  [Symbol.iterator](): Iterator<unknown> {
    return new WatchedIterator(this.#iterable[Symbol.iterator](), this.#loop);
  }
}

class WatchedIterator implements Iterator<unknown> {
  readonly #iterator: Iterator<unknown>;
  readonly #loop: WatchedLoop;

  constructor(iterator: Iterator<unknown>, loop: WatchedLoop) {
    this.#iterator = iterator;
    this.#loop = loop;
  }

  next(): IteratorResult<unknown> {
    const result = this.#iterator.next();
    if (result.done === true) this.#loop.close("end");
    else this.#loop.item(result.value);
    return result;
  }

  /** The loop is left early. Native iterators have no such method. */
  return(): IteratorResult<unknown> {
    this.#loop.close("early");
    return { done: true, value: undefined };
  }
}

/** A loop by hand: null for one that is not watched. */
export class WatchedFrame implements Frame {
  readonly #loop: WatchedLoop | null;

  constructor(loop: WatchedLoop | null) {
    this.#loop = loop;
  }

  over(object: unknown): unknown {
    return object;
  }

  step(): void {
    this.#loop?.step();
  }

  visit(index: unknown): unknown {
    if (this.#loop !== null && typeof index === "number" && index >= 0) this.#loop.read(index);
    return index;
  }

  leave(): void {
    this.#loop?.close("early");
  }
}
