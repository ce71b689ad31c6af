import { describe, expect, test } from "vitest";
import { isSerial, type Judged, oracles, outcomeText, serialOrders, serialOutcomes } from "../../../src/verify/oracles/index.ts";
import type { CollectionKind, LogEntry } from "../../../src/verify/trace/log.ts";

type Line = Partial<LogEntry> & Pick<LogEntry, "kind">;

/** A log of one collection. Without a task, it is task 1. */
function judged(kind: CollectionKind, lines: readonly Line[], more: Partial<Judged> = {}): Judged {
  const entries = lines.map((line, at): LogEntry => ({ at, turn: 0, task: "1", collection: 1, ...line }));
  return { log: { entries, collections: [{ id: 1, kind, type: "Map" }] }, ...more };
}

const open: Line = { kind: "open", loop: 1, order: [1, 2], value: ["a", "b"] };
const visit = (entry: number, key: string, index?: number): Line => ({ kind: "visit", loop: 1, entry, key, value: key, index });
const end: Line = { kind: "close", loop: 1, reason: "end" };

describe("a loop", () => {
  test("that another task made grow has inserted nothing itself", () => {
    const lines = [open, visit(1, "a"), { kind: "insert", entry: 3, key: "c", task: "2" } as const, visit(3, "c"), end];
    expect(oracles["insert-during-iteration"](judged("keyed", lines))).toBeNull();
    expect(oracles["iteration-across-await"](judged("keyed", lines))).toMatchObject({ strength: "weak" });
    expect(oracles["iteration-across-await"](judged("keyed", lines.map((line) => ({ ...line, task: "1" }))))).toBeNull();
  });

  test("is not blamed for a change of which nobody knows who made it", () => {
    const lines = [open, visit(1, "a", 0), { kind: "delete", entry: 1, task: "?" } as const, { kind: "order", order: [2], task: "?" } as const, end];
    expect(oracles["shift-during-iteration"](judged("list", lines))).toBeNull();
    expect(oracles["iteration-across-await"](judged("list", lines))).toBeNull();
    const known = lines.map((line) => ({ ...line, task: line.task === "?" ? "2" : "1" }));
    expect(oracles["iteration-across-await"](judged("list", known))!.lines.at(-1)).toContain('"b" is never visited');
  });

  test.each(["early", "throw"] as const)("that was left (%s) has skipped and removed nothing", (reason) => {
    const left: Line = { kind: "close", loop: 1, reason };
    const lines = [open, visit(1, "a", 0), { kind: "delete", entry: 1 } as const, { kind: "order", order: [2] } as const, left];
    expect(oracles["shift-during-iteration"](judged("list", lines))).toBeNull();
    expect(oracles["shift-during-iteration"](judged("list", [...lines.slice(0, -1), end]))).not.toBeNull();
    const removal = [open, visit(1, "a"), { kind: "delete", entry: 2, key: "b", operation: "delete" } as const];
    expect(oracles["remove-ahead-during-iteration"](judged("keyed", [...removal, left]))).toBeNull();
    expect(oracles["remove-ahead-during-iteration"](judged("keyed", [...removal, end]))).not.toBeNull();
  });

  test("that is still open at the end of the log has not ended", () => {
    const lines = [open, visit(1, "a"), { kind: "delete", entry: 2, key: "b", operation: "delete" } as const];
    expect(oracles["remove-ahead-during-iteration"](judged("keyed", lines))).toBeNull();
  });
});

describe("a loop that has looked whether each key is there", () => {
  const lines = (rounds: number): Line[] => [
    ...[open, visit(1, "a"), visit(2, "b")],
    ...Array.from({ length: rounds }, (_, round): Line[] => [
      { kind: "has", key: `k${round}`, outcome: false },
      { kind: "insert", operation: "set", entry: round + 3, key: `k${round}` },
      visit(round + 3, `k${round}`),
    ]).flat(),
    end,
  ];

  test("is a work-list, unless the analysis has found that it feeds itself and it goes on and on", () => {
    const inserted = oracles["insert-during-iteration"];
    expect(inserted(judged("keyed", lines(20)))).toBeNull();
    expect(inserted(judged("keyed", lines(5), { isFlagged: true }))).toBeNull();
    expect(inserted(judged("keyed", lines(20), { isFlagged: true }))!.lines.at(-1)).toContain('visits "k12" after 12 others');
  });
});

