import { printFunction } from "../../../src/ir/print.ts";
import { successors, type Block, type BlockId, type IrFunction, type Ref } from "../../../src/ir/types.ts";
import type { Unit } from "../../../src/ir/unit.ts";
import { lowerProgram } from "../../../src/lowering/core/lower.ts";
import { fromCompiler } from "../front-ends.ts";
import type { Outcome } from "./oracle.ts";

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
  readonly #next = new Map<string, Next>();

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

  /** What can come after the call `mark`, whether it returns or throws; or only after this outcome of it. */
  after(mark: Ref, outcome?: Outcome): Next {
    const key = `${mark} ${outcome}`;
    let next = this.#next.get(key);
    if (!next) {
      const block = this.fn.blockOf[mark]!;
      const index = this.fn.blocks[block]!.events.indexOf(mark) + 1;
      const { exceptional } = this.fn.blocks[block]!;
      const thrown = exceptional === undefined || this.isUncaught(mark) ? [] : [{ block: exceptional, index: 0 }];
      next = this.#walk(outcome === "throws" ? thrown : [{ block, index }], outcome && { mark, outcome });
      this.#next.set(key, next);
    }
    return next;
  }

  /** Does an error of this call leave the function, with nothing run on its way? */
  isUncaught(mark: Ref): boolean {
    const { events, exceptional } = this.fn.blocks[this.fn.blockOf[mark]!]!;
    return exceptional === undefined || events.at(-1) !== mark;
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

  /** What can come after each suspension that lets the caller go on, in a task of its own. */
  later(): string[] {
    return this.fn.blocks.flatMap(({ terminator }) => {
      if (terminator.type !== "detach") return [];
      const { marks, exits } = this.#walk([{ block: terminator.later, index: 0 }]);
      return [...[...marks].map((mark) => this.label(mark)), ...exits].sort().join(" ");
    });
  }

  #walk(work: { block: BlockId; index: number }[], known?: { readonly mark: Ref; readonly outcome: Outcome }): Next {
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
      const { terminator } = block;
      if (terminator.type === "return" || terminator.type === "throw") exits.add(terminator.type);
      if (terminator.type === "unreachable") exits.add("stuck");
      for (const to of this.#waysFrom(block, known)) {
        if (!entered.has(to)) work.push({ block: to, index: 0 });
        entered.add(to);
      }
    }
    return { marks, exits };
  }

  /** A branch on the outcome of the last mark is decided; that mark's own error is not meant when it has returned. */
  #waysFrom(block: Block, known: { readonly mark: Ref; readonly outcome: Outcome } | undefined): readonly BlockId[] {
    const { terminator, exceptional, events } = block;
    const thrown = exceptional === undefined || (known && events.at(-1) === known.mark) ? [] : [exceptional];
    if (known && terminator.type === "branch") {
      const truth = this.#truthOf(terminator.condition, known.mark, known.outcome);
      if (truth !== undefined) return [truth ? terminator.then : terminator.else, ...thrown];
    }
    return [...successors(block), ...thrown];
  }

  #truthOf(condition: Ref, mark: Ref, outcome: Outcome): boolean | undefined {
    if (condition === mark) return outcome === "truthy";
    const event = this.fn.events[condition]!;
    const isNullTest = event.op === "compute" && event.operator === "==" && event.operands[0] === mark;
    return isNullTest ? outcome === "nullish" : undefined;
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
