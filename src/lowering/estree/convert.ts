import type { TSESTree } from "@typescript-eslint/utils";
import type { Program } from "../core/syntax.ts";
import { exportsOf } from "./exports.ts";
import { convertStatements } from "./statements.ts";

/**
 * Converts an ESTree program, as espree, `@typescript-eslint/parser` and vue-eslint-parser give it, to the neutral tree.
 * Function bodies and annotations are converted when they are first asked for. Never throws on node types that it does not know.
 *
 * @param program The root node; its nodes need `range`.
 * @param text The text that the ranges count in: without a byte order mark in ESLint.
 */
export function convertProgram(program: TSESTree.Program, text: string): Program {
  return { body: convertStatements(program.body), exports: exportsOf(program.body), text };
}
