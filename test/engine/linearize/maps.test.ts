import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConcurrentMap } from "../../../src/engine/concurrent/concurrent-map.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { run } from "../../../src/engine/schedule/run.ts";
import { atomic, read, type Steps, write } from "../../../src/engine/step/step.ts";
import { type MapProgram, randomProgram, recordedProgram, whyWrong } from "../concurrent/linearizable.ts";
import { applyToPlainMap } from "./calls.ts";

type Loaded = { readonly value: number; readonly loaded: boolean };

/** A map whose operations are each a single step. Its range takes a snapshot. */
class AtomicMap implements ConcurrentMap<number, number> {
  readonly entries = new Map<number, number>();

  *#do<T>(name: string, ...args: number[]): Steps<T> {
    yield atomic(this, 0);
    return applyToPlainMap(this.entries, { name, args }) as T;
  }

  load = (key: number): Steps<number | undefined> => this.#do("load", key);
  store = (key: number, value: number): Steps<void> => this.#do("store", key, value);
  loadOrStore = (key: number, value: number): Steps<Loaded> => this.#do("loadOrStore", key, value);
  loadAndDelete = (key: number): Steps<Loaded> => this.#do("loadAndDelete", key);
  delete = (key: number): Steps<void> => this.#do("delete", key);
  swap = (key: number, value: number): Steps<Loaded> => this.#do("swap", key, value);
  compareAndSwap = (key: number, old: number, next: number): Steps<boolean> => this.#do("compareAndSwap", key, old, next);
  compareAndDelete = (key: number, old: number): Steps<boolean> => this.#do("compareAndDelete", key, old);

  *range(body: (key: number, value: number) => Steps<boolean | void>): Steps<void> {
    yield read(this, 0);
    for (const [key, value] of [...this.entries]) if ((yield* body(key, value)) === false) return;
  }
}

/** loadOrStore looks first and stores later: two tasks may both store. */
class CheckThenAct extends AtomicMap {
  override loadOrStore = (key: number, value: number): Steps<Loaded> => this.#loadOrStore(key, value);

  *#loadOrStore(key: number, value: number): Steps<Loaded> {
    yield read(this, 0);
    const before = this.entries.get(key);
    if (before !== undefined) return { value: before, loaded: true };
    yield write(this, 0);
    this.entries.set(key, value);
    return { value, loaded: false };
  }
}

/** Each task loads from a copy that is renewed at every second load only. */
class StaleLoads extends AtomicMap {
  #copy = new Map<number, number>();
  #loads = 0;
  override load = (key: number): Steps<number | undefined> => this.#load(key);

  *#load(key: number): Steps<number | undefined> {
    yield read(this, 0);
    if (this.#loads++ % 2 === 0) this.#copy = new Map(this.entries);
    return this.#copy.get(key);
  }
}

/** range forgets the key that was stored last. */
class ForgetfulRange extends AtomicMap {
  override *range(body: (key: number, value: number) => Steps<boolean | void>): Steps<void> {
    yield read(this, 0);
    for (const [key, value] of [...this.entries].slice(0, -1)) if ((yield* body(key, value)) === false) return;
  }
}

const seed = 20150601;

/** Why the history of some run is wrong, or null where those of all runs are right. */
function firstWrong(program: MapProgram, create: () => ConcurrentMap<number, number>, runs: number): string | null {
  const strategy = random({ seed });
  for (let count = 0; count < runs; count++) {
    const { outcome } = run(recordedProgram(program, create), { strategy });
    if (outcome.kind !== "completed") throw new Error(outcome.message);
    const calls = outcome.value.calls.length;
    expect(calls).toBe(program.setup.length + program.tasks.flat().length);
    const why = whyWrong(outcome.value, { isStrict: true });
    if (why !== null) return why;
  }
  return null;
}

describe("random programs on maps", () => {
  test("a map whose operations are atomic has no wrong history", () => {
    fc.assert(
      fc.property(randomProgram(), (program) => {
        expect(firstWrong(program, () => new AtomicMap(), 10)).toBeNull();
      }),
      { seed, numRuns: 300 },
    );
  });

  test.each([
    ["check-then-act in loadOrStore", CheckThenAct, "loadOrStore"],
    ["loads from an old copy", StaleLoads, "load"],
    ["a range that forgets a key", ForgetfulRange, "range.load"],
  ])("%s is found", (_, Broken, culprit) => {
    const result = fc.check(
      fc.property(randomProgram(), (program) => firstWrong(program, () => new Broken(), 20) === null),
      { seed, numRuns: 500 },
    );
    expect(result.failed).toBe(true);
    const why = firstWrong(result.counterexample![0], () => new Broken(), 20);
    expect(why).toContain("not linearizable");
    expect(why).toContain(culprit);
  });

  test("a program that breaks loadOrStore is shrunk to two tasks and what shows it: at most three operations on one key", () => {
    const result = fc.check(
      fc.property(randomProgram({ ranges: false }), (program) => firstWrong(program, () => new CheckThenAct(), 50) === null),
      { seed, numRuns: 500 },
    );
    const { setup, tasks } = result.counterexample![0];
    expect(setup).toEqual([]);
    const all = tasks.flat();
    expect(tasks.length).toBe(2);
    expect(all.length).toBeLessThanOrEqual(3);
    expect(new Set(all.map(({ args }) => args[0])).size).toBe(1);
    expect(all.map(({ name }) => name)).toContain("loadOrStore");
  });
});

describe("randomProgram", () => {
  const programs = fc.sample(randomProgram({ total: 8, perTask: 4, setup: 2, keys: [5, 6, 7, 8] }), { seed, numRuns: 500 });

  test("makes programs of 2 to 4 tasks within the bounds", () => {
    for (const { setup, tasks } of programs) {
      expect(tasks.length).toBeGreaterThanOrEqual(2);
      expect(tasks.length).toBeLessThanOrEqual(4);
      expect(tasks.flat().length).toBeLessThanOrEqual(8);
      for (const task of tasks) expect([1, 2, 3, 4]).toContain(task.length);
      expect(setup.length).toBeLessThanOrEqual(2);
      const used = [...setup, ...tasks.flat()].filter(({ name }) => name !== "range").map(({ args }) => args[0]!);
      expect(new Set(used).size).toBeLessThanOrEqual(3);
      for (const key of used) expect([5, 6, 7, 8]).toContain(key);
    }
  });

  test("writes each value once, and uses every operation", () => {
    const names = new Set<string>();
    for (const { setup, tasks } of programs) {
      const all = [...setup, ...tasks.flat()];
      for (const { name } of all) names.add(name);
      const written = all.filter(({ name }) => /^(store|loadOrStore|swap|compareAndSwap)$/.test(name)).map(({ args }) => args.at(-1));
      expect(new Set(written).size).toBe(written.length);
    }
    expect(names.size).toBe(9);
  });
});
