import { describe, expect, test } from "vitest";
import { checkDeterminism } from "../../../src/engine/schedule/determinism.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { explore } from "../../../src/engine/schedule/explore.ts";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import type { RunResult } from "../../../src/engine/schedule/attempt.ts";
import { choose, go, replay, run } from "../../../src/engine/schedule/run.ts";
import { shrink } from "../../../src/engine/schedule/shrink.ts";
import { formatSchedule, parseSchedule } from "../../../src/engine/schedule/schedule-string.ts";
import { pause, sleep } from "../../../src/engine/sync/sleep.ts";
import { WaitGroup } from "../../../src/engine/sync/wait-group.ts";
import type { Steps } from "../../../src/engine/step/step.ts";
import { Cell, increments, type MapUse, unsynchronized } from "./programs.ts";

const strategies = { random: () => random({ seed: 9 }), PCT: () => pct({ seed: 9 }), exhaustive: () => exhaustive() };

function lostUpdate({ outcome }: RunResult<Cell>): string | null {
  const { value } = (outcome as { value: Cell }).value;
  return value < 3 ? `3 increments made ${value}` : null;
}

describe("explore", () => {
  test.each(Object.entries(strategies))("%s: a lost update is found, and its string shows it again", (_, strategy) => {
    const { failures } = explore(() => increments(3), { strategy: strategy(), check: lostUpdate });
    expect(failures).toHaveLength(1);
    expect(failures[0]!.uncontrolled).toBeNull();
    expect(lostUpdate(replay(() => increments(3), failures[0]!.schedule))).toBe(failures[0]!.message);
  });

  test("it goes on to as many failures as are wanted", () => {
    const found = explore(() => increments(3), { strategy: exhaustive(), check: lostUpdate, failures: 5 });
    expect(found.failures).toHaveLength(5);
    expect(new Set(found.failures.map(({ schedule }) => schedule)).size).toBe(5);
  });

  test("it counts schedules and steps", () => {
    expect(explore(() => increments(2), { schedules: 30 })).toEqual({
      schedules: 30,
      steps: 30 * 7,
      failures: [],
      isComplete: false,
      strategy: "random, seed 1",
    });
  });

  test("a failure says when its replay does something else", () => {
    let runs = 0;
    const { failures } = explore(() => increments(1, ++runs), { check: () => "always" });
    expect(failures[0]!.uncontrolled).toBe("it was made in a run of 4 steps, and this one has 6");
  });
});

describe("checkDeterminism", () => {
  test("a program that depends on its schedule only is deterministic", () => {
    expect(checkDeterminism(unsynchronized("iterate", "write"), { schedules: 50 })).toBeNull();
    expect(checkDeterminism(() => increments(3, 3), { strategy: exhaustive(), schedules: 50 })).toBeNull();
  });

  test("what an earlier run has left behind is found, with the first step that differs", () => {
    let runs = 0;
    const program = function* (): Steps<void> {
      const cell = new Cell();
      yield* cell.write(1);
      if (++runs === 3) yield* cell.read();
      yield* cell.write(2);
    };
    expect(checkDeterminism(program)).toMatchObject({
      step: 2,
      first: "the program's main task: write cell",
      second: "the program's main task: read cell",
      message: expect.stringContaining("Under the same schedule, step 2 was") as string,
    });
  });
});

describe("pause", () => {
  const waiting = function* (): Steps<void> {
    const cell = new Cell();
    go(function* () {
      while ((yield* cell.read()) === 0) yield* pause();
    });
    go(function* () {
      while ((yield* cell.read()) === 0) yield* pause();
    });
    go(() => cell.write(1));
  };

  test.each(Object.entries(strategies))("%s: who waits in a loop with a pause lets the others run", (_, strategy) => {
    const { failures, schedules } = explore(waiting, { strategy: strategy(), schedules: 300 });
    expect(failures.map(({ message }) => message)).toEqual([]);
    expect(schedules).toBe(300);
  });

  test("to pause is no forced switch, and by default the next one runs", () => {
    let order = "";
    const program = function* (): Steps<void> {
      for (let i = 0; i < 3; i++) {
        go(function* () {
          yield* pause();
          yield* pause();
        });
      }
    };
    const strategy = exhaustive({ preemptions: 0 });
    const { switches } = run(program, { strategy, monitors: [{ stepped: ({ path }) => void (order += path) }] });
    expect([order, switches]).toEqual(["0123123123", 0]);
  });
});

describe("choose", () => {
  test("is a part of the schedule: replayed, shrunk, and tried in full by the exhaustive search", () => {
    const program = function* (): Steps<string> {
      yield* new Cell().add(1);
      return `${choose(3)}${choose(3)}`;
    };
    const check = ({ outcome }: RunResult<string>): string | null => ((outcome as { value: string }).value.includes("2") ? "two" : null);
    const { schedule } = explore(program, { check }).failures[0]!;
    expect(check(replay(program, schedule))).toBe("two");
    const shrunk = shrink(program, schedule, { check });
    expect(parseSchedule(shrunk.schedule).script!.choices).toHaveLength(1);
    expect(explore(program, { strategy: exhaustive() }).schedules).toBe(9);
    const [choice] = parseSchedule(shrunk.schedule).script!.choices;
    const without = formatSchedule({ ...parseSchedule(shrunk.schedule), script: { switches: [], choices: [] } });
    expect([choice!.value, () => replay(program, without)]).toEqual([2, expect.any(Function)]);
    expect(() => replay(program, without)).toThrow("not the same ones");
  });
});

