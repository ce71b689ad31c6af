import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { exploreLoop } from "../../../src/verify/loop/explore.ts";
import { replayLoop } from "../../../src/verify/loop/replay.ts";
import { formatTurns } from "../../../src/verify/loop/result.ts";
import { shrinkLoop } from "../../../src/verify/loop/shrink.ts";
import { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";
import { awaitingCalls, DoubleLoad } from "./cases.ts";

const strategies = { random: () => random({ seed: 3 }), PCT: () => pct({ seed: 3 }), exhaustive: () => exhaustive({ preemptions: 1 }) };

describe("a search", () => {
  test.each(Object.entries(strategies))("%s finds two loads of one key, and its string makes them again", async (_name, strategy) => {
    const load = new DoubleLoad();
    const found = await exploreLoop(load.make, { strategy: strategy(), check: load.check });
    const [failure] = found.failures;
    expect(failure).toMatchObject({ message: "loaded 2 times", uncontrolled: null });
    const again = await replayLoop(load.make, failure!.schedule);
    expect(load.loads).toBe(2);
    expect(formatTurns(again)).toEqual(formatTurns(failure!.result));
  });

  test("the quiet run loads once: the second call waits for the first", async () => {
    const load = new DoubleLoad();
    const loop = new VirtualLoop();
    const result = await loop.run({ calls: () => load.make(loop) });
    expect(load.loads).toBe(1);
    expect(result.switches).toBe(0);
    expect(formatTurns(result)).toEqual(["0 task 1 call load k", "1 task 1 external read", "2 task 1 external parse", "3 task 2 call load k"]);
  });

  test.each([
    { count: 2, awaits: 2, orders: 20 },
    { count: 3, awaits: 1, orders: 90 },
    { count: 2, awaits: 4, orders: 252 },
  ])("$count calls of $awaits awaits have $orders orders, each of which is run once", async ({ count, awaits, orders }) => {
    const seen = new Set<string>();
    const check = (result: Parameters<typeof formatTurns>[0]) => void seen.add(formatTurns(result).join("\n"));
    const found = await exploreLoop(awaitingCalls(count, awaits), { strategy: exhaustive({ preemptions: 100 }), check });
    expect(found).toMatchObject({ isComplete: true, schedules: orders });
    expect(seen.size).toBe(orders);
  });

  test("each departure from the quiet run counts as a preemption", async () => {
    const counts: number[] = [];
    for (const preemptions of [0, 1, 2]) {
      const found = await exploreLoop(awaitingCalls(2, 2), { strategy: exhaustive({ preemptions }), check: ({ switches }) => (switches > preemptions ? "too many" : null) });
      expect(found.failures).toEqual([]);
      counts.push(found.schedules);
    }
    expect(counts[0]).toBe(1);
    expect(counts[1]).toBeGreaterThan(counts[0]!);
    expect(counts[2]).toBeGreaterThan(counts[1]!);
  });

  test("by default a run is wrong that gets stuck", async () => {
    const { failures } = await exploreLoop(() => [{ label: "waits", start: () => new Promise(() => {}) }]);
    expect(failures[0]!.message).toBe('task 1 ("waits") never settled, and nothing is pending that could change it');
  });

  test("code that is left over from an earlier run is seen: its string makes another run", async () => {
    let runs = 0;
    const make = (loop: VirtualLoop) => {
      const count = runs++;
      return [{ label: "call", start: () => loop.external(`run ${count}`, { value: 0 }) }];
    };
    const { failures } = await exploreLoop(make, { check: () => "always" });
    expect(failures[0]!.uncontrolled).toBe("as many turns were made, but not the same ones");
  });
});

describe("a schedule string", () => {
  async function failing() {
    const load = new DoubleLoad();
    const { failures } = await exploreLoop(load.make, { strategy: pct({ seed: 1 }), check: load.check });
    return { load, schedule: failures[0]!.schedule };
  }

  test("that is damaged is refused", async () => {
    const { load, schedule } = await failing();
    await expect(replayLoop(load.make, schedule.slice(0, -1))).rejects.toMatchObject({ code: "bad-schedule" });
    await expect(replayLoop(load.make, "tomorrow")).rejects.toMatchObject({ code: "bad-schedule" });
  });

  test("of other calls is refused", async () => {
    const { schedule } = await failing();
    const message = /The schedule does not fit these calls: .*Either it belongs to other code/;
    await expect(replayLoop(awaitingCalls(1, 1), schedule)).rejects.toThrow(message);
    await expect(replayLoop(awaitingCalls(2, 2), schedule)).rejects.toMatchObject({ code: "foreign-schedule" });
  });

  test("shrinks to one departure, and says that it is minimal", async () => {
    const { load } = await failing();
    const found = await exploreLoop(load.make, { strategy: random({ seed: 8 }), check: load.check });
    const shrunk = await shrinkLoop(load.make, found.failures[0]!.schedule, { check: load.check });
    expect(shrunk).toMatchObject({ switches: 1, isMinimal: true, message: "loaded 2 times" });
    expect(shrunk.schedule).toMatch(/^rg1~x\.[0-9a-z]+~1@1:2~|^rg1~x\.[0-9a-z]+~1@2:2~/);
    await replayLoop(load.make, shrunk.schedule);
    expect(load.check()).toBe("loaded 2 times");
  });

  test("of a run that does not fail cannot be shrunk", async () => {
    const { load, schedule } = await failing();
    await expect(shrinkLoop(load.make, schedule, { check: () => null })).rejects.toMatchObject({ code: "no-failure" });
  });
});

test("a strategy that was used before is refused", async () => {
  const strategy = random();
  await exploreLoop(awaitingCalls(1, 1), { strategy, schedules: 1 });
  await expect(exploreLoop(awaitingCalls(1, 1), { strategy })).rejects.toMatchObject({ code: "bad-strategy" });
});

test("what makes the calls may throw: the search is given up with it", async () => {
  const before = globalThis.setTimeout;
  await expect(exploreLoop(() => { throw new RangeError("no state"); })).rejects.toThrow("no state");
  expect(globalThis.setTimeout).toBe(before);
});
