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

/** Steps that a task makes without a break, to be shown in a few lines. */
export class StepRun {
  readonly task: TaskRef;
  readonly #names: Names;
  readonly #longest: number;
  readonly #groups: Group[] = [];

  constructor(task: TaskRef, names: Names, longest: number) {
    this.task = task;
    this.#names = names;
    this.#longest = longest;
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
  lines(): { readonly time: string; readonly text: string }[] {
    const groups = this.#groups;
    if (groups.length <= this.#longest) return groups.map((group) => this.#line(group));
    const tail = Math.floor((this.#longest - 1) / 2);
    const head = this.#longest - 1 - tail;
    const hidden = groups.slice(head, groups.length - tail);
    const steps = hidden.reduce((sum, { count }) => sum + count, 0);
    const gap = { time: span(hidden[0]!.start, hidden.at(-1)!.end), text: `… ${plural(steps, "step")}` };
    return [
      ...groups.slice(0, head).map((group) => this.#line(group)),
      gap,
      ...groups.slice(groups.length - tail).map((group) => this.#line(group)),
    ];
  }

  #line({ start, end, step, object, last, count }: Group): { time: string; text: string } {
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
