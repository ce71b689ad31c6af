import { ts } from "ts-morph";
import type { Expression, Statement, UnknownExpression, UnknownStatement } from "../core/syntax.ts";
import { convertExpression, isKnownExpression } from "./expressions.ts";
import { endOf, type Source, startOf } from "./source.ts";
import { isKnownStatement, pushStatement } from "./statements.ts";

/** An expression of unknown effect, with what can be found in it. */
export function unknownExpression(node: ts.Node, source: Source): UnknownExpression {
  const children: Expression[] = [];
  ts.forEachChild(node, (child) => {
    if (isRelevant(child)) children.push(convertExpression(child, source));
  });
  return unknown(node, source, children);
}

/** A statement of unknown effect, with what can be found in it. */
export function unknownStatement(node: ts.Node, source: Source): UnknownStatement {
  const children: (Expression | Statement)[] = [];
  ts.forEachChild(node, (child) => {
    if (isKnownStatement(child)) pushStatement(child, source, children as Statement[]);
    else if (isRelevant(child)) children.push(convertExpression(child, source));
  });
  return {
    type: "UnknownStatement",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    declares: [],
    children,
  };
}

/** An expression of unknown effect whose children are known. */
export function unknown(node: ts.Node, source: Source, children: readonly Expression[]): UnknownExpression {
  return { type: "Unknown", start: startOf(node, source), end: endOf(node, source), origin: node, children };
}

function isRelevant(node: ts.Node): boolean {
  return isKnownExpression(node) || !(ts.isToken(node) || ts.isTypeNode(node) || ts.isDecorator(node));
}
