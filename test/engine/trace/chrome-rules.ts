import type { ChromeEvent, ChromeTrace } from "../../../src/engine/trace/chrome.ts";

/** What of a trace breaks the rules of the "Trace Event Format" or of its viewers, in words. */
export function problemsOf(trace: ChromeTrace): string[] {
  const events = trace.traceEvents;
  return [...events.flatMap(fieldProblems), ...threadProblems(events), ...orderProblems(events), ...spanProblems(events), ...flowProblems(events)];
}

const required: Readonly<Record<string, readonly (keyof ChromeEvent)[]>> = {
  M: ["args"],
  X: ["dur", "cat"],
  b: ["id", "cat"],
  e: ["id", "cat"],
  i: ["s", "cat"],
  s: ["id", "cat"],
  f: ["id", "cat", "bp"],
};

const types: Readonly<Record<string, string>> = { ph: "string", name: "string", pid: "number", tid: "number", ts: "number", dur: "number", cat: "string", id: "string", args: "object" };

function fieldProblems(event: ChromeEvent): string[] {
  const what = JSON.stringify(event);
  const fields = required[event.ph];
  if (fields === undefined) return [`unknown phase: ${what}`];
  const missing = (["name", "pid", "tid", "ts", ...fields] as const).filter((field) => event[field] === undefined);
  const mistyped = Object.keys(types).filter((field) => {
    const value = event[field as keyof ChromeEvent];
    return value !== undefined && typeof value !== types[field];
  });
  const negative = [event.ts, event.dur ?? 0].some((time) => !Number.isFinite(time) || time < 0);
  const scope = event.ph === "i" && !["t", "p", "g"].includes(event.s!);
  const binding = event.ph === "f" && event.bp !== "e";
  return [
    ...missing.map((field) => `no ${field}: ${what}`),
    ...mistyped.map((field) => `${field} is no ${types[field]}: ${what}`),
    ...(negative ? [`bad time: ${what}`] : []),
    ...(scope ? [`bad scope: ${what}`] : []),
    ...(binding ? [`bad binding point: ${what}`] : []),
  ];
}

/** Every thread has one name. */
function threadProblems(events: readonly ChromeEvent[]): string[] {
  const named = events.filter(({ ph, name }) => ph === "M" && name === "thread_name").map(({ tid }) => tid);
  const used = new Set(events.filter(({ ph }) => ph !== "M").map(({ tid }) => tid));
  return [
    ...[...used].filter((tid) => !named.includes(tid)).map((tid) => `thread ${tid} has no name`),
    ...named.filter((tid, i) => named.indexOf(tid) !== i).map((tid) => `thread ${tid} has two names`),
  ];
}

/** By time; slices of a thread nest or lie apart. */
function orderProblems(events: readonly ChromeEvent[]): string[] {
  const timed = events.filter(({ ph }) => ph !== "M");
  const late = timed.filter(({ ts }, i) => i > 0 && ts < timed[i - 1]!.ts).map((event) => `out of order: ${JSON.stringify(event)}`);
  const slices = timed.filter(({ ph }) => ph === "X");
  const open = new Map<number, ChromeEvent[]>();
  const overlaps = slices.filter((slice) => {
    const stack = open.get(slice.tid) ?? [];
    open.set(slice.tid, stack);
    while (stack.length > 0 && endOf(stack.at(-1)!) <= slice.ts) stack.pop();
    const outer = stack.at(-1);
    stack.push(slice);
    return outer !== undefined && endOf(slice) > endOf(outer);
  });
  return [...late, ...overlaps.map((slice) => `overlaps: ${JSON.stringify(slice)}`)];
}

function endOf({ ts, dur }: ChromeEvent): number {
  return ts + dur!;
}

/** `b` and `e` of one category and id are balanced, and nest by name and time. */
function spanProblems(events: readonly ChromeEvent[]): string[] {
  const problems: string[] = [];
  const open = new Map<string, ChromeEvent[]>();
  for (const event of events) {
    if (event.ph !== "b" && event.ph !== "e") continue;
    const key = `${event.pid} ${event.cat} ${event.id}`;
    const stack = open.get(key) ?? [];
    open.set(key, stack);
    if (event.ph === "b") stack.push(event);
    else {
      const begin = stack.pop();
      if (begin === undefined) problems.push(`ends what has not begun: ${JSON.stringify(event)}`);
      else if (begin.name !== event.name) problems.push(`ends ${begin.name}: ${JSON.stringify(event)}`);
    }
  }
  for (const stack of open.values()) for (const begin of stack) problems.push(`never ends: ${JSON.stringify(begin)}`);
  return problems;
}

/** A flow has one start, then one end, each inside a slice of its thread. */
function flowProblems(events: readonly ChromeEvent[]): string[] {
  const problems: string[] = [];
  const flows = new Map<string, ChromeEvent[]>();
  const open = new Map<number, ChromeEvent>();
  for (const event of events) {
    if (event.ph === "X") open.set(event.tid, event);
    if (event.ph !== "s" && event.ph !== "f") continue;
    const key = `${event.cat} ${event.name} ${event.id}`;
    flows.set(key, [...(flows.get(key) ?? []), event]);
    const slice = open.get(event.tid);
    if (slice === undefined || event.ts >= endOf(slice)) problems.push(`not in a slice: ${JSON.stringify(event)}`);
  }
  for (const [key, [start, end, ...more]] of flows) {
    if (start?.ph !== "s" || end?.ph !== "f" || more.length > 0) problems.push(`not one start and one end: ${key}`);
    else if (start.ts >= end.ts) problems.push(`ends before it starts: ${key}`);
  }
  return problems;
}
