import type { ContentionEntry } from "./contention.ts";
import { columnsOf, printable } from "../trace/text.ts";

const header = ["steps", "ms", "waits", "never ended", "task", "in", "waits for", "at", "held by"];
const numbers = 4;

/** The entries as a table of text, the longest waits first. Control characters of names are escaped. */
export function formatProfile(entries: readonly ContentionEntry[]): string {
  if (entries.length === 0) return "nobody had to wait";
  const cells = [header, ...entries.map(columns)];
  const widths = header.map((_, column) => cells.reduce((most, line) => Math.max(most, columnsOf(line[column]!)), 0));
  const pad = (text: string, column: number): string => {
    const blanks = " ".repeat(widths[column]! - columnsOf(text));
    return column < numbers ? blanks + text : text + blanks;
  };
  return cells.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

function columns({ steps, milliseconds, waits, unended, task, calls, operation, lock, holder }: ContentionEntry): string[] {
  const names = [task, calls.join(" > ") || "-", operation, lock, holder ?? "-"];
  return [...[steps, Number(milliseconds.toFixed(3)), waits, unended].map(String), ...names.map(printable)];
}
