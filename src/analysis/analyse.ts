import type { Finding } from "../hazards/finding.ts";
import type { Unit, UnitFunction } from "../ir/unit.ts";
import { calledWithSame } from "./same-arguments.ts";
import { callMutations } from "./call-mutations.ts";
import { detect } from "./detect.ts";
import { toFindings } from "./findings.ts";
import { mayDisturb, mayIterate } from "./prefilter.ts";
import { type ProgramFunction, ProgramUnit } from "./program.ts";
import { storedCallbackFindings } from "./stored-callbacks.ts";
import { Summaries } from "./summaries.ts";
import { toTaskFindings } from "./task-findings.ts";
import { taskFindings } from "./tasks.ts";
import type { AnalysisOptions, RawFinding, TypeOracle } from "./types.ts";

/** Finds the hazards of one file, of both levels. `file` is the name that findings report. */
export function analyseUnit(unit: Unit, file: string, oracle: TypeOracle | undefined, options: AnalysisOptions): Finding[] {
  return analyseProgramUnit(new ProgramUnit(unit, file, undefined, options.settings), unit.functions, new Summaries(), oracle, options);
}

/**
 * Finds the hazards of one file of a program.
 *
 * @param functions - Those that may iterate a collection that is changed meanwhile.
 */
export function analyseProgramUnit(
  unit: ProgramUnit,
  functions: readonly UnitFunction[],
  summaries: Summaries,
  oracle: TypeOracle | undefined,
  options: AnalysisOptions,
): Finding[] {
  const raw: RawFinding[] = [];
  for (const { info } of functions) raw.push(...iterationFindings(unit.function(info.id), summaries, oracle, options));
  for (const variant of calledWithSame(functions.map(({ info }) => unit.function(info.id)))) {
    raw.push(...iterationFindings(variant, summaries, oracle, options));
  }
  const tasks = taskFindings(unit, summaries, oracle, options.settings);
  if (raw.length === 0 && tasks.length === 0) return [];
  const context = { file: unit.file, text: unit.ir.text, positions: unit.positions };
  return [...toFindings(raw, context), ...toTaskFindings(tasks, context)].sort(byPlace);
}

function byPlace(a: Finding, b: Finding): number {
  return a.range.start.line - b.range.start.line || a.range.start.column - b.range.start.column;
}

/** Collections that the function changes while it iterates them. */
function iterationFindings(
  fn: ProgramFunction,
  summaries: Summaries,
  oracle: TypeOracle | undefined,
  options: AnalysisOptions,
): RawFinding[] {
  const unitFunction = fn.unit.ir.lowered(fn.id);
  if (!mayIterate(unitFunction)) return [];
  const changed = callMutations(fn, summaries);
  const stored = storedCallbackFindings(fn, summaries, oracle);
  if (changed.length === 0 && !fn.isCalledWithSame && !readsHandedOut(fn) && !mayDisturb(unitFunction, fn.unit.alias)) return stored;
  if (changed.length > 0) fn.analysis.addMutations(changed);
  return [...detect(fn.analysis, oracle, options, speaksOfNodes(fn.unit)), ...stored];
}

/** Is something read under another name: through a getter, or from a function that returns it? */
function readsHandedOut({ unit, id, analysis }: ProgramFunction): boolean {
  const { values } = analysis;
  const hasHome = unit.homeOfFunction(id) !== undefined;
  return values.fn.events.some((event, ref) => {
    if (event.op === "field") return hasHome && typeof event.key === "string" && unit.handedOut(id, event.key, "get") !== undefined;
    return event.op === "call" && unit.answerOf(id, event, ref, values) !== undefined;
  });
}

const nodeWords = /\b(?:classList|relList|childNodes|children|getElementsBy\w+|rows|cells|options|selectedOptions|tBodies|elements|forms|images|links|labels)\b/;
const withNodes = new WeakMap<ProgramUnit, boolean>();

function speaksOfNodes(unit: ProgramUnit): boolean {
  let known = withNodes.get(unit);
  if (known === undefined) {
    known = nodeWords.test(unit.ir.text);
    withNodes.set(unit, known);
  }
  return known;
}
