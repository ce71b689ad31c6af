import { afterEach, expect, test } from "vitest";
import { explore } from "../../../src/engine/schedule/explore.ts";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, replay, run } from "../../../src/engine/schedule/run.ts";
import { shrink } from "../../../src/engine/schedule/shrink.ts";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { Once } from "../../../src/engine/sync/once.ts";
import { RWMutex } from "../../../src/engine/sync/rwmutex.ts";
import { runtime } from "../../../src/engine/step/runtime.ts";
import { Cell, increments, unsynchronized } from "./programs.ts";

const two: Body = () => increments(2);

afterEach(() => {
  // Whatever went wrong, the runtime is usable.
  expect(runtime()).toBeNull();
  expect(run(two).outcome.kind).toBe("completed");
});

const coded = (code: string, text: RegExp): object => expect.objectContaining({ name: "EngineInputError", code, message: expect.stringMatching(text) as string });

function thrownBy(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    return error;
  }
  return "nothing was thrown";
}

test("a string that is no schedule, is cut off, or has a wrong character", () => {
  const { schedule } = explore(unsynchronized("write", "write"), { strategy: pct() }).failures[0]!;
  expect(thrownBy(() => replay(two, "hello"))).toEqual(coded("bad-schedule", /does not start with rg1~/));
  expect(thrownBy(() => replay(two, ""))).toEqual(coded("bad-schedule", /no schedule to replay/));
  expect(thrownBy(() => replay(two, undefined as unknown as string))).toEqual(coded("bad-schedule", /not a string/));
  for (let at = 4; at < schedule.length; at++) {
    expect(thrownBy(() => replay(two, schedule.slice(0, at))), `cut at ${at}`).toEqual(coded("bad-schedule", /./));
    const other = schedule[at] === "1" ? "2" : "1";
    expect(thrownBy(() => replay(two, schedule.slice(0, at) + other + schedule.slice(at + 1))), `changed at ${at}`).toEqual(coded("bad-schedule", /./));
  }
});

test("a schedule of another program", () => {
  const failure = explore(unsynchronized("write", "read"), { strategy: exhaustive() }).failures[0]!;
  expect(thrownBy(() => replay(two, failure.schedule))).toEqual(coded("foreign-schedule", /does not fit this program: it says a switch/));
  const plain = run(unsynchronized("read", "read"));
  expect(thrownBy(() => replay(two, plain.schedule))).toEqual(coded("foreign-schedule", /a run of \d+ steps, and this one has 7/));
});

test("a task that never yields is stopped, alone and in a search, and the message says which", () => {
  const endless: Body = function* () {
    yield* new Cell().add(1);
    go(function* () {
      for (;;);
    }, "spinner");
  };
  expect(run(endless, { patience: 100 }).outcome).toMatchObject({ kind: "hang", message: expect.stringMatching(/^task 1 \("spinner"\) has run for 100 ms without a step/) as string });
  const { failures, schedules } = explore(endless, { patience: 100 });
  expect([schedules, failures[0]?.message]).toEqual([1, expect.stringMatching(/^task 1 \("spinner"\)/)]);
});

test("a check that never returns", () => {
  const check = (): never => {
    for (;;);
  };
  expect(thrownBy(() => explore(two, { patience: 100, check }))).toEqual(coded("check-hangs", /check of a run/));
});

test("a generator that throws, in the main task and in another", () => {
  const broken: Body = function* () {
    go(function* () {
      yield* new Cell().add(1);
      throw new RangeError("too far");
    }, "worker");
  };
  expect(run(broken).outcome).toMatchObject({ kind: "panic", message: "panic: too far" });
  expect(explore(broken).failures[0]!.message).toBe('panic: too far\n  in task 1 ("worker"), after 2 of its steps');
});

test("what is no generator function", () => {
  expect(thrownBy(() => run((() => 5) as unknown as Body))).toEqual(coded("bad-task", /this one gave 5/));
  expect(thrownBy(() => explore((async () => {}) as unknown as Body))).toEqual(coded("bad-task", /async function cannot be stepped/));
  expect(thrownBy(() => run(undefined as unknown as Body))).toEqual(coded("bad-task", /undefined/));
  const spawner = run(function* () {
    yield* new Cell().add(1);
    go((() => {}) as unknown as Body);
  });
  expect(spawner.outcome).toMatchObject({ kind: "panic", message: expect.stringContaining("A task is a generator function") as string });
});