describe("a loop by an index", () => {
  const byHand: Line = { ...open, isByHand: true };
  const step: Line = { kind: "step", loop: 1 };
  const pop: Line = { kind: "delete", entry: 2, key: "b", operation: "pop" };
  const overwrite: Line = { kind: "overwrite", entry: 1, key: "b", before: "a", operation: "index" };

  test("loses no element that it has put into the place of another one, where it looks at that place again", () => {
    const lost = oracles["remove-ahead-during-iteration"];
    const removed = [byHand, step, visit(1, "a", 0), pop, { kind: "order", order: [1] } as const, overwrite];
    expect(lost(judged("list", [...removed, step, visit(1, "b", 0), end]))).toBeNull();
    expect(lost(judged("list", [...removed, step, end]))!.lines.at(-1)).toContain('never visits "b"');
  });

  test("comes on purpose to what it has spliced in ahead of it, unless it does not end", () => {
    const inserted = oracles["insert-during-iteration"];
    const filled = (operation: string, reason: "end" | "endless"): Line[] => {
      return [byHand, step, visit(1, "a", 0), { kind: "insert", entry: 3, key: "c", operation }, { kind: "order", order: [1, 3, 2] }, step, visit(3, "c", 1), { ...end, reason }];
    };
    expect(inserted(judged("list", filled("splice", "end")))).toBeNull();
    expect(inserted(judged("list", filled("push", "end")))).not.toBeNull();
    expect(inserted(judged("list", filled("splice", "endless")))).not.toBeNull();
  });
});

describe("a flagged loop that comes to many entries which it has inserted itself", () => {
  const inserted = oracles["insert-during-iteration"];
  const rounds = 20;
  const ofRounds = (round: (number: number) => Line[]): Line[] => Array.from({ length: rounds }, (_, number) => round(number)).flat();

  test("fills the gaps of a series, where it splices in ahead of its index", () => {
    const filled = (operation: string): Line[] => [
      ...[{ ...open, isByHand: true }, { kind: "step", loop: 1 }, visit(1, "a", 0)] satisfies Line[],
      ...ofRounds((number) => [{ kind: "insert", entry: number + 3, key: `k${number}`, operation }, { kind: "step", loop: 1 }, visit(number + 3, `k${number}`, number + 1)]),
      end,
    ];
    expect(inserted(judged("list", filled("splice"), { isFlagged: true }))).toBeNull();
    expect(inserted(judged("list", filled("push"), { isFlagged: true }))).not.toBeNull();
  });

  test("serves a queue in turn, where it puts back what it has taken out", () => {
    const served = (taken: string): Line[] => [
      ...[open, visit(1, "a", 0)],
      ...ofRounds((number) => [{ kind: "delete", entry: number + 2, key: taken, operation: "shift" }, { kind: "insert", entry: number + 3, key: "b", operation: "push" }, visit(number + 3, "b", number + 1)]),
      end,
    ];
    expect(inserted(judged("list", served("b"), { isFlagged: true }))).toBeNull();
    expect(inserted(judged("list", served("c"), { isFlagged: true }))).not.toBeNull();
  });
});

describe("lost updates", () => {
  const get = (task: string): Line => ({ kind: "get", task, key: "k", place: 1, outcome: 10 });
  const set = (task: string, value: number, before: number): Line => ({ kind: "overwrite", operation: "set", task, key: "k", place: 1, value, before });
  const lines = [get("1"), get("2"), set("2", 12, 10), set("1", 11, 12)];

  test("are strong where no serial order gives the outcome, weak where nobody knows, and none where one does", () => {
    const lost = oracles["lost-update-across-await"];
    expect(lost(judged("keyed", lines, { isSerial: false }))).toEqual({
      lines: ['task 1 get("k") -> 10', 'task 2 set("k"): 10 becomes 12', 'task 1 set("k"): 12 becomes 11', "what task 2 has stored is gone"],
      strength: "strong",
    });
    expect(lost(judged("keyed", lines))).toMatchObject({ strength: "weak" });
    expect(lost(judged("keyed", lines, { isSerial: true }))).toBeNull();
  });

  test("need a write that changes something", () => {
    expect(oracles["lost-update-across-await"](judged("keyed", [get("1"), set("2", 10, 10), set("1", 11, 10)]))).toBeNull();
  });

  test("need that the task has not read again, or written itself", () => {
    expect(oracles["lost-update-across-await"](judged("keyed", [get("1"), set("2", 12, 10), get("1"), set("1", 13, 12)]))).toBeNull();
  });
});

