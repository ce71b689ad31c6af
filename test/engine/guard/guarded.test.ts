import { describe, expect, test } from "vitest";
import { ConcurrentModificationError } from "../../../src/engine/guard/errors.ts";
import { guarded } from "../../../src/engine/guard/guarded.ts";
import { errorOf } from "./programs.ts";

const letters = (): Map<string, number> => guarded(new Map([["a", 1], ["b", 2], ["c", 3]]));
const letterSet = (): Set<string> => guarded(new Set(["a", "b", "c"]));

describe("while an iteration is open", () => {
  test.each<[string, (map: Map<string, number>) => Iterable<unknown>]>([
    ["for...of", (map) => map],
    ["keys", (map) => map.keys()],
    ["values", (map) => map.values()],
    ["entries", (map) => map.entries()],
  ])("%s of a Map refuses an insertion, a clear, and the deletion of what it has left", (_, iterate) => {
    const map = letters();
    const errors: unknown[] = [];
    let round = 0;
    for (const item of iterate(map)) {
      expect(item).toBeDefined();
      round++;
      errors.push(errorOf(() => map.set("d", 4)));
      if (round === 2) errors.push(errorOf(() => map.delete("a")), errorOf(() => map.clear()));
    }
    expect(errors.map((error) => (error as ConcurrentModificationError).operation)).toEqual(["insert", "insert", "delete", "clear", "insert"]);
    expect([...map.keys()]).toEqual(["a", "b", "c"]);
  });

  test.each<[string, (set: Set<string>) => Iterable<unknown>]>([
    ["for...of", (set) => set],
    ["keys", (set) => set.keys()],
    ["values", (set) => set.values()],
    ["entries", (set) => set.entries()],
  ])("%s of a Set refuses an insertion, a clear, and the deletion of what it has left", (_, iterate) => {
    const set = letterSet();
    const errors: unknown[] = [];
    for (const item of iterate(set)) {
      errors.push(errorOf(() => set.add("d")));
      if (item !== "a" && errors.length === 2) errors.push(errorOf(() => set.delete("a")), errorOf(() => set.clear()));
    }
    expect(errors.map((error) => (error as ConcurrentModificationError).operation)).toEqual(["insert", "insert", "delete", "clear", "insert"]);
    expect([...set]).toEqual(["a", "b", "c"]);
  });

  test("values can be updated, and present elements added", () => {
    const map = letters();
    for (const [key, value] of map) map.set(key, value * 10).set("a", 0);
    expect([...map.values()]).toEqual([0, 20, 30]);
    const set = letterSet();
    for (const key of set) set.add(key).add("c");
    expect(set.size).toBe(3);
  });

  test("the current entry, what is ahead and what is not there can be deleted", () => {
    const map = letters();
    const visited: string[] = [];
    for (const key of map.keys()) {
      visited.push(key);
      map.delete(key);
      map.delete("x");
      map.delete("b");
    }
    expect([visited, map.size]).toEqual([["a", "c"], 0]);
  });

  test("NaN and ±0 are the keys that they are to a Map", () => {
    const map = guarded(new Map([[NaN, 1], [0, 2], [1, 3]]));
    const keys = map.keys();
    keys.next();
    map.set(NaN, 5).set(-0, 6);
    keys.next();
    expect(() => map.delete(NaN)).toThrow(ConcurrentModificationError);
    expect(map.delete(-0)).toBe(true);
  });

  test("a clear of nothing is none", () => {
    const map = letters();
    for (const key of map.keys()) {
      map.delete(key);
      if (map.size === 0) map.clear();
    }
    expect(map.size).toBe(0);
  });

  test("forEach guards as a loop does, and ends when its callback throws", () => {
    const map = letters();
    const visit = (value: number, _key: string, visited: Map<string, number>): void => {
      expect(visited).toBe(map);
      if (value === 2) visited.delete("a");
    };
    expect(errorOf(() => map.forEach(visit))).toMatchObject({ operation: "delete", key: "a", iteration: { id: 1, visited: 2 } });
    expect(map.set("d", 4).size).toBe(4);
    const set = letterSet();
    expect(errorOf(() => set.forEach(() => set.add("d")))).toMatchObject({ operation: "insert", key: "d" });
    expect(set.add("d").size).toBe(4);
  });

  test("forEach calls back with its thisArg, and refuses what is no function", () => {
    const seen: unknown[] = [];
    letters().forEach(function (this: unknown, value, key) {
      seen.push([this, value, key]);
    }, "this");
    expect(seen).toEqual([["this", 1, "a"], ["this", 2, "b"], ["this", 3, "c"]]);
    expect(() => guarded(new Map()).forEach(7 as never)).toThrow(TypeError);
  });

  test("each of several iterations counts", () => {
    const map = letters();
    const outer = map.keys();
    outer.next();
    outer.next();
    for (const key of map.keys()) {
      const error = errorOf(() => map.delete(key));
      if (key === "a") expect(error).toMatchObject({ key: "a", iteration: { id: 1, visited: 2 } });
      else expect(error).toBeUndefined();
    }
    expect([...map.keys()]).toEqual(["a"]);
    expect(outer.next()).toEqual({ done: true, value: undefined });
    expect(map.set("z", 0).size).toBe(2);
  });
});

describe("an iteration is over", () => {
  function* pairs(map: Map<string, number>): Generator<string> {
    for (const [key, value] of map) yield `${key}${value}`;
  }

  function breakOff(items: Iterable<unknown>): void {
    for (const item of items) if (item !== undefined) break;
  }

  function firstOf(items: Iterable<unknown>): unknown {
    for (const item of items) return item;
    return undefined;
  }

  function throwAt(items: Iterable<unknown>): void {
    for (const item of items) throw new Error(`stop at ${item}`);
  }

  function endSuspended(generator: Generator<string>): void {
    generator.next();
    generator.return(undefined);
  }

  test.each<[string, (map: Map<string, number>) => unknown]>([
    ["at its end", (map) => [...map]],
    ["after a break", (map) => breakOff(map)],
    ["after a return", (map) => firstOf(map)],
    ["after a throw", (map) => errorOf(() => throwAt(map))],
    ["after a destructuring", ([first]) => first],
    ["when a generator's loop is left", (map) => breakOff(pairs(map))],
    ["when a suspended generator is ended", (map) => endSuspended(pairs(map))],
    ["when another collection has read it", (map) => [new Map(map), new Set(map.keys()), Object.fromEntries(map), Array.from(map)]],
  ])("%s", (_, iterate) => {
    const map = letters();
    iterate(map);
    expect(map.set("d", 4).size).toBe(4);
  });

  test("not before: made and never started, or suspended in a generator, it is open", () => {
    const map = letters();
    const keys = map.keys();
    expect(() => map.set("d", 4)).toThrow(ConcurrentModificationError);
    keys.return!();
    const all = pairs(map);
    all.next();
    expect(() => map.set("d", 4)).toThrow(ConcurrentModificationError);
  });

  test("and an iterator that goes on after a break is open again", () => {
    const map = letters();
    const keys = map.keys();
    breakOff(keys);
    map.delete("a");
    map.set("a", 9);
    expect([keys.next().value, errorOf(() => map.set("d", 4))]).toMatchObject(["b", { iteration: { id: 1, visited: 2 } }]);
    expect([...keys]).toEqual(["c", "a"]);
    expect(map.set("d", 4).size).toBe(4);
  });
});
