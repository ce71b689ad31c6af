import { spawnSync } from "node:child_process";
import { resolve } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { random } from "../../../src/engine/schedule/random.ts";
import { exploreLoop } from "../../../src/verify/loop/explore.ts";
import type { LoopLimits, LoopResult } from "../../../src/verify/loop/result.ts";
import { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";

const built = pathToFileURL(resolve("dist/src/verify/loop/virtual-loop.js")).href;
const loop = new VirtualLoop();

function run(starts: Record<string, () => unknown>, limits?: LoopLimits): Promise<LoopResult> {
  return loop.run({ calls: Object.entries(starts).map(([label, start]) => ({ label, start })), limits });
}

function fail(message: string): never {
  throw new Error(message);
}

describe("errors of user code are outcomes of its task", () => {
  test("a call that throws or rejects is rejected, and others go on", async () => {
    const { calls, outcome, uncaught } = await run({ throws: () => fail("a"), rejects: () => Promise.resolve().then(() => fail("b")), returns: () => 3 });
    expect(outcome.kind).toBe("completed");
    expect(calls.map(({ state }) => state)).toEqual(["rejected", "rejected", "fulfilled"]);
    expect(calls[1]!.value).toMatchObject({ message: "b" });
    expect(uncaught).toEqual([]);
  });

  const uncaught: Record<string, [(own: VirtualLoop) => unknown, "exception" | "rejection"]> = {
    "a timer's callback": [() => setTimeout(() => fail("x"), 5), "exception"],
    "an immediate's callback": [() => setImmediate(() => fail("x")), "exception"],
    "a microtask": [() => queueMicrotask(() => fail("x")), "exception"],
    "a tick": [() => process.nextTick(() => fail("x")), "exception"],
    "a promise that nobody holds": [() => void Promise.reject(new Error("x")), "rejection"],
    "an async function that nobody awaits": [() => void (async () => { await null; fail("x"); })(), "rejection"],
    "what follows an external completion": [(own) => void own.external("read", { value: 0 }).then(() => fail("x")), "rejection"],
    "a completion's callback": [(own) => void own.complete("read", () => fail("x")), "exception"],
    "a rejected external completion": [(own) => void own.external("read", { error: new Error("x") }), "rejection"],
  };

  test.each(Object.entries(uncaught))("an error in %s is noted with its call", async (_name, [start, kind]) => {
    for (const isTurnByTurn of [false, true]) {
      const own = new VirtualLoop({ isTurnByTurn });
      const calls = [{ label: "first", start: () => 1 }, { label: "second", start: () => start(own) }];
      const result = await own.run({ calls });
      expect(result.outcome.kind).toBe("completed");
      expect(result.uncaught).toMatchObject([{ kind, error: { message: "x" }, task: { label: "second" } }]);
    }
  });

  test("ticks and microtasks after one that throws still run, in their order", async () => {
    const log: number[] = [];
    const { uncaught } = await run({
      call: () => {
        process.nextTick(() => fail("1"));
        process.nextTick(() => log.push(2));
        queueMicrotask(() => fail("3"));
        queueMicrotask(() => log.push(4));
      },
    });
    expect(log).toEqual([2, 4]);
    expect(uncaught.map(({ error }) => (error as Error).message)).toEqual(["1", "3"]);
  });

  test("the process's own listeners are back afterwards, in their order", async () => {
    const mine = () => {};
    process.on("uncaughtException", mine);
    const before = process.rawListeners("uncaughtException");
    await run({ call: () => void Promise.reject(new Error("x")) });
    expect(process.rawListeners("uncaughtException")).toEqual(before);
    process.off("uncaughtException", mine);
  });
});

describe("runs that do not end", () => {
  test("a promise that never settles: stuck, with its call", async () => {
    const { outcome, calls } = await run({ fine: () => 1, waits: () => new Promise(() => {}) });
    expect(outcome).toMatchObject({ kind: "stuck", tasks: [{ label: "waits", path: "2" }] });
    expect(calls.map(({ state }) => state)).toEqual(["fulfilled", "pending"]);
  });

  test("an interval alone does not keep a run alive", async () => {
    const { outcome, turns } = await run({ waits: () => { setInterval(() => {}, 10); return new Promise(() => {}); } }, { idle: 20 });
    expect(outcome.kind).toBe("stuck");
    expect(turns.length).toBe(20);
  });

  test("timers without end: given up after so many turns", async () => {
    const again = (): unknown => setTimeout(again, 10);
    const { outcome } = await run({ polls: () => { again(); return new Promise(() => {}); } }, { turns: 50 });
    expect(outcome).toMatchObject({ kind: "limit", limit: "turns", tasks: [{ label: "polls" }] });
    const settled = await run({ polls: () => void again() }, { after: 30 });
    expect(settled.outcome.kind).toBe("completed");
    expect(settled.turns.length).toBe(30);
  });

  test("turns that are slow: given up after so many milliseconds", async () => {
    const slow = async () => { for (;;) { await loop.external("read", { value: 0 }); spin(2_000_000); } };
    const { outcome } = await run({ slow }, { milliseconds: 100 });
    expect(outcome).toMatchObject({ kind: "limit", limit: "milliseconds" });
  });

  function spin(count: number): number {
    let sum = 0;
    for (let i = 0; i < count; i++) sum += Math.sqrt(i);
    return sum;
  }

  const hangs: Record<string, () => unknown> = {
    "an endless loop": () => { for (;;); },
    "an endless loop in a timer": () => setTimeout(() => { for (;;); }, 1),
    "an endless chain of awaits": async () => { for (;;) await null; },
    "an endless loop after an await": async () => { await loop.external("read", { value: 0 }); for (;;); },
  };

  test.each(Object.entries(hangs))("%s: stopped, and the loop can be used again", async (_name, hang) => {
    let told = "";
    const calls = [{ label: "fine", start: () => 1 }, { label: "hangs", start: hang }];
    const { outcome } = await loop.run({ calls, limits: { turnMilliseconds: 100 }, onHang: ({ outcome }) => (told = outcome.kind) });
    expect(outcome).toMatchObject({ kind: "hang", task: { label: "hangs" } });
    expect(told).toBe("hang");
    const after = await run({ fine: async () => { await loop.external("read", { value: 0 }); return loop.currentTask()!.label; } });
    expect(after.calls[0]).toMatchObject({ state: "fulfilled", value: "fine" });
  });

  test("a search ends with a run that hangs, and a check that hangs is an error", async () => {
    const found = await exploreLoop(() => [{ label: "hangs", start: hangs["an endless loop"]! }], { limits: { turnMilliseconds: 50 }, failures: 5 });
    expect(found).toMatchObject({ hasHung: true, schedules: 1, failures: [{ message: expect.stringContaining("an endless loop") as string }] });
    const check = () => { for (;;); };
    await expect(exploreLoop(() => [], { check, limits: { turnMilliseconds: 50 } })).rejects.toMatchObject({ code: "check-hangs" });
  });

  test("endless ticks starve the process, but whoever is told of hangs can still write and leave", () => {
    const source = `
      import { writeSync } from "node:fs";
      import { VirtualLoop } from ${JSON.stringify(built)};
      const again = () => process.nextTick(again);
      const onHang = ({ outcome }) => { writeSync(1, outcome.message); process.exit(3); };
      await new VirtualLoop().run({ calls: [{ label: "ticks", start: again }], limits: { turnMilliseconds: 100 }, onHang });`;
    const { stdout, status } = spawnSync(process.execPath, ["--input-type=module", "-e", source], { encoding: "utf8", timeout: 20_000 });
    expect(stdout).toBe('task 1 ("ticks") has run for 100 ms without a pause: an endless loop');
    expect(status).toBe(3);
  });
});

describe("what is outside of the schedule", () => {
  test("is waited for when nothing else is left, and said", async () => {
    const result = await run({ reads: async () => { const { readFile } = await import("node:fs/promises"); return (await readFile(import.meta.filename, "utf8")).length > 100; } });
    expect(result.calls[0]).toMatchObject({ state: "fulfilled", value: true });
    expect(result.isUncontrolled).toBe(true);
  });

  test("does not reach later runs: timers and completions of code that is left over are dropped", async () => {
    const made: string[] = [];
    let release: () => void = () => {};
    await run({
      leaves: () => {
        void new Promise<void>((resolve) => (release = resolve)).then(() => {
          made.push(String(loop.currentTask()));
          setTimeout(() => made.push("timer"), 1);
          void loop.external("read", { value: 0 }).then(() => made.push("read"));
        });
      },
    });
    const result = await run({ releases: () => release(), other: () => loop.external("own", { value: 0 }) });
    expect(made).toEqual(["null"]);
    expect(result.turns.map(({ label }) => label)).toEqual(["releases", "other", "own"]);
  });
});

test("a search over errors of all kinds leaves nothing behind in 500 schedules", async () => {
  const make = (own: VirtualLoop) => [1, 2, 3].map((n) => ({
    label: `call ${n}`,
    start: async () => {
      await own.external("a", { value: n });
      void own.external("b", { error: new Error(`late ${n}`) });
      setTimeout(() => fail(`timer ${n}`), n);
      await own.external("c", () => fail(`last ${n}`));
    },
  }));
  const check = ({ uncaught, calls }: LoopResult) => (uncaught.length === 6 && calls.every(({ state }) => state === "rejected") ? null : `${uncaught.length} errors`);
  const found = await exploreLoop(make, { strategy: random({ seed: 4 }), schedules: 500, check });
  expect(found).toMatchObject({ schedules: 500, failures: [] });
});
