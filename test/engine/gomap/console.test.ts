import { inspect } from "node:util";
import { expect, test } from "vitest";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";

test("console.log shows every NaN entry", () => {
  const map = GoMap.make("float64", null, { seed: 1 }).set(NaN, 1).set(NaN, 2).set(-0, 3);
  expect(inspect(map)).toBe("GoMap(3) { NaN => 1, NaN => 2, 0 => 3 }");
});

test("console.log of a map that holds itself ends", () => {
  const map = GoMap.make("string", null, { seed: 1 });
  map.set("self", map);
  expect(inspect(map)).toBe("GoMap(1) { 'self' => [Circular] }");
  expect(inspect(map, { depth: null })).toBe("GoMap(1) { 'self' => [Circular] }");
});

test("console.log goes as deep as it is told to", () => {
  const nested = (depth: number): GoMap<string, unknown> =>
    depth === 0 ? GoMap.make("string") : GoMap.make("string").set("in", nested(depth - 1));
  expect(inspect(nested(3), { depth: 1 })).toBe("GoMap(1) { 'in' => GoMap(1) { 'in' => [GoMap] } }");
});
