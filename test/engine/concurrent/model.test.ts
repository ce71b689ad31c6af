import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ConcurrentMap } from "../../../src/engine/concurrent/concurrent-map.ts";
import type { KeyKind } from "../../../src/engine/gomap/key-types.ts";
import { NaNBits } from "../../../src/engine/gomap/key-types.ts";
import { runSteps } from "../../../src/engine/step/step.ts";
import { alone, entriesOf, subjects } from "./subjects.ts";

const seed = 1951;

const pools: readonly (readonly [kind: KeyKind, keys: readonly unknown[]])[] = [
  ["int64", [0, 1, -1, 2, 3, 7, 100, 2 ** 40, 2n ** 60n, -(2n ** 63n)]],
  ["string", ["", "a", "b", "c", "key 1", "key 2", "日本語"]],
  ["bool", [true, false]],
  ["interface", [null, "1", 1, 1n, true, "x", 2.5]],
];
/** Undefined is a value like any other, and -0 is equal to 0. */
const values = [0, -0, 1, 2, NaN, undefined, null, "v"];
const operations = ["load", "store", "loadOrStore", "loadAndDelete", "delete", "swap", "compareAndSwap", "compareAndDelete", "range"] as const;

type Command = readonly [name: (typeof operations)[number], key: number, a: number, b: number];

const commands = fc.array(fc.tuple(fc.constantFrom(...operations), fc.nat(), fc.nat(values.length - 1), fc.nat(values.length - 1)), {
  maxLength: 60,
  size: "max",
});

/** `===`, with NaN equal to itself. */
const isSame = (a: unknown, b: unknown): boolean => [a].includes(b);

/** What the operation gives and leaves behind, by the interface's documentation. */
function applyToModel(model: Map<unknown, unknown>, [name, , a, b]: Command, key: unknown): unknown {
  const loaded = model.has(key);
  const value = model.get(key);
  const [first, second] = [values[a], values[b]];
  const isOld = loaded && isSame(value, first);
  switch (name) {
    case "load":
      return value;
    case "store":
      return void model.set(key, first);
    case "loadOrStore":
      if (!loaded) model.set(key, first);
      return { value: loaded ? value : first, loaded };
    case "swap":
      model.set(key, first);
      return { value, loaded };
    case "compareAndSwap":
      if (isOld) model.set(key, second);
      return isOld;
    case "compareAndDelete":
      if (isOld) model.delete(key);
      return isOld;
    case "range":
      return new Map(model);
    default:
      model.delete(key);
      return name === "delete" ? undefined : { value, loaded };
  }
}

function applyToMap(map: ConcurrentMap<unknown, unknown>, [name, , a, b]: Command, key: unknown): unknown {
  if (name !== "range") return alone<unknown>(map[name](key, values[a], values[b]));
  const entries = alone(entriesOf(map));
  const found = new Map(entries);
  expect(found.size, "no key comes twice").toBe(entries.length);
  return found;
}

describe.each(subjects)("%s, used by one task", (_, make) => {
  test.each(pools)("does what a Map does, with keys of kind %s", (kind, keys) => {
    fc.assert(
      fc.property(commands, (commands) => {
        const map = make(kind);
        const model = new Map<unknown, unknown>();
        for (const command of commands) {
          const key = keys[command[1] % keys.length];
          const wanted = applyToModel(model, command, key);
          expect(applyToMap(map, command, key)).toEqual(wanted);
        }
        expect(new Map(alone(entriesOf(map)))).toEqual(model);
      }),
      { seed, numRuns: 150 },
    );
  });

  test("grows to hundreds of entries and shrinks", () => {
    const map = make("int64");
    for (let i = 0; i < 500; i++) alone(map.store(i, -i));
    for (let i = 0; i < 500; i += 2) alone(map.delete(i));
    for (let i = 0; i < 500; i++) expect(alone(map.load(i))).toBe(i % 2 === 0 ? undefined : -i);
    expect(alone(entriesOf(map)).length).toBe(250);
  });

  test("a NaN key is a new one each time, as in Go", () => {
    const map = make("float64");
    for (let i = 0; i < 3; i++) alone(map.store(NaN, i));
    alone(map.store(new NaNBits(0x7ff8000000000002n), 3));
    expect(alone(map.load(NaN))).toBe(undefined);
    expect(alone(entriesOf(map)).map(([, value]) => value)).toEqual(expect.arrayContaining([0, 1, 2, 3]));
    alone(map.store(1, 4));
    expect(alone(entriesOf(map))).toHaveLength(5);
  });

  test("a range ends when its body says false, and what it throws comes out with no lock held", () => {
    const map = make("int64");
    for (let i = 0; i < 20; i++) alone(map.store(i, i));
    let calls = 0;
    const leave = function* () {
      calls++;
      return calls < 3;
    };
    alone(map.range(leave));
    expect(calls).toBe(3);
    const fail = function* () {
      throw new Error("the body's own");
    };
    expect(() => alone(map.range(fail))).toThrow("the body's own");
    alone(map.store(100, 100));
    expect(alone(map.load(100))).toBe(100);
  });

  test.each(operations.filter((name) => name !== "range"))("%s of a key of another kind is refused, and holds no lock", (name) => {
    const map = make("int64");
    alone(map.store(1, 1));
    const error = expect.objectContaining({ name: "EngineInputError", code: "bad-key" }) as Error;
    expect(() => runSteps(map[name]("one", 1, 2))).toThrow(error);
    expect(() => map[name](1.5, 1, 2).next()).toThrow(error);
    alone(map.store(2, 2));
    expect(alone(map.load(2))).toBe(2);
    expect(alone(entriesOf(map))).toHaveLength(2);
  });

  test("what it is made with is checked at once", () => {
    expect(() => make("int65" as KeyKind)).toThrow(expect.objectContaining({ code: "unknown-key-kind" }) as Error);
  });
});
