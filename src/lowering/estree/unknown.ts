import type { TSESTree } from "@typescript-eslint/utils";
import type { Expression, Statement, UnknownExpression, UnknownStatement } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { convertStatements } from "./statements.ts";

const SKIPPED = new Set([
  "type",
  "parent",
  "loc",
  "range",
  "tokens",
  "comments",
  "typeAnnotation",
  "typeArguments",
  "typeParameters",
  "returnType",
  "decorators",
]);

/** An expression of unknown effect, with what can be found in it. */
export function unknownExpression(node: TSESTree.Node): UnknownExpression {
  return unknown(node, childNodes(node).map(convertExpression));
}

/** A statement of unknown effect, with what can be found in it. */
export function unknownStatement(node: TSESTree.Node): UnknownStatement {
  const children: (Expression | Statement)[] = [];
  for (const child of childNodes(node)) {
    if (isStatement(child)) children.push(...convertStatements([child]));
    else children.push(convertExpression(child));
  }
  return { type: "UnknownStatement", start: node.range[0], end: node.range[1], origin: node, declares: [], children };
}

/** An expression of unknown effect whose children are known. */
export function unknown(node: TSESTree.Node, children: readonly Expression[]): UnknownExpression {
  return { type: "Unknown", start: node.range[0], end: node.range[1], origin: node, children };
}

function isStatement(node: TSESTree.Node): node is TSESTree.Statement {
  return node.type.endsWith("Statement") || node.type.endsWith("Declaration");
}

function childNodes(node: TSESTree.Node): TSESTree.Node[] {
  const children: TSESTree.Node[] = [];
  for (const [key, value] of Object.entries(node) as [string, unknown][]) {
    if (SKIPPED.has(key)) continue;
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) if (isNode(item)) children.push(item);
  }
  // Keys come in no order that means anything.
  return children.sort((a, b) => a.range[0] - b.range[0]);
}

function isNode(value: unknown): value is TSESTree.Node {
  if (typeof value !== "object" || value === null) return false;
  const { type, range } = value as { type?: unknown; range?: unknown };
  return typeof type === "string" && Array.isArray(range);
}
