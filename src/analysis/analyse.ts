import type { Finding } from "../hazards/finding.ts";
import type { Site } from "../ir/types.ts";
import { lowerProgram } from "../lowering/core/lower.ts";
import type { Program } from "../lowering/core/syntax.ts";
import { detect } from "./detect.ts";
import { toFindings } from "./findings.ts";
import { FunctionAnalysis } from "./function-analysis.ts";
import { Positions } from "./positions.ts";
import type { AnalysisOptions, RawFinding, TypeOracle } from "./types.ts";

export interface AnalysisInput {
  /** As reported. */
  readonly file: string;
  readonly program: Program;
  readonly oracle?: TypeOracle;
  /** Is a function with this range worth looking at? Default: every one. */
  readonly wanted?: (site: Site) => boolean;
}

/**
 * Finds the hazards of one file, of both levels.
 *
 * @throws RangeError when the source is nested too deeply for the stack.
 */
export function analyseProgram(input: AnalysisInput, options: AnalysisOptions): Finding[] {
  const { program, file, oracle } = input;
  const unit = lowerProgram(program, input.wanted);
  const raw: RawFinding[] = [];
  for (const lowered of unit.functions) raw.push(...detect(new FunctionAnalysis(unit, lowered), oracle, options));
  if (raw.length === 0) return [];
  return toFindings(raw, { file, text: program.text, unit, positions: new Positions(program.text) });
}
