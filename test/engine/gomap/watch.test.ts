import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GoMap, type MapOptions } from "../../../src/engine/gomap/go-map.ts";
import type { MapObserver } from "../../../src/engine/gomap/hmap.ts";
import { addObserver } from "../../../src/engine/gomap/observers.ts";
import type { AssignEvent, WatchOptions } from "../../../src/engine/gomap/watch/options.ts";
import { errorOf } from "../guard/programs.ts";

type Log = [hook: string, event: unknown][];

/** Hooks that write everything down. */
function recorder(): { log: Log; hooks: WatchOptions<number, string> } {
  const log: Log = [];
  const hook = (name: string) => (event: unknown) => void log.push([name, event]);
  const hooks = {
    onAssign: hook("assign"),
    onDelete: hook("delete"),
    onGrow: hook("grow"),
    onEvacuate: hook("evacuate"),
    onIterate: hook("iterate"),
  };
  return { log, hooks };
}

/** A map in which each key is its own hash: its bucket is `key % 2^B`. */
function numbers(options: MapOptions<number, string>, hint: number | null = null): GoMap<number, string> {
  return GoMap.make<"uint32", string>("uint32", hint, { hasher: (key: number) => BigInt(key), seed: 1, ...options });
}

const names = (log: Log): string[] => log.map(([name]) => name);

describe("events tell", () => {
  test("of assignments, with the key as it is stored", () => {
    const events: AssignEvent[] = [];
    const map = GoMap.make("int64", null, { onAssign: (event) => events.push(event) });
    map.set(1n, "a").set(1, "b").set(2, "c");
    expect(events).toEqual([
      { key: 1, value: "a", isNew: true },
      { key: 1, value: "b", isNew: false },
      { key: 2, value: "c", isNew: true },
    ]);
  });

  test("of deletions, found or not", () => {
    const { log, hooks } = recorder();
    const map = numbers(hooks).set(1, "a");
    expect([map.delete(1), map.delete(1)]).toEqual([true, false]);
    expect(log.slice(1)).toEqual([["delete", { key: 1, found: true }], ["delete", { key: 1, found: false }]]);
  });

  test("of each entry that a clear removes, in the middle of a growth too", () => {
    const { log, hooks } = recorder();
    const map = numbers(hooks);
    for (let key = 0; key < 27; key++) map.set(key, "");
    expect(map.inspect().growing).toBe(true);
    log.length = 0;
    map.clear();
    map.clear();
    expect(names(log)).toEqual(Array.from({ length: 27 }, () => "delete"));
    expect(new Set(log.map(([, event]) => (event as { key: number }).key)).size).toBe(27);
  });

  test("of growths and evacuations before the assignment that has caused them", () => {
    const { log, hooks } = recorder();
    const map = numbers(hooks);
    for (let key = 0; key < 9; key++) map.set(key, "");
    expect(log.slice(8)).toEqual([
      ["grow", { from: 0, to: 1, sameSize: false, count: 8 }],
      ["evacuate", { oldbucket: 0, moved: 8 }],
      ["assign", { key: 8, value: "", isNew: true }],
    ]);
  });

  test("of a growth to the same size", () => {
    const { log, hooks } = recorder();
    const map = numbers(hooks, 20).set(100, "stays");
    const cells = Array.from({ length: 9 }, (_, i) => i);
    for (const bucket of [0, 1, 2, 3]) {
      for (const i of cells) map.set(bucket + 4 * i, "");
      for (const i of cells) map.delete(bucket + 4 * i);
    }
    expect(names(log)).not.toContain("grow");
    log.length = 0;
    map.set(1, "");
    expect(log[0]).toEqual(["grow", { from: 2, to: 2, sameSize: true, count: 1 }]);
  });

  test("of each entry that an iteration gives out, and of which iteration", () => {
    const { log, hooks } = recorder();
    const map = numbers(hooks).set(1, "a").set(2, "b");
    log.length = 0;
    const given: unknown[] = [];
    for (const [key, value] of map) given.push(["iterate", { key, value, iteration: 1 }]);
    map.forEach((value, key) => given.push(["iterate", { key, value, iteration: 2 }]));
    for (const key of map.keys()) {
      given.push(["iterate", { key, value: map.get(key), iteration: 3 }]);
      break;
    }
    expect(log).toEqual(given);
    expect(log).toHaveLength(5);
  });

  test("nothing of reads, nor of what is refused", () => {
    const { log, hooks } = recorder();
    const map = numbers({ ...hooks, guard: "fail-fast" }).set(1, "a");
    const keys = map.keys();
    log.length = 0;
    expect(errorOf(() => map.set(2, "b"))).toHaveProperty("name", "ConcurrentModificationError");
    expect(errorOf(() => map.set(-1, "b"))).toHaveProperty("name", "EngineInputError");
    keys.return!();
    expect([map.get(1), map.has(2), map.size]).toEqual(["a", false, 1]);
    expect(log).toEqual([]);
  });
});

