import { describe, expect, test } from "vitest";
import { SyncMap } from "../../../src/engine/concurrent/sync-map.ts";
import { runSteps, type Steps } from "../../../src/engine/step/step.ts";
import { alone, entriesOf } from "./subjects.ts";
import { made, promoted, sorted, stepsOf, values } from "./sync-maps.ts";

describe("promotion", () => {
  test("happens at the miss that makes len(dirty) of them, and not before", () => {
    const map = made();
    for (const key of [1, 2, 3, 4]) alone(map.store(key, "a"));
    for (let misses = 1; misses < 4; misses++) {
      alone(map.load(1));
      expect(sorted(map)).toEqual({ isAmended: true, misses, read: [], dirty: [1, 2, 3, 4] });
    }
    alone(map.load(77));
    expect(sorted(map)).toEqual({ isAmended: false, misses: 0, read: values(1, 2, 3, 4), dirty: null });
  });

  test("is not brought nearer by stores; loadOrStore and compareAndSwap count where they find the key in the dirty map", () => {
    const map = made();
    for (const key of [1, 2, 3, 4, 5]) alone(map.store(key, "a"));
    alone(map.store(1, "b"));
    alone(map.swap(2, "b"));
    alone(map.compareAndSwap(9, "b", "c"));
    expect(map.misses).toBe(0);
    alone(map.loadOrStore(1, "c"));
    alone(map.compareAndSwap(1, "x", "c"));
    expect(map.misses).toBe(2);
    alone(map.loadOrStore(6, "c"));
    expect(map.misses).toBe(2);
  });

  test("happens in a range of an amended map at once", () => {
    const map = promoted(1);
    alone(map.store(2, "a"));
    expect(sorted(map)).toEqual({ isAmended: true, misses: 0, read: values(1), dirty: [1, 2] });
    expect(alone(entriesOf(map)).length).toBe(2);
    expect(sorted(map)).toEqual({ isAmended: false, misses: 0, read: values(1, 2), dirty: null });
  });
});

describe("the copy into a new dirty map", () => {
  test("leaves out what is deleted, and marks it as expunged", () => {
    const map = promoted(1, 2, 3);
    alone(map.delete(2));
    expect(sorted(map).read).toEqual([[1, "value"], [2, "nil"], [3, "value"]]);
    alone(map.store(4, "a"));
    expect(sorted(map)).toEqual({ isAmended: true, misses: 0, read: [[1, "value"], [2, "expunged"], [3, "value"]], dirty: [1, 3, 4] });
  });

  test("a deletion after the copy leaves nil, and a store takes the entry up again without the mutex", () => {
    const map = promoted(1, 2);
    alone(map.store(3, "a"));
    alone(map.delete(1));
    expect(sorted(map)).toMatchObject({ read: [[1, "nil"], [2, "value"]], dirty: [1, 2, 3] });
    expect(stepsOf(map.store(1, "b"))).toEqual(["read", "entry.p", "entry.p"]);
    expect(sorted(map).read).toEqual(values(1, 2));
  });

  test.each([
    ["store", ["entry.p"]],
    ["swap", ["entry.p"]],
    ["loadOrStore", ["entry.p", "entry.p"]],
  ] as const)("%s unexpunges: the entry goes back into the dirty map", (name, last) => {
    const map = promoted(1, 2);
    alone(map.delete(1));
    alone(map.store(3, "a"));
    const result = ["read", "entry.p", "Mutex.Lock", "read", "entry.p", "read dirty", ...last, "Mutex.Unlock"];
    expect(stepsOf(map[name](1, "b"))).toEqual(result);
    expect(sorted(map)).toEqual({ isAmended: true, misses: 0, read: values(1, 2), dirty: [1, 2, 3] });
    expect(alone(map.load(1))).toBe("b");
  });

  test.each(["compareAndSwap", "compareAndDelete"] as const)("%s leaves an expunged entry alone", (name) => {
    const map = promoted(1, 2);
    alone(map.delete(1));
    alone(map.store(3, "a"));
    expect(alone(map[name](1, "v1", "b"))).toBe(false);
    expect(sorted(map)).toMatchObject({ read: [[1, "expunged"], [2, "value"]], dirty: [2, 3] });
  });

  test("an expunged entry is gone after the next promotion", () => {
    const map = promoted(1, 2);
    alone(map.delete(1));
    alone(map.store(3, "a"));
    alone(entriesOf(map));
    expect(sorted(map)).toEqual({ isAmended: false, misses: 0, read: values(2, 3), dirty: null });
  });

  test("takes as many steps as the read map is large", () => {
    const costs = [8, 80].map((count) => runSteps(promoted(...Array.from({ length: count }, (_, i) => i)).store(1000, "new")).steps);
    const again = runSteps(promoted(1).store(1, "old")).steps;
    expect(costs[0]).toBeGreaterThan(8 * again);
    expect(costs[1]! / costs[0]!).toBeGreaterThan(5);
  });
});

test("the body of a range may change the map", () => {
  const map = promoted(1, 2, 3);
  const seen: unknown[] = [];
  const change = function* (key: number | bigint): Steps<void> {
    seen.push(key);
    yield* map.delete(key);
    yield* map.store(Number(key) + 100, "new");
  };
  alone(map.range(change));
  expect(seen.sort()).toEqual([1, 2, 3]);
  expect(alone(entriesOf(map)).map(([key]) => Number(key)).sort()).toEqual([101, 102, 103]);
});

test("options that make no sense are refused at once", () => {
  const codeOf = (options: unknown) => expect.objectContaining({ name: "EngineInputError", code: options }) as Error;
  expect(() => SyncMap.make("int64", { seed: 1.5 })).toThrow(codeOf("bad-seed"));
  expect(() => SyncMap.make("int64", null as never)).toThrow(codeOf("bad-options"));
  expect(() => SyncMap.make("int64", { hasher: 1 as never })).toThrow(codeOf("bad-hasher"));
});