test("yield instead of yield*, and other things that are no steps", () => {
  const yielding = (value: () => unknown): string =>
    run(function* () {
      yield value() as number;
    }).outcome.message;
  expect(yielding(() => new Cell().add(1))).toContain("write yield* instead of yield");
  expect(yielding(() => undefined)).toContain("main task yielded undefined");
  expect(yielding(() => "x")).toContain('yielded "x"');
});

test("go outside of a program", () => {
  expect(thrownBy(() => go(two))).toEqual(coded("no-runtime", /run\(\) or explore\(\)/));
});

test("options that make no sense", () => {
  for (const act of [
    () => run(two, { steps: 0 }),
    () => run(two, { patience: -1 }),
    () => explore(two, { schedules: 1.5 }),
    () => explore(two, { failures: 0 }),
  ]) {
    expect(thrownBy(act)).toEqual(coded("bad-options", /must be an integer from 1/));
  }
  expect(thrownBy(() => pct({ depth: 0 }))).toEqual(coded("bad-strategy", /depth/));
  expect(thrownBy(() => random({ seed: 0.5 }))).toEqual(coded("invalid-integer", /seed/));
  expect(thrownBy(() => exhaustive({ preemptions: -1 }))).toEqual(coded("invalid-count", /preemptions/));
});

test("a schedule that does not fail cannot be shrunk", () => {
  const { schedule } = run(two);
  expect(thrownBy(() => shrink(two, schedule))).toEqual(coded("no-failure", /does not fail/));
});

test("a generator in the place of its function, and one that is used twice", () => {
  expect(thrownBy(() => explore(two() as unknown as Body))).toEqual(coded("bad-task", /not a generator: pass the generator function itself/));
  const once = two();
  expect(thrownBy(() => explore(() => once))).toEqual(coded("bad-task", /gave a generator that was a task before/));
});

test("a strategy that was used before does not begin a search in its middle", () => {
  const strategy = exhaustive();
  expect(explore(two, { strategy }).isComplete).toBe(true);
  expect(thrownBy(() => explore(two, { strategy }))).toEqual(coded("bad-strategy", /used before/));
});

test("an exhaustive search of a program that is another one each time says so", () => {
  let runs = 0;
  const program: Body = () => increments(2, 1 + (++runs % 2));
  expect(thrownBy(() => explore(program, { strategy: exhaustive() }))).toEqual(coded("uncontrolled", /checkDeterminism/));
});

test("a search at synchronisation alone insists on the race detector", () => {
  expect(thrownBy(() => explore(two, { strategy: exhaustive({ at: "sync" }), races: false }))).toEqual(coded("bad-options", /without races/));
  const judged = explore(two, { strategy: exhaustive({ at: "sync" }), judge: () => null });
  expect(judged.failures[0]!.message).toContain("WARNING: DATA RACE");
});

test("steps that take long are no hang, however short the patience, nor is a long search", () => {
  const slow: Body = function* () {
    const cell = new Cell();
    for (let i = 0; i < 40; i++) {
      const end = performance.now() + 5;
      while (performance.now() < end);
      yield* cell.add(1);
    }
  };
  expect(run(slow, { patience: 100 }).outcome.kind).toBe("completed");
  expect(explore(two, { patience: 200, schedules: 20_000 })).toMatchObject({ schedules: 20_000, failures: [] });
});

test("the function of a program that loops is stopped as well", () => {
  const looping: Body = () => {
    for (;;);
  };
  expect(run(looping, { patience: 100 }).outcome.kind).toBe("hang");
});

