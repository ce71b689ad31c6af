import { expect, test } from "vitest";
import { EngineInputError } from "../../../src/engine/errors.ts";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";
import { NaNBits, Typed } from "../../../src/engine/gomap/key-types.ts";

test("a policy that throws leaves a map that can be used", () => {
  let isOut = false;
  const isOverloaded = (count: number, B: number): boolean => {
    if (isOut) throw new Error("out");
    return count > 6 * 2 ** B;
  };
  const map = GoMap.make("int64", null, { seed: 1, policy: { name: "moody", isOverloaded } });
  for (let key = 0; key < 20; key++) map.set(key, key);
  isOut = true;
  expect(() => map.set(99, 99)).toThrow("out");
  expect([map.size, map.has(99), map.get(7)]).toEqual([20, false, 7]);
  expect(map.checkInvariants()).toEqual([]);
  isOut = false;
  expect(map.set(99, 99).size).toBe(21);
});

test("undefined is no key, whatever is cached", () => {
  const map = GoMap.make("int64", null, { seed: 1, lazyRehash: { load: 0.1, tombstones: 0.05 } });
  for (let round = 0; round < 200; round++) {
    for (let key = 0; key < 20; key++) map.set(key, round).get(key);
    for (let key = 0; key < 20; key += 2) map.delete(key);
    expect(() => map.set(undefined as never, 1)).toThrow(EngineInputError);
  }
  expect(map.checkInvariants()).toEqual([]);
});

test.each<[string, () => unknown, string]>([
  ["a policy without a function", () => GoMap.make("int64", null, { policy: {} as never }), "bad-policy"],
  ["a policy by name", () => GoMap.make("int64", null, { policy: "linear" as never }), "bad-policy"],
  ["no policy at all", () => GoMap.make("int64", null, { policy: null as never }), "bad-policy"],
  ["a hasher that is a number", () => GoMap.make("int64", null, { hasher: 5 as never }), "bad-hasher"],
  ["a hasher that gives a number", () => GoMap.make("int64", null, { hasher: (() => 5) as never }).set(1, 1), "bad-hash"],
  ["a hashkey that is a number", () => GoMap.make("int64", null, { hashkey: 5 as never }), "bad-hashkey"],
  ["no elem", () => GoMap.make("int64", null, { elem: null as never }), "bad-elem-size"],
  ["options that are null", () => GoMap.make("int64", null, null as never), "bad-options"],
  ["the bits of a NaN as a number", () => new NaNBits(5 as never), "bad-key"],
  ["a typed struct", () => new Typed({ struct: ["int32"] } as never, [1]), "bad-key"],
])("%s is refused with its code", (_, make, code) => {
  expect(make).toThrow(expect.objectContaining({ name: "EngineInputError", code }));
});

test.each([undefined, "x", {}])("forEach(%s) is refused, also on an empty map", (callback) => {
  expect(() => GoMap.make("int64").forEach(callback as never)).toThrow(TypeError);
});
