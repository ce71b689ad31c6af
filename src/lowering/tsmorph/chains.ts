import { ts } from "ts-morph";
import type { Call, Expression, Member } from "../core/syntax.ts";
import { convertElements, convertExpression } from "./expressions.ts";
import { endOf, type Source, startOf } from "./source.ts";
import { unknown } from "./unknown.ts";

const { NodeFlags, SyntaxKind } = ts;

type Link = ts.PropertyAccessExpression | ts.ElementAccessExpression | ts.CallExpression;

export function convertPropertyAccess(node: ts.PropertyAccessExpression, source: Source): Expression {
  return asChain(node, propertyLink(node, source));
}

export function convertElementAccess(node: ts.ElementAccessExpression, source: Source): Expression {
  return asChain(node, elementLink(node, source));
}

export function convertCall(node: ts.CallExpression, source: Source): Expression {
  if (isDynamicImport(node.expression)) return convertImportCall(node, source);
  return asChain(node, callLink(node, source));
}

/** `import(x)`, and `import.defer(x)`. */
function isDynamicImport(callee: ts.Expression): boolean {
  if (callee.kind === SyntaxKind.ImportKeyword) return true;
  return ts.isMetaProperty(callee) && callee.keywordToken === SyntaxKind.ImportKeyword && callee.name.text !== "meta";
}

function convertImportCall(node: ts.CallExpression, source: Source): Expression {
  const children = node.arguments.map((argument) => convertExpression(argument, source));
  return unknown(node, source, children);
}

function asChain(node: Link, expression: Member | Call): Expression {
  if ((node.flags & NodeFlags.OptionalChain) === 0) return expression;
  return { type: "Chain", start: expression.start, end: expression.end, origin: node, expression };
}

function propertyLink(node: ts.PropertyAccessExpression, source: Source): Member {
  return {
    type: "Member",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    object: convertHead(node.expression, source),
    property: node.name.text,
    propertyStart: startOf(node.name, source),
    optional: node.questionDotToken !== undefined,
  };
}

function elementLink(node: ts.ElementAccessExpression, source: Source): Member {
  const property = convertExpression(node.argumentExpression, source);
  return {
    type: "Member",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    object: convertHead(node.expression, source),
    property,
    propertyStart: property.start,
    optional: node.questionDotToken !== undefined,
  };
}

function callLink(node: ts.CallExpression, source: Source): Call {
  return {
    type: "Call",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    callee: convertHead(node.expression, source),
    args: convertElements(node.arguments, source),
    optional: node.questionDotToken !== undefined,
  };
}

/** Converts what a link is taken from: an optional chain goes on through `!`, but not through parentheses. */
function convertHead(node: ts.Expression, source: Source): Expression {
  while (node.kind === SyntaxKind.NonNullExpression) node = (node as ts.NonNullExpression).expression;
  if ((node.flags & NodeFlags.OptionalChain) !== 0) {
    switch (node.kind) {
      case SyntaxKind.PropertyAccessExpression:
        return propertyLink(node as ts.PropertyAccessExpression, source);
      case SyntaxKind.ElementAccessExpression:
        return elementLink(node as ts.ElementAccessExpression, source);
      case SyntaxKind.CallExpression:
        return callLink(node as ts.CallExpression, source);
    }
  }
  return convertExpression(node, source);
}
