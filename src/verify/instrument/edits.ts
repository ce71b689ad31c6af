/** Gives the text between two offsets, with the edits that lie inside. */
export type TextBetween = (start: number, end: number) => string;

interface Edit {
  readonly start: number;
  readonly end: number;
  readonly rank: number;
  readonly render: (text: TextBetween) => string;
  readonly inner: Edit[];
}

/** Edits of a text that may lie inside one another, but do not overlap otherwise. */
export class Edits {
  readonly #source: string;
  readonly #edits: Edit[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  /** Of edits with equal ranges, the one with the higher rank is around the other; of those with equal ranks, the later one. */
  replace(start: number, end: number, render: (text: TextBetween) => string, rank = 0): void {
    this.#edits.push({ start, end, rank, render, inner: [] });
  }

  wrap(start: number, end: number, before: string, after: string): void {
    this.replace(start, end, (text) => this.spaced(start, before) + text(start, end) + after);
  }

  insert(at: number, inserted: string): void {
    this.replace(at, at, () => inserted);
  }

  /** A space where words would grow together: `return[x]`. */
  spaced(start: number, inserted: string): string {
    return /^[\w$]/.test(inserted) && /[\w$]/.test(this.#source.charAt(start - 1)) ? ` ${inserted}` : inserted;
  }

  apply(): string {
    return render(this.#source, nest(this.#edits), 0, this.#source.length);
  }
}

/** Puts edits into those around them. An insertion belongs to what it stands strictly inside of. */
function nest(edits: readonly Edit[]): Edit[] {
  const order = new Map(edits.map((edit, index) => [edit, index]));
  const isInsertion = ({ start, end }: Edit): number => (start === end ? 0 : 1);
  const sorted = [...edits].sort(
    (a, b) => a.start - b.start || isInsertion(a) - isInsertion(b) || b.end - a.end || b.rank - a.rank || order.get(b)! - order.get(a)!,
  );
  const roots: Edit[] = [];
  const around: Edit[] = [];
  for (const edit of sorted) {
    while (around.length > 0 && !isInside(edit, around.at(-1)!)) around.pop();
    (around.at(-1)?.inner ?? roots).push(edit);
    around.push(edit);
  }
  return roots;
}

function isInside(edit: Edit, outer: Edit): boolean {
  if (outer.start === outer.end || edit.end > outer.end) return false;
  return edit.start < edit.end || (edit.start > outer.start && edit.end < outer.end);
}

function render(source: string, edits: readonly Edit[], start: number, end: number): string {
  let text = "";
  let at = start;
  for (const edit of edits) {
    if (edit.start < start || edit.end > end) continue;
    text += source.slice(at, edit.start) + edit.render((from, to) => render(source, edit.inner, from, to));
    at = edit.end;
  }
  return text + source.slice(at, end);
}
