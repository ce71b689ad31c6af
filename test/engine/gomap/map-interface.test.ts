import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";

type StringMap = GoMap<string, number>;

function letters(): StringMap {
  const map: StringMap = GoMap.make("string", null, { seed: 11 });
  return map.set("a", 1).set("b", 2).set("c", 3);
}

const sorted = <T>(values: Iterable<T>): T[] => [...values].toSorted();

describe("it can be used as a Map", () => {
  test("it is assignable to one", () => {
    const map: Map<string, number> = letters();
    expect(map.size).toBe(3);
    expect(map instanceof GoMap).toBe(true);
    expect(new Map() instanceof GoMap).toBe(false);
  });

  test("every member of a Map is there", () => {
    const members = Reflect.ownKeys(Map.prototype).filter((name) => name !== "constructor");
    const since2025 = ["getOrInsert", "getOrInsertComputed"];
    for (const name of members) if (!since2025.includes(String(name))) expect(name in letters(), String(name)).toBe(true);
    expect(String(letters())).toBe("[object GoMap]");
    expect(letters()[Symbol.toStringTag]).toBe("GoMap");
  });

  test("set gives the map, delete whether there was an entry, clear nothing", () => {
    const map = letters();
    expect(map.set("d", 4)).toBe(map);
    expect(map.set("d", 5)).toBe(map);
    expect([map.delete("d"), map.delete("d"), map.delete("e")]).toEqual([true, false, false]);
    expect(map.size).toBe(3);
    expect(map.clear()).toBeUndefined();
    expect(map.size).toBe(0);
  });

  test("a value may be undefined", () => {
    const map = GoMap.make("int32", null, { seed: 1 }).set(1, undefined);
    expect([map.has(1), map.get(1), map.size, map.delete(1), map.has(1)]).toEqual([true, undefined, 1, true, false]);
  });

  test("forEach gives value, key, map, and calls with the `this` that it was given", () => {
    const map = letters();
    const receiver = {};
    const calls: unknown[] = [];
    map.forEach(function (this: unknown, ...args) {
      calls.push(args);
      expect(this).toBe(receiver);
    }, receiver);
    expect(calls).toHaveLength(3);
    expect(calls).toContainEqual([1, "a", map]);
    map.forEach(function (this: unknown) {
      expect(this).toBeUndefined();
    });
    expect(map.forEach(() => 1)).toBeUndefined();
  });

  test("what the callback throws comes out, and the map can be used", () => {
    const map = letters();
    const throwing = (_: unknown): never => {
      throw new RangeError("enough");
    };
    expect(() => map.forEach(throwing)).toThrow(new RangeError("enough"));
    expect(() => {
      for (const entry of map) throwing(entry);
    }).toThrow(new RangeError("enough"));
    map.set("d", 4);
    expect(map.checkInvariants()).toEqual([]);
  });
});

describe("iterators", () => {
  const kinds: [string, (map: StringMap) => IterableIterator<unknown>][] = [
    ["entries", (map) => map.entries()],
    ["keys", (map) => map.keys()],
    ["values", (map) => map.values()],
    ["range", (map) => map.range()],
    ["Symbol.iterator", (map) => map[Symbol.iterator]()],
  ];

  test("what they give", () => {
    const map = letters();
    expect(sorted(map.keys())).toEqual(["a", "b", "c"]);
    expect(sorted(map.values())).toEqual([1, 2, 3]);
    for (const entries of [map, map.entries(), map.range()]) {
      expect(new Map(entries)).toEqual(new Map([["a", 1], ["b", 2], ["c", 3]]));
    }
    expect(Object.fromEntries(map)).toEqual({ a: 1, b: 2, c: 3 });
    expect(sorted(Array.from(map, ([key, value]) => `${key}${value}`))).toEqual(["a1", "b2", "c3"]);
    expect(new Set(map.keys())).toEqual(new Set(["a", "b", "c"]));
  });

  test("a loop starts anywhere, and the next one somewhere else", () => {
    const map = letters();
    const orders = new Set(Array.from({ length: 60 }, () => [...map.keys()].join("")));
    expect(sorted(orders)).toEqual(["abc", "bca", "cab"]);
  });

  test.each(kinds)("%s: an iterator is iterable, by itself", (_, open) => {
    const iterator = open(letters());
    expect(iterator[Symbol.iterator]()).toBe(iterator);
    expect(iterator.next().done).toBe(false);
    expect([...iterator]).toHaveLength(2);
    expect([...iterator]).toEqual([]);
    expect(iterator.next()).toEqual({ done: true, value: undefined });
  });

  test.each(kinds)("%s: each is an iteration of its own", (_, open) => {
    const map = letters();
    const [one, other] = [open(map), open(map)];
    expect(one === other).toBe(false);
    one.next();
    expect([...other]).toHaveLength(3);
    expect([...one]).toHaveLength(2);
  });

  test.each(kinds)("%s: an iterator that is left is over", (_, open) => {
    const iterator = open(letters());
    let count = 0;
    for (const each of iterator) if (++count === 2 && each !== undefined) break;
    expect(iterator.next()).toEqual({ done: true, value: undefined });
    expect(open(letters()).return!()).toEqual({ done: true, value: undefined });
  });

  test.each(kinds)("%s: one that is over stays so when entries are added", (_, open) => {
    const map = letters();
    const iterator = open(map);
    expect([...iterator]).toHaveLength(3);
    map.set("d", 4).set("e", 5);
    expect(iterator.next().done).toBe(true);
  });

  test.each(kinds)("%s: destructuring takes what it needs", (_, open) => {
    const map = letters();
    const [first, second] = open(map);
    expect(first).not.toEqual(second);
    expect(map.checkInvariants()).toEqual([]);
  });

  test("entries are pairs of their own", () => {
    const map = letters();
    for (const entry of map) entry[1] = 99;
    expect(sorted(map.values())).toEqual([1, 2, 3]);
  });

  const helpers = (globalThis as { Iterator?: { prototype?: object } }).Iterator?.prototype;

  test.runIf(helpers !== undefined)("they have the helpers that all iterators have", () => {
    const keys = letters().keys() as unknown as Record<string, (...args: unknown[]) => Iterable<string>>;
    expect(sorted(keys["map"]!((key: string) => `${key}!`))).toEqual(["a!", "b!", "c!"]);
    expect(helpers!.isPrototypeOf(keys)).toBe(true);
  });

  test("they inherit from what all iterators inherit from", () => {
    const ofAll = Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object;
    for (const [, open] of kinds) expect(ofAll.isPrototypeOf(open(letters()))).toBe(true);
  });
});

