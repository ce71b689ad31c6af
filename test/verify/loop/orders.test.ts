import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { exploreLoop } from "../../../src/verify/loop/explore.ts";
import type { LoopCall } from "../../../src/verify/loop/result.ts";
import { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";

type Log = (event: string) => void;

/** Every order of events that calls can have, as words, sorted. */
async function ordersOf(make: (log: Log, loop: VirtualLoop) => readonly LoopCall[]): Promise<string[]> {
  const orders = new Set<string>();
  let events: string[] = [];
  const makeCalls = (loop: VirtualLoop) => {
    events = [];
    return make((event) => void events.push(event), loop);
  };
  const { isComplete } = await exploreLoop(makeCalls, { strategy: exhaustive({ preemptions: 100 }), check: () => void orders.add(events.join(" ")) });
  expect(isComplete).toBe(true);
  return [...orders].sort();
}

function call(start: () => unknown): LoopCall {
  return { label: "call", start };
}

describe("timers", () => {
  test("of one turn fire as they are due", async () => {
    const orders = await ordersOf((log) => [
      call(() => {
        setTimeout(() => log("10"), 10);
        setTimeout(() => log("5"), 5);
        setTimeout(() => log("5 again"), 5);
        setTimeout(() => log("0"), 0);
        setTimeout(() => log("1"), 1);
      }),
    ]);
    expect(orders).toEqual(["0 1 5 5 again 10"]);
  });

  test("of 10 ms fires before or after one of 5 ms that is set when an external operation is done", async () => {
    const orders = await ordersOf((log, loop) => [
      call(async () => {
        setTimeout(() => log("10"), 10);
        await loop.external("read", { value: 0 });
        log("read");
        setTimeout(() => log("5"), 5);
      }),
    ]);
    expect(orders).toEqual(["10 read 5", "read 10 5", "read 5 10"]);
  });

  test("a longer one that is set later does not fire earlier", async () => {
    const orders = await ordersOf((log, loop) => [
      call(async () => {
        setTimeout(() => log("10"), 10);
        await loop.external("read", { value: 0 });
        setTimeout(() => log("11"), 11);
      }),
    ]);
    expect(orders).toEqual(["10 11"]);
  });

  test("that the clock was read before: no more time passes in that turn", async () => {
    const orders = await ordersOf((log, loop) => [
      call(async () => {
        setTimeout(() => log("10"), 10);
        await loop.external("read", { value: 0 });
        const before = Date.now();
        setTimeout(() => log("5"), 5);
        expect(Date.now()).toBe(before);
      }),
    ]);
    expect(orders).toEqual(["10 5", "5 10"]);
  });

  test("in a chain take the sum of their times", async () => {
    const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const orders = await ordersOf((log) => [
      call(async () => {
        setTimeout(() => log("30"), 30);
        await sleep(10);
        await sleep(15);
        log("25");
        await sleep(10);
        log("35");
      }),
    ]);
    expect(orders).toEqual(["25 30 35"]);
  });

  test("that are due at the same time fire one after the other: nothing comes between", async () => {
    const orders = await ordersOf((log, loop) => [
      call(() => {
        void loop.external("read", { value: 0 }).then(() => log("read"));
        setTimeout(() => log("a"), 5);
        setTimeout(() => log("b"), 5);
      }),
    ]);
    expect(orders).toEqual(["a b read", "read a b"]);
  });

  test("of two calls fire in either order: calls come at any time", async () => {
    const orders = await ordersOf((log) => [call(() => void setTimeout(() => log("10"), 10)), call(() => void setTimeout(() => log("5"), 5))]);
    expect(orders).toEqual(["10 5", "5 10"]);
  });
});

describe("external operations", () => {
  test("are completed in any order", async () => {
    const orders = await ordersOf((log, loop) => [
      call(() => Promise.all(["a", "b", "c"].map(async (name) => log(await loop.external(name, { value: name }))))),
    ]);
    expect(orders).toEqual(["a b c", "a c b", "b a c", "b c a", "c a b", "c b a"]);
  });

  test("one after the other keep their order in a call", async () => {
    const orders = await ordersOf((log, loop) =>
      ["x", "y"].map((name) =>
        call(async () => {
          log(`${name}1`);
          await loop.external(name, { value: 0 });
          log(`${name}2`);
        }),
      ),
    );
    expect(orders).toEqual(["x1 x2 y1 y2", "x1 y1 x2 y2", "x1 y1 y2 x2", "y1 x1 x2 y2", "y1 x1 y2 x2", "y1 y2 x1 x2"]);
  });
});

describe("immediates", () => {
  test("come before all timers when they are set in a turn of the outer world, and after completions on their way or before them", async () => {
    const orders = await ordersOf((log, loop) => [
      call(() => {
        void loop.external("old", { value: 0 }).then(() => log("old"));
        setTimeout(() => log("timer"), 0);
        setImmediate(() => log("immediate"));
        void loop.external("new", { value: 0 }).then(() => log("new"));
      }),
    ]);
    expect(orders.every((order) => order.indexOf("immediate") < order.indexOf("timer"))).toBe(true);
    expect(orders.every((order) => order.indexOf("immediate") < order.indexOf("new"))).toBe(true);
    expect(orders.filter((order) => order.startsWith("old"))).toEqual(["old immediate new timer", "old immediate timer new"]);
    expect(orders).toContain("immediate timer new old");
  });

  test("of one check phase run one after the other, those that they set in the next one", async () => {
    const orders = await ordersOf((log, loop) => [
      call(() => {
        void loop.external("read", { value: 0 }).then(() => log("read"));
        setImmediate(() => {
          log("a");
          setImmediate(() => log("c"));
        });
        setImmediate(() => log("b"));
      }),
    ]);
    expect(orders).toEqual(["a b c read", "a b read c", "read a b c"]);
  });

  test("let time pass: a timer is not starved by them", async () => {
    let turns = 0;
    const result = await new VirtualLoop().run({
      calls: [
        call(
          () =>
            new Promise<void>((resolve) => {
              let isDone = false;
              setTimeout(() => (isDone = true), 2);
              const again = () => (turns++, isDone ? resolve() : void setImmediate(again));
              again();
            }),
        ),
      ],
    });
    expect(result.outcome.kind).toBe("completed");
    expect(turns).toBeGreaterThan(10);
  });
});

describe("intervals", () => {
  test("repeat until they are cleared, each time after its whole time", async () => {
    const times: number[] = [];
    const result = await new VirtualLoop().run({
      calls: [
        call(
          () =>
            new Promise<void>((resolve) => {
              const interval = setInterval(() => {
                times.push(performance.now());
                if (times.length < 4) return;
                clearInterval(interval);
                resolve();
              }, 7);
            }),
        ),
      ],
    });
    expect(times.map((time) => time - times[0]!)).toEqual([0, 7, 14, 21]);
    expect(result.turns.map(({ path }) => path)).toEqual(["1", "1", "1", "1", "1"]);
  });

  test("that nobody clears are abandoned when all calls have settled", async () => {
    const result = await new VirtualLoop().run({ calls: [call(() => void setInterval(() => {}, 5))] });
    expect(result).toMatchObject({ outcome: { kind: "completed" }, abandoned: 1 });
    expect(result.turns.length).toBe(1);
  });
});
