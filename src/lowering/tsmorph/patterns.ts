import { ts } from "ts-morph";
import type { ArrayPattern, Expression, LazyType, ObjectPattern, Pattern, PropertyKey } from "../core/syntax.ts";
import { convertExpression, convertKey, nameOf } from "./expressions.ts";
import { endOf, type Source, startOf } from "./source.ts";
import { annotationOf } from "./types.ts";

const { SyntaxKind } = ts;

/**
 * Converts what a declaration binds.
 *
 * @param annotation The declaration's annotation.
 * @param annotationEnd Where that ends: the range of a destructuring pattern takes in its annotation.
 */
function convertBinding(
  node: ts.BindingName,
  source: Source,
  annotation?: LazyType,
  annotationEnd: number = endOf(node, source),
): Pattern {
  if (ts.isObjectBindingPattern(node)) return objectBinding(node, source, annotation, annotationEnd);
  if (ts.isArrayBindingPattern(node)) return arrayBinding(node, source, annotation, annotationEnd);
  return {
    type: "BindingName",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    name: node.text,
    annotation,
  };
}

/** Converts the left side of a variable declaration or of a `catch`. */
export function convertDeclared(node: ts.VariableDeclaration, source: Source): Pattern {
  return convertBinding(node.name, source, annotationOf(node.type), endOf(node.type ?? node.name, source));
}

function objectBinding(
  node: ts.ObjectBindingPattern,
  source: Source,
  annotation: LazyType | undefined,
  end: number,
): ObjectPattern {
  const properties: { key: PropertyKey; value: Pattern }[] = [];
  let rest: Pattern | undefined;
  for (const element of node.elements) {
    if (element.dotDotDotToken) rest = convertBinding(element.name, source);
    else {
      const key = convertKey(element.propertyName ?? element.name, source);
      properties.push({ key, value: bindingElement(element, source) });
    }
  }
  return { type: "ObjectPattern", start: startOf(node, source), end, origin: node, properties, rest, annotation };
}

function arrayBinding(
  node: ts.ArrayBindingPattern,
  source: Source,
  annotation: LazyType | undefined,
  end: number,
): ArrayPattern {
  const elements: (Pattern | null)[] = [];
  let rest: Pattern | undefined;
  for (const element of node.elements) {
    if (ts.isOmittedExpression(element)) elements.push(null);
    else if (element.dotDotDotToken) rest = convertBinding(element.name, source);
    else elements.push(bindingElement(element, source));
  }
  return { type: "ArrayPattern", start: startOf(node, source), end, origin: node, elements, rest, annotation };
}

function bindingElement(node: ts.BindingElement, source: Source): Pattern {
  return withDefault(node, convertBinding(node.name, source), node.initializer, source);
}

function withDefault(node: ts.Node, target: Pattern, initializer: ts.Expression | undefined, source: Source): Pattern {
  if (!initializer) return target;
  return {
    type: "DefaultPattern",
    start: target.start,
    end: endOf(initializer, source),
    origin: node,
    target,
    value: convertExpression(initializer, source),
  };
}

/** The parameters without TypeScript's `this`. */
export function convertParameters(nodes: readonly ts.ParameterDeclaration[], source: Source): Pattern[] {
  const params: Pattern[] = [];
  for (const node of nodes) {
    if (!ts.isIdentifier(node.name) || node.name.text !== "this") params.push(convertParameter(node, source));
  }
  return params;
}

function convertParameter(node: ts.ParameterDeclaration, source: Source): Pattern {
  const annotation = annotationOf(node.type);
  if (node.dotDotDotToken) {
    return {
      type: "RestPattern",
      start: startOf(node, source),
      end: endOf(node, source),
      origin: node,
      target: convertBinding(node.name, source, annotation),
    };
  }
  const end = endOf(node.type ?? node.questionToken ?? node.name, source);
  return withDefault(node, convertBinding(node.name, source, annotation, end), node.initializer, source);
}

/** Converts what is assigned to: the compiler has array and object literals where ESTree has patterns. */
export function convertAssignmentPattern(node: ts.Expression, source: Source): Pattern {
  switch (node.kind) {
    case SyntaxKind.ParenthesizedExpression:
      return convertAssignmentPattern((node as ts.ParenthesizedExpression).expression, source);
    case SyntaxKind.ArrayLiteralExpression:
      return arrayAssignment(node as ts.ArrayLiteralExpression, source);
    case SyntaxKind.ObjectLiteralExpression:
      return objectAssignment(node as ts.ObjectLiteralExpression, source);
    case SyntaxKind.BinaryExpression: {
      const { left, operatorToken, right } = node as ts.BinaryExpression;
      if (operatorToken.kind === SyntaxKind.EqualsToken) {
        return assignmentDefault(node, convertAssignmentPattern(left, source), right, source);
      }
    }
  }
  return targetOf(node, convertTarget(node, source));
}

function targetOf(node: ts.Node, expression: Expression): Pattern {
  return { type: "Target", start: expression.start, end: expression.end, origin: node, expression };
}

function assignmentDefault(node: ts.Node, target: Pattern, value: ts.Expression, source: Source): Pattern {
  return {
    type: "DefaultPattern",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    target,
    value: convertExpression(value, source),
  };
}

/** Converts an operand that is assigned to: casts have no meaning there and are left out. */
export function convertTarget(node: ts.Expression, source: Source): Expression {
  switch (node.kind) {
    case SyntaxKind.AsExpression:
    case SyntaxKind.TypeAssertionExpression:
    case SyntaxKind.NonNullExpression:
    case SyntaxKind.SatisfiesExpression:
    case SyntaxKind.ParenthesizedExpression:
      return convertTarget((node as ts.AsExpression | ts.ParenthesizedExpression).expression, source);
    default:
      return convertExpression(node, source);
  }
}

function arrayAssignment(node: ts.ArrayLiteralExpression, source: Source): ArrayPattern {
  const elements: (Pattern | null)[] = [];
  let rest: Pattern | undefined;
  for (const element of node.elements) {
    if (ts.isOmittedExpression(element)) elements.push(null);
    else if (ts.isSpreadElement(element)) rest = convertAssignmentPattern(element.expression, source);
    else elements.push(convertAssignmentPattern(element, source));
  }
  return { type: "ArrayPattern", start: startOf(node, source), end: endOf(node, source), origin: node, elements, rest };
}

function objectAssignment(node: ts.ObjectLiteralExpression, source: Source): ObjectPattern {
  const properties: { key: PropertyKey; value: Pattern }[] = [];
  let rest: Pattern | undefined;
  for (const property of node.properties) {
    if (ts.isSpreadAssignment(property)) rest = convertAssignmentPattern(property.expression, source);
    else if (ts.isPropertyAssignment(property)) {
      properties.push({
        key: convertKey(property.name, source),
        value: convertAssignmentPattern(property.initializer, source),
      });
    } else if (ts.isShorthandPropertyAssignment(property)) {
      const target = targetOf(property.name, nameOf(property.name, source));
      const initial = property.objectAssignmentInitializer;
      const value = initial ? assignmentDefault(property, target, initial, source) : target;
      properties.push({ key: property.name.text, value });
    }
  }
  return { type: "ObjectPattern", start: startOf(node, source), end: endOf(node, source), origin: node, properties, rest };
}
