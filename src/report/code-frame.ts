import type { SourceRange } from "../hazards/finding.ts";
import { columnsBetween, type ShownLine, showThrough, windowAround } from "./line-window.ts";
import type { Style } from "./style.ts";

export interface FrameOptions {
  /** Terminal columns for the code itself, without the line numbers. */
  readonly width: number;
  /** How many lines before and after the range are shown. */
  readonly context: number;
  readonly style: Style;
}

/** Longer ranges are cut after so many lines. */
const MAXIMUM_MARKED = 6;
const LINE_BREAK = /\r\n|[\n\r\u2028\u2029]/;

/** The lines of a source text, split where ECMAScript ends a line. */
export function splitLines(text: string): string[] {
  return text.split(LINE_BREAK);
}

/**
 * Shows a range of source code with line numbers, some lines around it and carets below it. Tabs, wide characters and
 * control characters are taken into account; of long lines only the part around the range is shown. Empty when the range
 * begins past the last line.
 */
export function codeFrame(lines: readonly string[], range: SourceRange, options: FrameOptions): string[] {
  const { start } = range;
  const startLine = lines[start.line - 1];
  if (startLine === undefined) return [];
  const end = Math.min(range.end.line, lines.length);
  const lastMarked = Math.min(end, start.line + MAXIMUM_MARKED - 1);
  const { first, last } = frameOf(lines, start.line, lastMarked, lastMarked < end ? 0 : options.context);
  const [begin, stop] = marked(startLine, start.line, range);
  const window = windowAround(startLine, begin, stop, options.width);
  const gutter = new Gutter(last, options.style);
  const output: string[] = [];
  for (let number = first; number <= last; number++) {
    const line = lines[number - 1]!;
    const shown = showThrough(line, window);
    const isMarked = number >= start.line && number <= lastMarked;
    output.push(gutter.line(number, shown.text, isMarked));
    const carets = isMarked ? caretsBelow(line, number, range, shown) : "";
    if (carets !== "") output.push(gutter.note(options.style("red", carets)));
  }
  if (lastMarked < end) output.push(gutter.note("…"));
  return output;
}

/** One source line without its indentation; a long one is cut around `column`, which counts from 1. */
export function sourceLine(line: string, column: number, width: number): string {
  const trimmed = line.trim();
  const begin = Math.max(0, column - 1 - (line.length - line.trimStart().length));
  return showThrough(trimmed, windowAround(trimmed, begin, begin, width)).text;
}

/** The lines that a frame shows; blank ones at its edges are left out. */
function frameOf(lines: readonly string[], from: number, to: number, context: number): { first: number; last: number } {
  const isBlank = (number: number) => lines[number - 1]!.trim() === "";
  let first = Math.max(1, from - context);
  let last = Math.min(lines.length, to + context);
  while (first < from && isBlank(first)) first++;
  while (last > to && isBlank(last)) last--;
  return { first, last };
}

/** Offsets between which the range covers a line, without its indentation where the range began before. */
function marked(line: string, number: number, range: SourceRange): [begin: number, end: number] {
  const indent = line.length - line.trimStart().length;
  const begin = number === range.start.line ? range.start.column - 1 : indent;
  return [begin, number === range.end.line ? range.end.column - 1 : line.length];
}

/** At least one caret on the range's first line, even where the range is empty. */
function caretsBelow(line: string, number: number, range: SourceRange, shown: ShownLine): string {
  const [begin, end] = marked(line, number, range);
  if (number !== range.start.line && end <= begin) return "";
  const indentation = " ".repeat(shown.lead + columnsBetween(shown.cells, 0, begin));
  return indentation + "^".repeat(Math.max(1, columnsBetween(shown.cells, begin, end)));
}

class Gutter {
  readonly #width: number;
  readonly #style: Style;

  constructor(lastLine: number, style: Style) {
    this.#width = String(lastLine).length;
    this.#style = style;
  }

  line(number: number, text: string, isMarked: boolean): string {
    const label = `${String(number).padStart(this.#width)} │`;
    const gutter = isMarked ? `${this.#style("red", ">")} ${label}` : `  ${this.#style("dim", label)}`;
    return text === "" ? gutter : `${gutter} ${text}`;
  }

  note(text: string): string {
    return `  ${this.#style("dim", `${" ".repeat(this.#width)} │`)} ${text}`;
  }
}
