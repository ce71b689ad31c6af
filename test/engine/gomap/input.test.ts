import { describe, expect, test } from "vitest";
import { EngineInputError, GoFatalError, GoPanic } from "../../../src/engine/errors.ts";
import { GoMap, type MapOptions } from "../../../src/engine/gomap/go-map.ts";
import { type KeyKind, NaNBits, Typed } from "../../../src/engine/gomap/key-types.ts";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { runSteps } from "../../../src/engine/step/step.ts";
import { kinds } from "./kinds.ts";

type AnyMap = GoMap<unknown, unknown>;

const make = GoMap.make as unknown as (kind: unknown, hint?: unknown, options?: MapOptions) => AnyMap;
const makeStepped = SteppedMap.make.bind(SteppedMap) as unknown as (
  kind: unknown,
  hint?: unknown,
  options?: MapOptions,
) => SteppedMap<unknown, unknown>;

/** The error itself, so that its code can be compared as well as its text. */
function errorOf(act: () => unknown): unknown {
  try {
    return act();
  } catch (error) {
    return error;
  }
}

function mustRefuse(act: () => unknown, code: string, message: string): void {
  const error = errorOf(act);
  expect(error).toBeInstanceOf(EngineInputError);
  expect(error).toMatchObject({ code, name: "EngineInputError", message });
  expect(error).toBeInstanceOf(TypeError);
}

/** All of a map's memory, as text. */
function memoryOf(map: AnyMap): string {
  const { h } = map;
  const text = (_: string, value: unknown): unknown =>
    typeof value === "bigint" ? `${value}n` : value instanceof Int32Array ? [...value] : value;
  return JSON.stringify([map.inspect(), h.random.state, h.buckets?.tophash, h.buckets?.overflow, h.buckets?.hashes], text);
}

/** In the middle of a growth where the kind has enough keys. */
function busyMap({ kind, pool }: (typeof kinds)[number]): AnyMap {
  const map = make(kind, null, { seed: 7 });
  for (let i = 0; i < Math.min(27, pool.length); i++) map.set(pool[i], i);
  return map;
}

describe("a map that cannot be is not made", () => {
  const known = "use one of int32, int64, uint32, uint64, float64, string, bool, interface, or { struct: [...] }.";

  test.each<[unknown, string]>([
    ["int", '"int"'],
    ["toString", '"toString"'],
    ["__proto__", '"__proto__"'],
    ["", '""'],
    [undefined, "undefined"],
    [null, "null"],
    [3, "3"],
    [{}, "an object"],
    [{ struct: "int32" }, "an object"],
    [["int32"], '["int32"]'],
    [{ struct: ["int32", "int"] }, '"int"'],
    [{ struct: [{ struct: [null] }] }, "null"],
  ])("of the kind %j", (kind, shown) => {
    for (const act of [() => make(kind), () => makeStepped(kind), () => GoMap.nil(kind as "int32")]) {
      mustRefuse(act, "unknown-key-kind", `Unknown key kind ${shown}: ${known}`);
    }
  });

  test.each<[unknown, string]>([
    [-1, "-1"],
    [1.5, "1.5"],
    [NaN, "NaN"],
    [Infinity, "Infinity"],
    [2 ** 53, "9007199254740992"],
    ["8", '"8"'],
    [8n, "8n"],
    [{}, "an object"],
  ])("with the hint %s", (hint, shown) => {
    for (const act of [() => make("int32", hint), () => makeStepped("int32", hint)]) {
      mustRefuse(act, "bad-hint", `The hint must be an integer from 0 on, not ${shown}.`);
    }
  });

  test("with more buckets than the engine simulates", () => {
    const message = "The map needs 2^23 buckets: the engine simulates at most 2^22.";
    const atMost = 6.5 * 2 ** 22;
    expect(errorOf(() => make("int64", atMost + 1))).toMatchObject({ code: "map-too-large", message });
    expect(errorOf(() => make("int64", 2 ** 40))).toMatchObject({ code: "map-too-large" });
  });

  test("a hint beyond all memory counts as none, as in Go", () => {
    expect(make("int64", 2 ** 52, { seed: 1 }).inspect()).toEqual(make("int64", null, { seed: 1 }).inspect());
  });

  test.each<[unknown, string]>([
    [0.5, "0.5"],
    [NaN, "NaN"],
    [2 ** 53, "9007199254740992"],
    ["1", '"1"'],
    [null, "null"],
  ])("with the seed %s", (seed, shown) => {
    mustRefuse(() => make("int32", null, { seed: seed as number }), "bad-seed", `The seed must be an integer or a bigint, not ${shown}.`);
  });

  test("negative seeds and those of more than 64 bits are taken modulo 2^64", () => {
    const [one, same, other] = [-1, 2n ** 64n - 1n, 2n ** 65n - 1n].map((seed) => make("int32", null, { seed }).inspect());
    expect(same).toEqual(one);
    expect(other).toEqual(one);
  });

  test.each([-8, 0.5, NaN, Infinity])("with elems of %s bytes", (size) => {
    const message = `The size of an elem must be an integer from 0 on, not ${size}.`;
    mustRefuse(() => make("int32", null, { elem: { size, pointers: false } }), "bad-elem-size", message);
  });
});

