import { describe, expect, test } from "vitest";
import { EngineInputError } from "../../../src/engine/errors.ts";
import { Thrown, type Call } from "../../../src/engine/linearize/history.ts";
import { checkMapHistory, checkRange, type RangeOptions } from "../../../src/engine/linearize/range.ts";
import { absent, call, found } from "./calls.ts";

const range = (times: [number, number], pairs: unknown, limit?: number): Call =>
  call("9", times, "range", limit === undefined ? [] : [limit], pairs);
const explain = (calls: Call[], options?: RangeOptions): string => {
  const checked = checkRange({ calls }, options);
  return checked.ok ? "ok" : checked.explanation;
};
const isOk = (calls: Call[], options?: RangeOptions): boolean => checkRange({ calls }, options).ok;
const stored = [call("0", [1, 2], "store", ["a", 1]), call("0", [3, 4], "store", ["b", 2])];

describe("range", () => {
  test("gives what the map holds, in any order", () => {
    expect(isOk([...stored, range([10, 20], [["b", 2], ["a", 1]])])).toBe(true);
    expect(isOk([range([10, 20], [])])).toBe(true);
    expect(isOk([range([10, 20], [["a", 1]])], { entries: [["a", 1]] })).toBe(true);
  });

  test("must not give a key twice", () => {
    expect(explain([...stored, range([10, 20], [["a", 1], ["b", 2], ["a", 1]])])).toBe(
      'a key came twice in range: [["a", 1], ["b", 2], ["a", 1]] (task 9, time 10-20)',
    );
  });

  test("must not give a value that the key never had, or no longer had, or not yet", () => {
    expect(isOk([...stored, range([10, 20], [["a", 3], ["b", 2]])])).toBe(false);
    expect(isOk([...stored, range([10, 20], [["a", 1], ["b", 2], ["c", 3]])])).toBe(false);
    const again = call("1", [5, 6], "store", ["a", 5]);
    expect(isOk([...stored, again, range([10, 20], [["a", 1], ["b", 2]])])).toBe(false);
    expect(isOk([...stored, { ...again, invoked: 30, returned: 31 }, range([10, 20], [["a", 5], ["b", 2]])])).toBe(false);
  });

  test("may give the value before or after a store that overlaps with it, and each key at a moment of its own", () => {
    const swaps = [call("1", [11, 12], "swap", ["a", 5], found(1)), call("1", [13, 14], "swap", ["b", 6], found(2))];
    for (const a of [1, 5]) for (const b of [2, 6]) expect(isOk([...stored, ...swaps, range([10, 20], [["a", a], ["b", b]])])).toBe(true);
  });

  test("must give a key that is there during the whole call and not changed", () => {
    const text = explain([...stored, range([10, 20], [["a", 1]])]);
    expect(text).toContain('range.load("b")');
    expect(text).toContain("could only give { value: 2, loaded: true } next");
    expect(isOk([...stored, range([10, 20], [])], { entries: [["c", 1]] })).toBe(false);
    const unchanging = [
      call("1", [11, 12], "load", ["b"], 2),
      call("1", [13, 14], "compareAndSwap", ["b", 3, 4], false),
      call("1", [15, 16], "loadOrStore", ["b", 3], found(2)),
    ];
    expect(isOk([...stored, ...unchanging, range([10, 20], [["a", 1]])])).toBe(false);
  });

  test("need not give a key that is deleted or stored meanwhile", () => {
    const changes = [call("1", [11, 12], "delete", ["b"]), call("1", [13, 14], "loadOrStore", ["c", 3], { value: 3, loaded: false })];
    expect(isOk([...stored, ...changes, range([10, 20], [["a", 1]])])).toBe(true);
    expect(isOk([...stored, ...changes, range([10, 20], [["a", 1], ["b", 2], ["c", 3]])])).toBe(true);
    const pending = call("1", [7, Infinity], "delete", ["b"]);
    expect(isOk([...stored, pending, range([10, 20], [["a", 1]])])).toBe(true);
  });

  test("must give a key whose only changes are over before the call, or come after it", () => {
    const before = [call("2", [0, 11], "loadAndDelete", ["b"], absent), call("1", [5, 6], "swap", ["b", 3], found(2))];
    const after = call("1", [21, 22], "delete", ["b"]);
    expect(isOk([...stored, ...before, after, range([10, 20], [["a", 1]])])).toBe(false);
    expect(isOk([...stored, ...before, after, range([10, 20], [["a", 1], ["b", 3]])])).toBe(true);
  });

  test("need not give a key that a pending call may change, whatever stands there as its result", () => {
    const pending = call("2", [15, Infinity], "compareAndSwap", ["b", 2, 3], false);
    expect(isOk([...stored, pending, range([10, 20], [["a", 1]])])).toBe(true);
  });

  test("strictly, need not give only what was absent at some moment", () => {
    const swap = call("1", [11, 12], "swap", ["b", 3], found(2));
    expect(isOk([...stored, swap, range([10, 20], [["a", 1]])])).toBe(true);
    expect(isOk([...stored, swap, range([10, 20], [["a", 1]])], { isStrict: true })).toBe(false);
    const taken = call("1", [13, 14], "loadAndDelete", ["b"], found(3));
    expect(isOk([...stored, swap, taken, range([10, 20], [["a", 1]])], { isStrict: true })).toBe(true);
  });

  test("that its body ends need not give the rest", () => {
    expect(isOk([...stored, range([10, 20], [["a", 1]], 1)])).toBe(true);
    expect(isOk([...stored, range([10, 20], [["a", 1]], 2)])).toBe(false);
  });

  test("gives values that fit one order of the other calls: two of them cannot see two stores in two orders", () => {
    const stores = [call("1", [5, 30], "store", ["a", 5]), call("2", [6, 31], "store", ["a", 6])];
    const seen = (...values: number[]): Call[] =>
      values.map((value, index) => range([10 + 2 * index, 11 + 2 * index], [["a", value], ["b", 2]]));
    expect(isOk([...stored, ...stores, ...seen(5, 6)])).toBe(true);
    expect(isOk([...stored, ...stores, ...seen(6, 5)])).toBe(true);
    expect(isOk([...stored, ...stores, ...seen(5, 6, 5)])).toBe(false);
  });

  test("tells an undefined value from none", () => {
    const store = call("1", [1, 2], "store", ["a", undefined]);
    expect(isOk([store, range([3, 4], [["a", undefined]])])).toBe(true);
    expect(isOk([store, range([3, 4], [])])).toBe(false);
    expect(isOk([range([3, 4], [["a", undefined]])])).toBe(false);
  });

  test("that is pending is not checked, one that threw is wrong, and one without a list of pairs was not recorded right", () => {
    expect(isOk([...stored, range([10, Infinity], undefined)])).toBe(true);
    expect(explain([range([10, 20], new Thrown(new Error("boom")))])).toBe("range() throws boom (task 9, time 10-20)");
    for (const result of [undefined, 3, ["a"], [["a", 1, 2]]]) {
      expect(() => checkRange({ calls: [range([10, 20], result)] })).toThrow(EngineInputError);
    }
  });
});

describe("checkMapHistory", () => {
  test("says first what is wrong without range", () => {
    const wrong = call("1", [5, 6], "load", ["a"], 3);
    const checked = checkMapHistory({ calls: [...stored, wrong, range([10, 20], [])] });
    expect(!checked.ok && checked.stuck).toEqual([wrong]);
  });

  test("then what is wrong with range", () => {
    expect(checkMapHistory({ calls: [...stored, range([10, 20], [["a", 1]])] }).ok).toBe(false);
    expect(checkMapHistory({ calls: [...stored, range([10, 20], [["a", 1], ["b", 2]])] }).ok).toBe(true);
    expect(checkMapHistory({ calls: stored })).toEqual({ ok: true, order: stored });
  });
});
