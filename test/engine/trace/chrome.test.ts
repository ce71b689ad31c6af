import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { sleep } from "../../../src/engine/sync/sleep.ts";
import type { ChromeEvent, ChromeTrace } from "../../../src/engine/trace/chrome.ts";
import { TraceRecorder } from "../../../src/engine/trace/recorder.ts";
import { problemsOf } from "./chrome-rules.ts";
import { lockedWriters, lockOrder, unlocked } from "./programs.ts";

function record(program: Body, seed: number, limit?: number): { recorder: TraceRecorder; trace: ChromeTrace; kind: string } {
  const recorder = new TraceRecorder({ limit });
  const { outcome } = run(program, { strategy: random({ seed }), monitors: [recorder] });
  return { recorder, trace: JSON.parse(recorder.toChromeTraceJson()), kind: outcome.kind };
}

function phase(trace: ChromeTrace, ph: ChromeEvent["ph"], cat?: string): ChromeEvent[] {
  return trace.traceEvents.filter((event) => event.ph === ph && (cat === undefined || event.cat === cat));
}

describe("the trace keeps the rules of the format", () => {
  const programs: [string, Body][] = [
    ["locked writers", lockedWriters(3, 12)],
    ["an unlocked map", unlocked],
    ["locks in different orders", lockOrder],
  ];
  test.each(programs)("%s, under any schedule and limit", (_, program) => {
    const kinds = new Set<string>();
    const property = fc.property(fc.nat(), fc.option(fc.nat({ max: 400 }), { nil: undefined }), (seed, limit) => {
      const { trace, kind } = record(program, seed, limit);
      kinds.add(kind);
      expect(problemsOf(trace)).toEqual([]);
    });
    fc.assert(property, { seed: 5, numRuns: 60 });
    const ends = { "locked writers": ["completed"], "an unlocked map": ["completed", "fatal"], "locks in different orders": ["completed", "leak"] }[_];
    expect([...kinds].sort()).toEqual(ends);
  });

  test.each<[string, (events: ChromeEvent[]) => void, RegExp]>([
    ["an end is missing", (events) => void events.splice(events.findIndex(({ ph }) => ph === "e"), 1), /never ends|ends task|ends set/],
    ["an end is there twice", (events) => void events.push(events.findLast(({ ph }) => ph === "e")!), /has not begun/],
    ["ends are exchanged", exchangeEnds, /^ends /],
    ["a slice is missing", (events) => void events.splice(events.findIndex(({ ph }) => ph === "X"), 1), /not in a slice/],
    ["a flow has no end", (events) => void events.splice(events.findIndex(({ ph }) => ph === "f"), 1), /not one start and one end/],
    ["a flow goes back in time", (events) => change(events, "f", { ts: 0 }), /ends before it starts/],
    ["a flow's end binds to the next slice", (events) => change(events, "f", { bp: undefined }), /no bp/],
    ["a thread has no name", (events) => void events.splice(events.findIndex(({ name }) => name === "thread_name"), 1), /has no name/],
    ["a slice is too long", overlap, /overlaps/],
    ["a time is no number", (events) => change(events, "X", { ts: "1" as never }), /ts is no number/],
    ["an id is missing", (events) => change(events, "b", { id: undefined }), /no id/],
  ])("the check sees it when %s", (_, damage, problem) => {
    const events = [...record(lockedWriters(2, 3), 1).trace.traceEvents];
    damage(events);
    expect(problemsOf({ traceEvents: events } as unknown as ChromeTrace).join("\n")).toMatch(new RegExp(problem, "m"));
  });
});

function change(events: ChromeEvent[], ph: ChromeEvent["ph"], fields: Partial<ChromeEvent>): void {
  const at = events.findIndex((event) => event.ph === ph);
  events[at] = { ...events[at]!, ...fields };
}

/** A slice ends in the middle of the next one of its thread. */
function overlap(events: ChromeEvent[]): void {
  const long = events.findLast(({ ph, dur }) => ph === "X" && dur! > 1)!;
  const before = events.findLastIndex(({ ph, tid, ts }) => ph === "X" && tid === long.tid && ts < long.ts);
  events[before] = { ...events[before]!, dur: long.ts + 1 - events[before]!.ts };
}

/** The end of a task comes before that of its last operation. */
function exchangeEnds(events: ChromeEvent[]): void {
  const end = events.findLastIndex(({ ph, name }) => ph === "e" && name.startsWith("writer 2"));
  const inner = events.findLastIndex(({ ph, name, id }, i) => i < end && ph === "e" && name.startsWith("set") && id === events[end]!.id);
  [events[end], events[inner]] = [events[inner]!, events[end]!];
}

