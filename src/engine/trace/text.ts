import { describeValue } from "../errors.ts";

/** What would move a terminal's cursor, change its colours or turn the direction of the text around. */
const unprintable = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1f64f}\u{1f680}-\u{1faff}\u{20000}-\u{3fffd}]/u;
const mark = /\p{M}/u;

/** The text on one line: control and format characters as `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(unprintable, (char) => `\\u{${char.codePointAt(0)!.toString(16)}}`);
}

/** An argument of an operation in a few characters. */
export function formatValue(value: unknown): string {
  if (Object.is(value, -0)) return "-0";
  return printable(describeValue(value));
}

/** How many columns a terminal gives to the text, which must be printable. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const char of text) columns += columnsOfChar(char);
  return columns;
}

function columnsOfChar(char: string): number {
  if (char <= "~") return 1;
  if (mark.test(char)) return 0;
  return wide.test(char) ? 2 : 1;
}

/** The text in exactly so many columns: filled with blanks, or cut with `…`. */
export function fit(text: string, columns: number): string {
  const used = columnsOf(text);
  if (used <= columns) return text + " ".repeat(columns - used);
  let kept = "";
  let left = columns - 1;
  for (const char of text) {
    left -= columnsOfChar(char);
    if (left < 0) break;
    kept += char;
  }
  return kept + "…" + " ".repeat(columns - 1 - columnsOf(kept));
}

/** The text in lines of at most so many columns, broken at blanks; those after the first are indented by two more than it is. */
export function wrap(text: string, columns: number): string[] {
  const indent = /^ */.exec(text)![0];
  const lines: string[] = [];
  let line = "";
  for (const word of text.slice(indent.length).split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    const start = lines.length === 0 ? indent : `${indent}  `;
    if (line !== "" && columnsOf(start + longer) > columns) {
      lines.push(start + line);
      line = word;
    } else line = longer;
  }
  lines.push((lines.length === 0 ? indent : `${indent}  `) + line);
  return lines;
}
