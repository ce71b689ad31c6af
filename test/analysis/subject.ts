import { analyseUnit } from "../../src/analysis/analyse.ts";
import { FunctionAnalysis } from "../../src/analysis/function-analysis.ts";
import type { Iteration } from "../../src/analysis/iterations.ts";
import type { Mutation, TypeOracle } from "../../src/analysis/types.ts";
import type { Finding } from "../../src/hazards/finding.ts";
import { noSettings } from "../../src/hazards/settings.ts";
import type { Ref } from "../../src/ir/types.ts";
import type { CollectionKind } from "../../src/semantics/types.ts";
import { lower } from "../lowering/core/graph.ts";

/** Analyses the one function `subject` of a text. */
export function analysisOf(text: string): FunctionAnalysis {
  const unit = lower(text);
  const [fn, ...others] = unit.functions.filter(({ ir }) => ir.name.endsWith("subject"));
  if (!fn || others.length > 0) throw new Error(`There must be one function called subject in ${text}`);
  return new FunctionAnalysis(unit.types, fn);
}

/** Analyses a function with this body and the parameters `m`, `n`, `o`, `k`, `flag`. */
export function analysisOfBody(body: string): FunctionAnalysis {
  return analysisOf(`async function subject(m, n, o, k, flag) { ${body} }`);
}

/** The arguments of the one call `probe(...)`. */
export function probed({ values: { fn } }: FunctionAnalysis): readonly Ref[] {
  const [call, ...others] = fn.events.flatMap((event) => {
    const callee = event.op === "call" && event.callee !== undefined ? fn.events[event.callee] : undefined;
    return event.op === "call" && callee?.op === "load" && callee.binding.name === "probe" ? [event] : [];
  });
  if (!call || others.length > 0) throw new Error("There must be one probe");
  return call.args;
}

interface IterationAndChange {
  readonly iteration: Iteration;
  readonly mutation: Mutation;
}

/** The first iteration of a collection that the function changes, and the last of these changes that a `kind` can have. */
export function iterationAndChange(analysis: FunctionAnalysis, kind: CollectionKind): IterationAndChange | undefined {
  const { values, iterations, mutations } = analysis;
  const ofKind = mutations.filter(({ kinds }) => kinds.includes(kind));
  for (const iteration of [...iterations].sort((a, b) => a.ref - b.ref)) {
    const mutation = ofKind.findLast(({ target }) => values.of(target) === values.of(iteration.source));
    if (mutation) return { iteration, mutation };
  }
  return undefined;
}

interface Options {
  readonly file?: string;
  readonly checkWorklists?: boolean;
  readonly oracle?: TypeOracle;
}

/** The findings in a text, both levels. */
export function findingsIn(text: string, { file = "input.ts", checkWorklists = false, oracle }: Options = {}): Finding[] {
  return analyseUnit(lower(text), file, oracle, { checkWorklists, settings: noSettings });
}

/** `hazard level` of the findings of a function with this body, in source order. */
export function hazardsIn(body: string, parameters = "m: Map<string, string>, s: Set<string>, xs: string[], flag: boolean"): string[] {
  return findingsIn(`async function subject(${parameters}) { ${body} }`).map(
    ({ hazard, level }) => `${hazard.replace("-during-iteration", "")} ${level}`,
  );
}
