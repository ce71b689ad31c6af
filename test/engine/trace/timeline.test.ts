import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { go, run } from "../../../src/engine/schedule/run.ts";
import { ScriptedStrategy } from "../../../src/engine/schedule/scripted.ts";
import type { Body } from "../../../src/engine/schedule/body.ts";
import { Mutex } from "../../../src/engine/sync/mutex.ts";
import { Variable } from "../../../src/engine/sync/variable.ts";
import { columnsOf, fit, printable, wrap } from "../../../src/engine/trace/text.ts";
import { TraceRecorder } from "../../../src/engine/trace/recorder.ts";
import { formatTimeline, type TimelineOptions } from "../../../src/engine/trace/timeline.ts";
import { lockedWriters, lockOrder, unlocked } from "./programs.ts";

function record(program: Body, strategy = random({ seed: 1 }), limit?: number): { recorder: TraceRecorder; switches: number } {
  const recorder = new TraceRecorder({ limit });
  const { switches } = run(program, { strategy, monitors: [recorder] });
  return { recorder, switches };
}

function lines(text: string): string[] {
  return text.split("\n");
}

/** The writer is stopped after so many of its steps, with the map marked as being written to; then the reader comes. */
const interrupted = new ScriptedStrategy({ switches: [{ from: "1", steps: 6, to: "2" }], choices: [] }, 1);
const fatal = record(unlocked, interrupted).recorder;

test("a timeline of steps shows where a task was stopped, and what the other saw", () => {
  const text = formatTimeline(fatal, { detail: "steps", width: 90 });
  expect(text).toMatchInlineSnapshot(`
    "   step  main                       writer                     reader
          0  start
             set(1, 1)
          1    read hmap.flags
          2    read hmap.hash0
          3    read hmap.flags
          4    write hmap.flags
       5-18    … 14 steps
      19-20    read hmap.flags ×2
         21    write hmap.flags
         22    write bmap.elems[0]
             └ set
             go writer
             go reader
             ends
         23                             start
                                        set(2, 2)
         24                               read hmap.flags
         25                               read hmap.hash0
         26                               read hmap.flags
         27                               write hmap.flags
         28                               read hmap.buckets
                                        ╰── forced switch 1 ──────▶
         29                             │                          start
                                        │                          get(1)
         30                             │                            read hmap.count
         31                             │                            read hmap.flags
                                        │                            fatal error: concurrent
                                        │                              map read and map
                                        │                              write"
  `);
});

test("a timeline of operations shows which of them overlap", () => {
  expect(formatTimeline(fatal, { width: 90 })).toMatchInlineSnapshot(`
    "   step  main                       writer                     reader
          0  start
          1  set(1, 1): 22 steps
         22  go writer
         22  go reader
         23  ends
         23                             start
         24                             set(2, 2)
         29                             │                          start
         30                             │                          get(1)
         32                             │                            fatal error: concurrent
                                        │                              map read and map
                                        │                              write"
  `);
});

test("waits name the holder, and how long they were", () => {
  const program: Body = function* () {
    const mutex = new Mutex("mu");
    const total = new Variable(0, "total");
    yield* mutex.lock();
    go(() => mutex.with(() => total.update((value) => value + 1)), "other");
    yield* total.write(5);
    yield* mutex.unlock();
  };
  // To the other task after two steps of the main one; it has to wait in its second.
  const strategy = new ScriptedStrategy({ switches: [{ from: "0", steps: 2, to: "1" }], choices: [] }, 1);
  const { recorder } = record(program, strategy);
  expect(formatTimeline(recorder, { width: 90 })).toMatchInlineSnapshot(`
    "   step  main                                    other
          0  start
          1  sync.Mutex.Lock mu
          1  go other
          2  total.write(5)
          2  │                                       start
          3  │                                       waits: sync.Mutex.Lock mu, held by
             │                                         main
          4  └ total.write(5): 1 step                ┊
          4  sync.Mutex.Unlock mu                    ┊
          5  ends                                    ┊
          5                                          sync.Mutex.Lock mu (waited 2 steps)
          6                                          total.update(): 2 steps
          8                                          sync.Mutex.Unlock mu
          9                                          ends"
  `);
});

describe("forced switches", () => {
  test("are those of the scheduler, in every schedule", () => {
    const property = fc.property(fc.nat(), fc.constantFrom(unlocked as Body, lockOrder as Body, lockedWriters(3, 2)), (seed, program) => {
      const { recorder, switches } = record(program, random({ seed }));
      const text = formatTimeline(recorder, { detail: "steps" });
      expect(text.match(/forced( switch)? \d+/g)?.length ?? 0).toBe(switches);
    });
    fc.assert(property, { seed: 11, numRuns: 100 });
  });

  test("are arrows from lane to lane, or words where lanes are too narrow", () => {
    const text = lines(formatTimeline(record(lockedWriters(3, 1), random({ seed: 4 })).recorder, { detail: "steps" }));
    expect(text.some((line) => /╰── forced switch \d+ ─+▶/.test(line))).toBe(true);
    expect(text.some((line) => /◀── forced switch \d+ ─+╯/.test(line))).toBe(true);
    const list = formatTimeline(record(lockedWriters(3, 1), random({ seed: 4 })).recorder, { detail: "steps", width: 60 });
    expect(list).toMatch(/ -- forced switch 1: \S.* -> /);
    expect(list).not.toMatch(/[▶◀]/);
  });
});

