import { beforeAll, describe, expect, test } from "vitest";
import { GoMap, SteppedMap } from "../../../src/engine/index.ts";
import { runSteps } from "../../../src/engine/step/step.ts";
import { GoMapLog } from "../../../src/verify/gomap/log.ts";
import { installGoMaps, steppedOf } from "../../../src/verify/gomap/maps.ts";
import { savedGoMap } from "../../../src/verify/gomap/state.ts";
import { GoMapTracer } from "../../../src/verify/gomap/tracer.ts";
import { Recorder } from "../../../src/verify/trace/recorder.ts";

let recorder: Recorder | null = null;
const tracer = new GoMapTracer(new GoMapLog(() => recorder));

beforeAll(() => {
  tracer.install();
  installGoMaps();
});

/** What is logged while `act` runs: `[loop@site] kind key`. */
function logged(act: () => void): string[] {
  const own = new Recorder({ task: () => "1", turn: () => 0 }, []);
  recorder = own;
  try {
    act();
  } finally {
    recorder = null;
  }
  return own.log.map(({ kind, loop, site, key, reason }) => {
    const where = loop === undefined ? "" : `${loop}${site === undefined ? "" : `@${site}`} `;
    return `${where}${kind}${key === undefined ? "" : ` ${String(key)}`}${reason === undefined ? "" : ` ${reason}`}`;
  });
}

/** Marks a map as the one that place 7 ranges over next, as the instrumented source does. */
function at7<T>(map: T): T {
  tracer.ranged(7, map);
  return map;
}

function drain(iterable: Iterable<unknown>): void {
  for (const item of iterable) void item;
}

function filled(...keys: string[]): GoMap<string, number> {
  const map = GoMap.make<"string", number>("string", null, { seed: 5 });
  keys.forEach((key, index) => map.set(key, index));
  return map;
}

describe("a range over a plain map", () => {
  test.each<[string, (map: GoMap<string, number>) => void]>([
    ["for...of", (map) => { drain(at7(map)); }],
    ["range()", (map) => { drain(at7(map).range()); }],
    ["keys()", (map) => { drain(at7(map).keys()); }],
    ["values()", (map) => { drain(at7(map).values()); }],
    ["entries()", (map) => { drain(at7(map).entries()); }],
    ["forEach()", (map) => at7(map).forEach(() => {})],
    ["a copy", (map) => void [...at7(map).range()]],
    ["next() by hand", (map) => { const it = at7(map).range(); while (it.next().done !== true); }],
    ["an iterator that a loop gets later", (map) => { const it = map.range(); drain(at7(it)); }],
  ])("%s: visits the keys, from its beginning to its end, at its place", (_, range) => {
    const lines = logged(() => range(filled("a", "b"))).filter((line) => line !== "1 open");
    const [loop] = lines[0]!.split("@");
    expect(lines).toHaveLength(4);
    expect([...lines].sort()).toEqual([`${loop}@7 close end`, `${loop}@7 open`, `${loop}@7 visit a`, `${loop}@7 visit b`].sort());
    expect(lines[0]).toBe(`${loop}@7 open`);
    expect(lines.at(-1)).toBe(`${loop}@7 close end`);
  });

  test.each<[string, (map: GoMap<string, number>) => void]>([
    ["break", (map) => { for (const key of at7(map)) if (key) break; }],
    ["an error", (map) => { try { for (const key of at7(map)) throw new Error(key[0]); } catch { /* meant */ } }],
    ["an error in forEach()", (map) => { try { at7(map).forEach(() => { throw new Error("x"); }); } catch { /* meant */ } }],
    ["return() before the first entry", (map) => { at7(map).range().return!(); }],
  ])("%s leaves it before its end", (_, range) => {
    expect(logged(() => range(filled("a", "b"))).at(-1)).toBe("1@7 close early");
  });

  test("is over at once where the map is empty", () => {
    expect(logged(() => { drain(at7(filled())); })).toEqual(["1@7 open", "1@7 close end"]);
  });

  test("belongs to its own place only, and the next one to none", () => {
    const map = filled("a");
    expect(logged(() => {
      drain(at7(map));
      drain(map);
    })).toEqual(["1@7 open", "1@7 visit a", "1@7 close end", "2 open", "2 visit a", "2 close end"]);
  });

  test("insertions, overwrites and deletions meanwhile are told apart", () => {
    const map = filled("a");
    expect(logged(() => {
      for (const [key] of at7(map)) {
        map.set(key, 9);
        map.set("z", 1);
        map.delete("z");
        map.delete("nothing");
        map.clear();
        break;
      }
    })).toEqual(["1@7 open", "1@7 visit a", "insert z", "delete z", "delete a", "1@7 close early"]);
  });

  test("nothing is logged between runs, and what watches the map goes on to", () => {
    const seen: unknown[] = [];
    const map = GoMap.make<"string", number>("string", null, { onAssign: ({ key, isNew }) => seen.push([key, isNew]) });
    const lines = logged(() => { drain(at7(map)); });
    map.set("a", 1);
    drain(map);
    map.set("a", 2);
    expect(seen).toEqual([["a", true], ["a", false]]);
    expect(lines).toEqual(["1@7 open", "1@7 close end"]);
  });
});

