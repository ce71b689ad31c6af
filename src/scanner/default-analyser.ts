import type { ts } from "ts-morph";
import { analyseUnit } from "../analysis/analyse.ts";
import { kindOfType } from "../analysis/checker-oracle.ts";
import type { TypeOracle } from "../analysis/types.ts";
import { containsAny, worthLowering } from "../lowering/core/candidates.ts";
import { lowerProgram } from "../lowering/core/lower.ts";
import { convertSourceFile } from "../lowering/tsmorph/convert.ts";
import { typescriptTree } from "../lowering/tsmorph/tree.ts";
import type { FileAnalyser } from "./analyser.ts";

/** The analysis of one file; types are asked for only where the text leaves the kind of a changed collection open. */
export const defaultAnalyser: FileAnalyser = ({ file, sourceFile, text, checker }, { checkWorklists, settings }) => {
  const worth = worthLowering(text, () => typescriptTree(sourceFile));
  if (worth.length === 0) return [];
  const oracle: TypeOracle = {
    kindOf: (origin) => {
      const types = checker();
      return kindOfType(types, types.getTypeAtLocation(origin as ts.Node));
    },
  };
  const program = convertSourceFile(sourceFile);
  const wanted = ({ start, end }: { start: number; end: number }): boolean => worth === "all" || containsAny(worth, start, end);
  return analyseUnit(lowerProgram(program, wanted), file, oracle, { checkWorklists, settings });
};
