import { printFunction } from "../../../src/ir/print.ts";
import { successors, type BlockId, type IrFunction, type Ref } from "../../../src/ir/types.ts";
import type { Unit } from "../../../src/ir/unit.ts";
import { lowerProgram } from "../../../src/lowering/core/lower.ts";
import { fromCompiler } from "../front-ends.ts";

/** Ways out of a graph, and the way in. `stuck` is a block that control reaches and that leads nowhere: a defect. */
const ENTRY = "start";
type Exit = "return" | "throw" | "stuck";

/** What can come next: marked calls, and ways out. */
interface Next {
  readonly marks: ReadonlySet<Ref>;
  readonly exits: ReadonlySet<Exit>;
}

/**
 * A control-flow graph seen through its marks: the calls of plain names. A mark is called by that name, and by its first argument
 * where that is a number: `a()` is `a`, `m(3)` is `3`.
 */
export class Graph {
  readonly fn: IrFunction;
  readonly #labels = new Map<Ref, string>();
  readonly #next = new Map<Ref, Next>();

  constructor(fn: IrFunction) {
    this.fn = fn;
    fn.events.forEach((_, ref) => {
      const label = labelOf(fn, ref);
      if (label !== undefined) this.#labels.set(ref, label);
    });
  }

  label(mark: Ref): string {
    return this.#labels.get(mark)!;
  }

  /** What can come first. */
  first(): Next {
    return this.#walk([{ block: 0, index: 0 }]);
  }

  /** What can come after the call `mark`, whether it returns or throws. */
  after(mark: Ref): Next {
    let next = this.#next.get(mark);
    if (!next) {
      const block = this.fn.blockOf[mark]!;
      next = this.#walk([{ block, index: this.fn.blocks[block]!.events.indexOf(mark) + 1 }]);
      this.#next.set(mark, next);
    }
    return next;
  }

  /** For each mark that control can reach, and for `start`, what can come next: `{ start: "a", a: "b return" }`. */
  edges(): Record<string, string> {
    const edges = new Map<string, Set<string>>();
    const work: [string, Next][] = [[ENTRY, this.first()]];
    const seen = new Set<Ref>();
    for (let item = work.pop(); item; item = work.pop()) {
      const [from, { marks, exits }] = item;
      const targets = edges.get(from) ?? new Set();
      edges.set(from, targets);
      for (const exit of exits) targets.add(exit);
      for (const mark of marks) {
        targets.add(this.label(mark));
        if (!seen.has(mark)) work.push([this.label(mark), this.after(mark)]);
        seen.add(mark);
      }
    }
    return Object.fromEntries([...edges].map(([from, to]) => [from, [...to].sort().join(" ")]));
  }

  /** The same for what runs as a task of its own, later: what can come after each suspension that detaches. */
  laterEdges(): Record<string, string> {
    const edges: Record<string, string> = {};
    for (const { terminator, events } of this.fn.blocks) {
      if (terminator.type !== "detach") continue;
      const last = events.flatMap((ref) => this.#labels.get(ref) ?? []).at(-1) ?? ENTRY;
      const { marks, exits } = this.#walk([{ block: terminator.later, index: 0 }]);
      edges[last] = [...[...marks].map((mark) => this.label(mark)), ...exits].sort().join(" ");
    }
    return edges;
  }

  #walk(work: { block: BlockId; index: number }[]): Next {
    const marks = new Set<Ref>();
    const exits = new Set<Exit>();
    const entered = new Set<BlockId>();
    for (let at = work.pop(); at; at = work.pop()) {
      const block = this.fn.blocks[at.block]!;
      const mark = block.events.slice(at.index).find((ref) => this.#labels.has(ref));
      if (mark !== undefined) {
        marks.add(mark);
        continue;
      }
      const { terminator, exceptional } = block;
      if (terminator.type === "return" || terminator.type === "throw") exits.add(terminator.type);
      if (terminator.type === "unreachable") exits.add("stuck");
      for (const to of [...successors(block), ...(exceptional === undefined ? [] : [exceptional])]) {
        if (!entered.has(to)) work.push({ block: to, index: 0 });
        entered.add(to);
      }
    }
    return { marks, exits };
  }
}

function labelOf(fn: IrFunction, ref: Ref): string | undefined {
  const event = fn.events[ref]!;
  if (event.op !== "call" || event.callee === undefined) return undefined;
  const callee = fn.events[event.callee]!;
  if (callee.op !== "load") return undefined;
  const argument = event.args[0] === undefined ? undefined : fn.events[event.args[0]];
  return argument?.op === "constant" && typeof argument.value === "number" ? String(argument.value) : callee.binding.name;
}

export function lower(text: string): Unit {
  return lowerProgram(fromCompiler(text, "ts"));
}

/** The function of this name, of a text that must hold exactly one. */
export function functionNamed(unit: Unit, name: string): IrFunction {
  const [found, ...others] = unit.functions.filter(({ ir }) => ir.name === name);
  if (!found || others.length > 0) throw new Error(`${others.length + (found ? 1 : 0)} functions are called ${name}`);
  return found.ir;
}

/** The graph of a function with this body; `head` is its keyword. */
export function graphOf(body: string, head = "async function"): Graph {
  return new Graph(functionNamed(lower(`${head} subject(xs, it) {\n${body}\n}`), "subject"));
}

/** Which marked calls can follow which in a function with this body. */
export function edgesOf(body: string, head?: string): Record<string, string> {
  return graphOf(body, head).edges();
}

/** The printed graph of a function with this body, without numbers of lines and columns. */
export function printed(body: string): string {
  return printFunction(graphOf(body).fn).replaceAll(/ +\[\d+, \d+\)$/gm, "");
}
