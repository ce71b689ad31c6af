import type { ChromeEvent, ChromeTrace } from "../../engine/trace/chrome.ts";
import type { ShownEvent } from "../../verify/case.ts";
import type { VerifyResult, Witness } from "../../verify/types.ts";
import { shownPath } from "../paths.ts";
import { visible } from "../text.ts";
import { taskNamer, turnsOf } from "./turns.ts";
import type { VerifyReportContext } from "./types.ts";

/** A turn of the event loop is so many microseconds of the trace. */
const TURN = 1000;

/**
 * The runs of all witnesses in the "Trace Event Format", which Perfetto and chrome://tracing open: a process for each confirmed finding, a
 * thread for each task, a slice for each turn of the event loop, and in it the events in their order. One millisecond is one turn.
 */
export function chromeTraceOf(result: VerifyResult, context: VerifyReportContext): ChromeTrace {
  const confirmed = result.results.flatMap(({ finding, witness }) => (witness === undefined ? [] : [{ finding, witness }]));
  const traceEvents = confirmed.flatMap(({ finding, witness }, index) => {
    const place = `${shownPath(finding.file, result.scan.root, context)}:${finding.range.start.line}`;
    return eventsOf(witness, index + 1, `${finding.hazard} at ${place}`);
  });
  const otherData = { clock: "1 millisecond is 1 turn of the event loop", isTruncated: false, eventsLeftOut: 0 };
  return { traceEvents, displayTimeUnit: "ms", otherData };
}

function eventsOf(witness: Witness, pid: number, name: string): ChromeEvent[] {
  const nameOf = taskNamer(witness);
  const tasks = [...new Set([...turnsOf(witness), ...witness.shown.events].map(({ task }) => task))].sort(comparePaths);
  // Thread 0 is the idle one of the operating system to some viewers.
  const tid = (task: string) => tasks.indexOf(task) + 1;
  const meta = (kind: string, thread: number, args: Record<string, unknown>): ChromeEvent => {
    return { ph: "M", name: kind, pid, tid: thread, ts: 0, args };
  };
  const threads = tasks.flatMap((task, index) => [
    meta("thread_name", tid(task), { name: visible(nameOf(task)) }),
    meta("thread_sort_index", tid(task), { sort_index: index }),
  ]);
  const timed = [...slices(witness, pid, tid), ...instants(witness.shown.events, pid, tid)].sort((a, b) => a.ts - b.ts);
  return [meta("process_name", 0, { name: visible(name) }), ...threads, ...timed];
}

function slices(witness: Witness, pid: number, tid: (task: string) => number): ChromeEvent[] {
  return turnsOf(witness).map(({ number, task, kind, label }) => {
    const name = visible(label === "" ? kind : label);
    return { ph: "X", name, cat: kind, pid, tid: tid(task), ts: number * TURN, dur: TURN, args: { turn: number } };
  });
}

/** The events of a turn lie inside of it, at equal distances. */
function instants(events: readonly ShownEvent[], pid: number, tid: (task: string) => number): ChromeEvent[] {
  const totals = new Map<number, number>();
  for (const { turn } of events) totals.set(turn, (totals.get(turn) ?? 0) + 1);
  const seen = new Map<number, number>();
  return events.map(({ turn, task, text }) => {
    const number = (seen.get(turn) ?? 0) + 1;
    seen.set(turn, number);
    const ts = turn * TURN + Math.floor((number * TURN) / (totals.get(turn)! + 1));
    return { ph: "i", s: "t", name: visible(withoutTask(text, task)), cat: "event", pid, tid: tid(task), ts, args: { turn } };
  });
}

/** The thread says whose event it is. */
function withoutTask(text: string, task: string): string {
  const prefix = `task ${task} `;
  return text.startsWith(prefix) ? text.slice(prefix.length) : text;
}

/** `1`, `1.2`, `1.10`, `2`; what belongs to no task comes last. */
function comparePaths(a: string, b: string): number {
  const isTask = (path: string) => /^\d/.test(path);
  if (isTask(a) !== isTask(b)) return isTask(a) ? -1 : 1;
  return a.localeCompare(b, "en", { numeric: true });
}
