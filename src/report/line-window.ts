import { type Cell, cellsOf } from "./cells.ts";

/** Which part of a line is shown. */
export interface LineWindow {
  /** Offsets that bound what is looked at, in UTF-16 code units. */
  readonly from: number;
  readonly to: number;
  /** Terminal columns left out after `from`. */
  readonly skip: number;
  /** Terminal columns shown. */
  readonly width: number;
}

/** A line seen through a window; ellipses stand for what is cut off. */
export interface ShownLine {
  readonly text: string;
  readonly cells: readonly Cell[];
  /** Columns that an ellipsis takes at the start. */
  readonly lead: number;
}

/** How much of a line is looked at on each side of the marked part, in UTF-16 code units. */
const REACH = 500;

/** A window that shows the part of a line between two offsets, in the middle where not all of the line fits. */
export function windowAround(line: string, begin: number, end: number, width: number): LineWindow {
  const from = clearOfPair(line, Math.max(0, begin - REACH));
  const to = begin + REACH;
  const cells = cellsOf(line, from, to);
  const columns = columnsOf(cells);
  if (from === 0 && columns <= width) return { from, to, skip: 0, width };
  const before = columnsOf(cells.filter((cell) => cell.offset < begin));
  const marked = Math.min(width, columnsBetween(cells, begin, end));
  const centred = before - Math.floor((width - marked) / 2);
  return { from, to, skip: Math.max(0, Math.min(centred, columns - width)), width };
}

export function showThrough(line: string, window: LineWindow): ShownLine {
  const cells: Cell[] = [];
  let column = 0;
  let isCutAtEnd = line.length > window.to;
  for (const cell of cellsOf(line, Math.min(window.from, line.length), window.to)) {
    if (column >= window.skip + window.width) isCutAtEnd = true;
    else if (column >= window.skip) cells.push(cell);
    column += cell.width;
  }
  const start = line !== "" && (window.from > 0 || window.skip > 0) ? "…" : "";
  const text = start + cells.map((cell) => cell.text).join("") + (isCutAtEnd ? "…" : "");
  return { text, cells, lead: start.length };
}

/** Terminal columns of the cells between two offsets. */
export function columnsBetween(cells: readonly Cell[], begin: number, end: number): number {
  return columnsOf(cells.filter((cell) => cell.offset >= begin && cell.offset < end));
}

function columnsOf(cells: readonly Cell[]): number {
  return cells.reduce((sum, cell) => sum + cell.width, 0);
}

/** Not between the two halves of a surrogate pair. */
function clearOfPair(line: string, offset: number): number {
  return /^[\udc00-\udfff]/.test(line.slice(offset, offset + 1)) ? offset - 1 : offset;
}
