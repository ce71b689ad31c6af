import { describe, expect, test } from "vitest";
import { EngineInputError } from "../../../src/engine/errors.ts";
import { checkLinearizable } from "../../../src/engine/linearize/check.ts";
import { Thrown, type Call } from "../../../src/engine/linearize/history.ts";
import { mapModel, type Model } from "../../../src/engine/linearize/model.ts";
import { absent, call, found } from "./calls.ts";

const check = (...calls: Call[]): ReturnType<typeof checkLinearizable> => checkLinearizable({ calls }, mapModel());
const names = (calls: readonly Call[]): string[] => calls.map(({ name, args }) => `${name}(${args.join()})`);

describe("histories of a map that are linearizable", () => {
  test("one without calls", () => {
    expect(check()).toEqual({ ok: true, order: [] });
  });

  test("a load that overlaps with a store sees the value before it or after it", () => {
    const store = call("1", [1, 4], "store", [7, 1]);
    expect(check(store, call("2", [2, 3], "load", [7], undefined)).ok).toBe(true);
    expect(check(store, call("2", [2, 3], "load", [7], 1)).ok).toBe(true);
  });

  test("the order is that in which the calls can have taken effect, not that of their invocations", () => {
    const checked = check(
      call("1", [1, 8], "store", [7, 1]),
      call("2", [2, 3], "loadOrStore", [7, 2], { value: 2, loaded: false }),
      call("2", [4, 9], "compareAndSwap", [7, 1, 3], true),
      call("3", [5, 6], "load", [7], 2),
    );
    expect(checked.ok && names(checked.order)).toEqual(["loadOrStore(7,2)", "load(7)", "store(7,1)", "compareAndSwap(7,1,3)"]);
  });

  test("each operation, alone and one after the other", () => {
    const results: [string, unknown[], unknown][] = [
      ["load", [1], undefined],
      ["loadAndDelete", [1], absent],
      ["compareAndSwap", [1, undefined, 5], false],
      ["compareAndDelete", [1, undefined], false],
      ["swap", [1, 10], absent],
      ["swap", [1, NaN], found(10)],
      ["loadOrStore", [1, 12], found(NaN)],
      ["compareAndSwap", [1, NaN, 13], true],
      ["compareAndDelete", [1, 12], false],
      ["delete", [1], undefined],
      ["loadOrStore", [1, 14], { value: 14, loaded: false }],
      ["loadAndDelete", [1], found(14)],
      ["store", [1, "x"], undefined],
      ["compareAndDelete", [1, "x"], true],
      ["load", [1], undefined],
    ];
    const calls = results.map(([name, args, result], index) => call("1", [2 * index, 2 * index + 1], name, args, result));
    expect(check(...calls)).toEqual({ ok: true, order: calls });
    // Any other result is wrong: the check of each one is a check at all.
    calls.forEach((wrong, index) => expect(check(...calls.with(index, { ...wrong, result: "wrong" })).ok).toBe(false));
  });

  test("a call that begins at the time at which another one ends overlaps with it", () => {
    expect(check(call("1", [1, 5], "store", [7, 1]), call("2", [5, 6], "load", [7], undefined)).ok).toBe(true);
    expect(check(call("1", [1, 5], "store", [7, 1]), call("2", [5.5, 6], "load", [7], undefined)).ok).toBe(false);
  });

  test("the model may begin with entries", () => {
    const calls = [call("1", [1, 2], "load", ["a"], 5)];
    expect(checkLinearizable({ calls }, mapModel([["a", 5]])).ok).toBe(true);
    expect(checkLinearizable({ calls }, mapModel()).ok).toBe(false);
  });

  test("keys of different types are different keys, and objects are the same only as themselves", () => {
    const [a, b] = [{ id: 1 }, { id: 1 }];
    const stores = [1, "1", a, Symbol.for("1"), 1n].map((key, index) => call("1", [10 * index, 10 * index + 1], "store", [key, index]));
    const loads = (b_: object): Call[] => [
      ...[1, "1", b_, Symbol.for("1"), 1n].map((key, index) => call("1", [100 + 2 * index, 101 + 2 * index], "load", [key], index)),
    ];
    expect(check(...stores, ...loads(a)).ok).toBe(true);
    expect(check(...stores, ...loads(b)).ok).toBe(false);
  });
});