test("each hook can come alone", () => {
  for (const name of Object.keys(recorder().hooks)) {
    const seen: unknown[] = [];
    const map = numbers({ [name]: (event: unknown) => void seen.push(event) });
    for (let key = 0; key < 20; key++) map.set(key, "");
    for (const key of map.keys()) map.delete(key);
    expect([name, seen.length > 0]).toEqual([name, true]);
  }
});

const seed = 2029;
const runs = 100;

test(`a copy that does what the events say is the map (${runs} programs, seed ${seed})`, () => {
  const actions = fc.array(fc.tuple(fc.constantFrom("set", "set", "set", "delete", "delete", "clear"), fc.nat(60)), { maxLength: 200, size: "max" });
  const property = fc.property(actions, fc.nat(), (program, mapSeed) => {
    const copy = new Map<number, number>();
    const map = GoMap.make<"int32", number>("int32", null, {
      seed: mapSeed,
      onAssign({ key, value, isNew }) {
        expect(isNew).toBe(!copy.has(key));
        copy.set(key, value);
      },
      onDelete: ({ key, found }) => expect(copy.delete(key)).toBe(found),
    });
    const plain = GoMap.make<"int32", number>("int32", null, { seed: mapSeed });
    program.forEach(([kind, key], value) => {
      for (const each of [map, plain]) {
        if (kind === "set") each.set(key, value);
        else if (kind === "delete") each.delete(key);
        else if (key < 10) each.clear();
      }
      expect(new Map(map)).toEqual(copy);
      expect(new Map(plain)).toEqual(copy);
    });
    expect(map.inspect()).toEqual(plain.inspect());
  });
  fc.assert(property, { seed, numRuns: runs });
});

describe("what a hook throws", () => {
  const fail = (message: string) => (): never => {
    throw new Error(message);
  };

  test("comes to the caller when the operation is done", () => {
    const map = numbers({ onAssign: fail("audit"), onDelete: fail("log") });
    expect(() => map.set(1, "a")).toThrow("audit");
    expect(map.get(1)).toBe("a");
    expect(() => map.delete(1)).toThrow("log");
    expect([map.size, map.checkInvariants()]).toEqual([0, []]);
  });

  test("leaves the map well in the middle of a growth, and the other hooks are called", () => {
    const { log, hooks } = recorder();
    const map = numbers({ ...hooks, onGrow: fail("grow"), onEvacuate: fail("evacuate") });
    for (let key = 0; key < 8; key++) map.set(key, "");
    const error = errorOf(() => map.set(8, "")) as AggregateError;
    expect(error).toBeInstanceOf(AggregateError);
    expect(error.errors.map(({ message }) => message)).toEqual(["grow", "evacuate"]);
    expect(names(log)).toHaveLength(9);
    expect([map.size, map.has(8), map.checkInvariants()]).toEqual([9, true, []]);
    expect(errorOf(() => map.set(9, ""))).toBeUndefined();
  });

  test("ends an iteration", () => {
    const map = numbers({ guard: "fail-fast", onIterate: fail("seen") }).set(1, "a").set(2, "b");
    const keys = map.keys();
    expect(() => keys.next()).toThrow("seen");
    expect(keys.next()).toEqual({ done: true, value: undefined });
    expect(errorOf(() => map.forEach(() => undefined))).toMatchObject({ message: "seen" });
    expect(map.set(3, "c").size).toBe(3);
  });
});

describe("a hook may use the map", () => {
  test("and the events of that come after those that wait", () => {
    const { log, hooks } = recorder();
    const map = numbers({
      ...hooks,
      onGrow(event) {
        hooks.onGrow!(event);
        map.delete(8);
        expect(map.has(8)).toBe(false);
      },
    });
    for (let key = 0; key < 9; key++) map.set(key, "");
    expect(names(log.slice(8))).toEqual(["grow", "evacuate", "assign", "delete"]);
    expect([map.size, map.checkInvariants()]).toEqual([8, []]);
  });

  test("but not insert during an iteration that is guarded", () => {
    const map: GoMap<number, string> = numbers({ guard: "fail-fast", onIterate: ({ key }) => void map.set(key + 1, "") });
    map.set(1, "a");
    expect(() => [...map]).toThrow("Cannot insert the key 2: iteration 1,");
    expect(map.set(5, "").size).toBe(2);
  });
});

test("observers are told in the order in which they were added, each of what it wants to know", () => {
  const calls: string[] = [];
  const note = (name: string): MapObserver => ({
    grow: () => void calls.push(`${name} grow`),
    evacuate: (_h, oldbucket, moved) => void calls.push(`${name} evacuate ${oldbucket} ${moved}`),
    insert: (_h, bucket) => void calls.push(`${name} insert ${bucket}`),
    remove: (_h, bucket) => void calls.push(`${name} remove ${bucket}`),
  });
  const map = numbers({});
  for (let key = 0; key < 8; key++) map.set(key, "");
  for (const observer of [{}, note("a"), note("b"), {}]) addObserver(map.h, observer);
  map.set(9, "").delete(9);
  expect(calls).toEqual(["grow", "evacuate 0 8", "insert 1", "remove 1"].flatMap((what) => [`a ${what}`, `b ${what}`]));
});
