import { inspect } from "node:util";
import { describe, expect, test } from "vitest";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";
import { ConcurrentModificationError } from "../../../src/engine/guard/errors.ts";
import { guarded } from "../../../src/engine/guard/guarded.ts";
import { errorOf } from "./programs.ts";

const letters = (): Map<string, number> => guarded(new Map([["a", 1], ["b", 2], ["c", 3]]));
const letterSet = (): Set<string> => guarded(new Set(["a", "b", "c"]));

describe("the view", () => {
  test("is a Map or Set over the target's data", () => {
    const target = new Map([["a", 1]]);
    const map = guarded(target);
    expect(map).toBeInstanceOf(Map);
    expect(map.set("b", 2)).toBe(map);
    target.set("c", 3);
    expect([map.get("b"), map.has("c"), map.size, target.size, map.delete("x")]).toEqual([2, true, 3, 3, false]);
    expect(Object.prototype.toString.call(map)).toBe("[object Map]");
    expect(inspect(map)).toBe("Map(3) { 'a' => 1, 'b' => 2, 'c' => 3 }");
    map.clear();
    expect(target.size).toBe(0);
    expect(letterSet()).toBeInstanceOf(Set);
    expect(map.constructor).toBe(Map);
    expect(map.get).toBe(map.get);
  });

  test("is one for each target, whoever asks", () => {
    const target = new Set([1]);
    expect(guarded(target)).toBe(guarded(target, { mode: "fail-fast" }));
    expect(guarded(guarded(target))).toBe(guarded(target));
  });

  test("has the iterators' common prototype", () => {
    const iterator = letters().keys();
    expect(Object.getPrototypeOf(Object.getPrototypeOf(iterator))).toBe(Object.getPrototypeOf(Object.getPrototypeOf([].values())));
    expect(iterator[Symbol.iterator]()).toBe(iterator);
  });

  test("has the methods that the target has, the newest too", () => {
    class NewSet<T> extends Set<T> {
      union(other: ReadonlySet<T>): Set<T> {
        return new Set([...this, ...other]);
      }
    }
    class NewMap<K, V> extends Map<K, V> {
      getOrInsert(key: K, value: V): V {
        if (!this.has(key)) this.set(key, value);
        return this.get(key)!;
      }
    }
    const set = guarded(new NewSet([1, 2]));
    for (const key of set) expect([...set.union(new Set([key, 3]))]).toEqual([1, 2, 3]);
    const map = guarded(new NewMap([["a", 1]]));
    for (const [key, value] of map) {
      expect(map.getOrInsert(key, 2)).toBe(value);
      expect(() => map.getOrInsert("b", 2)).toThrow(ConcurrentModificationError);
    }
    expect(map.getOrInsert("b", 2)).toBe(2);
  });

  test.skipIf(!("union" in Set.prototype))("has the Set methods of Node 22, on both sides", () => {
    const set = letterSet() as Set<string> & { union(other: Set<string>): Set<string>; isSupersetOf(other: Set<string>): boolean };
    expect([...set.union(new Set(["d"]))]).toEqual(["a", "b", "c", "d"]);
    const plain = new Set(["z"]) as typeof set;
    expect([...plain.union(set)]).toEqual(["z", "a", "b", "c"]);
    expect(plain.isSupersetOf(set)).toBe(false);
    expect(set.add("d").size).toBe(4);
  });
});

describe("a subclass", () => {
  class Cache extends Map<string, number> {
    limit = 2;
    #evicted = 0;

    get evicted(): number {
      return this.#evicted;
    }

    set evicted(count: number) {
      this.#evicted = count;
    }

    override set(key: string, value: number): this {
      super.set(key, value);
      if (this.size > this.limit) this.evict();
      return this;
    }

    evict(): this {
      this.#evicted++;
      this.delete(this.keys().next().value!);
      return this;
    }

    override *keys(): MapIterator<string> {
      yield* [...super.keys()].sort();
    }

    override *values(): MapIterator<number> {
      yield* [...super.values()].sort();
    }
  }

  test("keeps its class, its fields and what its methods do", () => {
    const cache = guarded(new Cache());
    expect(cache).toBeInstanceOf(Cache);
    expect(cache.set("b", 1).set("a", 2).set("c", 3)).toBe(cache);
    expect([[...cache.keys()], cache.evicted, cache.limit]).toEqual([["b", "c"], 1, 2]);
    cache.limit = 5;
    cache.evicted = 7;
    expect([cache.limit, cache.evicted, cache.evict()]).toEqual([5, 7, cache]);
  });

  test("is guarded in the iterations that it has redefined: by key where they tell keys", () => {
    const cache = guarded(new Cache([["b", 1], ["a", 2]]));
    const keys = cache.keys();
    expect([keys.next().value, keys.next().value]).toEqual(["a", "b"]);
    expect(() => cache.delete("a")).toThrow(ConcurrentModificationError);
    keys.return!();
    const values = cache.values();
    values.next();
    values.next();
    expect(() => cache.set("d", 2)).toThrow(ConcurrentModificationError);
    expect(cache.delete("a")).toBe(true);
  });

  test("hears that a loop over its own iterator is left", () => {
    let isLeft = false;
    class Told extends Set<string> {
      override *values(): SetIterator<string> {
        try {
          yield* super.values();
        } finally {
          isLeft = true;
        }
      }
    }
    const [first] = guarded(new Told(["a", "b"])).values();
    expect([first, isLeft]).toEqual(["a", true]);
  });

  test("may refuse its iteration in the middle: that ends it", () => {
    class Broken extends Map<string, number> {
      override *keys(): MapIterator<string> {
        yield "a";
        throw new Error("broken");
      }
    }
    const map = guarded(new Broken([["a", 1]]));
    expect(() => [...map.keys()]).toThrow("broken");
    expect(map.set("b", 2).size).toBe(2);
  });

  test("may have a frozen property of its own", () => {
    const target = Object.defineProperty(new Map(), "own", { value: () => 1 }) as Map<string, number> & { own(): number };
    expect(guarded(target).own()).toBe(1);
  });
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["an array", []],
  ["a WeakMap", new WeakMap()],
  ["an object that only inherits", Object.create(Map.prototype)],
  ["a proxy", new Proxy(new Set(), {})],
  ["a GoMap", GoMap.make("string")],
])("%s cannot be guarded", (_, value) => {
  expect(errorOf(() => guarded(value as never))).toMatchObject({ name: "EngineInputError", code: "bad-collection" });
});

test("a mode that does not exist is refused", () => {
  expect(errorOf(() => guarded(new Map(), { mode: "slow" as never }))).toMatchObject({ name: "EngineInputError", code: "bad-guard" });
});
