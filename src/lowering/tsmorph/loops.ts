import { ts } from "ts-morph";
import type { DoWhile, Expression, For, ForIn, ForOf, Pattern, VariableStatement, While } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { convertAssignmentPattern } from "./patterns.ts";
import { endOf, type Source, startOf } from "./source.ts";
import { convertBody, convertVariables } from "./statements.ts";

export function convertFor(node: ts.ForStatement, source: Source): For {
  const { condition, incrementor, initializer } = node;
  return {
    type: "For",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    init: initializer ? forInit(initializer, source) : undefined,
    test: condition ? convertExpression(condition, source) : undefined,
    update: incrementor ? convertExpression(incrementor, source) : undefined,
    body: convertBody(node.statement, source),
  };
}

export function convertForOf(node: ts.ForOfStatement, source: Source): ForOf {
  return {
    type: "ForOf",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    await: node.awaitModifier !== undefined,
    left: forHead(node.initializer, source),
    right: convertExpression(node.expression, source),
    body: convertBody(node.statement, source),
  };
}

export function convertForIn(node: ts.ForInStatement, source: Source): ForIn {
  return {
    type: "ForIn",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    left: forHead(node.initializer, source),
    right: convertExpression(node.expression, source),
    body: convertBody(node.statement, source),
  };
}

export function convertWhile(node: ts.WhileStatement, source: Source): While {
  return {
    type: "While",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    test: convertExpression(node.expression, source),
    body: convertBody(node.statement, source),
  };
}

export function convertDoWhile(node: ts.DoStatement, source: Source): DoWhile {
  return {
    type: "DoWhile",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    body: convertBody(node.statement, source),
    test: convertExpression(node.expression, source),
  };
}

function forInit(node: ts.ForInitializer, source: Source): VariableStatement | Expression {
  return ts.isVariableDeclarationList(node) ? listOf(node, source) : convertExpression(node, source);
}

function forHead(node: ts.ForInitializer, source: Source): VariableStatement | Pattern {
  return ts.isVariableDeclarationList(node) ? listOf(node, source) : convertAssignmentPattern(node, source);
}

function listOf(node: ts.VariableDeclarationList, source: Source): VariableStatement {
  return convertVariables(node, node, startOf(node, source), source);
}