/** Of each kind: keys that are none, and how they are shown. */
const wrong: readonly (readonly [name: string, keys: readonly (readonly [key: unknown, shown: string])[]])[] = [
  [
    "int32",
    [
      ["1", '"1"'],
      [1.5, "1.5"],
      [NaN, "NaN"],
      [Infinity, "Infinity"],
      [2 ** 31, "2147483648"],
      [-(2 ** 31) - 1, "-2147483649"],
      [2n ** 31n, "2147483648n"],
      [true, "true"],
      [null, "null"],
      [undefined, "undefined"],
      [[1], "[1]"],
    ],
  ],
  [
    "int64",
    [
      [2 ** 53, "9007199254740992"],
      [2n ** 63n, "9223372036854775808n"],
      [-(2n ** 63n) - 1n, "-9223372036854775809n"],
      [0.1, "0.1"],
      ["", '""'],
      [Symbol("s"), "Symbol(s)"],
    ],
  ],
  [
    "uint32",
    [
      [-1, "-1"],
      [-1n, "-1n"],
      [2 ** 32, "4294967296"],
      [new Date(0), "an object"],
    ],
  ],
  [
    "uint64",
    [
      [-1, "-1"],
      [2n ** 64n, "18446744073709551616n"],
      [() => 1, "a function"],
      [null, "null"],
    ],
  ],
  [
    "float64",
    [
      [1n, "1n"],
      ["NaN", '"NaN"'],
      [null, "null"],
      [new Typed("float64", 1), "float64(1)"],
    ],
  ],
  [
    "string",
    [
      [1, "1"],
      [null, "null"],
      [undefined, "undefined"],
      [new String("a"), "an object"],
      [["a"], '["a"]'],
      [false, "false"],
    ],
  ],
  [
    "bool",
    [
      [1, "1"],
      [0, "0"],
      ["true", '"true"'],
      [undefined, "undefined"],
      [new Boolean(true), "an object"],
    ],
  ],
  [
    "interface",
    [
      [undefined, "undefined"],
      [{}, "an object"],
      [["a"], '["a"]'],
      [Symbol("s"), "Symbol(s)"],
      [() => 1, "a function"],
    ],
  ],
];

describe.each(wrong)("a key of another kind is refused by every method of a map[%s]", (name, keys) => {
  const kind = kinds.find((each) => each.name === name)!;
  const shownName = name === "interface" ? "interface {}" : name;

  test.each(keys)("%s", (key, shown) => {
    const map = busyMap(kind);
    const stepped = makeStepped(kind.kind, null, { seed: 7 });
    const before = memoryOf(map);
    for (const act of [
      () => map.get(key),
      () => map.has(key),
      () => map.set(key, 1),
      () => map.delete(key),
      () => runSteps(stepped.get(key)),
      () => runSteps(stepped.has(key)),
      () => runSteps(stepped.set(key, 1)),
      () => runSteps(stepped.delete(key)),
    ]) {
      mustRefuse(act, "bad-key", `A key of a map[${shownName}] cannot be ${shown}.`);
    }
    expect(memoryOf(map)).toBe(before);
    expect(stepped.map.size).toBe(0);
  });
});

