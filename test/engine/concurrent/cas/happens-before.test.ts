import { afterEach, expect, test } from "vitest";
import { SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import type { Monitor, SyncPoint } from "../../../../src/engine/step/monitor.ts";
import { enterRuntime, type Runtime } from "../../../../src/engine/step/runtime.ts";
import { accessed, atomicKind, runSteps, type Shared, type Steps } from "../../../../src/engine/step/step.ts";

afterEach(() => void enterRuntime(null));

function enter(monitor: Monitor): void {
  const task = { path: "0", name: "main", index: 0, steps: 0 };
  enterRuntime({ task, steps: 0, now: 0, monitor } as unknown as Runtime);
}

/** The names of the places that it announces, one for each step, all atomic. */
function places(steps: Steps<unknown>): string[] {
  const names: string[] = [];
  for (let next = steps.next(); !next.done; next = steps.next()) {
    expect(next.value & 3).toBe(atomicKind);
    names.push((accessed() as Shared).nameOf((next.value >> 2) & 15, next.value >> 6));
  }
  return names;
}

test("a step announces the word that it reads or changes", () => {
  const map = SteppedCasMap.create({ capacity: 1 });
  const slot = "2";
  const header = "CasMap.header[3]";
  expect(places(map.store(0, 1))).toEqual([header, `CasMap.keys[${slot}]`, header, `CasMap.values[${slot}]`]);
  expect(places(map.store(0, 2))).toEqual([`CasMap.values[${slot}]`]);
  expect(places(map.add(0, 2))).toEqual([`CasMap.values[${slot}]`, `CasMap.values[${slot}]`]);
});

test("each access acquires and then releases what its word stands for, the same for all tasks", () => {
  const log: [string, SyncPoint][] = [];
  const map = SteppedCasMap.create({ capacity: 1 });
  enter({ acquire: (_, point) => log.push(["acquire", point]), release: (_, point) => log.push(["release", point]) });
  runSteps(map.store(0, 1));
  runSteps(map.load(0));
  expect(log.map(([name]) => name)).toEqual(Array(5).fill(["acquire", "release"]).flat());
  const points = log.filter(([name]) => name === "acquire").map(([, point]) => point);
  const [count, key, countAgain, value, loaded] = points;
  expect(countAgain).toBe(count);
  expect(loaded).toBe(value);
  expect(new Set(points).size).toBe(3);
  expect(key).not.toBe(value);
  log.forEach(([, point], i) => i % 2 === 1 && expect(point).toBe(log[i - 1]![1]));
});

test("a monitor is told of the operations, also of one that throws", () => {
  const log: unknown[] = [];
  const map = SteppedCasMap.create({ capacity: 1 });
  enter({ began: (_, { name, args }) => log.push([name, ...args]), ended: (_, { name }) => log.push(name) });
  runSteps(map.store(1, 2));
  runSteps(map.compareAndSwap(1, 2, 3));
  expect(() => runSteps(map.store(2, 2))).toThrow("no slot for key 2");
  runSteps(map.range(function* () {}));
  expect(log).toEqual([
    ...[["store", 1, 2], "store", ["compareAndSwap", 1, 2, 3], "compareAndSwap", ["store", 2, 2], "store"],
    ...[["range"], "range", ["next"], "next"],
  ]);
});
