import type { Loaded } from "../concurrent-map.ts";
import * as algorithm from "./algorithm.ts";
import { requireKey, requireValue } from "./input.ts";
import { checkBuffer, createBuffer } from "./layout.ts";
import { CasTable, Cursor } from "./table.ts";

export interface CasMapOptions {
  /** For how many distinct keys there is room, 1 to 2^26. A key counts from its first store on, for good. */
  readonly capacity: number;
}

/**
 * A lock-free hash map from 32-bit integers to 32-bit integers (-2^31 to 2^31 - 1) in shared memory, for several threads at a time:
 * post `buffer` to a worker, which makes its own map of it by `CasMap.attach`. The operations are those of Go's `sync.Map`, as in
 * `ConcurrentMap`, and `has`, `add` and `size`.
 *
 * Every operation on a key takes effect at one moment between its call and its return (it is linearizable), and none waits for another
 * thread: see `algorithm.ts` for the moments and the reasons. `range`, the iterator and `size` are weakly consistent.
 *
 * The capacity counts the keys that have ever been stored: a deleted key keeps its slot, and can be stored again without a new one.
 * There is always room for `capacity` keys. Threads that store new keys in a map that is just becoming full can exceed it, each by
 * one key; a key is counted from the moment that its first store has begun.
 *
 * It takes 24 to 48 bytes for each key of the capacity. The hash is fixed: whoever chooses the keys can make them collide, and searches
 * long.
 */
export class CasMap {
  /** The memory of the map. It can be posted to a worker: both then have the same map. */
  readonly buffer: SharedArrayBuffer;
  readonly #table: CasTable;

  private constructor(buffer: SharedArrayBuffer) {
    this.buffer = buffer;
    this.#table = new CasTable(buffer);
  }

  /** @throws EngineInputError `bad-capacity`. RangeError: there is not enough memory. */
  static create({ capacity }: CasMapOptions): CasMap {
    return new CasMap(createBuffer(capacity));
  }

  /** The map whose `buffer` this is. @throws EngineInputError `bad-buffer`, when it is another one or its header is damaged. */
  static attach(buffer: SharedArrayBuffer): CasMap {
    checkBuffer(buffer);
    return new CasMap(buffer);
  }

  /** For how many distinct keys the map was created. */
  get capacity(): number {
    return this.#table.capacity;
  }

  /** The key's value, or undefined. @throws EngineInputError `bad-key`, as every operation. */
  load(key: number): number | undefined {
    requireKey(key);
    return algorithm.load(this.#table, key);
  }

  has(key: number): boolean {
    requireKey(key);
    return algorithm.load(this.#table, key) !== undefined;
  }

  /**
   * @throws EngineInputError `map-full`, when the key has never been stored and `capacity` others have; `bad-key`; `bad-value`. As with
   *   every operation, nothing is changed then.
   */
  store(key: number, value: number): void {
    requireKey(key);
    requireValue(value);
    algorithm.store(this.#table, key, value);
  }

  /** The value that is there (`loaded`), or stores this one and gives it back. @throws EngineInputError as `store`. */
  loadOrStore(key: number, value: number): { readonly value: number; readonly loaded: boolean } {
    requireKey(key);
    requireValue(value);
    const found = algorithm.loadOrStore(this.#table, key, value);
    return { value: found ?? value, loaded: found !== undefined };
  }

  /** Stores the value. @returns what was there before. @throws EngineInputError as `store`. */
  swap(key: number, value: number): Loaded<number> {
    requireKey(key);
    requireValue(value);
    const found = algorithm.swap(this.#table, key, value);
    return { value: found, loaded: found !== undefined };
  }

  /** Removes the entry. @returns what it held. */
  loadAndDelete(key: number): Loaded<number> {
    requireKey(key);
    const found = algorithm.loadAndDelete(this.#table, key);
    return { value: found, loaded: found !== undefined };
  }

  /** @returns whether there was an entry. */
  delete(key: number): boolean {
    requireKey(key);
    return algorithm.loadAndDelete(this.#table, key) !== undefined;
  }

  /** Stores `next` where the value is `old`. @returns whether it was. @throws EngineInputError `bad-key`, `bad-value`. */
  compareAndSwap(key: number, old: number, next: number): boolean {
    requireKey(key);
    requireValue(old);
    requireValue(next);
    return algorithm.compareAndSwap(this.#table, key, old, next);
  }

  /** Removes the entry where its value is `old`. @returns whether it was. @throws EngineInputError `bad-key`, `bad-value`. */
  compareAndDelete(key: number, old: number): boolean {
    requireKey(key);
    requireValue(old);
    return algorithm.compareAndDelete(this.#table, key, old);
  }

  /**
   * Adds to the value, which is 0 where there is none; the sum wraps around to 32 bits, as Go's `int32` does.
   *
   * @returns the value before. @throws EngineInputError as `store`.
   */
  add(key: number, delta: number): number {
    requireKey(key);
    requireValue(delta);
    return algorithm.add(this.#table, key, delta);
  }

  /** How many entries there are, counted as `range` meets them: the time is in proportion to the capacity. */
  size(): number {
    return algorithm.size(this.#table);
  }

  /**
   * Calls `body` for entries, until it says false. No key comes twice; one that is stored or deleted meanwhile may come or not: not a
   * snapshot of any one moment.
   */
  range(body: (key: number, value: number) => boolean | void): void {
    const at = new Cursor();
    while (algorithm.advance(this.#table, at)) if (body(at.key, at.value) === false) return;
  }

  /** The entries, as `range` meets them. */
  *[Symbol.iterator](): Generator<[key: number, value: number], void, void> {
    const at = new Cursor();
    while (algorithm.advance(this.#table, at)) yield [at.key, at.value];
  }
}
