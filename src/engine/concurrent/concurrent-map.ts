import type { Steps } from "../step/step.ts";

/** What an operation found: the value, and whether there was one. */
export interface Loaded<V> {
  readonly value: V | undefined;
  readonly loaded: boolean;
}

/** A map that tasks may use at the same time: the operations of Go's `sync.Map` (1.23), each a generator of steps. */
export interface ConcurrentMap<K, V> {
  /** The key's value, or undefined. */
  load(key: K): Steps<V | undefined>;
  store(key: K, value: V): Steps<void>;
  /** The value that is there (`loaded`), or stores this one and gives it back. */
  loadOrStore(key: K, value: V): Steps<{ readonly value: V; readonly loaded: boolean }>;
  /** Removes the entry. @returns what it held. */
  loadAndDelete(key: K): Steps<Loaded<V>>;
  delete(key: K): Steps<void>;
  /** Stores the value. @returns what was there before. */
  swap(key: K, value: V): Steps<Loaded<V>>;
  /** Stores `next` where the value is `old` (as `===` has it, NaN equal to itself). @returns whether it was. */
  compareAndSwap(key: K, old: V, next: V): Steps<boolean>;
  /** Removes the entry where its value is `old`. @returns whether it was. */
  compareAndDelete(key: K, old: V): Steps<boolean>;
  /**
   * Runs `body` for entries, until it says false. No key comes twice; a key that is stored or deleted meanwhile may come or not: not a
   * snapshot of any one moment.
   */
  range(body: (key: K, value: V) => Steps<boolean | void>): Steps<void>;
}
