import { describe, expect, test } from "vitest";
import { go, run } from "../../../src/engine/schedule/run.ts";
import type { Monitor } from "../../../src/engine/step/monitor.ts";
import { accessed, atomicKind, readKind, runSteps, type Steps, writeKind } from "../../../src/engine/step/step.ts";
import { Atomic } from "../../../src/engine/sync/atomic.ts";
import { Variable } from "../../../src/engine/sync/variable.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";
import { allOutcomes } from "./outcomes.ts";

/** Two tasks that add 1 each. */
function twice(add: () => Steps<unknown>): Steps<void> {
  return (function* () {
    const group = new WaitGroup();
    yield* group.add(2);
    for (let i = 0; i < 2; i++) {
      go(function* () {
        yield* add();
        yield* group.done();
      });
    }
    yield* group.wait();
  })();
}

describe("Atomic", () => {
  test("every operation is one step, on the atomic itself", () => {
    const flag = new Atomic(1, "flag");
    const operations = [flag.load(), flag.store(2), flag.swap(3), flag.compareAndSwap(3, 4), flag.compareAndSwap(3, 5), flag.add(6)];
    const results = operations.map((steps) => {
      const { value } = (steps as Steps<unknown>).next();
      expect([(value as number) & 3, accessed()]).toEqual([atomicKind, flag]);
      return (steps as Steps<unknown>).next();
    });
    expect(results).toEqual([1, undefined, 2, true, false, 10].map((value) => ({ value, done: true })));
    expect([flag.peek(), flag.nameOf()]).toEqual([10, "flag"]);
  });

  test("compareAndSwap finds NaN equal to itself, and 0 to -0", () => {
    expect(runSteps(new Atomic(Number.NaN).compareAndSwap(Number.NaN, 1)).result).toBe(true);
    expect(runSteps(new Atomic(0).compareAndSwap(-0, 1)).result).toBe(true);
  });

  test("add wants numbers and leaves the value alone without", () => {
    const text = new Atomic<unknown>("a", "label");
    expect(() => runSteps(text.add.call(text as Atomic<number>, 1))).toThrow(/atomic "label" needs numbers, but its value is "a"/);
    expect(() => runSteps(new Atomic(1).add(Number.NaN))).toThrow(/what is to be added is NaN/);
    expect(text.peek()).toBe("a");
  });

  test("no addition is lost", () => {
    const outcomes = allOutcomes(function* () {
      const count = new Atomic(0);
      yield* twice(() => count.add(1));
      return count.peek();
    });
    expect(outcomes).toEqual(["2"]);
  });
});

describe("Variable", () => {
  test("reads and writes in one step each, and updates in two", () => {
    const x = new Variable(1, "x");
    const kinds = (steps: Steps<unknown>): number[] => {
      const found: number[] = [];
      for (let next = steps.next(); !next.done; next = steps.next()) {
        expect(accessed()).toBe(x);
        found.push(next.value & 3);
      }
      return found;
    };
    expect([kinds(x.read()), kinds(x.write(2))]).toEqual([[readKind], [writeKind]]);
    expect(kinds(x.update((value) => value * 5))).toEqual([readKind, writeKind]);
    expect([x.peek(), x.nameOf()]).toEqual([10, "x"]);
  });

  test("an update may be lost", () => {
    const outcomes = allOutcomes(function* () {
      const count = new Variable(0);
      yield* twice(() => count.update((value) => value + 1));
      return count.peek();
    });
    expect(outcomes).toEqual(["1", "2"]);
  });

  test("an update whose function throws writes nothing", () => {
    const x = new Variable(1);
    const fail = (): number => {
      throw new Error("no");
    };
    expect(() => runSteps(x.update(fail))).toThrow("no");
    expect(x.peek()).toBe(1);
  });

  test("a monitor is told of each operation, and that it ends", () => {
    const events: string[] = [];
    const monitor: Monitor = {
      began: (_, { name, args }, time) => void events.push(`began ${name}(${args.join()}) at ${time}`),
      ended: (_, { name }, time) => void events.push(`ended ${name} at ${time}`),
    };
    run(
      function* () {
        const x = new Variable(0);
        yield* x.write(7);
        yield* x.update((value) => value + 1);
        yield* x.read();
      },
      { monitors: [monitor] },
    );
    expect(events).toEqual([
      "began write(7) at 1",
      "ended write at 2",
      "began update() at 2",
      "ended update at 4",
      "began read() at 4",
      "ended read at 5",
    ]);
  });
});