test("a bigint beyond 64 bits is no key of an interface either", () => {
  const map = make("interface", null, { seed: 1 });
  mustRefuse(() => map.set(2n ** 63n, 1), "bad-key", "A key of a map[int64] cannot be 9223372036854775808n.");
  expect(map.size).toBe(0);
});

describe("a tuple that is none is refused", () => {
  const kind: KeyKind = { struct: ["int32", { struct: ["string", "bool"] }] };
  const name = "struct{int32; struct{string; bool}}";

  test.each<[unknown, string, string]>([
    [[1], "bad-struct-width", `A key of a map[${name}] has 2 fields, [1] has 1.`],
    [[1, ["a", true], 3], "bad-struct-width", `A key of a map[${name}] has 2 fields, [1, ["a", true], 3] has 3.`],
    [[], "bad-struct-width", `A key of a map[${name}] has 2 fields, [] has 0.`],
    [[1, ["a"]], "bad-struct-width", 'A key of a map[struct{string; bool}] has 2 fields, ["a"] has 1.'],
    [[1, "a"], "bad-key", 'A key of a map[struct{string; bool}] cannot be "a".'],
    [["1", ["a", true]], "bad-key", 'A key of a map[int32] cannot be "1".'],
    [[1, ["a", 0]], "bad-key", "A key of a map[bool] cannot be 0."],
    [1, "bad-key", `A key of a map[${name}] cannot be 1.`],
    [null, "bad-key", `A key of a map[${name}] cannot be null.`],
    [{ 0: 1, 1: ["a", true], length: 2 }, "bad-key", `A key of a map[${name}] cannot be an object.`],
  ])("%j", (key, code, message) => {
    const map = make(kind, null, { seed: 1 }).set([1, ["a", true]], 1);
    const before = memoryOf(map);
    for (const act of [() => map.get(key), () => map.has(key), () => map.set(key, 2), () => map.delete(key)]) {
      mustRefuse(act, code, message);
    }
    expect(memoryOf(map)).toBe(before);
  });
});

test("values of named types are checked when they are made", () => {
  mustRefuse(() => new Typed("int32", 2 ** 31), "bad-key", "A key of a map[int32] cannot be 2147483648.");
  mustRefuse(
    () => new Typed("int" as "int32", 1),
    "unknown-key-kind",
    'Unknown key kind "int": use one of int32, int64, uint32, uint64, float64, string, bool, interface, or { struct: [...] }.',
  );
  mustRefuse(() => new NaNBits(1n), "bad-key", "0x1 are not the bits of a float64 NaN.");
  mustRefuse(() => new NaNBits(0x7ff0000000000000n), "bad-key", "0x7ff0000000000000 are not the bits of a float64 NaN.");
});

test("what a key was made of may be changed afterwards", () => {
  const map = make({ struct: ["int32", { struct: ["int32"] }] }, null, { seed: 1 });
  const key = [1, [2]];
  map.set(key, "value");
  key[0] = 5;
  (key[1] as number[])[0] = 6;
  expect(map.get([1, [2]])).toBe("value");
  expect(map.checkInvariants()).toEqual([]);
  expect(errorOf(() => ([...map.keys()][0] as number[]).push(3))).toBeInstanceOf(TypeError);
});

describe("a nil map", () => {
  test.each(kinds)("of $name reads as an empty one and cannot be assigned to", ({ kind, pool }) => {
    const map = (GoMap.nil as unknown as (kind: KeyKind) => AnyMap)(kind);
    const key = pool[0];
    expect(map.isNil).toBe(true);
    expect([map.get(key), map.has(key), map.delete(key), map.size]).toEqual([undefined, false, false, 0]);
    expect(map.clear()).toBeUndefined();
    expect([...map, ...map.keys(), ...map.values()]).toEqual([]);
    map.forEach(() => expect.fail("there is no entry"));
    const error = errorOf(() => map.set(key, 1));
    expect(error).toBeInstanceOf(GoPanic);
    expect(error).toMatchObject({ message: "assignment to entry in nil map" });
    expect(map.size).toBe(0);
    expect(map.checkInvariants()).toEqual([]);
  });

  test("is refused a key of another kind like all others", () => {
    mustRefuse(() => GoMap.nil("int32").set("1" as never, 1), "bad-key", 'A key of a map[int32] cannot be "1".');
  });
});

