import { describe, expect, test } from "vitest";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { run } from "../../../src/engine/schedule/run.ts";
import type { TaskRef } from "../../../src/engine/step/runtime.ts";
import { runSteps } from "../../../src/engine/step/step.ts";
import { flowsOf } from "../../../src/engine/trace/flows.ts";
import { TraceRecorder } from "../../../src/engine/trace/recorder.ts";
import { lockedWriters, unlocked } from "./programs.ts";

const strategy = () => random({ seed: 1 });

describe("growth", () => {
  test("gives a line each, with what Go's map must have had then", () => {
    const recorder = new TraceRecorder();
    run(
      function* () {
        const map = SteppedMap.make("int64", null, { seed: 1 });
        for (let key = 0; key < 64; key++) yield* map.set(key, key);
      },
      { monitors: [recorder] },
    );
    const sizes = recorder.growths.map(({ bucketsBefore, bucketsAfter, entries }) => [bucketsBefore, bucketsAfter, entries]);
    // Load factor 6.5, and more than 8 entries: 8, 13, 26, 52 entries are there when one more comes.
    expect(sizes).toEqual([
      [1, 2, 8],
      [2, 4, 13],
      [4, 8, 26],
      [8, 16, 52],
    ]);
    // A bucket is 8 + 64 + 64 + 8 bytes.
    for (const { bytes, bucketsBefore, overflow } of recorder.growths) expect(bytes).toBeGreaterThanOrEqual(144 * (bucketsBefore + overflow));
    expect(recorder.growthLines()[0]).toMatch(/^map 1 grow 1 @\d+ steps: 1->2 buckets, 8 entries, 0 overflow, evacuated in \d+ steps, 144 B given up$/);
    expect(recorder.growthLines()[3]).toMatch(/^map 1 grow 4 @\d+ steps: 8->16 buckets, 52 entries, \d overflow, evacuated in \d+ steps, 1\.\d KB given up$/);
  });

  test("to the same size counts the overflow buckets that it is there to clear away", () => {
    const recorder = new TraceRecorder();
    run(
      function* () {
        const map = SteppedMap.make("int64", 24, { seed: 1 });
        for (let key = 0; key < 4000; key++) {
          yield* map.set(key, key);
          if (key >= 20) yield* map.delete(key - 20);
        }
      },
      { monitors: [recorder], steps: 1_000_000 },
    );
    const same = recorder.growths.filter(({ bucketsBefore, bucketsAfter }) => bucketsBefore === bucketsAfter);
    expect(same.length).toBeGreaterThan(0);
    for (const { overflow, bucketsBefore } of same) expect(overflow).toBeGreaterThanOrEqual(bucketsBefore);
  });

  test("says how far the evacuation is that the end of the program cut off", () => {
    const recorder = new TraceRecorder();
    run(
      function* () {
        const map = SteppedMap.make("int64", 52, { seed: 1 });
        for (let key = 0; key < 53; key++) yield* map.set(key, key);
      },
      { monitors: [recorder] },
    );
    expect(recorder.growths[0]).toMatchObject({ bucketsBefore: 8, finishedAt: null });
    expect(recorder.growthLines()[0]).toMatch(/, 2 of 8 buckets evacuated$/);
  });

  test("is told of maps in the order of their first operations", () => {
    const recorder = new TraceRecorder();
    run(
      function* () {
        const [a, b] = [SteppedMap.make("int64"), SteppedMap.make("string")];
        yield* b.get("x");
        for (let key = 0; key < 9; key++) yield* a.set(key, key);
      },
      { monitors: [recorder] },
    );
    expect(recorder.growths.map(({ map, number }) => [map, number])).toEqual([[2, 1]]);
  });
});

