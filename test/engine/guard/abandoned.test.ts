import { setTimeout } from "node:timers/promises";
import v8 from "node:v8";
import vm from "node:vm";
import { expect, test } from "vitest";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";
import { ConcurrentModificationError } from "../../../src/engine/guard/errors.ts";
import { guarded } from "../../../src/engine/guard/guarded.ts";

v8.setFlagsFromString("--expose-gc");
const collectGarbage = vm.runInNewContext("gc") as () => void;

function goMap(): Map<number, string> {
  return GoMap.make<"int32", string>("int32", null, { guard: "fail-fast" });
}

test.each<[string, () => Map<number, string>]>([
  ["a native Map", () => guarded(new Map())],
  ["a GoMap", goMap],
])("an abandoned iteration of %s is open until its iterator is garbage", async (_, make) => {
  const map = make().set(1, "a").set(2, "b");
  const abandon = (): unknown => map.keys().next().value;
  abandon();
  expect(() => map.set(3, "c")).toThrow(ConcurrentModificationError);
  for (let tries = 0; map.size < 3 && tries < 50; tries++) {
    await setTimeout(10);
    collectGarbage();
    await setTimeout(0);
    try {
      map.set(3, "c");
    } catch {
      // not yet
    }
  }
  expect(map.size).toBe(3);
});

test("an iteration that somebody holds stays open whatever is collected", async () => {
  const map = goMap().set(1, "a").set(2, "b");
  const keys = map.keys();
  keys.next();
  for (let tries = 0; tries < 5; tries++) {
    await setTimeout(1);
    collectGarbage();
  }
  expect(() => map.set(3, "c")).toThrow(ConcurrentModificationError);
  keys.return!();
});
