import { ts } from "ts-morph";
import type { Expression, Literal, ObjectLiteral, ObjectProperty, Spread } from "../core/syntax.ts";
import { convertExpression, convertKey, nameOf, spreadOf } from "./expressions.ts";
import { convertFunction } from "./functions.ts";
import { endOf, type Source, startOf } from "./source.ts";
import { unknownExpression } from "./unknown.ts";

const { SyntaxKind } = ts;

export function convertLiteral(node: ts.LiteralExpression, source: Source): Literal {
  const start = startOf(node, source);
  const end = endOf(node, source);
  const raw = source.text.slice(start + source.shift, node.end);
  return { type: "Literal", start, end, origin: node, value: literalValue(node), raw };
}

function literalValue(node: ts.LiteralExpression): Literal["value"] {
  switch (node.kind) {
    case SyntaxKind.StringLiteral:
      return node.text;
    case SyntaxKind.NumericLiteral:
      return Number(node.text);
    case SyntaxKind.TrueKeyword:
      return true;
    case SyntaxKind.FalseKeyword:
      return false;
    case SyntaxKind.NullKeyword:
      return null;
    default:
      return undefined;
  }
}

export function convertTemplate(node: ts.TemplateLiteral, source: Source): Expression {
  const quasis: string[] = [];
  const expressions: Expression[] = [];
  if (ts.isTemplateExpression(node)) {
    quasis.push(node.head.text);
    for (const span of node.templateSpans) {
      expressions.push(convertExpression(span.expression, source));
      quasis.push(span.literal.text);
    }
  } else quasis.push(node.text);
  return { type: "Template", start: startOf(node, source), end: endOf(node, source), origin: node, expressions, quasis };
}

export function convertTagged(node: ts.TaggedTemplateExpression, source: Source): Expression {
  const { template } = node;
  return {
    type: "TaggedTemplate",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    tag: convertExpression(node.tag, source),
    expressions: ts.isTemplateExpression(template)
      ? template.templateSpans.map((span) => convertExpression(span.expression, source))
      : [],
  };
}

export function convertObject(node: ts.ObjectLiteralExpression, source: Source): ObjectLiteral {
  const properties: (ObjectProperty | Spread)[] = [];
  for (const property of node.properties) {
    if (property.kind === SyntaxKind.SpreadAssignment) properties.push(spreadOf(property, source));
    else properties.push(convertProperty(property, source));
  }
  return { type: "Object", start: startOf(node, source), end: endOf(node, source), origin: node, properties };
}

function convertProperty(
  node: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  source: Source,
): ObjectProperty {
  const start = startOf(node, source);
  return {
    type: "Property",
    start,
    end: endOf(node, source),
    origin: node,
    key: convertKey(node.name, source),
    kind: node.kind === SyntaxKind.GetAccessor ? "get" : node.kind === SyntaxKind.SetAccessor ? "set" : "init",
    value: propertyValue(node, start, source),
  };
}

function propertyValue(
  node: Exclude<ts.ObjectLiteralElementLike, ts.SpreadAssignment>,
  start: number,
  source: Source,
): Expression {
  switch (node.kind) {
    case SyntaxKind.PropertyAssignment:
      return convertExpression(node.initializer, source);
    case SyntaxKind.ShorthandPropertyAssignment:
      return nameOf(node.name, source);
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      return convertFunction(node, source, start);
    default:
      return unknownExpression(node, source);
  }
}
