import { expect, test } from "vitest";
import { chromeTraceOf } from "../../../src/report/verify/index.ts";
import { confirmed, context, nothingVerified, verified } from "./sample.ts";

const { traceEvents, otherData } = chromeTraceOf(verified, context);

test("is a process for the finding, with a thread for each task", () => {
  const names = traceEvents.filter(({ name }) => name === "process_name" || name === "thread_name").map(({ tid, args }) => [tid, args!["name"]]);
  expect(names).toEqual([
    [0, "check-then-act-across-await at src/sockets.ts:6"],
    [1, "task 1"],
    [2, "task 2"],
    [3, "task 2.1"],
    [4, "the setup"],
  ]);
});

test("has a slice for each turn, without gaps or overlaps", () => {
  const slices = traceEvents.filter(({ ph }) => ph === "X");
  expect(slices.map(({ name, tid }) => [name, tid])).toEqual([["setup", 4], ["socketTo", 1], ["socketTo", 2], ["connect a", 1], ["setTimeout 10", 3]]);
  slices.slice(1).forEach(({ ts }, index) => expect(ts).toBe(slices[index]!.ts + slices[index]!.dur!));
});

test("has each event inside of the slice of its turn and task", () => {
  const instants = traceEvents.filter(({ ph }) => ph === "i");
  expect(instants.map(({ name }) => name)).toEqual(confirmed.witness!.shown.events.map(({ text }) => text));
  for (const { ts, tid, args } of instants) {
    const slice = traceEvents.find((each) => each.ph === "X" && each.args!["turn"] === args!["turn"])!;
    expect(slice.tid).toBe(tid);
    expect(ts).toBeGreaterThan(slice.ts);
    expect(ts).toBeLessThan(slice.ts + slice.dur!);
  }
});

test("keeps the order of events of one turn", () => {
  const events = ["task 1 a", "b", "task 2 c"].map((text) => ({ turn: 1, task: "1", text }));
  const witness = { ...confirmed.witness!, shown: { ...confirmed.witness!.shown, events } };
  const instants = chromeTraceOf({ ...verified, results: [{ ...confirmed, witness }] }, context).traceEvents.filter(({ ph }) => ph === "i");
  // Whose event it is, the thread says.
  expect(instants.map(({ name }) => name)).toEqual(["a", "b", "task 2 c"]);
  expect(new Set(instants.map(({ ts }) => ts)).size).toBe(3);
});

test("gives each witness a process of its own", () => {
  const twice = chromeTraceOf({ ...verified, results: [confirmed, confirmed] }, context);
  expect(new Set(twice.traceEvents.map(({ pid }) => pid))).toEqual(new Set([1, 2]));
});

test("is empty where nothing is confirmed, and says what its clock is", () => {
  expect(chromeTraceOf(nothingVerified, context).traceEvents).toEqual([]);
  expect(otherData.clock).toBe("1 millisecond is 1 turn of the event loop");
});
