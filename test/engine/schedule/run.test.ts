import { expect, test } from "vitest";
import { GoPanic } from "../../../src/engine/errors.ts";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { formatOutcome } from "../../../src/engine/schedule/outcome.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, replay, run } from "../../../src/engine/schedule/run.ts";
import type { Gate } from "../../../src/engine/step/gate.ts";
import type { Monitor } from "../../../src/engine/step/monitor.ts";
import { runtime } from "../../../src/engine/step/runtime.ts";
import { fatal, type Steps, sync } from "../../../src/engine/step/step.ts";
import { pause } from "../../../src/engine/sync/sleep.ts";
import { Cell, increments } from "./programs.ts";

/** A gate that is open when it says so. */
class Door implements Gate {
  shadow = null;
  waiting = [];
  isUnlocked = false;

  isOpen(): boolean {
    return this.isUnlocked;
  }

  describe(): string {
    return "a door";
  }

  *pass(): Steps<void> {
    yield sync(this, 0);
  }

  unlock(): void {
    this.isUnlocked = true;
    runtime()!.changed(this);
  }
}

test("a program completes with the value of its main task, after the tasks that it has started", () => {
  const { outcome, tasks, steps } = run(() => increments(3));
  expect(outcome.kind).toBe("completed");
  expect((outcome as { value: Cell }).value).toBeInstanceOf(Cell);
  expect(tasks.map(({ path, steps }) => [path, steps])).toEqual([["0", 1], ["1", 3], ["2", 3], ["3", 3]]);
  expect(steps).toBe(10);
});

test("tasks are named by the path of who has started them, whatever the schedule", () => {
  const family = function* (): Steps<void> {
    const cell = new Cell();
    for (let i = 0; i < 2; i++) {
      go(function* () {
        for (let k = 0; k < 2; k++) {
          yield* cell.add(1);
          go(() => cell.add(1));
        }
      });
    }
  };
  for (let seed = 0; seed < 20; seed++) {
    const paths = run(family, { strategy: random({ seed }) }).tasks.map(({ path }) => path);
    expect(paths.sort()).toEqual(["0", "1", "1.1", "1.2", "2", "2.1", "2.2"]);
  }
});

test("the same schedule makes the same run, another one another", () => {
  const trace = (seed: number): string => {
    const order: string[] = [];
    const monitor: Monitor = { stepped: ({ path }) => void order.push(path) };
    run(() => increments(3, 5), { strategy: random({ seed }), monitors: [monitor] });
    return order.join(" ");
  };
  expect(trace(7)).toBe(trace(7));
  expect(new Set(Array.from({ length: 20 }, (_, seed) => trace(seed))).size).toBe(20);
});

test("replay repeats a run from its string", () => {
  for (let seed = 0; seed < 50; seed++) {
    const first = run(() => increments(3, 2), { strategy: random({ seed }) });
    const again = replay(() => increments(3, 2), first.schedule);
    expect((again.outcome as { value: Cell }).value.value).toBe((first.outcome as { value: Cell }).value.value);
    expect([again.schedule, again.steps, again.switches]).toEqual([first.schedule, first.steps, first.switches]);
  }
});

test("maps that are made in a program are the same in every run of the schedule", () => {
  const seeds = function* (): Steps<number[]> {
    const maps = [SteppedMap.make("string"), SteppedMap.make("string")];
    yield* maps[0]!.set("a", 1);
    return maps.map(({ map }) => map.h.hash0);
  };
  const first = run(seeds, { strategy: random({ seed: 5 }) });
  const value = (result: typeof first): number[] => (result.outcome as { value: number[] }).value;
  expect(value(replay(seeds, first.schedule))).toEqual(value(first));
  expect(value(first)[0]).not.toBe(value(first)[1]);
  expect(value(run(seeds, { strategy: random({ seed: 6 }) }))).not.toEqual(value(first));
});

test("also what the program's function does before it gives its generator belongs to the program", () => {
  const seeded = (): Steps<number> => {
    const { map } = SteppedMap.make("string");
    go(() => new Cell().add(1));
    return (function* () {
      yield* new Cell().add(1);
      return map.h.hash0;
    })();
  };
  const first = run(seeded);
  expect(first.tasks).toHaveLength(2);
  expect((run(seeded).outcome as { value: number }).value).toBe((first.outcome as { value: number }).value);
});

