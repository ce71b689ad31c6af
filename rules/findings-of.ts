import path from "node:path";
import type { TSESTree } from "@typescript-eslint/utils";
import type { Rule, SourceCode } from "eslint";
import { analyseUnit } from "../src/analysis/analyse.ts";
import { kindOfType, type CheckerLike } from "../src/analysis/checker-oracle.ts";
import type { AnalysisOptions, TypeOracle } from "../src/analysis/types.ts";
import type { Finding } from "../src/hazards/finding.ts";
import type { ProtectionSettings } from "../src/hazards/settings.ts";
import { containsAny, worthLowering } from "../src/lowering/core/candidates.ts";
import { lowerProgram } from "../src/lowering/core/lower.ts";
import { convertProgram } from "../src/lowering/estree/convert.ts";
import { estreeTree } from "../src/lowering/estree/tree.ts";
import { settingsOf } from "./settings-of.ts";

/** What `@typescript-eslint/parser` (or a parser that wraps it) offers when it was given a project. */
interface TypedServices {
  readonly program?: { getTypeChecker(): CheckerLike<unknown> } | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: unknown): unknown };
}

interface Analysed {
  readonly normal: readonly Finding[];
  withWorklists?: readonly Finding[];
}

/** By settings as well: ESLint's API can check one `SourceCode` under several configurations. */
const analysed = new WeakMap<SourceCode, WeakMap<ProtectionSettings, Analysed>>();

/** The findings in a file; all rules together analyse it once. */
export function findingsOf(context: Rule.RuleContext, checkWorklists: boolean): readonly Finding[] {
  const { sourceCode } = context;
  const settings = settingsOf(context);
  const bySettings = analysed.get(sourceCode) ?? new WeakMap<ProtectionSettings, Analysed>();
  analysed.set(sourceCode, bySettings);
  let known = bySettings.get(settings);
  if (!known) {
    known = { normal: analyse(context, { checkWorklists: false, settings }) };
    bySettings.set(settings, known);
  }
  if (!checkWorklists) return known.normal;
  return (known.withWorklists ??= analyse(context, { checkWorklists: true, settings }));
}

function analyse({ sourceCode, filename, cwd }: Rule.RuleContext, options: AnalysisOptions): readonly Finding[] {
  const ast = sourceCode.ast as unknown as TSESTree.Program;
  const { text, visitorKeys } = sourceCode;
  const worth = worthLowering(text, () => estreeTree(ast, visitorKeys));
  if (worth.length === 0) return [];
  const program = convertProgram(ast, text);
  const oracle = typeOracle(sourceCode.parserServices as TypedServices | undefined);
  const wanted = ({ start, end }: { start: number; end: number }): boolean => worth === "all" || containsAny(worth, start, end);
  try {
    return analyseUnit(lowerProgram(program, wanted), nameFrom(cwd, filename), oracle, options);
  } catch (error) {
    // Source nested too deeply for the stack: the rest of the lint run is worth more than this file's findings.
    if (error instanceof RangeError) return [];
    throw error;
  }
}

/** As people write it, from where ESLint runs. */
function nameFrom(cwd: string | undefined, filename: string): string {
  const name = cwd === undefined ? filename : path.relative(cwd, filename);
  return name.startsWith("..") ? filename : name.split(path.sep).join("/");
}

function typeOracle(services: TypedServices | undefined): TypeOracle | undefined {
  const { program, esTreeNodeToTSNodeMap: nodes } = services ?? {};
  if (!program || !nodes) return undefined;
  const checker = program.getTypeChecker();
  return {
    kindOf: (origin) => {
      const node = nodes.get(origin);
      return node === undefined ? undefined : kindOfType(checker, checker.getTypeAtLocation(node));
    },
  };
}
