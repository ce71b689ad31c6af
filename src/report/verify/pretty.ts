import type { VerifiedFinding, VerifyResult, Witness } from "../../verify/types.ts";
import { describeCalls } from "../../verify/witness/calls.ts";
import { codeFrame } from "../code-frame.ts";
import { shownModule } from "../paths.ts";
import { SourceView } from "../source-view.ts";
import { type Style, styleFor } from "../style.ts";
import { count, visible, wrap } from "../text.ts";
import { effort, reasonSentence, type Tried, triedSentence, verdictColours } from "../verdict.ts";
import { importLines } from "./imports.ts";
import { privateStateSentences } from "./private-state.ts";
import { verifySummaryOf } from "./summary.ts";
import { describeTurns, hasSchedule } from "./turns.ts";
import type { VerifyReportContext } from "./types.ts";

const WIDTH = 100;
/** Of a longer schedule the first turns are shown. */
const MAXIMUM_TURNS = 40;
const MAXIMUM_NAMES = 8;

/** A report for people: each finding with its verdict and what there is to show for it, then a summary. */
export function formatVerifyPretty(result: VerifyResult, context: VerifyReportContext): string {
  const printer = new Printer(result, context);
  const blocks = [...result.results.map((each) => printer.verified(each)), printer.skipped(), printer.warnings(), printer.summary()];
  return `${blocks.filter((block) => block.length > 0).map((block) => block.join("\n")).join("\n\n")}\n`;
}

class Printer {
  readonly #result: VerifyResult;
  readonly #context: VerifyReportContext;
  readonly #view: SourceView;
  readonly #style: Style;

  constructor(result: VerifyResult, context: VerifyReportContext) {
    this.#result = result;
    this.#context = context;
    this.#view = new SourceView(result.scan, context);
    this.#style = styleFor(context.colour);
  }

  verified(verified: VerifiedFinding): string[] {
    const { finding, verdict, witness, isUnflagged } = verified;
    const style = this.#style;
    const note = isUnflagged === true ? `  ${style("dim", "not flagged by the scan")}` : "";
    const frame = codeFrame(this.#view.linesOf(finding.file), finding.range, { width: WIDTH, context: 0, style });
    return [
      `${style("underline", this.#view.place(finding))}  ${finding.hazard}  ${style(verdictColours[verdict], verdict)}${note}`,
      ...frame,
      ...(witness === undefined ? [] : this.#witness(witness)),
      ...(verified.inTests?.shown === undefined ? [] : this.#section(`What happened in the test ${verified.inTests.shown.test}`, verified.inTests.shown.lines)),
      "",
      ...this.#outcome(verified).flatMap((text) => paragraph(text)),
      ...(witness === undefined ? [] : privateStateSentences(witness).flatMap((text) => paragraph(text))),
      ...(witness === undefined ? [] : [`  ${style("dim", "to see it again:")} ${visible(this.#context.replayCommand(witness.text))}`]),
    ];
  }

  skipped(): string[] {
    const { skipped } = this.#result;
    if (skipped.length === 0) return [];
    const lines = skipped.map(({ file, reason }) => `  ${this.#view.path(file)}  ${this.#style("dim", visible(reason))}`);
    return [this.#style("yellow", `${count("file", skipped.length)} skipped`), ...lines];
  }

  warnings(): string[] {
    return (this.#result.warnings ?? []).map((text) => `${this.#style("yellow", "warning")} ${visible(text)}`);
  }

  summary(): string[] {
    const [headline, ...details] = verifySummaryOf(this.#result, this.#context);
    const colour = this.#result.stats.confirmed === 0 ? "green" : "red";
    return [this.#style(["bold", colour], headline!), ...details.map((line) => this.#style("dim", line))];
  }

  #witness(witness: Witness): string[] {
    const { imports, lines } = describeCalls(witness);
    const modules = importLines(imports, (module) => shownModule(module, this.#context));
    return [
      ...this.#section("What happened", witness.shown.lines),
      ...this.#section("The calls", [...modules, ...lines]),
      ...(hasSchedule(witness) ? this.#section("The turns of the event loop", numbered(describeTurns(witness))) : []),
    ];
  }

  #section(title: string, lines: readonly string[]): string[] {
    return ["", `  ${this.#style("bold", title)}`, ...lines.map((line) => `    ${visible(line)}`)];
  }

  #search(verdict: "confirmed" | "not reproduced", tried: Tried): string {
    const isConfirmed = verdict === "confirmed";
    if (this.#context.isReplay === true) return isConfirmed ? "the run of the witness shows it again" : "the run of the witness does not show it any more";
    return isConfirmed ? `found in ${effort(tried)}` : triedSentence(tried);
  }

  #outcome({ verdict, reason, detail, runs, schedules, reached, stubs, standIns = [], inTests }: VerifiedFinding): string[] {
    if (inTests !== undefined) return testedSentences({ verdict, reason, detail, tests: inTests.tests });
    const tried = { runs, schedules, reached };
    const more = detail === undefined ? [] : [detail];
    const missing = stubs.length === 0 ? [] : [`Missing, and replaced by stubs: ${stubs.join(", ")}`];
    const stubbed = standIns.length === 0 ? missing : [...missing, `Could not be made, and something stood in for it: ${few(standIns)}`];
    if (verdict !== "not executable") return [this.#search(verdict, tried), ...more, ...stubbed];
    return [reasonSentence(reason), ...more, ...(runs === 0 ? [] : [triedSentence(tried)]), ...stubbed];
  }
}

function testedSentences({ verdict, reason, detail, tests }: Pick<VerifiedFinding, "verdict" | "reason" | "detail"> & { readonly tests: number }): string[] {
  const more = detail === undefined ? [] : [detail];
  if (verdict === "confirmed") return [`${count("test", tests)} of the project ${tests === 1 ? "comes" : "come"} to the flagged place`, ...more];
  return verdict === "not reproduced" ? ["no test shows it", ...more] : [reasonSentence(reason), ...more];
}

function few(names: readonly string[]): string {
  const shown = names.slice(0, MAXIMUM_NAMES).join(", ");
  return names.length > MAXIMUM_NAMES ? `${shown} and ${names.length - MAXIMUM_NAMES} more` : shown;
}

function numbered(lines: readonly string[]): string[] {
  const shown = lines.slice(0, MAXIMUM_TURNS).map((line, index) => `${index + 1}. ${line}`);
  return lines.length > shown.length ? [...shown, `... and ${lines.length - shown.length} more`] : shown;
}

function paragraph(text: string): string[] {
  return wrap(visible(text), WIDTH).map((line) => `  ${line}`);
}