describe("sleep", () => {
  test("of those who wake at the same time any may be first, without a preemption", () => {
    const orders = new Set<string>();
    const program = function* (): Steps<string> {
      let order = "";
      const group = new WaitGroup();
      yield* group.add(2);
      for (const name of ["a", "b"]) {
        go(function* () {
          yield* sleep(10);
          order += name;
          yield* group.done();
        });
      }
      yield* group.wait();
      return order;
    };
    explore(program, { strategy: exhaustive({ preemptions: 0 }), check: ({ outcome }) => void orders.add((outcome as { value: string }).value) });
    expect([...orders].sort()).toEqual(["ab", "ba"]);
  });
});

describe("shrink", () => {
  test("of a random schedule with many switches the fewest are left that lose an update", () => {
    const program = (): Steps<Cell> => increments(3, 6);
    const check = ({ outcome }: RunResult<Cell>): string | null => ((outcome as { value: Cell }).value.value < 18 ? "lost" : null);
    for (let seed = 1; seed <= 5; seed++) {
      const { schedule, result } = explore(program, { strategy: random({ seed }), check }).failures[0]!;
      const shrunk = shrink(program, schedule, { check });
      expect(result.switches).toBeGreaterThan(5);
      expect(shrunk).toMatchObject({ switches: 1, isMinimal: true, message: "lost" });
      expect(check(replay(program, shrunk.schedule))).toBe("lost");
    }
  });

  test("a bug that needs two switches keeps two", () => {
    // The second task must see the value that the first takes back at once, and stop before it is done itself.
    const program = function* (): Steps<Cell> {
      const cell = new Cell();
      let hasSeen = false;
      let isDone = false;
      go(function* () {
        yield* cell.write(1);
        yield* cell.write(0);
        if (hasSeen && !isDone) yield* cell.write(99);
      });
      go(function* () {
        hasSeen = (yield* cell.read()) === 1;
        yield* cell.read();
        isDone = true;
      });
      return cell;
    };
    const check = ({ outcome }: RunResult<Cell>): string | null => ((outcome as { value: Cell }).value.value === 99 ? "99" : null);
    const { schedule } = explore(program, { check }).failures[0]!;
    expect(shrink(program, schedule, { check })).toMatchObject({ switches: 2, isMinimal: true, message: "99" });
  });

  test("it does not exceed its runs, and says that it may not be minimal", () => {
    const { schedule } = explore(unsynchronized("write", "write", 20), { strategy: random({ seed: 2 }) }).failures[0]!;
    const shrunk = shrink(unsynchronized("write", "write", 20), schedule, { runs: 1 });
    expect(shrunk).toMatchObject({ runs: 1, isMinimal: false });
  });
});

describe("Go's own detection", () => {
  const messages: readonly (readonly [MapUse, MapUse, string])[] = [
    ["write", "write", "fatal error: concurrent map writes"],
    ["write", "read", "fatal error: concurrent map read and map write"],
    ["iterate", "write", "fatal error: concurrent map iteration and map write"],
    ["delete", "iterate", "fatal error: concurrent map iteration and map write"],
    ["delete", "write", "fatal error: concurrent map writes"],
    ["delete", "read", "fatal error: concurrent map read and map write"],
  ];

  test.each(messages)("%s/%s without a lock: Go's message within 100 schedules of any seed, and the string replays it", (a, b, message) => {
    for (let seed = 0; seed < 100; seed++) {
      const { failures } = explore(unsynchronized(a, b), { strategy: random({ seed }), schedules: 100 });
      expect(failures[0]?.result.outcome.message, `seed ${seed}`).toBe(message);
      expect(replay(unsynchronized(a, b), failures[0]!.schedule).outcome.message).toBe(message);
    }
  });

  test.each(messages)("%s/%s: PCT finds it too", (a, b, message) => {
    for (let seed = 0; seed < 20; seed++) {
      expect(explore(unsynchronized(a, b, 4), { strategy: pct({ seed }), schedules: 100 }).failures[0]?.result.outcome.message, `seed ${seed}`).toBe(message);
    }
  });

  test.each([["read", "read"], ["iterate", "read"], ["iterate", "iterate"]] as const)("%s/%s is no fault", (a, b) => {
    expect(explore(unsynchronized(a, b), { schedules: 500 }).failures).toEqual([]);
    expect(explore(unsynchronized(a, b, 1), { strategy: exhaustive() })).toMatchObject({ failures: [], isComplete: true });
  });
});
