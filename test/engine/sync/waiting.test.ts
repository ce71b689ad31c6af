import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GoPanic } from "../../../src/engine/errors.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import { runSteps, type Steps } from "../../../src/engine/step/step.ts";
import { Once } from "../../../src/engine/sync/once.ts";
import { pause, sleep } from "../../../src/engine/sync/sleep.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";
import { allOutcomes, runRandomly, valueOf, waits } from "./outcomes.ts";

describe("WaitGroup", () => {
  test("wait returns when as many are done as were added, under any schedule", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 0, max: 6 }), fc.integer({ min: 1, max: 3 }), (seed, workers, waiters) => {
        const program = function* (): Steps<void> {
          const group = new WaitGroup();
          let done = 0;
          yield* group.add(workers);
          for (let i = 0; i < workers; i++) {
            go(function* () {
              yield* pause();
              done++;
              yield* group.done();
            });
          }
          for (let i = 0; i < waiters; i++) {
            go(function* () {
              yield* group.wait();
              expect(done).toBe(workers);
            });
          }
          yield* group.wait();
          expect([done, group.counter]).toEqual([workers, 0]);
        };
        valueOf(runRandomly(program, seed));
      }),
      { seed: 13, numRuns: 200 },
    );
  });

  test("a negative counter is a panic that leaves the counter as it was", () => {
    const group = new WaitGroup();
    runSteps(group.add(1));
    expect(() => runSteps(group.add(-2))).toThrow(new GoPanic("sync: negative WaitGroup counter"));
    expect(group.counter).toBe(1);
    expect(runSteps(group.done()).steps).toBe(1);
    expect(runSteps(group.wait()).steps).toBe(1);
    expect(() => runSteps(group.done())).toThrow("sync: negative WaitGroup counter");
    expect(() => runSteps(group.add(0.5))).toThrow(/delta must be an integer/);
  });

  test("one that is used again too early is found in those schedules in which it goes wrong", () => {
    const outcomes = allOutcomes(function* () {
      const group = new WaitGroup();
      yield* group.add(1);
      go(() => group.wait());
      yield* group.done();
      yield* group.add(1);
      yield* group.done();
      return "done";
    });
    expect(outcomes).toEqual(['"done"', "panic: sync: WaitGroup is reused before previous Wait has returned"]);
  });

  test("who waits for ever is described as in Go", () => {
    const result = run(function* () {
      const group = new WaitGroup("jobs");
      yield* group.add(1);
      yield* group.wait();
    });
    expect(waits(result)).toEqual({ main: "sync.WaitGroup.Wait" });
    const group = new WaitGroup("jobs");
    runSteps(group.add(1));
    expect(() => runSteps(group.wait())).toThrow(/sync\.WaitGroup\.Wait of WaitGroup "jobs" has to wait/);
  });
});

describe("Once", () => {
  test("runs the first function once, and all callers return after it has", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e9 }), fc.integer({ min: 1, max: 6 }), (seed, callers) => {
        const program = function* (): Steps<string[]> {
          const once = new Once();
          const events: string[] = [];
          for (let i = 0; i < callers; i++) {
            go(function* () {
              yield* once.do(function* () {
                events.push("begin");
                yield* pause();
                yield* pause();
                events.push("end");
              });
              events.push("return");
            });
          }
          yield* sleep(1);
          return events;
        };
        expect(valueOf(runRandomly(program, seed))).toEqual(["begin", "end", ...Array.from({ length: callers }, () => "return")]);
      }),
      { seed: 14, numRuns: 200 },
    );
  });

  test("a function that throws counts as done", () => {
    const once = new Once();
    expect(() =>
      runSteps(
        once.do(function* () {
          yield* pause();
          throw new GoPanic("boom");
        }),
      ),
    ).toThrow("boom");
    expect([once.isDone, once.holder]).toEqual([true, null]);
    const second = once.do(function* () {
      yield* pause();
      throw new Error("it ran twice");
    });
    expect(runSteps(second).steps).toBe(1);
  });

  test("a call from within waits for ever", () => {
    const again = (once: Once): Steps<void> => once.do(() => once.do(pause));
    expect(waits(run(() => again(new Once())))).toEqual({ main: "sync.Once.Do" });
    expect(() => runSteps(again(new Once("setup")))).toThrow(/sync\.Once\.Do of Once "setup" has to wait/);
  });
});

describe("sleep and pause", () => {
  test("tasks wake in the order of their times, and the clock shows when", () => {
    const result = run(function* () {
      const order: number[] = [];
      for (const time of [30, 10, 20, 0, -5]) {
        go(function* () {
          yield* sleep(time);
          order.push(time);
        });
      }
      yield* sleep(40);
      return order.filter((time) => time > 0);
    });
    expect(valueOf(result)).toEqual([10, 20, 30]);
    expect(result.now).toBe(40);
  });

  test("sleep needs a scheduler and a time", () => {
    expect(() => runSteps(sleep(1))).toThrow(/virtual clock/);
    expect(() => runSteps(sleep(Number.NaN))).toThrow(/finite number of milliseconds, not NaN/);
  });

  test("pause is one step in which others may come between", () => {
    expect(runSteps(pause()).steps).toBe(1);
    const outcomes = allOutcomes(function* () {
      let x = 0;
      go(function* () {
        x = 1;
        yield* pause();
        x = 2;
      });
      yield* pause();
      return x;
    });
    expect(outcomes).toEqual(["0", "1", "2"]);
  });
});
