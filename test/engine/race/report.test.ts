import { describe, expect, test } from "vitest";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { formatRace } from "../../../src/engine/race/format-race.ts";
import type { Race } from "../../../src/engine/race/race.ts";
import { RaceDetector } from "../../../src/engine/race/race-detector.ts";
import { go, replay, run } from "../../../src/engine/schedule/run.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { write } from "../../../src/engine/step/step.ts";
import { Variable } from "../../../src/engine/sync/variable.ts";
import { memory, Teller } from "./reference.ts";

function* program(): Steps<void> {
  const map = SteppedMap.make("int32", null, { seed: 1 });
  map.map.h.detect = false;
  yield* map.set(0, "first");
  const total = new Variable(0, "total");
  go(function* writer() {
    for (let i = 0; i < 4; i++) yield* map.set(i, "value");
    yield* add(total);
  }, "writer");
  go(function* reader() {
    for (let i = 0; i < 4; i++) yield* map.get(i);
    yield* add(total);
  });
}

function* add(total: Variable<number>): Steps<void> {
  yield* total.update((value) => value + 1);
}

function watch(stacks?: boolean | readonly Race[], schedule?: string) {
  const detector = new RaceDetector({ stacks });
  const options = { monitors: [detector] };
  const result = schedule === undefined ? run(program, { ...options, strategy: random({ seed: 3 }) }) : replay(program, schedule, options);
  return { races: detector.races, schedule: result.schedule };
}

/** A race without what differs from run to run: objects and stacks. */
const outline = ({ kind, location, current, previous }: Race) => ({
  kind,
  place: location.name,
  accesses: [current, previous].map(({ kind, task, time, operation, operationTime }) => [kind, task.path, time, operation?.name, operationTime]),
});

describe("a replay with stacks", () => {
  const first = watch();
  const all = watch(true, first.schedule);
  const wanted = watch(first.races, first.schedule);

  test("finds the same races", () => {
    expect(first.races.length).toBeGreaterThan(3);
    expect(all.races.map(outline)).toEqual(first.races.map(outline));
    expect(wanted.races.map(outline)).toEqual(first.races.map(outline));
  });

  test("says where accesses were made and tasks started, which the first run does not", () => {
    for (const { current, previous } of first.races) for (const access of [current, previous]) expect([access.stack, access.start!.stack]).toEqual([null, null]);
    for (const { current, previous } of all.races) {
      for (const { stack, task, start } of [current, previous]) {
        const frames = stack!.split("\n");
        expect(frames.at(-1)).toMatch(new RegExp(`^at ${task.path === "1" ? "writer" : "reader"}.*report\\.test\\.ts:\\d+:\\d+`));
        expect(start!.stack).toMatch(/^at program.*report\.test\.ts:\d+:\d+\)$/);
        for (const frame of frames) expect(frame).toContain("report.test.ts");
      }
    }
  });

  test("has the calls between, innermost first", () => {
    const race = all.races.find(({ location }) => location.name === "total")!;
    expect(race.current.stack!.split("\n").map((frame) => /^at (\w+)/.exec(frame)![1])).toEqual(["add", race.current.task.path === "1" ? "writer" : "reader"]);
  });

  test("has the same stacks where only those of the races are noted", () => {
    const stacks = (races: readonly Race[]) => races.map(({ current, previous }) => [current.stack, previous.stack]);
    expect(stacks(wanted.races)).toEqual(stacks(all.races));
  });
});

describe("formatRace", () => {
  test("is what Go prints, with steps", () => {
    const race = watch().races.find(({ location, current }) => location.name === "hmap.count" && current.kind === "write")!;
    expect(formatRace(race).replaceAll(/step \d+/g, "step N").replaceAll(/\(\d/g, "(K").split("\n")).toEqual([
      "==================",
      "WARNING: DATA RACE",
      'Write at hmap.count by goroutine 1 ("writer"):',
      '  set(K, "value") at step N',
      "",
      "Previous read at hmap.count by goroutine 2:",
      "  get(K) at step N",
      "",
      'Goroutine 1 ("writer") started at:',
      "  step N, by main goroutine",
      "",
      "Goroutine 2 started at:",
      "  step N, by main goroutine",
      "==================",
    ]);
  });

  test("has frames below what they belong to, and the name of a variable", () => {
    const { schedule } = watch();
    const race = watch(true, schedule).races.find(({ location }) => location.name === "total")!;
    const text = formatRace(race);
    expect(text).toMatch(/^ {2}update\(\) of "total" at step \d+\n {6}at add .*report\.test\.ts:\d+:\d+\)\n {6}at (writer|reader)/m);
    expect(text).toMatch(/started at:\n {2}step \d+, by main goroutine\n {6}at program .*report\.test\.ts:\d+:\d+\)/);
  });

  test("does without an operation, and the main goroutine was started by nobody", () => {
    const detector = new RaceDetector();
    const teller = new Teller(detector);
    const main = teller.tasks[0]!;
    const child = teller.spawn(main, "");
    const x = memory("x");
    teller.step(main, write(x, 0), x);
    teller.step(child, write(x, 0), x);
    expect(formatRace(detector.races[0]!).split("\n").slice(2, -1)).toEqual([
      "Write at x.0[0] by goroutine 1:",
      "  at step 1",
      "",
      "Previous write at x.0[0] by main goroutine:",
      "  at step 0",
      "",
      "Goroutine 1 started at:",
      "  step 0, by main goroutine",
    ]);
  });
});