describe("a range over a stepped map", () => {
  const stepped = (...keys: string[]): SteppedMap<string, number> => {
    const map = SteppedMap.make<"string", number>("string", null, { seed: 5 });
    keys.forEach((key, index) => map.map.set(key, index));
    return map;
  };

  test("logs visits, insertions and deletions, whichever of the two maps makes them", () => {
    const map = stepped("a");
    expect(logged(() => void runSteps(at7(map).range(function* () {
      yield* map.set("a", 2);
      if (map.map.size > 1) return;
      yield* map.set("z", 1);
      map.map.delete("z");
      yield* map.set("y", 1);
      yield* map.delete("y");
      yield* map.delete("nothing");
    })))).toEqual(["1@7 open", "1@7 visit a", "insert z", "delete z", "insert y", "delete y", "1@7 close end"]);
  });

  test("is left early by false", () => {
    const map = stepped("a", "b");
    expect(logged(() => void runSteps(at7(map).range(function* () { return false; }))).at(-1)).toBe("1@7 close early");
  });

  test("makes the same steps with and without a log", () => {
    const steps = () => {
      const map = stepped("a", "b", "c");
      return runSteps(map.range(function* (key) { yield* map.set(key, 1); })).steps;
    };
    const plain = steps();
    let watched = 0;
    logged(() => { watched = steps(); });
    expect(watched).toBe(plain);
  });
});

describe("a map that GoMap.make gives", () => {
  test("is one whose steps are over the same memory", () => {
    const map = filled("a");
    const steps = steppedOf(map)!;
    runSteps(steps.set("b", 7));
    expect(map).toBeInstanceOf(GoMap);
    expect(map.get("b")).toBe(7);
    expect(map.checkInvariants()).toEqual([]);
  });

  test("takes operations of both kinds in turn, growing and shrinking", () => {
    const map = filled();
    for (let key = 0; key < 500; key++) map.set(`k${key}`, key);
    for (let key = 0; key < 500; key += 2) map.delete(`k${key}`);
    for (let key = 500; key < 700; key++) runSteps(steppedOf(map)!.set(`k${key}`, key));
    expect(map.size).toBe(450);
    expect(map.get("k699")).toBe(699);
    expect(map.has("k0")).toBe(false);
    expect(map.checkInvariants()).toEqual([]);
  });

  test("is left as it is where it is told of what happens to it", () => {
    expect(steppedOf(GoMap.make("string", null, { onAssign: () => {} }))).toBeUndefined();
    expect(() => GoMap.make("string", null, null as never)).toThrow("The options must be an object");
  });
});

describe("the state of a map that outlives runs", () => {
  test("is put back, whatever was done to it, and follows from the seed alone", () => {
    const map = filled("a", "b", "c");
    let seed = 1;
    const restore = savedGoMap(map, () => seed);
    const order = (): string => [...map.keys()].join("");
    const orders = Array.from({ length: 40 }, (_, index) => {
      seed = index % 20;
      restore();
      const before = order();
      for (let key = 0; key < 60; key++) map.set(`k${key}`, key);
      if (index % 3 === 0) map.clear();
      return before;
    });
    expect(orders.slice(20)).toEqual(orders.slice(0, 20));
    expect(new Set(orders).size).toBeGreaterThan(1);
    restore();
    expect([...map].sort()).toEqual([["a", 0], ["b", 1], ["c", 2]]);
    expect(map.inspect().B).toBe(0);
    expect(map.checkInvariants()).toEqual([]);
  });

  test("keeps the room that it had", () => {
    const map = filled(...Array.from({ length: 100 }, (_, index) => `k${index}`));
    const { B } = map.inspect();
    const restore = savedGoMap(map, () => 3);
    map.clear();
    restore();
    expect(map.inspect().B).toBe(B);
    expect(map.size).toBe(100);
    expect(map.checkInvariants()).toEqual([]);
  });
});
