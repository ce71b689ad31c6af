import { EngineInputError } from "../../errors.ts";
import { type Steps, stepsOf } from "../../step/step.ts";
import type { ConcurrentMap, Loaded } from "../concurrent-map.ts";
import { CasMap, type CasMapOptions } from "./cas-map.ts";
import * as generated from "./generated/stepped.ts";
import { requireKey, requireValue } from "./input.ts";
import { SteppedTable } from "./steps.ts";
import { watched } from "../watched.ts";
import { Cursor } from "./table.ts";

/** A build of the algorithm whose operations are generators of steps. */
export type SteppedAlgorithm = typeof generated;

/** A step has 25 bits for the index of a word. */
const maxCapacity = 2 ** 23;

/**
 * A `CasMap` whose operations are generators that yield before every atomic access, so that a scheduler can let other tasks come
 * between. Names, results and errors are those of `CasMap`; but `delete` gives nothing back, as in `ConcurrentMap`.
 */
export class SteppedCasMap implements ConcurrentMap<number, number> {
  /** The same memory, for looks and operations in one go. */
  readonly map: CasMap;
  readonly #table: SteppedTable;
  readonly #algorithm: SteppedAlgorithm;

  private constructor(map: CasMap, algorithm: SteppedAlgorithm) {
    this.map = map;
    this.#table = new SteppedTable(map.buffer);
    this.#algorithm = algorithm;
  }

  /**
   * @param algorithm another build of the operations, to test whether a checker finds what is wrong with it
   * @throws EngineInputError `bad-capacity`: as `CasMap.create`, and above 2^23.
   */
  static create(options: CasMapOptions, algorithm: SteppedAlgorithm = generated): SteppedCasMap {
    if (options.capacity > maxCapacity) {
      const reason = `the steps of a map of ${options.capacity} keys cannot be numbered`;
      throw new EngineInputError("bad-capacity", `SteppedCasMap: ${reason}: capacity must be at most ${maxCapacity}`);
    }
    return new SteppedCasMap(CasMap.create(options), algorithm);
  }

  *load(key: number): Steps<number | undefined> {
    requireKey(key);
    return yield* watched(this, "load", this.#algorithm.load(this.#table, key), key);
  }

  *has(key: number): Steps<boolean> {
    requireKey(key);
    return (yield* watched(this, "has", this.#algorithm.load(this.#table, key), key)) !== undefined;
  }

  *store(key: number, value: number): Steps<void> {
    requireKey(key);
    requireValue(value);
    yield* watched(this, "store", this.#algorithm.store(this.#table, key, value), key, value);
  }

  *loadOrStore(key: number, value: number): Steps<{ readonly value: number; readonly loaded: boolean }> {
    requireKey(key);
    requireValue(value);
    const found = yield* watched(this, "loadOrStore", this.#algorithm.loadOrStore(this.#table, key, value), key, value);
    return { value: found ?? value, loaded: found !== undefined };
  }

  *swap(key: number, value: number): Steps<Loaded<number>> {
    requireKey(key);
    requireValue(value);
    const found = yield* watched(this, "swap", this.#algorithm.swap(this.#table, key, value), key, value);
    return { value: found, loaded: found !== undefined };
  }

  *loadAndDelete(key: number): Steps<Loaded<number>> {
    requireKey(key);
    const found = yield* watched(this, "loadAndDelete", this.#algorithm.loadAndDelete(this.#table, key), key);
    return { value: found, loaded: found !== undefined };
  }

  *delete(key: number): Steps<void> {
    requireKey(key);
    yield* watched(this, "delete", this.#algorithm.loadAndDelete(this.#table, key), key);
  }

  *compareAndSwap(key: number, old: number, next: number): Steps<boolean> {
    requireKey(key);
    requireValue(old);
    requireValue(next);
    return yield* watched(this, "compareAndSwap", this.#algorithm.compareAndSwap(this.#table, key, old, next), key, old, next);
  }

  *compareAndDelete(key: number, old: number): Steps<boolean> {
    requireKey(key);
    requireValue(old);
    return yield* watched(this, "compareAndDelete", this.#algorithm.compareAndDelete(this.#table, key, old), key, old);
  }

  *add(key: number, delta: number): Steps<number> {
    requireKey(key);
    requireValue(delta);
    return yield* watched(this, "add", this.#algorithm.add(this.#table, key, delta), key, delta);
  }

  *size(): Steps<number> {
    return yield* watched(this, "size", this.#algorithm.size(this.#table));
  }

  *range(body: (key: number, value: number) => Steps<boolean | void>): Steps<void> {
    const at = new Cursor();
    const advance = (name: string) => watched(this, name, this.#algorithm.advance(this.#table, at));
    for (let goesOn = yield* advance("range"); goesOn; goesOn = yield* advance("next")) {
      if ((yield* stepsOf(body(at.key, at.value), "range")) === false) return;
    }
  }
}