describe("a hasher of the user's", () => {
  test.each(["int64", "string", "float64"] as const)("that throws leaves a map[%s] as it was, and usable", (kind) => {
    let isBroken = false;
    const hasher = (key: number | string): bigint => {
      if (isBroken) throw new RangeError("no hash today");
      return BigInt(Number(key)) * 0x9e3779b97f4a7c15n;
    };
    const keyOf = (i: number): unknown => (kind === "string" ? `${i}` : i);
    const map = make(kind, null, { seed: 1, hasher });
    for (let i = 0; i < 20; i++) map.set(keyOf(i), i);
    const before = memoryOf(map);
    isBroken = true;
    for (const act of [() => map.get(keyOf(99)), () => map.has(keyOf(99)), () => map.set(keyOf(99), 1), () => map.delete(keyOf(99))]) {
      expect(act).toThrow(new RangeError("no hash today"));
      expect(memoryOf(map)).toBe(before);
    }
    isBroken = false;
    for (let i = 0; i < 40; i++) map.set(keyOf(i), i);
    expect(map.size).toBe(40);
    expect(map.checkInvariants()).toEqual([]);
  });

  test.each<[string, (map: AnyMap) => unknown, string]>([
    ["get", (map) => map.get(1), "concurrent map read and map write"],
    ["has", (map) => map.has(1), "concurrent map read and map write"],
    ["set", (map) => map.set(1, 1), "concurrent map writes"],
    ["delete", (map) => map.delete(1), "concurrent map writes"],
    ["clear", (map) => map.clear(), "concurrent map writes"],
    ["a loop", (map) => [...map], "concurrent map iteration and map write"],
    ["forEach", (map) => map.forEach(() => {}), "concurrent map iteration and map write"],
  ])("that uses the map while it moves entries is what Go calls concurrent: %s", (_, act, message) => {
    const errors: unknown[] = [];
    const hasher = (key: number): bigint => {
      if (map.h.oldbuckets !== null && errors.length === 0) errors.push(errorOf(() => act(map)));
      return BigInt(key);
    };
    const map = make("float64", null, { seed: 1, hasher });
    for (let i = 0; map.h.B < 4; i++) map.set(i, i);
    expect(errors[0]).toBeInstanceOf(GoFatalError);
    expect(errors[0]).toMatchObject({ message: `fatal error: ${message}` });
    expect(map.checkInvariants()).toEqual([]);
  });
});

describe("NaN and -0", () => {
  test("every NaN is a key of its own, never found, and gone only by clear", () => {
    const map = GoMap.make("float64", null, { seed: 3 });
    for (let i = 0; i < 30; i++) map.set(i % 2 === 0 ? NaN : new NaNBits(0x7ff8000000000001n + BigInt(i)), i);
    expect(map.size).toBe(30);
    expect([map.get(NaN), map.has(NaN), map.delete(NaN)]).toEqual([undefined, false, false]);
    expect([...map.values()].toSorted((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 30 }, (_, i) => i));
    expect([...map.keys()].filter((key) => key instanceof NaNBits)).toHaveLength(15);
    map.clear();
    expect([map.size, ...map]).toEqual([0]);
  });

  test.each<[KeyKind, (zero: number) => unknown]>([
    ["float64", (zero) => zero],
    ["interface", (zero) => zero],
    [{ struct: ["float64"] }, (zero) => [zero]],
  ])("-0 and 0 are one key of %j, and the last one stays", (kind, keyOf) => {
    const map = make(kind, null, { seed: 1 });
    map.set(keyOf(0), "zero").set(keyOf(-0), "minus zero");
    expect([...map]).toEqual([[keyOf(-0), "minus zero"]]);
    map.set(keyOf(0), "zero");
    expect([...map]).toEqual([[keyOf(0), "zero"]]);
    expect(map.get(keyOf(-0))).toBe("zero");
  });

  test.each(["int32", "int64", "uint32", "uint64"] as const)("-0 is the 0 of %s", (kind) => {
    const map = make(kind, null, { seed: 1 }).set(-0, "zero");
    expect([...map.keys()]).toEqual([0]);
    expect([map.get(0), map.get(-0), map.get(0n)]).toEqual(["zero", "zero", "zero"]);
    expect(map.checkInvariants()).toEqual([]);
  });
});
