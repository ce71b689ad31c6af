import { describe, expect, test } from "vitest";
import { EngineInputError, GoPanic } from "../../../src/engine/errors.ts";
import { formatHistory } from "../../../src/engine/linearize/format.ts";
import { History, isPending, Thrown } from "../../../src/engine/linearize/history.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import { fatal, read, runSteps, type Steps, write } from "../../../src/engine/step/step.ts";
import { call, found } from "./calls.ts";

const memory = {};

function* operation(): Steps<string> {
  yield read(memory, 1);
  yield write(memory, 2, 3);
  return "done";
}

describe("History.record", () => {
  test("passes the steps and the result through and adds nothing", () => {
    const history = new History();
    expect([...history.record("op", [], operation())]).toEqual([...operation()]);
    expect(runSteps(history.record("op", [], operation()))).toEqual({ result: "done", steps: 2 });
  });

  test("notes name, arguments, result and strictly increasing times, as task 0 outside of a scheduler", () => {
    const history = new History();
    runSteps(history.record("first", [1, "x"], operation()));
    runSteps(history.record("second", [], operation()));
    expect(history.calls).toEqual([call("0", [1, 2], "first", [1, "x"], "done"), call("0", [3, 4], "second", [], "done")]);
  });

  test("invokes when the operation begins, not when it is made", () => {
    const history = new History();
    const later = history.record("later", [], operation());
    runSteps(history.record("now", [], operation()));
    runSteps(later);
    expect(history.calls.map(({ name, invoked }) => [name, invoked])).toEqual([["now", 1], ["later", 3]]);
  });

  test("notes what was thrown, and throws it on", () => {
    const history = new History();
    const error = new GoPanic("boom");
    function* failing(): Steps<void> {
      yield read(memory, 1);
      throw error;
    }
    expect(() => runSteps(history.record("op", [], failing()))).toThrow(error);
    expect(history.calls).toEqual([call("0", [1, 2], "op", [], new Thrown(error))]);
  });

  test("leaves a call pending whose task is given up or whose program dies", () => {
    const history = new History();
    const abandoned = history.record("abandoned", [], operation());
    abandoned.next();
    abandoned.return("");
    expect(() => runSteps(history.record("died", [], fatal("concurrent map writes")))).toThrow("fatal error: concurrent map writes");
    expect(history.calls.map((each) => [each.name, isPending(each)])).toEqual([["abandoned", true], ["died", true]]);
  });

  test("under a scheduler it knows the task, and calls of tasks overlap as their steps do", () => {
    const history = new History();
    function* program(): Steps<void> {
      for (const name of ["a", "b"]) go(() => history.record(name, [], operation()));
      yield read(memory, 1);
    }
    let overlaps = 0;
    for (let seed = 0; seed < 20; seed++) {
      const before = history.calls.length;
      expect(run(program, { strategy: random({ seed }) }).outcome.kind).toBe("completed");
      const [first, second] = history.calls.slice(before);
      expect([first!, second!].map(({ task, name }) => `${task}${name}`).sort()).toEqual(["1a", "2b"]);
      if (first!.returned > second!.invoked) overlaps++;
    }
    expect(overlaps).toBeGreaterThan(0);
    expect(overlaps).toBeLessThan(20);
  });
});

describe("formatHistory", () => {
  test("has a lane for each task, from top to bottom", () => {
    const calls = [
      call("1", [1, 3], "store", [7, "x"]),
      call("10", [2, 5], "swap", [7, 2], found("x")),
      call("2", [4, Infinity], "load", [7]),
      call("1", [6, 7], "range", [], [[7, 2]]),
    ];
    expect(formatHistory({ calls })).toBe(
      [
        "time   task 1         task 2     task 10",
        '1      store(7, "x")',
        "2      |                         swap(7, 2)",
        "3      = undefined               |",
        "4                     load(7)    |",
        '5                     |          = { value: "x", loaded: true }',
        "6      range()        |",
        "7      = [[7, 2]]     |",
        "never                 no return",
      ].join("\n"),
    );
  });

  test("shows a call within a call, and what threw", () => {
    const calls = [call("0", [1, 4], "range", [], []), call("0", [2, 3], "load", [1], new Thrown(new EngineInputError("x", "bad key")))];
    expect(formatHistory({ calls })).toBe(
      ["time  task 0", "1     range()", "2     | load(1)", "3     | = throws bad key", "4     = []"].join("\n"),
    );
  });

  test("of no calls is only a heading", () => {
    expect(formatHistory(new History())).toBe("time");
  });
});
