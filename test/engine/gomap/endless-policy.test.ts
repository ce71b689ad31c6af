import { expect, test } from "vitest";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";

test("a policy that never grows the map still lets it grow when it has more entries than cells", () => {
  const map = GoMap.make("int64", null, { seed: 1, policy: { name: "never", isOverloaded: () => false } });
  for (let key = 0; key < 1000; key++) map.set(key, key);
  expect(map.size).toBe(1000);
  expect(map.checkInvariants()).toEqual([]);
});