describe("integers come back as numbers where these are exact, as bigints beyond", () => {
  test.each<["int32" | "uint32" | "int64" | "uint64", number | bigint, number | bigint]>([
    ["int32", 5n, 5],
    ["int32", -(2n ** 31n), -(2 ** 31)],
    ["uint32", 2n ** 32n - 1n, 2 ** 32 - 1],
    ["int64", 5n, 5],
    ["int64", 2n ** 53n - 1n, Number.MAX_SAFE_INTEGER],
    ["int64", -(2n ** 53n) + 1n, Number.MIN_SAFE_INTEGER],
    ["int64", 2n ** 53n, 2n ** 53n],
    ["int64", -(2n ** 53n), -(2n ** 53n)],
    ["int64", 2n ** 63n - 1n, 2n ** 63n - 1n],
    ["uint64", Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER],
    ["uint64", 2n ** 64n - 1n, 2n ** 64n - 1n],
  ])("%s: %s", (kind, key, stored) => {
    const map = GoMap.make(kind as "int64", null, { seed: 1 }).set(key, "value");
    const keys: unknown[] = [...map.keys()];
    expect(keys).toEqual([stored]);
    map.forEach((_, each) => expect(each).toBe(stored));
    expect([map.get(key), map.get(stored), map.get(BigInt(key))]).toEqual(["value", "value", "value"]);
    map.set(BigInt(key), "other");
    expect([map.size, map.get(stored)]).toEqual([1, "other"]);
    expect([map.delete(BigInt(key)), map.size]).toEqual([true, 0]);
  });

  test("an interface keeps what it was given: a number and a bigint are two keys", () => {
    const map = GoMap.make("interface", null, { seed: 1 }).set(1, "float64").set(1n, "int64");
    expect(map.size).toBe(2);
    expect([map.get(1), map.get(1n)]).toEqual(["float64", "int64"]);
    expect(new Set(map.keys())).toEqual(new Set([1, 1n]));
  });
});

describe("util.inspect", () => {
  test("shows the entries", () => {
    expect(inspect(GoMap.make("int32", null, { seed: 1 }).set(1, "one"))).toBe("GoMap(1) { 1 => 'one' }");
    expect(inspect(GoMap.make("int32"))).toBe("GoMap(0) {}");
    expect(inspect(GoMap.nil("int32"))).toBe("GoMap(nil)(0) {}");
    expect(inspect(letters())).toMatch(/^GoMap\(3\) \{ '[abc]' => \d, .* \}$/);
    expect(inspect({ map: { inside: { deeper: letters() } } }, { depth: 0 })).toBe("{ map: [Object] }");
  });

  test("changes nothing, not even what comes next", () => {
    for (const size of [3, 27, 60]) {
      const [map, twin] = [0, 1].map(() => {
        const each = GoMap.make("int64", null, { seed: size });
        for (let i = 0; i < size; i++) each.set(i, i);
        return each;
      });
      const shown = inspect(map, { maxArrayLength: null });
      expect(shown.match(/=>/g)).toHaveLength(size);
      expect(map!.inspect()).toEqual(twin!.inspect());
      expect([...map!]).toEqual([...twin!]);
    }
  });
});