test("a check that throws says by that what is wrong; one that says neither yes nor no is an error", () => {
  const throwing = explore(two, {
    check: () => {
      throw new Error("expected 3");
    },
  });
  expect(throwing.failures.map(({ message }) => message)).toEqual(["expected 3"]);
  for (const said of [true, false, "", 0, Promise.resolve("x")]) {
    expect(thrownBy(() => explore(two, { check: () => said as unknown as string }))).toEqual(coded("bad-check", /in a sentence/));
    expect(thrownBy(() => explore(two, { judge: () => said as unknown as string }))).toEqual(coded("bad-check", /in a sentence/));
  }
  expect(explore(two, { judge: () => undefined, schedules: 5 }).failures).toEqual([]);
});

test("errors of monitors and strategies are theirs, not the program's", () => {
  const bug = (): never => {
    throw new Error("monitor bug");
  };
  for (const monitor of [{ stepped: bug }, { spawned: bug }, { over: bug }]) expect(thrownBy(() => run(two, { monitors: [monitor] }))).toEqual(new Error("monitor bug"));
  const strategy = { ...random(), next: () => true, seed: 1, isSeeded: true, isFinite: false, everyStep: false, description: "", choose: () => 0 };
  expect(thrownBy(() => run(two, { strategy: { ...strategy, pick: () => undefined as never } }))).toEqual(coded("bad-strategy", /no task that can run/));
});

test("whatever is thrown has a text", () => {
  const outcome = (error: unknown): string =>
    run(function* () {
      yield* new Cell().add(1);
      throw error;
    }).outcome.message;
  const nameless = Object.defineProperty(new Error(), "message", {
    get() {
      throw new Error("no");
    },
  });
  expect([Object.create(null), { a: 1 }, nameless, Symbol("s"), 7n].map(outcome)).toEqual([
    "panic: an object",
    "panic: an object",
    "panic: an error whose text cannot be read",
    "panic: Symbol(s)",
    "panic: 7n",
  ]);
  expect(outcome(new Error("x".repeat(1e6))).length).toBeLessThan(3000);
});

test("a lock that belongs to another program", () => {
  const mutex = new Mutex();
  const outer = run(function* () {
    yield* mutex.lock();
    const inner = run(function* () {
      yield* mutex.lock();
    });
    go(() => mutex.lock());
    return inner.outcome.kind;
  });
  expect(outer.outcome).toMatchObject({ kind: "panic", message: expect.stringContaining("must be made inside of the program") as string });
});

test("numbers that are yielded by hand", () => {
  for (const value of [0, 3, -1, Number.NaN, 1.5]) {
    const program: Body = function* () {
      yield* new Cell().add(1);
      yield value;
    };
    expect(run(program).outcome).toMatchObject({ kind: "panic", message: expect.stringContaining("main task yielded") as string });
  }
});

test("options of other types", () => {
  const odd = (options: unknown): unknown => thrownBy(() => explore(two, options as object));
  for (const options of [null, 5, { strategy: "random" }, { check: "x" }, { races: "yes" }, { patience: 2 ** 40 }]) {
    expect(odd(options)).toEqual(coded("bad-options", /must be/));
  }
  expect(thrownBy(() => run(two, { monitors: {} as never }))).toEqual(coded("bad-options", /an array/));
  expect(thrownBy(() => exhaustive({ seed: Number.NaN }))).toEqual(coded("invalid-integer", /seed/));
  expect(thrownBy(() => random(null as never))).toEqual(coded("bad-options", /object/));
  expect(thrownBy(() => pct({ depth: 2 ** 40 }))).toEqual(coded("bad-strategy", /depth/));
});

test("what should be the steps of a body and is something else", () => {
  const five = (() => 5) as unknown as () => Steps<void>;
  const bodies: Record<string, () => Steps<unknown>> = {
    "Mutex.with": () => new Mutex().with(five),
    "RWMutex.with": () => new RWMutex().withRead(five),
    "Once.do": () => new Once().do(five),
    *range () {
      const map = SteppedMap.make("int64");
      yield* map.set(1, 1);
      yield* map.range(five);
    },
  };
  for (const [where, body] of Object.entries(bodies)) {
    expect(run(body).outcome.message).toBe(`panic: ${where} takes a generator function (function* () { ... }); this one gave 5.`);
  }
});
