import { describeValue } from "../errors.ts";
import { isPending, Thrown, type Call } from "./history.ts";
import type { Invocation } from "./model.ts";

/** What `checkLinearizable` and `formatHistory` take: a `History`, or calls that somebody wrote down. */
export interface RecordedCalls {
  readonly calls: readonly Call[];
}

/** A value in the text of a history: plain objects and arrays by what they hold, down to so many levels. */
export function formatValue(value: unknown, levels = 3): string {
  if (value instanceof Thrown) return `throws ${value.error instanceof Error ? value.error.message : formatValue(value.error)}`;
  if (levels === 0) return describeValue(value);
  if (Array.isArray(value)) return `[${value.map((item) => formatValue(item, levels - 1)).join(", ")}]`;
  if (!isRecord(value)) return describeValue(value);
  const fields = Object.entries(value).map(([name, field]) => `${name}: ${formatValue(field, levels - 1)}`);
  return fields.length === 0 ? "{}" : `{ ${fields.join(", ")} }`;
}

/** `store(1, 10)`. */
export function formatInvocation(call: Invocation): string {
  return `${call.name}(${call.args.map((value) => formatValue(value)).join(", ")})`;
}

/**
 * A history for people: one line for each event, from top to bottom in the order of time, and a lane for each task. What is within a
 * call is marked by `|`, what came back stands after `=`.
 */
export function formatHistory(history: RecordedCalls): string {
  const lanes = lanesOf(history.calls);
  const times = new Set(history.calls.flatMap((call) => [call.invoked, call.returned]));
  times.delete(Infinity);
  const rows = [...times].sort((a, b) => a - b).map((time) => [String(time), ...lanes.map((lane) => laneText(lane.calls, time))]);
  if (history.calls.some(isPending)) rows.push(["never", ...lanes.map((lane) => (lane.calls.some(isPending) ? "no return" : ""))]);
  return formatTable(["time", ...lanes.map((lane) => `task ${lane.task}`)], rows);
}

/** Columns that are as wide as they have to be, two spaces between them. */
export function formatTable(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows];
  const widths = header.map((_, column) => lines.reduce((width, line) => Math.max(width, line[column]!.length), 0));
  return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column]!)).join("  ").trimEnd()).join("\n");
}

function lanesOf(calls: readonly Call[]): { readonly task: string; readonly calls: readonly Call[] }[] {
  const tasks = [...new Set(calls.map((call) => call.task))].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
  return tasks.map((task) => ({ task, calls: calls.filter((call) => call.task === task) }));
}

/** What a task does at this time. A call within another one of the same task, as from the body of a range, stands to the right of it. */
function laneText(calls: readonly Call[], time: number): string {
  const open = calls.filter((call) => call.invoked <= time && time <= call.returned).sort((a, b) => a.invoked - b.invoked);
  return open.map((call) => eventText(call, time)).join(" ");
}

function eventText(call: Call, time: number): string {
  if (time === call.invoked) return formatInvocation(call);
  return time === call.returned ? `= ${formatValue(call.result)}` : "|";
}

function isRecord(value: unknown): value is object {
  return typeof value === "object" && value !== null && [Object.prototype, null].includes(Object.getPrototypeOf(value) as object | null);
}
