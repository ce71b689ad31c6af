import { compare, type Comparison } from "./compare.ts";
import type { ProgramNode } from "./ast.ts";
import { render, type Rendered } from "./render.ts";
import { execute, type Executed } from "./run.ts";
import type { Warning } from "./static-side.ts";
import type { Family } from "./traced.ts";

/** A program with all that was found out about it. */
export interface Outcome extends Comparison {
  readonly rendered: Rendered;
  readonly executed: Executed;
  readonly warnings: readonly Warning[];
}

export function outcomeOf(program: ProgramNode, analyse: (source: string) => readonly Warning[]): Outcome {
  const rendered = render(program);
  const executed = execute(program, rendered);
  const warnings = analyse(rendered.source);
  return { rendered, executed, warnings, ...compare(warnings, executed) };
}

/** Counts of programs. */
interface Count {
  /** Some run shows it. */
  shown: number;
  warned: number;
  /** Shown, and warned of where it was shown. */
  agreed: number;
  silent: number;
  /** Warned of, and no run shows any. */
  idle: number;
}

const rows = ["insert or reinsert, recommended", "insert or reinsert", "remove ahead", "any, recommended", "any"] as const;
type Row = (typeof rows)[number];

/** Adds programs up. */
export class Figures {
  programs = 0;
  runs = 0;
  endless = 0;
  readonly counts: Readonly<Record<Row, Count>> = Object.fromEntries(
    rows.map((row) => [row, { shown: 0, warned: 0, agreed: 0, silent: 0, idle: 0 }]),
  ) as Record<Row, Count>;

  add(outcome: Outcome): void {
    this.programs++;
    this.runs += outcome.executed.runs;
    if (outcome.executed.endless > 0) this.endless++;
    this.#count("insert or reinsert", outcome, ["grow"], false);
    this.#count("insert or reinsert, recommended", outcome, ["grow"], true);
    this.#count("remove ahead", outcome, ["ahead"], false);
    this.#count("any", outcome, ["grow", "ahead"], false);
    this.#count("any, recommended", outcome, ["grow", "ahead"], true);
  }

  /** Of the programs that are warned of, the share in which no run shows what the warning says, in percent. */
  idleShare(row: Row): number {
    const { idle, warned } = this.counts[row];
    return warned === 0 ? 0 : (100 * idle) / warned;
  }

  #count(row: Row, { warnings, executed, silent }: Outcome, families: readonly Family[], recommendedOnly: boolean): void {
    const count = this.counts[row];
    const concerns = ({ family }: { readonly family: Family }): boolean => families.includes(family);
    const isShown = executed.shown.some((each) => concerns(each) && !each.open);
    const isWarned = warnings.some((each) => concerns(each) && (!recommendedOnly || each.level === "recommended"));
    if (isShown) count.shown++;
    if (isWarned) count.warned++;
    // Where nothing was shown beyond doubt, what is a matter of opinion counts for the warning.
    if (isWarned && !executed.shown.some(concerns)) count.idle++;
    if (silent.some(concerns)) count.silent++;
    else if (isShown && isWarned) count.agreed++;
  }

  toString(): string {
    const lines = rows.map((row) => {
      const { shown, warned, agreed, silent, idle } = this.counts[row];
      // At level recommended, silence is no promise.
      const silence = row.endsWith("recommended") ? "" : `, silent ${silent}`;
      return `  ${row}: shown ${shown}, warned ${warned}, agreed ${agreed}${silence}, warned but not shown ${idle} (${this.idleShare(row).toFixed(1)} %)`;
    });
    return [`${this.programs} programs, ${this.runs} runs (endless in ${this.endless} programs)`, ...lines].join("\n");
  }
}
