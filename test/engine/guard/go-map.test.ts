import { describe, expect, test } from "vitest";
import { GoMap, type MapOptions } from "../../../src/engine/gomap/go-map.ts";
import { NaNBits } from "../../../src/engine/gomap/key-types.ts";
import { ConcurrentModificationError } from "../../../src/engine/guard/errors.ts";
import { errorOf } from "./programs.ts";

/** The key is its own hash: its bucket is `key % 2^B`. */
const hasher = (key: number): bigint => BigInt(key);

/** Keys from 0 on, in 2^2 buckets from a hint of 20 on. */
function numbers(count: number, options: MapOptions<number, number> = {}): GoMap<number, number> {
  const map = GoMap.make<"uint32", number>("uint32", 20, { hasher, guard: "fail-fast", seed: 1, ...options });
  for (let key = 0; key < count; key++) map.set(key, key);
  return map;
}

const bucketOf = (key: number): number => key % 4;

test("without guard and hooks a map has no watch and no observer", () => {
  const map = GoMap.make("string", null, { guard: undefined, onAssign: undefined });
  expect([map.watch, map.h.observer]).toEqual([null, null]);
  expect([GoMap.make("int32").watch, GoMap.nil("int32").watch]).toEqual([null, null]);
});

test.each([
  ["bad-guard", { guard: "failfast" }],
  ["bad-guard", { guard: null }],
  ["bad-hook", { onGrow: "log" }],
])("%s: %j is refused", (code, options) => {
  expect(errorOf(() => GoMap.make("int32", null, options as never))).toMatchObject({ name: "EngineInputError", code });
});

describe("while an iteration is open", () => {
  test("an insertion throws and changes nothing", () => {
    const map = numbers(12);
    const keys = map.keys();
    keys.next();
    const before = map.inspect();
    const error = errorOf(() => map.set(99, 0)) as ConcurrentModificationError;
    expect(error).toMatchObject({ operation: "insert", key: 99, iteration: { id: 1, visited: 1 } });
    expect(error.message).toMatch(/^Cannot insert the key 99: iteration 1, started at \S*go-map\.test\.ts:\d+:\d+ and open, has visited 1 entry\./);
    expect(map.inspect()).toEqual(before);
    keys.return!();
    expect(map.set(99, 0).size).toBe(13);
  });

  test("an update is allowed, in the middle of a growth too", () => {
    const map = numbers(27);
    expect(map.inspect().growing).toBe(true);
    for (const [key, value] of map) map.set(key, value * 2);
    expect(map.get(13)).toBe(26);
  });

  test("an entry can be deleted from the current bucket and from those ahead, not from those left behind", () => {
    const map = numbers(20);
    const visited: number[] = [];
    for (const key of map.keys()) {
      visited.push(key);
      for (const other of visited.slice(0, -1)) {
        const error = errorOf(() => map.delete(other));
        if (bucketOf(other) === bucketOf(key)) expect(error).toBeUndefined();
        else if (map.has(other)) expect(error).toMatchObject({ operation: "delete", key: other, iteration: { visited: visited.length } });
      }
      if (visited.length === 1) map.delete([0, 1, 2, 3].find((ahead) => bucketOf(ahead) !== bucketOf(key))!);
    }
    expect(visited).toHaveLength(19);
  });

  test("the idiomatic prune is allowed, and to delete what is not there", () => {
    const map = numbers(25);
    for (const [key] of map) {
      if (key % 2 === 0) map.delete(key);
      map.delete(1000);
    }
    expect(map.size).toBe(12);
  });

  test("a clear throws, unless there is nothing to clear", () => {
    const map = numbers(3);
    for (const key of map.keys()) {
      if (map.size > 1) expect(() => map.clear()).toThrow("Cannot clear the collection: iteration 1,");
      map.delete(key);
    }
    expect(map.size).toBe(0);
    for (const key of numbers(0).keys()) expect.unreachable(`${key}`);
    map.set(1, 1).clear();
    expect(map.size).toBe(0);
  });

  test("keys that are not equal to themselves are always new", () => {
    const map = GoMap.make<"float64", number>("float64", null, { guard: "fail-fast" }).set(NaN, 1).set(1, 2);
    for (const [key] of map) {
      expect(() => map.set(NaN, 2)).toThrow("Cannot insert the key NaN");
      expect(() => map.set(new NaNBits(0x7ff8000000000002n), 2)).toThrow(ConcurrentModificationError);
      expect([map.delete(NaN), key !== 1 || map.delete(1)]).toEqual([false, true]);
    }
  });

  test("the random stream is that of a map without a guard", () => {
    const draw = (guard?: "fail-fast"): unknown => {
      const map = GoMap.make<"float64", number>("float64", null, { guard, seed: 5 });
      for (const key of [NaN, 1, NaN, 2]) map.set(key, 0);
      for (const [key] of map) if (guard !== undefined) errorOf(() => map.set(NaN, Number(key)));
      for (const [key] of map) map.delete(key);
      return map.set(3, 3).set(NaN, 4).inspect();
    };
    expect(draw("fail-fast")).toEqual(draw());
  });

  test("nested iterations count each", () => {
    const map = numbers(20);
    const outer = map.keys();
    const first = outer.next().value as number;
    let visited = 1;
    while (bucketOf(outer.next().value as number) === bucketOf(first)) visited++;
    let refused = 0;
    for (const key of map.keys()) {
      if (bucketOf(key) !== bucketOf(first)) continue;
      expect(errorOf(() => map.delete(key))).toMatchObject({ key, iteration: { id: 1, visited: visited + 1 } });
      refused++;
    }
    expect(refused).toBe(5);
    outer.return!();
    expect(map.delete(first)).toBe(true);
  });
});

describe("an iteration is over", () => {
  test.each<[string, (map: GoMap<number, number>) => unknown]>([
    ["at its end", (map) => [...map.values()]],
    ["when its loop is left", ([first]) => first],
    ["when its loop throws", (map) => errorOf(() => { for (const [key] of map) throw new Error(`stop at ${key}`); })],
    ["after forEach", (map) => map.forEach(() => undefined)],
    ["when the callback of forEach throws", (map) => errorOf(() => map.forEach(() => { throw new Error("stop"); }))],
  ])("%s", (_, iterate) => {
    const map = numbers(20);
    iterate(map);
    expect(map.set(99, 0).size).toBe(21);
  });

  test("not before: an iterator that was only made is open", () => {
    const map = numbers(20);
    const keys = map.keys();
    expect(errorOf(() => map.set(99, 0))).toMatchObject({ iteration: { id: 1, visited: 0 } });
    keys.return!();
    expect(map.set(99, 0).size).toBe(21);
  });
});
