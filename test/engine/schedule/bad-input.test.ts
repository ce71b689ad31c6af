import { afterEach, expect, test } from "vitest";
import { explore } from "../../../src/engine/schedule/explore.ts";
import type { Body } from "../../../src/engine/schedule/execution.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, replay, run } from "../../../src/engine/schedule/run.ts";
import { shrink } from "../../../src/engine/schedule/shrink.ts";
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
    expect(thrownBy(act)).toEqual(coded("bad-options", /must be an integer from 1 on/));
  }
  expect(thrownBy(() => pct({ depth: 0 }))).toEqual(coded("bad-strategy", /depth/));
  expect(thrownBy(() => random({ seed: 0.5 }))).toEqual(coded("invalid-integer", /seed/));
  expect(thrownBy(() => exhaustive({ preemptions: -1 }))).toEqual(coded("invalid-count", /preemptions/));
});

test("a schedule that does not fail cannot be shrunk", () => {
  const { schedule } = run(two);
  expect(thrownBy(() => shrink(two, schedule))).toEqual(coded("no-failure", /does not fail/));
});
