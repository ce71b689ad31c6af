import { describeValue, EngineInputError } from "../errors.ts";
import type { SyncPoint } from "../step/monitor.ts";
import { acquire, release } from "../step/runtime.ts";
import { atomic, type Shared, type Steps } from "../step/step.ts";

/**
 * A value with the operations of Go's `sync/atomic`. Each is one step. As Go's memory model has it, an operation that sees what another
 * one did comes after it: loads acquire, stores release, and those that do both do both.
 */
export class Atomic<T> implements Shared {
  shadow: object | null = null;
  /** For reports. */
  readonly name: string;
  #value: T;
  // Not the object itself: its shadow is for accesses to memory.
  readonly #point: SyncPoint = { shadow: null };

  constructor(value: T, name = "atomic") {
    this.#value = value;
    this.name = name;
  }

  /** The value, for looks from outside: it is no step. */
  peek(): T {
    return this.#value;
  }

  nameOf(): string {
    return this.name;
  }

  *load(): Steps<T> {
    yield atomic(this, 0);
    acquire(this.#point);
    return this.#value;
  }

  *store(value: T): Steps<void> {
    yield atomic(this, 0);
    release(this.#point);
    this.#value = value;
  }

  /** Stores the value. @returns what was there before. */
  *swap(value: T): Steps<T> {
    yield atomic(this, 0);
    const before = this.#value;
    this.#replace(value);
    return before;
  }

  /** Stores `next` where the value is `old` (as `===` has it, NaN equal to itself). @returns whether it was. */
  *compareAndSwap(old: T, next: T): Steps<boolean> {
    yield atomic(this, 0);
    if (this.#value !== old && !(Number.isNaN(this.#value) && Number.isNaN(old))) {
      acquire(this.#point);
      return false;
    }
    this.#replace(next);
    return true;
  }

  /**
   * Adds to a number: JavaScript's addition, so it does not wrap as Go's int32 and int64 do, and is exact up to 2^53.
   *
   * @returns the sum, as Go's Add does.
   * @throws EngineInputError `not-a-number`, with the value left as it was, where one of the two is no number.
   */
  *add(this: Atomic<number>, delta: number): Steps<number> {
    requireNumber("what is to be added", delta, this.name);
    yield atomic(this, 0);
    requireNumber("its value", this.#value, this.name);
    this.#replace(this.#value + delta);
    return this.#value;
  }

  #replace(value: T): void {
    acquire(this.#point);
    release(this.#point);
    this.#value = value;
  }
}

function requireNumber(what: string, value: unknown, name: string): void {
  if (typeof value === "number" && !Number.isNaN(value)) return;
  throw new EngineInputError(
    "not-a-number",
    `add of the atomic ${JSON.stringify(name)} needs numbers, but ${what} is ${describeValue(value)}. Make the atomic with a number, such as 0`,
  );
}
