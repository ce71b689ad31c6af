import type { Finding, TraceStep, Verification } from "../hazards/finding.ts";
import type { ScanResult } from "../scanner/types.ts";
import { codeFrame, sourceLine } from "./code-frame.ts";
import { SourceView } from "./source-view.ts";
import { type Style, styleFor } from "./style.ts";
import { summaryOf } from "./summary.ts";
import { count, visible, wrap } from "./text.ts";
import { stepsOf } from "./trace.ts";
import type { ReportContext } from "./types.ts";
import { verdictColours, verdictSentence } from "./verdict.ts";

const WIDTH = 100;
const CONTEXT_LINES = 2;

/** A report for people: each finding with its code and the path that makes it true, then a summary. */
export function formatPretty(result: ScanResult, context: ReportContext): string {
  const printer = new Printer(result, context);
  const blocks = [
    ...result.findings.map((finding) => printer.finding(finding)),
    printer.skipped(),
    printer.unusedSuppressions(),
    printer.summary(),
  ];
  return `${blocks.filter((block) => block.length > 0).map((block) => block.join("\n")).join("\n\n")}\n`;
}

class Printer {
  readonly #result: ScanResult;
  readonly #view: SourceView;
  readonly #style: Style;

  constructor(result: ScanResult, context: ReportContext) {
    this.#result = result;
    this.#view = new SourceView(result, context);
    this.#style = styleFor(context.colour);
  }

  finding(finding: Finding): string[] {
    const style = this.#style;
    const certainty = style("dim", `${finding.level}/${finding.confidence}`);
    const hazard = style(finding.level === "recommended" ? ["bold", "red"] : ["bold", "yellow"], finding.hazard);
    const steps = stepsOf(finding);
    const frame = codeFrame(this.#view.linesOf(finding.file), finding.range, { width: WIDTH, context: CONTEXT_LINES, style });
    return [
      `${style("underline", this.#view.place(finding))}  ${hazard}  ${certainty}`,
      ...wrap(visible(finding.message), WIDTH).map((line) => `  ${line}`),
      ...(frame.length === 0 ? [] : ["", ...frame]),
      ...(steps.length === 0 ? [] : ["", ...steps.flatMap((step, index) => this.#step(step, index + 1))]),
      ...(finding.verification === undefined ? [] : ["", this.#verification(finding.verification)]),
    ];
  }

  skipped(): string[] {
    const { skipped } = this.#result;
    if (skipped.length === 0) return [];
    const lines = skipped.map(({ file, reason }) => `  ${this.#view.path(file)}  ${this.#style("dim", visible(reason))}`);
    return [this.#style("yellow", `${count("file", skipped.length)} skipped`), ...lines];
  }

  unusedSuppressions(): string[] {
    const unused = this.#result.unusedSuppressions;
    if (unused.length === 0) return [];
    const lines = unused.map((each) => `  ${this.#view.place(each)}  ${this.#style("dim", visible(each.message))}`);
    return [this.#style("yellow", `${count("suppression comment", unused.length)} to clean up`), ...lines];
  }

  summary(): string[] {
    const [headline, ...details] = summaryOf(this.#result);
    const colour = this.#result.findings.length === 0 ? "green" : "red";
    return [this.#style(["bold", colour], headline!), ...details.map((line) => this.#style("dim", line))];
  }

  #verification(verification: Verification): string {
    return `  ${this.#style(verdictColours[verification.verdict], verification.verdict)}: ${visible(verdictSentence(verification))}`;
  }

  #step(step: TraceStep, number: number): string[] {
    const indent = " ".repeat(`  ${number}. `.length);
    const line = this.#view.linesOf(step.file)[step.range.start.line - 1];
    const source = line === undefined ? "" : sourceLine(line, step.range.start.column, WIDTH - indent.length);
    const head = `  ${this.#style("bold", `${number}.`)} ${this.#style("cyan", this.#view.place(step))}  ${visible(step.text)}`;
    return source === "" ? [head] : [head, `${indent}${this.#style("dim", source)}`];
  }
}
