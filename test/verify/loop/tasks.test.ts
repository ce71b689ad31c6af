import { AsyncLocalStorage } from "node:async_hooks";
import { EventEmitter, once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { random } from "../../../src/engine/schedule/random.ts";
import { exploreLoop } from "../../../src/verify/loop/explore.ts";
import { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";

/** Runs a body as three calls at once, under 200 schedules. It is given its own label. @returns what `wrong` was told. */
async function everywhere(body: (loop: VirtualLoop, own: string, wrong: (where: string) => void) => Promise<unknown>): Promise<string[]> {
  const wrong: string[] = [];
  const make = (loop: VirtualLoop) => ["a", "b", "c"].map((label) => ({ label, start: () => body(loop, label, (where) => wrong.push(where)) }));
  const { schedules, failures } = await exploreLoop(make, { strategy: random({ seed: 5 }), schedules: 200 });
  expect({ schedules, failures }).toEqual({ schedules: 200, failures: [] });
  return wrong;
}

describe("the current task", () => {
  test("is known across awaits, timers, completions, immediates, ticks and microtasks", async () => {
    const wrong = await everywhere(async (loop, own, tell) => {
      const look = (where: string) => void (loop.currentTask()?.label === own || tell(where));
      look("start");
      await loop.external("read", { value: 0 });
      look("after a completion");
      await sleep(3);
      look("after a timer's promise");
      await Promise.all([1, 2].map(async (n) => { await loop.external("x", () => look("when it completes")); look(`part ${n}`); }));
      await new Promise<void>((resolve) => setTimeout(() => { look("timer"); setImmediate(() => { look("immediate"); process.nextTick(() => { look("tick"); queueMicrotask(() => { look("microtask"); resolve(); }); }); }); }, 2));
      await new Promise<void>((resolve) => void loop.complete("read", () => { look("completion's callback"); resolve(); }));
      look("end");
    });
    expect(wrong).toEqual([]);
  });

  test("is the one that waits, not the one that wakes it", async () => {
    const seen: string[] = [];
    const loop = new VirtualLoop();
    const emitter = new EventEmitter();
    const result = await loop.run({
      calls: [
        { label: "waits", start: async () => { await once(emitter, "go"); seen.push(loop.currentTask()!.label); await loop.external("own", { value: 0 }); } },
        { label: "wakes", start: () => void emitter.emit("go") },
      ],
    });
    expect(result.outcome.kind).toBe("completed");
    expect(seen).toEqual(["waits"]);
    expect(result.turns.at(-1)).toMatchObject({ label: "own", task: { label: "waits" }, path: "1" });
  });

  test("is none outside of calls, and none for code of an earlier run", async () => {
    const loop = new VirtualLoop();
    expect(loop.currentTask()).toBeNull();
    const seen: unknown[] = [];
    await loop.run({ calls: () => (seen.push(loop.currentTask()), []) });
    expect(seen).toEqual([null]);
  });

  test("user code's own asynchronous contexts are kept too", async () => {
    const storage = new AsyncLocalStorage<string>();
    const wrong = await everywhere((loop, own, tell) =>
      storage.run(`request ${own}`, async () => {
        const look = (where: string) => void (storage.getStore() === `request ${own}` || tell(where));
        await loop.external("read", { value: 0 });
        look("completion");
        await new Promise<void>((resolve) => setTimeout(() => { look("timer"); resolve(); }, 4));
        look("end");
      }),
    );
    expect(wrong).toEqual([]);
  });
});

test("strands: awaits one after the other are one, parts of a Promise.all have their own", async () => {
  const loop = new VirtualLoop();
  const read = async () => {
    await loop.external("x", { value: 0 });
    await loop.external("y", { value: 0 });
  };
  const { turns } = await loop.run({ calls: [{ label: "all", start: () => Promise.all([read(), read(), read()]) }] });
  expect(turns.map(({ path, label }) => `${path} ${label}`)).toEqual(["1 all", "1 x", "1.1 x", "1.2 x", "1 y", "1.1 y", "1.2 y"]);
});

test("an external operation that is aborted rejects at once, and never completes", async () => {
  const loop = new VirtualLoop();
  const result = await loop.run({
    calls: [{
      label: "call",
      start: async () => {
        const controller = new AbortController();
        const reading = loop.external("read", () => expect.unreachable(), { signal: controller.signal });
        controller.abort("enough");
        return reading.catch((reason: unknown) => reason);
      },
    }],
  });
  expect(result.calls[0]!.value).toBe("enough");
  expect(result.turns.length).toBe(1);
});
