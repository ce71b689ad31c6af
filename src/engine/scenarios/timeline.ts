import type { Monitor, Operation } from "../step/monitor.ts";
import type { TaskRef } from "../step/runtime.ts";
import { type Shared, syncKind } from "../step/step.ts";

/** A line: a step, or an operation that begins. */
interface Line {
  readonly task: TaskRef;
  readonly text: string;
  /** The step's number; null for what is none. */
  readonly time: number | null;
  /** Whether the task before could have gone on. */
  readonly isForced: boolean;
}

/** What is always shown: the steps that change what a map consists of. */
const landmarks = /^write (hmap\.(B|buckets|oldbuckets)|mapextra\.overflow|bmap#\d+\.overflow)/;
const verbs = ["read", "write", "atomic"] as const;

/** Records the run of a scenario, and draws it. */
export class ScenarioTimeline implements Monitor {
  readonly #lines: Line[] = [];
  /** Memory, in the order of its appearance. */
  readonly #memory: object[] = [];
  #last: TaskRef | null = null;
  #isOver = true;

  stepped(task: TaskRef, step: number, object: object, time: number): void {
    const isForced = task !== this.#last && !this.#isOver;
    this.#last = task;
    this.#isOver = false;
    if (step >= 0) this.#lines.push({ task, text: this.#textOf(step, object), time, isForced });
  }

  began(task: TaskRef, { name, args }: Operation): void {
    if (name !== "next") this.#lines.push({ task, text: `${name}(${args.map(textOfArgument).join(", ")})`, time: null, isForced: false });
  }

  finished(): void {
    this.#isOver = true;
  }

  /**
   * A column per task, a line per step: those around a change of the task, those that write a pointer or `B`. Other steps are
   * counted. Blocks of memory have numbers, in the order in which tasks come to them.
   */
  draw(): string {
    const lines = this.#lines.filter(({ task }) => task.index > 0);
    const tasks = [...new Set(lines.map(({ task }) => task))].sort((a, b) => a.index - b.index);
    const texts = lines.filter((_, at) => isShown(lines, at)).map(({ text }) => text);
    const width = 3 + Math.max(...[...texts, ...tasks.map(({ name }) => name)].map(({ length }) => length));
    const row = (time: string, task: TaskRef, text: string): string =>
      `${time.padStart(5)}  ${" ".repeat(tasks.indexOf(task) * width)}${text}`;
    const drawn = [` step  ${tasks.map(({ name }) => name.padEnd(width)).join("")}`.trimEnd()];
    for (let at = 0; at < lines.length; ) {
      const { task, text, time, isForced } = lines[at]!;
      if (isForced) drawn.push(row("", task, "<== forced switch"));
      const hidden = hiddenFrom(lines, at);
      drawn.push(hidden > 1 ? row("", task, `… ${hidden} steps`) : row(time === null ? "" : String(time), task, text));
      at += Math.max(1, hidden);
    }
    return drawn.join("\n");
  }

  #textOf(step: number, object: object): string {
    if ((step & syncKind) === syncKind) return "starts";
    const name = (object as Shared).nameOf((step >> 2) & 15, step >> 6);
    return `${verbs[step & 3]!} ${name.replace(/^bmap/, `bmap${this.#numberOf(object)}`)}`;
  }

  #numberOf(memory: object): string {
    if (!this.#memory.includes(memory)) this.#memory.push(memory);
    return `#${this.#memory.filter((each) => each.constructor === memory.constructor).indexOf(memory) + 1}`;
  }
}

/** How many lines from here on are left out. */
function hiddenFrom(lines: readonly Line[], at: number): number {
  let end = at;
  while (end < lines.length && lines[end]!.task === lines[at]!.task && (end === at || !lines[end]!.isForced) && !isShown(lines, end)) end++;
  return end - at;
}

function isShown(lines: readonly Line[], at: number): boolean {
  const { task, text, time } = lines[at]!;
  if (time === null || landmarks.test(text)) return true;
  for (let near = at - 3; near <= at + 2; near++) if (near >= 0 && lines[near]?.task !== task) return true;
  return false;
}

function textOfArgument(value: unknown): string {
  return typeof value === "object" && value !== null ? "{…}" : String(value);
}
