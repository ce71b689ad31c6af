import { visible } from "./text.ts";

/** What is shown in one place of a terminal line: usually one character, with the marks that belong to it. */
export interface Cell {
  readonly text: string;
  /** In terminal columns. */
  readonly width: number;
  /** In UTF-16 code units from the start of the line. */
  readonly offset: number;
}

const TAB = 4;
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const ASCII = /^[\x20-\x7e]*$/;

/** Splits the part of a source line between two offsets into cells: tabs become blanks, control characters escapes. */
export function cellsOf(line: string, from: number, to: number): Cell[] {
  const text = line.slice(from, to);
  const cells: Cell[] = [];
  let column = 0;
  for (const { segment, index } of segments(text)) {
    const shown = segment === "\t" ? " ".repeat(TAB - (column % TAB)) : visible(segment);
    const width = shown === segment && WIDE.test(segment) ? 2 : shown === segment ? 1 : shown.length;
    cells.push({ text: shown, width, offset: from + index });
    column += width;
  }
  return cells;
}

function segments(text: string): Iterable<{ segment: string; index: number }> {
  if (ASCII.test(text)) return [...text].map((segment, index) => ({ segment, index }));
  return new Intl.Segmenter("en", { granularity: "grapheme" }).segment(text);
}
