import type { Finding } from "../hazards/finding.ts";
import type { Unit } from "../ir/unit.ts";
import { detect } from "./detect.ts";
import { toFindings } from "./findings.ts";
import { FunctionAnalysis } from "./function-analysis.ts";
import { Positions } from "./positions.ts";
import { mayDisturb } from "./prefilter.ts";
import type { AnalysisOptions, RawFinding, TypeOracle } from "./types.ts";
import type { OuterAlias } from "./values.ts";

/** Finds the hazards of one file, of both levels. `file` is the name that findings report. */
export function analyseUnit(unit: Unit, file: string, oracle: TypeOracle | undefined, options: AnalysisOptions): Finding[] {
  const raw: RawFinding[] = [];
  const outerAlias: OuterAlias = (binding) => unit.types.aliasOf(binding);
  for (const fn of unit.functions) {
    if (mayDisturb(fn, outerAlias)) raw.push(...detect(new FunctionAnalysis(unit.types, fn), oracle, options));
  }
  if (raw.length === 0) return [];
  return toFindings(raw, { file, text: unit.text, positions: new Positions(unit.text) });
}