describe("histories of a map that are not", () => {
  test("stale read: a value that had been overwritten before the load began", () => {
    const checked = check(
      call("1", [1, 2], "store", [7, 1]),
      call("1", [3, 4], "store", [7, 2]),
      call("2", [5, 6], "load", [7], 1),
    );
    expect(checked.ok).toBe(false);
    expect(!checked.ok && names(checked.stuck)).toEqual(["load(7)"]);
  });

  test("new-old inversion: of two loads, one after the other, the second sees the older value", () => {
    const store = call("1", [1, 10], "store", [7, 1]);
    expect(check(store, call("2", [2, 3], "load", [7], 1), call("3", [4, 5], "load", [7], undefined)).ok).toBe(false);
    expect(check(store, call("2", [2, 3], "load", [7], undefined), call("3", [4, 5], "load", [7], 1)).ok).toBe(true);
  });

  test("lost update: two compareAndSwap from the same value that both say true", () => {
    const first = [call("0", [1, 2], "store", [7, 0]), call("1", [3, 6], "compareAndSwap", [7, 0, 1], true)];
    expect(check(...first, call("2", [4, 5], "compareAndSwap", [7, 0, 2], true)).ok).toBe(false);
    expect(check(...first, call("2", [4, 5], "compareAndSwap", [7, 0, 2], false)).ok).toBe(true);
  });

  test("a lost update of a store: it returned, and later the key is absent", () => {
    expect(check(call("1", [1, 2], "store", [7, 1]), call("2", [3, 4], "load", [7], undefined)).ok).toBe(false);
  });

  test("two loadOrStore of a key that both say loaded: false", () => {
    const [a, b] = [call("1", [1, 4], "loadOrStore", [7, 1], { value: 1, loaded: false }), call("2", [2, 3], "loadOrStore", [7, 2])];
    expect(check(a, { ...b, result: { value: 2, loaded: false } }).ok).toBe(false);
    expect(check(a, { ...b, result: { value: 1, loaded: true } }).ok).toBe(true);
    expect(check(a, { ...b, args: [8, 2], result: { value: 2, loaded: false } }).ok).toBe(true);
  });

  test("a value that two loadAndDelete took", () => {
    const taken = (task: string): Call => call(task, [3, 6], "loadAndDelete", [7], found(1));
    expect(check(call("0", [1, 2], "store", [7, 1]), taken("1"), { ...taken("2"), invoked: 4, returned: 5 }).ok).toBe(false);
  });

  test("an operation that threw, of a map that never does", () => {
    const checked = check(call("1", [1, 2], "load", [7], new Thrown(new Error("boom"))));
    expect(!checked.ok && checked.explanation).toContain("throws boom");
  });

  test("sequential consistency is not enough: each task for itself sees a possible order", () => {
    const calls = [call("1", [1, 2], "store", [7, 1]), call("2", [3, 4], "load", [7], undefined), call("2", [5, 6], "load", [7], 1)];
    expect(check(...calls).ok).toBe(false);
  });
});

describe("pending calls", () => {
  const pending = call("1", [1, Infinity], "store", [7, 1]);

  test("they may have taken effect, at any later time", () => {
    const checked = check(pending, call("2", [2, 3], "load", [7], undefined), call("2", [4, 5], "load", [7], 1));
    expect(checked.ok && names(checked.order)).toEqual(["load(7)", "store(7,1)", "load(7)"]);
  });

  test("or not: then they are not in the order", () => {
    const load = call("2", [2, 3], "load", [7], undefined);
    expect(check(pending, load)).toEqual({ ok: true, order: [load] });
  });

  test("but only once", () => {
    const seen = [call("2", [2, 3], "load", [7], 1), call("2", [4, 5], "delete", [7]), call("2", [6, 7], "load", [7], 1)];
    expect(check(pending, ...seen).ok).toBe(false);
  });

  test("and not before they were invoked", () => {
    expect(check(call("2", [1, 2], "load", [7], 1), { ...pending, invoked: 3 }).ok).toBe(false);
  });

  test("whatever they would have given", () => {
    const swap = call("1", [1, Infinity], "swap", [7, 1], "nonsense");
    expect(check(swap, call("2", [2, 3], "load", [7], 1)).ok).toBe(true);
  });
});

/** A FIFO queue of which nothing is independent, and whose `deq` throws when it is empty. */
const queueModel: Model<readonly unknown[]> = {
  initial: [],
  apply: (state, { name, args }) => {
    if (name === "enq") return { state: [...state, args[0]], result: undefined };
    return state.length === 0 ? { state, result: "empty" } : { state: state.slice(1), result: state[0] };
  },
  key: (state) => state.join(),
  equal: (expected, actual) => (expected === "empty" ? actual instanceof Thrown : expected === actual),
};