describe("what is recorded", () => {
  test("is one program: the next one begins anew", () => {
    const recorder = new TraceRecorder();
    run(lockedWriters(3, 5), { strategy: strategy(), monitors: [recorder] });
    run(lockedWriters(2, 9), { strategy: strategy(), monitors: [recorder] });
    const alone = new TraceRecorder();
    run(lockedWriters(2, 9), { strategy: strategy(), monitors: [alone] });
    expect(recorder.toChromeTraceJson()).toBe(alone.toChromeTraceJson());
    expect(alone.log.length).toBeGreaterThan(100);
  });

  test("ends with the program, though the observer stays at the map", () => {
    const recorder = new TraceRecorder();
    const map = SteppedMap.make("int64");
    run(() => map.set(0, 0), { monitors: [recorder] });
    const { length } = recorder.log;
    for (let key = 0; key < 100; key++) runSteps(map.set(key, key));
    expect(map.map.h.B).toBeGreaterThan(0);
    expect([recorder.log.length, recorder.growths]).toEqual([length, []]);
  });

  test("does not change the schedule", () => {
    const watched = run(unlocked, { strategy: strategy(), monitors: [new TraceRecorder()] });
    expect(watched.schedule).toBe(run(unlocked, { strategy: strategy() }).schedule);
  });

  test("stops at the limit, and says so", () => {
    const [all, some] = [new TraceRecorder(), new TraceRecorder({ limit: 100 })];
    run(lockedWriters(2, 9), { strategy: strategy(), monitors: [all, some] });
    expect([all.isTruncated, some.isTruncated, some.log.length]).toEqual([false, true, 100]);
    expect(some.log.dropped).toBe(all.log.length - 100);
    expect([...some.log]).toEqual([...all.log].slice(0, 100));
    expect(some.toChromeTrace().otherData).toMatchObject({ isTruncated: true, eventsLeftOut: some.log.dropped });
  });

  test.each([-1, 0.5, Number.NaN])("cannot have the limit %d", (limit) => {
    expect(() => new TraceRecorder({ limit })).toThrow(`limit must be an integer from 0 to 2^53 - 1, not ${limit}`);
  });
});

describe("happens-before edges", () => {
  const [a, b, c] = ["a", "b", "c"].map((name, index): TaskRef => ({ path: String(index), name, index, steps: 0 })) as [TaskRef, TaskRef, TaskRef];
  const point = { shadow: null };

  /** Tasks a, b and c, of which each step does one thing to the point. */
  function edges(...acts: readonly [TaskRef, "acquire" | "release" | "releaseMerge"][]): string[] {
    const recorder = new TraceRecorder();
    recorder.spawned(a, null);
    for (const task of [b, c]) recorder.spawned(task, a);
    acts.forEach(([task, act], time) => {
      recorder.stepped(task, 3, { describe: () => "point" }, time);
      recorder[act](task, point);
    });
    const flows = flowsOf(recorder.log).filter(({ name }) => name === "synchronisation");
    return flows.map(({ from, released, to, acquired }) => `${from.name}@${released} > ${to.name}@${acquired}`);
  }

  test("go from a release to each task that acquires it", () => {
    expect(edges([a, "release"], [b, "acquire"], [c, "acquire"])).toEqual(["a@0 > b@1", "a@0 > c@2"]);
  });

  test("forget what was released before, unless it is merged", () => {
    expect(edges([a, "release"], [b, "release"], [c, "acquire"])).toEqual(["b@1 > c@2"]);
    expect(edges([a, "release"], [b, "releaseMerge"], [c, "acquire"])).toEqual(["a@0 > c@2", "b@1 > c@2"]);
  });

  test("are not drawn twice, nor from a task to itself, nor before any release", () => {
    expect(edges([a, "acquire"], [a, "release"], [a, "acquire"], [b, "acquire"], [b, "acquire"])).toEqual(["a@1 > b@3"]);
    expect(edges([a, "release"], [b, "acquire"], [a, "release"], [b, "acquire"])).toEqual(["a@0 > b@1", "a@2 > b@3"]);
  });
});
