import type { Position, SourceRange } from "../hazards/finding.ts";

/** Offsets to lines and columns of one text. */
export class Positions {
  readonly #starts: number[] = [0];

  constructor(text: string) {
    // The line terminators of ECMAScript, section 12.3.
    for (const match of text.matchAll(/\r\n|[\n\r\u2028\u2029]/g)) this.#starts.push(match.index + match[0].length);
  }

  at(offset: number): Position {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - this.#starts[low]! + 1 };
  }

  range(start: number, end: number): SourceRange {
    return { start: this.at(start), end: this.at(end) };
  }
}
