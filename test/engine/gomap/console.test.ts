import { inspect } from "node:util";
import { expect, test } from "vitest";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";

test("console.log shows every NaN entry", () => {
  const map = GoMap.make("float64", null, { seed: 1 }).set(NaN, 1).set(NaN, 2).set(-0, 3);
  expect(inspect(map)).toBe("GoMap(3) { NaN => 1, NaN => 2, 0 => 3 }");
});