describe("the trace holds", () => {
  const { recorder, trace } = record(lockedWriters(2, 12), 3);

  test("a thread for each task, by its name and path", () => {
    const names = phase(trace, "M").filter(({ name }) => name === "thread_name");
    expect(names.map(({ tid, args }) => [tid, args!.name])).toEqual([
      [1, "main (task 0)"],
      [2, "writer 1 (task 1)"],
      [3, "writer 2 (task 2)"],
    ]);
  });

  test("every step in a run of its task, and in no other", () => {
    const runs = phase(trace, "X");
    const steps = [...recorder.log].filter(({ kind }) => kind === "stepped");
    expect(runs.reduce((sum, { dur }) => sum + dur!, 0)).toBe(steps.length);
    for (const { task, time } of steps) {
      const around = runs.filter(({ ts, dur }) => ts <= time && time < ts + dur!);
      expect(around.map(({ tid }) => tid)).toEqual([task.index + 1]);
    }
  });

  test("the operations of a task inside the task, with their arguments", () => {
    const begins = phase(trace, "b", "operation").filter(({ id }) => id === "task-1");
    expect(begins[0]!.name).toBe("writer 1 (task 1)");
    expect(begins.slice(1).map(({ name, args }) => [name, args!.args])).toEqual(
      Array.from({ length: 12 }, (_, key) => [`set(${key}, ${key})`, [String(key), String(key)]]),
    );
  });

  test("growth and evacuation, in the task that does it", () => {
    const grows = phase(trace, "i", "grow");
    expect(grows.map(({ name }) => name)).toEqual(["grow 1->2 buckets", "grow 2->4 buckets"]);
    expect(grows.map(({ args }) => args!.growth)).toEqual(recorder.growthLines());
    expect(phase(trace, "i", "evacuate").map(({ name }) => name)).toEqual(["evacuate old bucket 0", "evacuate old bucket 0", "evacuate old bucket 1"].sort());
    expect(phase(trace, "i", "grown")).toHaveLength(2);
  });

  test("a flow from the start of a task to its first step, and from each unlock to the lock of another", () => {
    const starts = phase(trace, "f").filter(({ name }) => name === "start");
    expect(starts.map(({ tid }) => tid).sort()).toEqual([2, 3]);
    const locks = [...recorder.log].filter(({ kind, task }) => task.index > 0 && (kind === "acquire" || kind === "release"));
    const handovers = locks.filter(({ kind, task }, i) => kind === "acquire" && i > 0 && locks[i - 1]!.task !== task && locks[i - 1]!.kind === "release");
    const flows = phase(trace, "f").filter(({ name, tid }) => name === "synchronisation" && tid !== 1);
    expect(handovers.length).toBeGreaterThan(2);
    expect(flows.map(({ tid, ts }) => [tid, ts])).toEqual(expect.arrayContaining(handovers.map(({ task, time }) => [task.index + 1, time])));
  });
});

test("waits are spans of their own that name the holder", () => {
  const program: Body = function* () {
    const mutex = new Mutex("mu");
    yield* mutex.lock();
    go(() => mutex.lock(), "late");
    yield* sleep(1);
    yield* mutex.unlock();
  };
  const [wait] = phase(record(program, 1).trace, "b", "wait").filter(({ tid }) => tid === 2);
  expect(wait).toMatchObject({ name: "sync.Mutex.Lock mu", args: { holder: "main (task 0)" } });
});

test("what is open when the program dies is closed there, and marked", () => {
  const traces = Array.from({ length: 50 }, (_, seed) => record(unlocked, seed)).filter(({ kind }) => kind === "fatal");
  expect(traces.length).toBeGreaterThan(0);
  for (const { trace } of traces) {
    const last = Math.max(...phase(trace, "X").map(({ ts, dur }) => ts + dur!));
    const marked = phase(trace, "e").filter(({ args }) => args?.isUnfinished === true);
    expect(marked.length).toBeGreaterThan(1);
    for (const { ts } of marked) expect(ts).toBe(last);
  }
});

test("how the program ended has its place in the trace", () => {
  const { recorder } = record(lockOrder, 1);
  recorder.over("over\u001b[2J", null);
  expect(phase(recorder.toChromeTrace(), "i", "note").map(({ name }) => name)).toEqual(["over\\u{1b}[2J"]);
});
