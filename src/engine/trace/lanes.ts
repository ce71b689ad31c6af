import type { TaskRef } from "../step/runtime.ts";
import { taskName } from "./names.ts";
import type { LaneState, Row } from "./rows.ts";
import { columnsOf, fit, wrap } from "./text.ts";

/** The columns before the lanes. */
export const timeWidth = 9;
/** With lanes narrower than this, tasks are named on each line instead. */
export const narrowestLane = 16;

/** Colours a text: by the number of a lane, or as a switch. */
export type Paint = (text: string, lane: number | "switch") => string;

const laneColors = [36, 32, 35, 34, 33, 31];

export function plain(text: string): string {
  return text;
}

export function painted(text: string, lane: number | "switch"): string {
  if (text.trim() === "") return text;
  return `\u001b[${lane === "switch" ? 1 : laneColors[lane % laneColors.length]!}m${text}\u001b[0m`;
}

const stateMarks: Readonly<Record<LaneState, string>> = { idle: "", busy: "│", waiting: "┊" };

function markOf({ states }: Row, { index }: TaskRef): string {
  return stateMarks[states[index] ?? "idle"];
}

/** What an arrow may be called, by the room that there is: ` forced switch 1 `, ` forced 1 `. */
function labels(text: string): string[] {
  return [text, text.replace(" switch", "")].map((label) => ` ${label} `);
}

/** A column for each task. */
export class LaneRenderer {
  readonly #lanes: readonly TaskRef[];
  readonly #lane: number;
  readonly #paint: Paint;

  constructor(lanes: readonly TaskRef[], width: number, paint: Paint) {
    this.#lanes = lanes;
    this.#lane = Math.floor((width - timeWidth) / Math.max(1, lanes.length));
    this.#paint = paint;
  }

  header(): string {
    return "step".padStart(timeWidth - 2) + "  " + this.#lanes.map((task, lane) => this.#cell(taskName(task), lane)).join("");
  }

  lines(row: Row): string[] {
    if (row.from !== null) return [" ".repeat(timeWidth) + this.#arrow(row, row.from)];
    return wrap(row.text, this.#lane - 2).map((part, i) => {
      const text = (task: TaskRef): string => (task === row.task ? part : markOf(row, task));
      const time = i === 0 ? row.time : "";
      return time.padStart(timeWidth - 2) + "  " + this.#lanes.map((task, lane) => this.#cell(text(task), lane)).join("");
    });
  }

  #cell(text: string, lane: number): string {
    return this.#paint(fit(text, this.#lane - 2) + "  ", lane);
  }

  /** From the left edge of one lane to that of the other. */
  #arrow(row: Row, from: TaskRef): string {
    const [start, end] = [this.#lanes.indexOf(from), this.#lanes.indexOf(row.task)];
    const left = Math.min(start, end);
    const length = Math.abs(end - start) * this.#lane;
    const line = (fill: number): string => {
      const label = labels(row.text).find((each) => each.length <= fill - 2) ?? "";
      return "──" + label + "─".repeat(fill - 2 - label.length);
    };
    const arrow = end > start ? `╰${line(length - 2)}▶` : `◀${line(length - 1)}╯`;
    const before = this.#states(row, 0, left);
    const after = this.#states(row, Math.max(start, end) + 1, this.#lanes.length);
    // An arrow ends at the edge of the lane that it goes to: to the right, one column before it.
    const rest = end > start ? this.#cell(markOf(row, row.task), end) : " ".repeat(this.#lane - 1);
    return before + this.#paint(arrow, "switch") + rest + after;
  }

  #states(row: Row, first: number, end: number): string {
    const lanes = this.#lanes.slice(first, end);
    return lanes.map((task, i) => this.#cell(markOf(row, task), first + i)).join("");
  }
}

/** The name of the task on each line, for many tasks or little room. */
export class ListRenderer {
  readonly #lanes: readonly TaskRef[];
  readonly #name: number;
  readonly #text: number;
  readonly #paint: Paint;

  constructor(lanes: readonly TaskRef[], width: number, paint: Paint) {
    this.#lanes = lanes;
    this.#name = Math.min(16, Math.max(4, ...lanes.map((task) => columnsOf(taskName(task)))));
    this.#text = width - timeWidth - this.#name - 2;
    this.#paint = paint;
  }

  header(): string {
    return `${"step".padStart(timeWidth - 2)}  ${fit("task", this.#name)}`;
  }

  lines({ time, task, text, from }: Row): string[] {
    if (from !== null) {
      const arrow = fit(`-- ${text}: ${taskName(from)} -> ${taskName(task)}`, this.#name + 2 + this.#text);
      return [" ".repeat(timeWidth) + this.#paint(arrow, "switch")];
    }
    return wrap(text, this.#text).map((part, i) => {
      const [start, name] = i === 0 ? [time, taskName(task)] : ["", ""];
      const line = `${fit(name, this.#name)}  ${fit(part, this.#text)}`;
      return `${start.padStart(timeWidth - 2)}  ${this.#paint(line, this.#lanes.indexOf(task))}`;
    });
  }
}
