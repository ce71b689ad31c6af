import { describe, expect, test } from "vitest";
import { gomapInsertInRange, gomapUnsynchronized, hasInsertionInRange, isFatal, type ScheduledRun } from "../../../src/verify/oracles/index.ts";
import type { LogEntry, RunLog } from "../../../src/verify/trace/log.ts";

type Line = Partial<LogEntry> & Pick<LogEntry, "kind">;

/** The log of one map, with a range at site 7. Without a task, it is task 1. */
function logOf(...lines: readonly Line[]): RunLog {
  const entries = lines.map((line, at): LogEntry => ({ at, turn: 0, task: "1", collection: 1, ...line }));
  return { entries, collections: [{ id: 1, kind: "other", type: "PlainMap" }] };
}

const open: Line = { kind: "open", loop: 1, site: 7 };
const visit = (key: unknown, loop = 1): Line => ({ kind: "visit", loop, site: 7, key });
const insert = (key: unknown, task = "1"): Line => ({ kind: "insert", operation: "set", key, value: 1, task });
const remove = (key: unknown): Line => ({ kind: "delete", key });
const close = (reason: LogEntry["reason"] = "end", loop = 1): Line => ({ kind: "close", loop, site: 7, reason });

const sites = new Set([7]);
const judge = (...logs: readonly RunLog[]) => gomapInsertInRange(logs.map((log, index) => ({ seed: index + 1, log })), { sites });

const visiting = logOf(open, visit("a"), insert("b"), visit("b"), close());
const skipping = logOf(open, visit("a"), insert("b"), close());

describe("an insertion in a range", () => {
  test("shows where one seed visits what another one does not", () => {
    const evidence = judge(skipping, skipping, visiting)!;
    expect(evidence.lines).toEqual([
      "hash seed 3: task 1 begins to iterate",
      'hash seed 3: task 1 set("b", 1) inserts',
      'hash seed 3: task 1 visits "b"',
      "hash seed 1: task 1 begins to iterate",
      'hash seed 1: task 1 set("b", 1) inserts',
      "hash seed 1: task 1 leaves the loop (end)",
      'whether the range visits "b", which is inserted while it goes on, depends on the hash seed: under 1 it does not',
    ]);
    expect(evidence.runs).toEqual([2, 0]);
    expect(evidence.strength).toBe("strong");
  });

  test("shows nothing where all seeds agree", () => {
    expect(judge(visiting, visiting)).toBeNull();
    expect(judge(skipping, skipping)).toBeNull();
    expect(judge()).toBeNull();
  });

  test.each<[string, RunLog]>([
    ["nothing is inserted", logOf(open, visit("a"), close())],
    ["the loop is left early", logOf(open, visit("a"), insert("b"), close("early"))],
    ["the loop is left by an error", logOf(open, visit("a"), insert("b"), close("throw"))],
    ["the loop does not end", logOf(open, visit("a"), insert("b"))],
    ["the entry is deleted before the loop comes to it", logOf(open, visit("a"), insert("b"), remove("b"), close())],
    ["another key is inserted", logOf(open, visit("a"), insert("c"), close())],
    ["the entry is inserted before the range", logOf(insert("b"), open, visit("a"), close())],
    ["the entry is inserted after the range", logOf(open, visit("a"), close(), insert("b"))],
    ["it is another map's", logOf(open, visit("a"), { ...insert("b"), collection: 2 }, close())],
    ["it is another place's loop", logOf({ ...open, site: 8 }, visit("a"), insert("b"), close())],
  ])("shows nothing if, under the other seed, %s", (_, log) => {
    expect(judge(visiting, log)).toBeNull();
    expect(judge(log, visiting)).toBeNull();
  });

  test("counts in the loop in which it happens", () => {
    const inNext = logOf(open, visit("a"), insert("b"), close("early"), { ...open, loop: 2 }, visit("b", 2), close("end", 2));
    expect(judge(skipping, inNext)).toBeNull();
    expect(hasInsertionInRange(inNext, { sites })).toBe(false);
    expect(hasInsertionInRange(skipping, { sites })).toBe(true);
  });

  test("tells keys of several types apart", () => {
    const other = logOf(open, visit("a"), insert("1"), close());
    expect(judge(logOf(open, visit("a"), insert(1), visit(1), close()), other)).toBeNull();
    expect(judge(logOf(open, visit("a"), insert([1, "x"]), visit([1, "x"]), close()), logOf(open, visit("a"), insert([1, "x"]), close()))).not.toBeNull();
  });

  test("a reinserted entry counts from when it is inserted again", () => {
    const again = logOf(open, visit("b"), remove("b"), insert("b"), visit("b"), close());
    const once = logOf(open, visit("b"), remove("b"), insert("b"), close());
    expect(judge(once, again)).not.toBeNull();
    expect(judge(once, once)).toBeNull();
  });

  test("across an await, only what others insert counts", () => {
    const byOthers = { sites, byOthers: true };
    const [own, others] = [[visiting, skipping], [logOf(open, visit("a"), insert("b", "2"), visit("b"), close()), logOf(open, visit("a"), insert("b", "2"), close())]];
    const seeded = (logs: readonly RunLog[]) => logs.map((log, seed) => ({ seed, log }));
    expect(gomapInsertInRange(seeded(own), byOthers)).toBeNull();
    expect(gomapInsertInRange(seeded(others), byOthers)).not.toBeNull();
  });
});

describe("a map that tasks share", () => {
  const operations = [{ task: "2", text: 'set("b", 2)', site: 7 }, { task: "1", text: 'set("a", 1)' }];
  const run = (more: Partial<ScheduledRun>): ScheduledRun => ({ schedule: "s", races: [], ...more });

  test("shows a fatal error of two operations, one of them at the flagged place", () => {
    const evidence = gomapUnsynchronized(run({ fatal: { message: "fatal error: concurrent map writes", operations } }), 7)!;
    expect(evidence.lines).toEqual(["schedule s", 'task 2 is in set("b", 2)', 'task 1 is in set("a", 1)', "fatal error: concurrent map writes"]);
    expect(isFatal(evidence)).toBe(true);
  });

  test("shows a race of two operations, one of them at the flagged place", () => {
    const evidence = gomapUnsynchronized(run({ races: [{ text: "====\nWARNING: DATA RACE\n\nWrite at hmap.count\n====", operations }] }), 7)!;
    expect(evidence.lines).toEqual(["schedule s", "WARNING: DATA RACE", "Write at hmap.count", 'data race: nothing orders set("a", 1) of task 1 and set("b", 2) of task 2']);
    expect(isFatal(evidence)).toBe(false);
  });

  test("shows nothing of other places and of other errors", () => {
    expect(gomapUnsynchronized(run({ fatal: { message: "fatal error: concurrent map writes", operations }, races: [{ text: "", operations }] }), 8)).toBeNull();
    expect(gomapUnsynchronized(run({ fatal: { message: "fatal error: all goroutines are asleep - deadlock!", operations } }), 7)).toBeNull();
    expect(gomapUnsynchronized(run({ fatal: { message: "fatal error: concurrent map writes", operations: operations.slice(0, 1) } }), 7)).toBeNull();
    expect(gomapUnsynchronized(run({}), 7)).toBeNull();
  });
});
