import { ts } from "ts-morph";
import { parseForESLint } from "@typescript-eslint/parser";
import { analyseUnit } from "../../src/analysis/analyse.ts";
import type { Finding } from "../../src/hazards/finding.ts";
import { noSettings } from "../../src/hazards/settings.ts";
import type { Level } from "../../src/hazards/types.ts";
import { containsAny, type Tree, worthLowering } from "../../src/lowering/core/candidates.ts";
import { lowerProgram } from "../../src/lowering/core/lower.ts";
import type { Program } from "../../src/lowering/core/syntax.ts";
import { convertProgram } from "../../src/lowering/estree/convert.ts";
import { estreeTree } from "../../src/lowering/estree/tree.ts";
import { convertSourceFile } from "../../src/lowering/tsmorph/convert.ts";
import { typescriptTree } from "../../src/lowering/tsmorph/tree.ts";
import type { Family } from "./traced.ts";

/** A finding, as far as a run could show it. */
export interface Warning {
  readonly family: Family;
  readonly hazard: string;
  readonly level: Level;
  readonly line: number;
}

/** Work-lists included: a run cannot tell what is intended. */
const options = { checkWorklists: true, settings: noSettings };
const file = "program.ts";

/** What `scan` reports at level strict. */
export function scanned(source: string): Warning[] {
  const sourceFile = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false, ts.ScriptKind.TS);
  return warningsIn(source, convertSourceFile(sourceFile), typescriptTree(sourceFile));
}

/** What the ESLint rules report at level strict. */
export function linted(source: string): Warning[] {
  const { ast, visitorKeys } = parseForESLint(source, { range: true, loc: true, sourceType: "module" });
  return warningsIn(source, convertProgram(ast, source), estreeTree(ast, visitorKeys as never));
}

function warningsIn<N>(source: string, program: Program, tree: Tree<N>): Warning[] {
  const worth = worthLowering(source, () => tree);
  if (worth.length === 0) return [];
  const wanted = ({ start, end }: { start: number; end: number }): boolean => worth === "all" || containsAny(worth, start, end);
  return analyseUnit(lowerProgram(program, wanted), file, undefined, options).map(toWarning);
}

function toWarning({ hazard, level, range }: Finding): Warning {
  const family = hazard === "remove-ahead-during-iteration" ? "ahead" : "grow";
  return { family, hazard, level, line: range.start.line };
}
