import type { TSESTree } from "@typescript-eslint/utils";
import type { Rule, SourceCode } from "eslint";
import { analyseUnit } from "../src/analysis/analyse.ts";
import { kindOfType, type CheckerLike } from "../src/analysis/checker-oracle.ts";
import type { TypeOracle } from "../src/analysis/types.ts";
import type { Finding } from "../src/hazards/finding.ts";
import { containsAny, findCandidates } from "../src/lowering/core/candidates.ts";
import { lowerProgram } from "../src/lowering/core/lower.ts";
import { convertProgram } from "../src/lowering/estree/convert.ts";
import { estreeTree } from "../src/lowering/estree/tree.ts";

/** What `@typescript-eslint/parser` (or a parser that wraps it) offers when it was given a project. */
interface TypedServices {
  readonly program?: { getTypeChecker(): CheckerLike<unknown> } | null;
  readonly esTreeNodeToTSNodeMap?: { get(node: unknown): unknown };
}

interface Analysed {
  readonly normal: readonly Finding[];
  withWorklists?: readonly Finding[];
}

const analysed = new WeakMap<SourceCode, Analysed>();

/** The findings in a file; all rules together analyse it once. */
export function findingsOf(context: Rule.RuleContext, checkWorklists: boolean): readonly Finding[] {
  const { sourceCode } = context;
  let known = analysed.get(sourceCode);
  if (!known) {
    known = { normal: analyse(context, false) };
    analysed.set(sourceCode, known);
  }
  if (!checkWorklists) return known.normal;
  return (known.withWorklists ??= analyse(context, true));
}

function analyse({ sourceCode, filename }: Rule.RuleContext, checkWorklists: boolean): readonly Finding[] {
  const ast = sourceCode.ast as unknown as TSESTree.Program;
  const { text, visitorKeys } = sourceCode;
  const candidates = findCandidates(text, () => estreeTree(ast, visitorKeys));
  if (candidates.length === 0) return [];
  const program = convertProgram(ast, text);
  const oracle = typeOracle(sourceCode.parserServices as TypedServices | undefined);
  const wanted = ({ start, end }: { start: number; end: number }): boolean => containsAny(candidates, start, end);
  try {
    return analyseUnit(lowerProgram(program, wanted), filename, oracle, { checkWorklists });
  } catch (error) {
    // Source nested too deeply for the stack: the rest of the lint run is worth more than this file's findings.
    if (error instanceof RangeError) return [];
    throw error;
  }
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