describe("steps", () => {
  const program: Body = function* () {
    const map = SteppedMap.make("int64", null, { seed: 1 });
    for (let key = 0; key < 9; key++) yield* map.set(key, key);
  };
  const { recorder } = record(program);
  const count = [...recorder.log].filter(({ kind }) => kind === "stepped").length;

  test("on neighbouring cells share a line", () => {
    expect(formatTimeline(recorder, { detail: "steps", longestRun: Infinity })).toMatch(/read bmap(#1)?\.tophash\[0\.\.7\]/);
  });

  test.each([1, 2, 3, 8, 100, Infinity])("are all accounted for when at most %d lines of a run are shown", (longestRun) => {
    const times = lines(formatTimeline(recorder, { detail: "steps", longestRun })).map((line) => /^ *(\d+)(?:-(\d+))?  /.exec(line));
    let next = 0;
    for (const match of times) {
      if (match === null) continue;
      expect(Number(match[1])).toBe(next);
      next = Number(match[2] ?? match[1]) + 1;
    }
    expect(next).toBe(count);
  });

  test("name the arrays of buckets apart", () => {
    const text = formatTimeline(recorder, { detail: "steps", longestRun: Infinity });
    expect(text).toMatch(/read bmap#1\.keys/);
    expect(text).toMatch(/write bmap#2\.keys/);
    expect(text).not.toMatch(/hmap#/);
  });
});

describe("what others named", () => {
  const program: Body = function* () {
    const map = SteppedMap.make("string");
    go(() => map.set("\u001b[31mred\u0007\u202e", "\r\n"), "a\u001b]0;title\u0007\nb");
    yield* map.size();
  };
  const { recorder } = record(program);
  const every: TimelineOptions[] = [{}, { detail: "steps" }, { width: 40 }, { detail: "steps", width: 40 }];

  test.each(every)("cannot control the terminal (%o)", (options) => {
    const text = formatTimeline(recorder, options);
    expect(text.replaceAll("\n", "")).not.toMatch(/[\p{Cc}\p{Cf}]/u);
    expect(text).toContain("a\\u{1b}");
  });

  test("is escaped once, and nothing else is", () => {
    expect(printable("é\u0000\u007f\u009b\u2028 ok \\")).toBe("é\\u{0}\\u{7f}\\u{9b}\\u{2028} ok \\");
  });
});

describe("the width", () => {
  test("is kept by every line of every timeline", () => {
    const options = fc.record({ width: fc.integer({ min: 40, max: 160 }), detail: fc.constantFrom("steps" as const, "operations" as const) });
    const property = fc.property(fc.nat(), fc.integer({ min: 1, max: 6 }), options, (seed, writers, layout) => {
      const { recorder } = record(lockedWriters(writers, 2), random({ seed }));
      for (const line of lines(formatTimeline(recorder, layout))) expect(columnsOf(line)).toBeLessThanOrEqual(layout.width);
    });
    fc.assert(property, { seed: 12, numRuns: 60 });
  });

  test("counts what a terminal shows", () => {
    expect(["abc", "日本", "e\u0301", "🙂"].map(columnsOf)).toEqual([3, 4, 1, 2]);
    expect([fit("日本語", 5), fit("日本語", 4), fit("ab", 4), fit("abcde", 4)]).toEqual(["日本…", "日… ", "ab  ", "abc…"]);
    expect(wrap("  one two three", 9)).toEqual(["  one two", "    three"]);
  });
});

test("colours are codes around the same text", () => {
  const options = { detail: "steps", width: 90 } as const;
  const text = formatTimeline(fatal, { ...options, colors: true });
  expect(text).toContain("\u001b[36m");
  const bare = lines(text.replaceAll(/\u001b\[\d+m/g, "")).map((line) => line.trimEnd());
  expect(bare).toEqual(lines(formatTimeline(fatal, options)));
});

test("a recording that stopped at its limit says so", () => {
  const { recorder } = record(lockedWriters(2, 3), random({ seed: 1 }), 50);
  expect(lines(formatTimeline(recorder)).at(-1)).toBe(`(the recording ends here, at its limit of 50 events: ${recorder.log.dropped} more were left out)`);
});

test("nothing recorded is nothing shown", () => {
  expect(formatTimeline(new TraceRecorder())).toBe("   step");
});

test.each<[unknown, string]>([
  [{ width: 39 }, "width must be at least 40 columns, not 39."],
  [{ width: 1.5 }, "width must be an integer from 0 to 2^53 - 1, not 1.5"],
  [{ detail: "all" }, 'detail must be "operations" or "steps", not "all".'],
  [{ longestRun: 0 }, "longestRun must be at least 1, or Infinity, not 0."],
])("%o is refused", (options, message) => {
  expect(() => formatTimeline(new TraceRecorder(), options as TimelineOptions)).toThrow(message);
});
