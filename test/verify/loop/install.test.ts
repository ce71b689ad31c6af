import crypto, { randomBytes, randomInt, randomUUID } from "node:crypto";
import { createRequire } from "node:module";
import process from "node:process";
import * as imported from "node:timers";
import * as importedPromises from "node:timers/promises";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { random } from "../../../src/engine/schedule/random.ts";
import type { LoopResult } from "../../../src/verify/loop/result.ts";
import { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";

const require = createRequire(import.meta.url);
const required = require("node:timers") as typeof imported;
const requiredPromises = require("node:timers/promises") as typeof importedPromises;

/** Runs one call, and gives what it gave. */
async function valueOf<T>(start: () => T, loop = new VirtualLoop()): Promise<Awaited<T>> {
  const [call] = (await loop.run({ calls: [{ label: "call", start }] })).calls;
  if (call!.state !== "fulfilled") throw call!.value;
  return call!.value as Awaited<T>;
}

const replaced: readonly [object, readonly PropertyKey[]][] = [
  [globalThis, ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate", "Date"]],
  [required, ["setTimeout", "setInterval", "setImmediate", "clearTimeout", "clearInterval", "clearImmediate"]],
  [requiredPromises, ["setTimeout", "setInterval", "setImmediate"]],
  [requiredPromises.scheduler, ["wait", "yield"]],
  [performance, ["now"]],
  [process, ["hrtime", "uptime"]],
  [AbortSignal, ["timeout"]],
  [Math, ["random"]],
  [crypto, ["randomUUID", "randomBytes", "randomInt"]],
  [crypto.webcrypto, ["randomUUID", "getRandomValues"]],
  [Date.prototype, ["constructor"]],
];

function descriptors() {
  return replaced.flatMap(([object, keys]) => keys.map((key) => Object.getOwnPropertyDescriptor(object, key)));
}

describe("installing", () => {
  const untouched = [process.nextTick, queueMicrotask, Promise, Promise.prototype.then];

  test("replaces timers, clocks and chance, and uninstalling puts each property back as it was", () => {
    const before = descriptors();
    const loop = new VirtualLoop();
    loop.install();
    const during = descriptors();
    loop.uninstall();
    expect(during.filter((each, i) => each?.value === before[i]?.value)).toEqual([]);
    expect(descriptors()).toEqual(before);
    expect([process.nextTick, queueMicrotask, Promise, Promise.prototype.then]).toEqual(untouched);
  });

  test("reaches import, require and global names alike", async () => {
    const before = [imported.setTimeout, importedPromises.setTimeout, randomUUID];
    const seen = await valueOf(() => [imported.setTimeout === setTimeout, required.setTimeout === setTimeout, importedPromises.setTimeout === requiredPromises.setTimeout, imported.setTimeout === before[0], importedPromises.setTimeout === before[1]]);
    expect(seen).toEqual([true, true, true, false, false]);
    expect([imported.setTimeout, importedPromises.setTimeout, randomUUID]).toEqual(before);
  });

  test("everything is back when a call, a check or what makes the calls throws", async () => {
    const before = descriptors();
    const listeners = process.rawListeners("unhandledRejection");
    const loop = new VirtualLoop();
    await loop.run({ calls: [{ label: "throws", start: () => { throw new Error("call"); } }] });
    await expect(loop.run({ calls: () => { throw new Error("making"); } })).rejects.toThrow("making");
    await expect(loop.run({ calls: [null as never] })).rejects.toMatchObject({ code: "bad-calls" });
    expect(descriptors()).toEqual(before);
    expect(process.rawListeners("unhandledRejection")).toEqual(listeners);
  });

  test("one loop at a time", async () => {
    const [one, other] = [new VirtualLoop(), new VirtualLoop()];
    one.install();
    expect(() => other.install()).toThrow("Another virtual event loop is installed");
    one.uninstall();
    const running = one.run({ calls: [] });
    await expect(one.run({ calls: [] })).rejects.toMatchObject({ code: "loop-busy" });
    expect(() => one.uninstall()).toThrow("cannot be uninstalled while it runs");
    await running;
  });

  test("outside of runs timers are Node's own, also through functions that were kept", async () => {
    const loop = new VirtualLoop();
    loop.install();
    const [kept, keptPromise] = [setTimeout, importedPromises.setTimeout];
    await new Promise((resolve) => kept(resolve, 1));
    expect(await keptPromise(1, "real")).toBe("real");
    expect(await valueOf(() => keptPromise(1_000_000, "virtual"), loop)).toBe("virtual");
    const timer = kept(() => expect.unreachable(), 1);
    clearTimeout(timer);
    loop.uninstall();
    expect(await keptPromise(1, "after")).toBe("after");
  });
});

describe("virtual timers", () => {
  test("pass arguments and their handle, and take a number for a handle", async () => {
    const seen = await valueOf(
      () =>
        new Promise((resolve) => {
          const cleared = setTimeout(() => resolve("cleared one fired"), 1);
          clearTimeout(+cleared);
          const handle = setTimeout(function (this: unknown, ...args) { resolve([this === handle, ...args]); }, 5, "a", "b");
        }),
    );
    expect(seen).toEqual([true, "a", "b"]);
  });

  test("refuse what is no function, as Node's do", async () => {
    await expect(valueOf(() => imported.setInterval(null as never, 1))).rejects.toMatchObject({ code: "ERR_INVALID_ARG_TYPE" });
  });

  test.each([[undefined, 1], [0, 1], [-5, 1], [Number.NaN, 1], [2 ** 31, 1], ["7", 7], [2.9, 2]])("a delay of %s is %i ms", async (delay, wanted) => {
    const passed = await valueOf(() => new Promise((resolve) => {
      const start = performance.now();
      setTimeout(() => resolve(performance.now() - start), delay as number);
    }));
    expect(passed).toBeCloseTo(wanted, 6);
  });

  test("refresh, unref, hasRef and close", async () => {
    const loop = new VirtualLoop();
    const fired: string[] = [];
    const result = await loop.run({
      calls: [{
        label: "call",
        start: async () => {
          const refreshed = setTimeout(() => fired.push("refreshed"), 10);
          const closed = setTimeout(() => fired.push("closed"), 1);
          const background = setTimeout(() => fired.push("background"), 1000);
          expect(background.unref().hasRef()).toBe(false);
          closed.close();
          await importedPromises.setTimeout(6);
          refreshed.refresh();
          await importedPromises.setTimeout(6);
          fired.push("12");
          await importedPromises.setTimeout(6);
        },
      }],
    });
    expect(fired).toEqual(["12", "refreshed"]);
    expect(result.abandoned).toBe(1);
  });

  test("of node:timers/promises: values, signals, intervals, the scheduler, promisify", async () => {
    const seen = await valueOf(async () => {
      const controller = new AbortController();
      const aborted = importedPromises.setTimeout(50, null, { signal: controller.signal }).catch((error: Error) => error);
      setTimeout(() => controller.abort("enough"), 20);
      const ticks: number[] = [];
      for await (const tick of importedPromises.setInterval(10, 1)) if (ticks.push(tick) === 3) break;
      await importedPromises.scheduler.wait(5);
      await importedPromises.scheduler.yield();
      return { ticks, value: await promisify(setTimeout)(3, "promisified"), immediate: await importedPromises.setImmediate("now"), error: await aborted, now: performance.now() };
    });
    expect(seen).toMatchObject({ ticks: [1, 1, 1], value: "promisified", immediate: "now", error: { name: "AbortError", code: "ABORT_ERR", cause: "enough" } });
    expect(seen.now).toBeGreaterThanOrEqual(38);
    expect(seen.now).toBeLessThan(45);
  });

  test("AbortSignal.timeout aborts on the virtual clock", async () => {
    const seen = await valueOf(async () => {
      const signal = AbortSignal.timeout(60_000);
      await importedPromises.setTimeout(59_000);
      const before = signal.aborted;
      await importedPromises.setTimeout(2000);
      return [before, signal.aborted, (signal.reason as DOMException).name];
    });
    expect(seen).toEqual([false, true, "TimeoutError"]);
  });
});

describe("virtual clocks", () => {
  test("start at the epoch, and go only with timers and completions", async () => {
    const epoch = Date.UTC(2031, 4, 5);
    const seen = await valueOf(async () => {
      const start = [Date.now(), new Date().getTime(), performance.now(), process.hrtime.bigint()];
      for (let i = 0; i < 1e5; i++) start.push(0);
      const later = [Date.now(), performance.now()];
      await importedPromises.setTimeout(90_000);
      return { start: start.slice(0, 4), later, end: new Date().toISOString(), passed: process.hrtime([0, 0]), uptime: process.uptime() };
    }, new VirtualLoop({ epoch }));
    expect(seen.start[0]).toBe(epoch);
    expect(seen.start[1]).toBe(epoch);
    expect(seen.later).toEqual([epoch, seen.start[2]]);
    expect(seen.end).toBe(new Date(epoch + 90_000).toISOString());
    expect(seen.passed[0]).toBe(90);
    expect(seen.uptime).toBeCloseTo(90, 1);
  });

  test("Date is as it was in all else", async () => {
    class Day extends Date {}
    const seen = await valueOf(() => {
      class Hour extends Date {}
      return [
        new Date(5).getTime(), new Date(2020, 1, 2).getMonth(), Date.parse("2020-01-01T00:00:00Z"), new Date() instanceof Date, new Date().constructor === Date,
        new Hour() instanceof Hour, new Hour().getTime() === Date.now(), new Day(7).getTime(), typeof Date(), Date.name, Date.length,
      ];
    });
    expect(seen).toEqual([5, 1, 1577836800000, true, true, true, true, 7, "string", "Date", 7]);
  });
});

describe("chance", () => {
  const draw = () => [Math.random(), Math.random(), randomUUID(), crypto.webcrypto.randomUUID(), randomInt(10, 20), [...randomBytes(4)], [...crypto.getRandomValues(new Uint8Array(4))]];
  const run = async (seed: number): Promise<LoopResult> => new VirtualLoop().run({ calls: [{ label: "draw", start: draw }], strategy: random({ seed }) });

  test("follows from the seed of the schedule", async () => {
    const [one, again, other] = [await run(1), await run(1), await run(2)].map(({ calls }) => calls[0]!.value as unknown[]);
    expect(one).toEqual(again);
    expect(one!.filter((each, i) => JSON.stringify(each) === JSON.stringify(other![i])).length).toBeLessThan(2);
    expect(one![2]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(one!.map((each) => JSON.stringify(each))).size).toBe(7);
  });

  test("what is drawn with a callback comes when the schedule says", async () => {
    const bytes = await valueOf(() => promisify(randomBytes as (size: number, done: (error: Error | null, bytes: Buffer) => void) => void)(8));
    expect(bytes.length).toBe(8);
  });
});
