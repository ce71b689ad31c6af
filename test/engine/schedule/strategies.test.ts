import { describe, expect, test } from "vitest";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { explore } from "../../../src/engine/schedule/explore.ts";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import type { Strategy } from "../../../src/engine/schedule/strategy.ts";
import { runtime } from "../../../src/engine/step/runtime.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Cell, increments } from "./programs.ts";

/** Which task makes each step, for each schedule of the strategy. */
function orders(program: () => Steps<unknown>, strategy: Strategy, schedules: number): { order: string; switches: number }[] {
  const found: { order: string; switches: number }[] = [];
  let order = "";
  for (let i = 0; i < schedules; i++) {
    try {
      order = "";
      const { switches } = run(program, { strategy, monitors: [{ stepped: ({ path }) => void (order += path) }] });
      found.push({ order, switches });
    } catch (error) {
      expect((error as Error).message).toContain("no schedule left");
      break;
    }
  }
  return found;
}

/** Two tasks of n steps each, the first one included. */
function twoTasks(n: number): () => Steps<void> {
  return function* () {
    const cell = new Cell();
    for (let i = 0; i < 2; i++) {
      go(function* () {
        for (let k = 1; k < n; k++) yield* cell.add(1);
      });
    }
  };
}

describe("exhaustive", () => {
  test("without a bound that matters it runs every order of the steps once", () => {
    const all = orders(twoTasks(4), exhaustive({ preemptions: 99 }), 1000);
    expect(new Set(all.map(({ order }) => order)).size).toBe(all.length);
    expect(all.length).toBe(70); // 8 over 4
  });

  test("with a bound it runs exactly the schedules with as many preemptions", () => {
    const all = orders(twoTasks(5), exhaustive({ preemptions: 99 }), 1000);
    expect(all.length).toBe(252); // 10 over 5
    for (const preemptions of [0, 1, 2, 3]) {
      const bounded = orders(twoTasks(5), exhaustive({ preemptions }), 1000);
      const wanted = all.filter(({ switches }) => switches <= preemptions).map(({ order }) => order);
      expect(bounded.map(({ order }) => order).sort()).toEqual(wanted.sort());
    }
  });

  test("it tries every choice", () => {
    const seen: string[] = [];
    const { isComplete, schedules } = explore(
      function* (): Steps<string> {
        const current = runtime()!;
        yield* new Cell().add(1);
        return `${current.choose(3)}${current.choose(1)}${current.choose(2)}`;
      },
      { strategy: exhaustive(), check: ({ outcome }) => void seen.push((outcome as { value: string }).value) },
    );
    expect([isComplete, schedules]).toEqual([true, 6]);
    expect(seen.sort()).toEqual(["000", "001", "100", "101", "200", "201"]);
  });

  test("before synchronisation alone it comes to the same ends, with fewer schedules, where there are no races", () => {
    const program = function* (): Steps<{ log: string; cell: Cell }> {
      const state = { log: "", cell: new Cell() };
      const mutex = new Mutex();
      for (const name of ["a", "b"]) {
        go(function* () {
          for (let i = 0; i < 2; i++) {
            yield* mutex.lock();
            yield* state.cell.write((yield* state.cell.read()) + 1);
            state.log += name;
            yield* mutex.unlock();
          }
        });
      }
      return state;
    };
    const ends = (at: "steps" | "sync"): { schedules: number; logs: Set<string> } => {
      const logs = new Set<string>();
      const { schedules, failures, isComplete } = explore(program, {
        strategy: exhaustive({ at }),
        check: ({ outcome }) => {
          const { log, cell } = (outcome as { value: { log: string; cell: Cell } }).value;
          logs.add(log);
          return cell.value === 4 ? null : `${cell.value}`;
        },
      });
      expect([failures, isComplete]).toEqual([[], true]);
      return { schedules, logs };
    };
    const [steps, sync] = [ends("steps"), ends("sync")];
    expect(sync.logs).toEqual(steps.logs);
    expect(sync.schedules).toBeLessThan(steps.schedules);
  });

  test("before synchronisation alone a race is a failure", () => {
    const { failures } = explore(() => increments(2), { strategy: exhaustive({ at: "sync" }) });
    expect(failures[0]!.message).toContain("WARNING: DATA RACE");
  });

  test("it says that it is not complete when it is cut short", () => {
    expect(explore(twoTasks(5), { strategy: exhaustive(), schedules: 3 })).toMatchObject({ schedules: 3, isComplete: false });
  });
});

describe("random", () => {
  test("every order of two short tasks comes, about as often as it must", () => {
    const counts = new Map<string, number>();
    for (const { order } of orders(twoTasks(2), random({ seed: 3 }), 4000)) counts.set(order, (counts.get(order) ?? 0) + 1);
    // Each step takes either task with 1/2 until one is done: 2 orders of 1/4, 4 of 1/8.
    const expected = new Map([["01122", 1000], ["02211", 1000], ["01212", 500], ["01221", 500], ["02112", 500], ["02121", 500]]);
    expect([...counts.keys()].sort()).toEqual([...expected.keys()].sort());
    const chiSquare = [...expected].reduce((sum, [order, n]) => sum + (counts.get(order)! - n) ** 2 / n, 0);
    expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, p = 0.001
  });
});

describe("PCT", () => {
  test("says its bound", () => {
    expect(pct({ depth: 2, steps: 50 }).description).toBe(
      "PCT, depth 2: a bug of that depth is found by one schedule with a probability of at least 1/(1*50^1) = 0.020",
    );
    const { strategy } = explore(twoTasks(4), { strategy: pct({ depth: 2 }), schedules: 20 });
    expect(strategy).toContain("1/(3*9^1) = 0.037");
  });

  test("of depth 1 it never preempts but where a task of higher priority is started", () => {
    for (const { order } of orders(twoTasks(6), pct({ depth: 1 }), 200)) expect(order).toMatch(/^0(1{6}2{6}|2{6}1{6})$/);
  });

  test("finds a bug of depth 2 at least as often as it promises", () => {
    const n = 3;
    const k = 7;
    const { failures, schedules } = explore(() => increments(2), {
      strategy: pct({ depth: 2, steps: k, seed: 11 }),
      schedules: 2000,
      failures: 2000,
      check: ({ outcome }) => ((outcome as { value: Cell }).value.value === 2 ? null : "an update is lost"),
    });
    expect(failures.length / schedules).toBeGreaterThan(1 / (n * k));
  });

  test("makes at most depth - 1 preemptions, and one more for each task started", () => {
    for (const { switches } of orders(twoTasks(6), pct({ depth: 3 }), 300)) expect(switches).toBeLessThanOrEqual(2);
  });
});
