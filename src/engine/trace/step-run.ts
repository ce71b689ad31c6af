import type { TaskRef } from "../step/runtime.ts";
import { syncKind } from "../step/step.ts";
import type { Names } from "./names.ts";
import { plural } from "./rows.ts";

/** Steps on cells that follow one another, or several times the same step. */
interface Group {
  readonly start: number;
  end: number;
  readonly step: number;
  readonly object: object;
  /** The index of the last step. */
  last: number;
  count: number;
}

export interface StepOptions {
  /** So many lines of steps without a break are shown. */
  readonly longestRun: number;
  /** What the text of steps looks like that are never left out. */
  readonly landmarks?: RegExp | undefined;
}

interface StepLine {
  readonly time: string;
  readonly text: string;
}

/** Steps that a task makes without a break, to be shown in a few lines. */
export class StepRun {
  readonly task: TaskRef;
  readonly #names: Names;
  readonly #longest: number;
  readonly #landmarks: RegExp | undefined;
  readonly #groups: Group[] = [];

  constructor(task: TaskRef, names: Names, { longestRun, landmarks }: StepOptions) {
    this.task = task;
    this.#names = names;
    this.#longest = longestRun;
    this.#landmarks = landmarks;
  }

  add(time: number, step: number, object: object): void {
    const group = this.#groups.at(-1);
    if (group !== undefined && continues(group, step, object)) {
      group.end = time;
      group.last = step >> 6;
      group.count++;
    } else this.#groups.push({ start: time, end: time, step, object, last: step >> 6, count: 1 });
  }

  /** A line for each group of steps. The middle is left out where there are too many: where a run is cut off is what matters. */
  lines(): StepLine[] {
    const lines = this.#groups.map((group) => this.#line(group));
    if (lines.length <= this.#longest) return lines;
    const tail = Math.floor((this.#longest - 1) / 2);
    const head = this.#longest - 1 - tail;
    const isShown = lines.map(({ text }, i) => i < head || i >= lines.length - tail || this.#landmarks?.test(text) === true);
    const shown: StepLine[] = [];
    for (let i = 0; i < lines.length; ) {
      let end = i;
      while (end < lines.length && !isShown[end]) end++;
      shown.push(end > i + 1 ? this.#gap(i, end) : lines[i]!);
      i = Math.max(end, i + 1);
    }
    return shown;
  }

  /** In the place of the groups from one to another. */
  #gap(from: number, to: number): StepLine {
    const hidden = this.#groups.slice(from, to);
    const steps = hidden.reduce((sum, { count }) => sum + count, 0);
    return { time: span(hidden[0]!.start, hidden.at(-1)!.end), text: `… ${plural(steps, "step")}` };
  }

  #line({ start, end, step, object, last, count }: Group): StepLine {
    const isRange = last !== step >> 6 && step >= 0 && (step & syncKind) !== syncKind;
    const times = isRange || count === 1 ? "" : ` ×${count}`;
    return { time: span(start, end), text: this.#names.step(step, object, isRange ? last : undefined) + times };
  }
}

/** Of the same kind, field and object: at the next cell, or where all were at the same one, at that one again. */
function continues(group: Group, step: number, object: object): boolean {
  if (object !== group.object || (step & 63) !== (group.step & 63) || (step & syncKind) === syncKind) return false;
  const first = group.step >> 6;
  const index = step >> 6;
  const isRepeated = index === first && group.last === first;
  return isRepeated || (index === group.last + 1 && group.last === first + group.count - 1);
}

function span(start: number, end: number): string {
  return start === end ? String(start) : `${start}-${end}`;
}
