import { EngineInputError, requireCount } from "../errors.ts";
import { LaneRenderer, ListRenderer, narrowestLane, painted, plain, timeWidth } from "./lanes.ts";
import type { TraceRecorder } from "./recorder.ts";
import { operationRows } from "./rows-operations.ts";
import { stepRows } from "./rows-steps.ts";

export interface TimelineOptions {
  /** Of a line, in columns of the terminal: 100 by default, 40 at least. */
  readonly width?: number;
  /** Whether lanes and switches are coloured by ANSI codes: not by default. */
  readonly colors?: boolean;
  /** A line per operation, or per step as well. Operations by default. */
  readonly detail?: "operations" | "steps";
  /** Of steps that a task makes without a break, so many lines are shown: 8 by default. The middle of a longer run is left out. */
  readonly longestRun?: number;
  /** What the text of steps looks like that are never left out: `/^write hmap/`. */
  readonly landmarks?: RegExp;
}

const narrowest = 40;

/**
 * A recorded program for a terminal: time runs downwards in steps, each task has a lane. `│` in a lane: the task is in the middle
 * of an operation; `┊`: it waits. An arrow is a forced switch: the task that it leaves could have gone on. Control characters of
 * names and keys are escaped.
 *
 * @throws EngineInputError for a width that is no count or below 40, an unknown detail, a longestRun below 1.
 */
export function formatTimeline(recorder: TraceRecorder, options: TimelineOptions = {}): string {
  const { width = 100, colors = false, detail = "operations", longestRun = 8, landmarks } = options;
  checkOptions(width, detail, longestRun);
  const { log } = recorder;
  const rows = detail === "steps" ? stepRows(log, { longestRun, landmarks }) : operationRows(log);
  const shown = new Set(rows.map(({ task }) => task));
  const lanes = log.tasks.filter((task) => shown.has(task));
  const paint = colors ? painted : plain;
  const hasLanes = Math.floor((width - timeWidth) / lanes.length) >= narrowestLane;
  const renderer = hasLanes ? new LaneRenderer(lanes, width, paint) : new ListRenderer(lanes, width, paint);
  const lines = [renderer.header(), ...rows.flatMap((row) => renderer.lines(row))];
  if (recorder.isTruncated) lines.push(`(the recording ends here, at its limit of ${log.limit} events: ${log.dropped} more were left out)`);
  return lines.map((line) => line.trimEnd()).join("\n");
}

function checkOptions(width: number, detail: unknown, longestRun: number): void {
  requireCount("width", width);
  if (width < narrowest) throw new EngineInputError("bad-width", `width must be at least ${narrowest} columns, not ${width}.`);
  if (detail !== "operations" && detail !== "steps") {
    throw new EngineInputError("bad-detail", `detail must be "operations" or "steps", not ${JSON.stringify(detail)}.`);
  }
  if (!(longestRun >= 1)) throw new EngineInputError("bad-run", `longestRun must be at least 1, or Infinity, not ${longestRun}.`);
}
