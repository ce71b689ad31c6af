import type { ts } from "ts-morph";
import type { Program } from "../core/syntax.ts";
import { exportsOf } from "./exports.ts";
import type { Source } from "./source.ts";
import { convertStatements } from "./statements.ts";

const BYTE_ORDER_MARK = 0xfeff;

/**
 * Converts a file of the TypeScript compiler (.ts, .tsx, .js or .jsx) to the neutral tree, the same that the ESTree front
 * end gives. Function bodies and annotations are converted when they are first asked for. Never throws on kinds that it does
 * not know, nor on what the parser's error recovery leaves.
 *
 * A byte order mark counts neither in the offsets nor in the text, as in ESLint.
 */
export function convertSourceFile(sourceFile: ts.SourceFile): Program {
  const { text } = sourceFile;
  const shift = text.charCodeAt(0) === BYTE_ORDER_MARK ? 1 : 0;
  const source: Source = { text, shift };
  return {
    body: convertStatements(sourceFile.statements, source),
    exports: exportsOf(sourceFile.statements, source),
    text: shift ? text.slice(shift) : text,
  };
}