test("two tasks that act after checks of two other kinds of outcome have not passed one check", () => {
  const has = (task: string, outcome: boolean): Line => ({ kind: "has", task, key: "k", place: 1, outcome });
  const set = (task: string): Line => ({ kind: "overwrite", operation: "set", task, key: "k", place: 1 });
  expect(oracles["check-then-act-across-await"](judged("keyed", [has("1", false), has("2", true), set("1"), set("2")]))).toBeNull();
  expect(oracles["check-then-act-across-await"](judged("keyed", [has("1", false), has("2", false), set("1"), set("2")]))).not.toBeNull();
  expect(oracles["check-then-act-across-await"](judged("keyed", [has("1", false), set("1"), has("2", false), set("2")]))).toBeNull();
});

test("an addition of what is there already does harm only where the outcome is known to be that of no order of the calls", () => {
  const has = (task: string): Line => ({ kind: "has", task, key: "k", place: 1, outcome: false });
  const add = (task: string, kind: "insert" | "overwrite"): Line => ({ kind, operation: "add", task, key: "k", place: 1 });
  const shown = (second: "insert" | "overwrite", more: Partial<Judged>): boolean => {
    return oracles["check-then-act-across-await"](judged("keyed", [has("1"), has("2"), add("1", "insert"), add("2", second)], more)) !== null;
  };
  expect([{ isSerial: false }, { isSerial: true }, {}, { isSerial: false, isOneCall: true }].map((more) => shown("overwrite", more))).toEqual([true, false, false, false]);
  expect([{ isSerial: false }, { isSerial: true }, {}, { isSerial: false, isOneCall: true }].map((more) => shown("insert", more))).toEqual([true, true, true, true]);
});

test("what is cleared after someone has looked at it is not lost", () => {
  const lines: Line[] = [{ kind: "read" }, { kind: "insert", task: "2", entry: 3, key: "b", place: 3 }, { kind: "delete", operation: "clear", entry: 3, key: "b" }];
  expect(oracles["clear-after-await"](judged("keyed", lines))).not.toBeNull();
  expect(oracles["clear-after-await"](judged("keyed", [...lines.slice(0, 2), { kind: "get", task: "2", key: "b", place: 3 }, lines[2]!]))).toBeNull();
  expect(oracles["clear-after-await"](judged("keyed", [...lines.slice(0, 2), { ...lines[2]!, operation: "delete" }]))).toBeNull();
});

describe("serial outcomes", () => {
  test("are those of all orders of the calls", async () => {
    const outcomes = await serialOutcomes(2, (order) => {
      let total = 1;
      for (const call of order) total = call === 0 ? total + 1 : total * 10;
      return { total };
    });
    expect([...outcomes].sort()).toEqual(["{ total: 11 }", "{ total: 20 }"]);
    expect(isSerial({ total: 20 }, outcomes)).toBe(true);
    expect(isSerial({ total: 10 }, outcomes)).toBe(false);
  });

  test("are complete up to four calls", () => {
    expect([0, 1, 2, 3, 4].map((count) => serialOrders(count).length)).toEqual([1, 1, 2, 6, 24]);
    expect(serialOrders(6).every((order) => new Set(order).size === 6)).toBe(true);
  });

  test("tell values apart that differ deep inside, and no others", () => {
    expect(outcomeText({ a: 1, b: [new Map([["k", { x: 1 }]])] })).toBe(outcomeText({ b: [new Map([["k", { x: 1 }]])], a: 1 }));
    expect(outcomeText([new Map([["k", { x: 1 }]])])).not.toBe(outcomeText([new Map([["k", { x: 2 }]])]));
    expect(outcomeText([1, "1"])).not.toBe(outcomeText(["1", 1]));
  });
});