describe("the queues of Herlihy and Wing 1990, section 1", () => {
  const queue = (...calls: Call[]): boolean => checkLinearizable({ calls }, queueModel).ok;

  test("what was enqueued at the same time may come in any order", () => {
    expect(
      queue(
        call("A", [1, 3], "enq", ["x"]),
        call("B", [2, 5], "enq", ["y"]),
        call("B", [6, 9], "deq", [], "x"),
        call("A", [7, 8], "deq", [], "y"),
        call("A", [10, 12], "enq", ["z"]),
      ),
    ).toBe(true);
  });

  test("what was enqueued before cannot come after", () => {
    expect(queue(call("A", [1, 2], "enq", ["x"]), call("B", [3, 4], "enq", ["y"]), call("A", [5, 6], "deq", [], "y"))).toBe(false);
  });

  test("an item may come out before its enq has returned", () => {
    expect(queue(call("A", [1, 4], "enq", ["x"]), call("B", [2, 3], "deq", [], "x"))).toBe(true);
  });

  test("an item does not come out twice", () => {
    const enqueued = [call("A", [1, 2], "enq", ["x"]), call("B", [3, 5], "enq", ["y"])];
    expect(queue(...enqueued, call("A", [4, 7], "deq", [], "y"), call("C", [6, 8], "deq", [], "y"))).toBe(false);
  });

  test("a model may have operations that throw", () => {
    const empty = call("A", [1, 3], "deq", [], new Thrown(new Error("empty")));
    expect(queue(empty, call("B", [2, 4], "enq", ["x"]))).toBe(true);
    expect(queue(call("B", [-1, 0], "enq", ["x"]), empty)).toBe(false);
  });
});

describe("a call that concerns more than one part", () => {
  const map = mapModel();
  const model: typeof map = {
    ...map,
    apply: (state, each) => (each.name === "len" ? { state, result: state.entries.size } : map.apply(state, each)),
    partition: (each) => (each.name === "len" ? undefined : map.partition!(each)),
  };
  const stores = [call("1", [1, 2], "store", ["a", 1]), call("1", [3, 4], "store", ["b", 1])];

  test.each([
    [1, false],
    [2, true],
  ])("keeps all calls together: len() = %d after two stores is %s", (length, isRight) => {
    expect(checkLinearizable({ calls: [...stores, call("2", [5, 6], "len", [], length)] }, model).ok).toBe(isRight);
  });
});

describe("what the checker says", () => {
  test("the explanation is a table by time of what has a place and what has none, for the part that is wrong", () => {
    const checked = check(
      call("1", [1, 2], "store", [7, 10]),
      call("2", [3, 8], "loadOrStore", [7, 20], { value: 20, loaded: false }),
      call("1", [4, 5], "load", [7], 10),
      call("3", [6, Infinity], "delete", [8]),
      call("1", [9, 10], "load", [7], 10),
    );
    expect(!checked.ok && checked.explanation).toBe(
      [
        "not linearizable: of 4 operations on 7 at most 2 can be put in an order that explains the results",
        "place  time  task  operation           result",
        "1      1-2   1     store(7, 10)        undefined",
        "none   3-8   2     loadOrStore(7, 20)  { value: 20, loaded: false }  could only give { value: 10, loaded: true } next",
        "2      4-5   1     load(7)             10",
        "       9-10  1     load(7)             10",
      ].join("\n"),
    );
  });

  test("calls may be given in any order", () => {
    const calls = [call("1", [1, 2], "store", [7, 1]), call("1", [3, 4], "store", [7, 2]), call("2", [5, 6], "load", [7], 2)];
    expect(check(...calls.toReversed())).toEqual({ ok: true, order: calls });
  });

  test("unknown operations and impossible times are errors of use", () => {
    const code = (...calls: Call[]): unknown => {
      try {
        return check(...calls).ok;
      } catch (error) {
        return error instanceof EngineInputError ? `${error.code}: ${error.message}` : error;
      }
    };
    expect(code(call("1", [1, 2], "size", []))).toMatch(/^unknown-operation: the map model has no operation "size"/);
    expect(code(call("1", [1, 2], "range", [], []))).toMatch(/^unknown-operation: .*checkMapHistory/);
    expect(code(call("1", [2, 2], "load", [7]))).toMatch(/^invalid-history: load\(7\) of task 1 is invoked at 2 and returned at 2/);
    expect(code(call("1", [Infinity, Infinity], "load", [7]))).toMatch(/^invalid-history: load\(7\) of task 1 is invoked at Infinity/);
    expect(code(call("1", [NaN, 1], "load", [7]))).toMatch(/^invalid-history: /);
  });
});