test("ten thousand tasks take seconds, not minutes", { timeout: 60_000 }, () => {
  const crowd = function* (): Steps<void> {
    const cell = new Cell();
    for (let i = 0; i < 10_000; i++) go(() => cell.add(1));
  };
  for (const strategy of [exhaustive({ preemptions: 0 }), random()]) expect(run(crowd, { strategy }).steps).toBe(20_001);
});

test("two runs that differ in who made which step have different marks", () => {
  const program = function* (): Steps<void> {
    for (let i = 0; i < 4; i++) {
      go(function* () {
        for (let k = 0; k < 6; k++) yield* pause();
      });
    }
  };
  const marks = new Set<string>();
  for (let seed = 0; seed < 5000; seed++) marks.add(run(program, { strategy: random({ seed }) }).schedule.split("~")[3]!);
  expect(marks.size).toBeGreaterThan(4990);
});

test("a task waits at a gate until it is opened", () => {
  const order: string[] = [];
  const result = run(function* () {
    const door = new Door();
    go(function* () {
      yield* door.pass();
      order.push("through");
    });
    const cell = new Cell();
    for (let i = 0; i < 5; i++) yield* cell.add(1);
    order.push("open");
    door.unlock();
  });
  expect(result.outcome.kind).toBe("completed");
  expect(order).toEqual(["open", "through"]);
});

test("when the main task waits for ever, that is Go's deadlock, and the report says where the tasks stand", () => {
  const { outcome } = run(function* () {
    const door = new Door();
    go(() => door.pass(), "guest");
    yield* door.pass();
  });
  expect(outcome.message).toBe("fatal error: all goroutines are asleep - deadlock!");
  expect(formatOutcome(outcome)).toBe(
    'fatal error: all goroutines are asleep - deadlock!\n  the program\'s main task [a door]\n  task 1 ("guest") [a door]',
  );
});

test("a task that waits for ever when the main task is done has leaked", () => {
  const { outcome } = run(function* () {
    go(() => new Door().pass(), "guest");
    return 7;
  });
  expect(outcome).toMatchObject({ kind: "leak", value: 7, message: 'leaked goroutine: task 1 ("guest")' });
});

test("a fatal error ends the program: neither catch nor finally nor another task runs after it", () => {
  const ran: string[] = [];
  const { outcome } = run(function* () {
    go(function* () {
      const cell = new Cell();
      for (;;) yield* cell.add(1);
    });
    try {
      yield* fatal("concurrent map writes");
    } catch {
      ran.push("catch");
    } finally {
      ran.push("finally");
    }
  });
  expect(outcome).toMatchObject({ kind: "fatal", message: "fatal error: concurrent map writes" });
  expect(ran).toEqual([]);
});

test("an error that a task does not catch is a panic, and ends the program", () => {
  const thrown = (error: unknown): unknown =>
    run(function* () {
      yield* new Cell().add(1);
      throw error;
    }).outcome;
  expect(thrown(new GoPanic("assignment to entry in nil map"))).toMatchObject({ kind: "panic", message: "panic: assignment to entry in nil map" });
  expect(thrown("a text")).toMatchObject({ kind: "panic", message: "panic: a text", error: "a text" });
});

test("a program that does not end is stopped by its budget", () => {
  const { outcome, steps } = run(
    function* () {
      const cell = new Cell();
      for (;;) yield* cell.add(1);
    },
    { steps: 500 },
  );
  expect([outcome.kind, steps]).toEqual(["budget", 500]);
  expect(formatOutcome(outcome)).toContain("has not ended after 500 steps");
});

test("switches counts those away from a task that could have gone on", () => {
  const counted = function* (): Steps<void> {
    const cell = new Cell();
    go(() => cell.add(1));
    yield* cell.add(1);
  };
  const monitored = (seed: number): [number, string] => {
    let order = "";
    const { switches } = run(counted, { strategy: random({ seed }), monitors: [{ stepped: ({ path }) => void (order += path) }] });
    return [switches, order];
  };
  const wanted = new Map([["0011", 0], ["0101", 2], ["0110", 1]]);
  const seen = new Map(Array.from({ length: 40 }, (_, seed) => monitored(seed)).map(([switches, order]) => [order, switches]));
  expect(seen).toEqual(wanted);
});

test("runs may be nested: a program may run another", () => {
  const { outcome } = run(function* () {
    const cell = new Cell();
    yield* cell.add(1);
    const inner = run(() => increments(2));
    go(() => cell.add(1));
    return inner.steps;
  });
  expect(outcome).toMatchObject({ kind: "completed", value: 7 });
});
