import { ts } from "ts-morph";
import type {
  Expression,
  Name,
  PropertyKey,
  Spread,
  Unary,
} from "../core/syntax.ts";
import { convertBinary } from "./binary.ts";
import { convertCall, convertElementAccess, convertPropertyAccess } from "./chains.ts";
import { convertClass, convertFunction } from "./functions.ts";
import { convertJsx } from "./jsx.ts";
import { convertLiteral, convertObject, convertTagged, convertTemplate } from "./literals.ts";
import { convertTarget } from "./patterns.ts";
import { endOf, type Source, startOf, tableOf, textOf } from "./source.ts";
import { lazyType } from "./types.ts";
import { unknown, unknownExpression } from "./unknown.ts";

const { SyntaxKind } = ts;

const CONVERTERS = tableOf<Expression>([
  [SyntaxKind.Identifier, nameOf],
  [SyntaxKind.PropertyAccessExpression, convertPropertyAccess],
  [SyntaxKind.ElementAccessExpression, convertElementAccess],
  [SyntaxKind.CallExpression, convertCall],
  [SyntaxKind.StringLiteral, convertLiteral],
  [SyntaxKind.NumericLiteral, convertLiteral],
  [SyntaxKind.BigIntLiteral, convertLiteral],
  [SyntaxKind.RegularExpressionLiteral, convertLiteral],
  [SyntaxKind.TrueKeyword, convertLiteral],
  [SyntaxKind.FalseKeyword, convertLiteral],
  [SyntaxKind.NullKeyword, convertLiteral],
  [SyntaxKind.ThisKeyword, convertThis],
  [SyntaxKind.SuperKeyword, convertSuper],
  [SyntaxKind.ArrowFunction, convertFunctionExpression],
  [SyntaxKind.FunctionExpression, convertFunctionExpression],
  [SyntaxKind.ClassExpression, convertClassExpression],
  [SyntaxKind.ObjectLiteralExpression, convertObject],
  [SyntaxKind.ArrayLiteralExpression, convertArray],
  [SyntaxKind.BinaryExpression, convertBinary],
  [SyntaxKind.PrefixUnaryExpression, convertPrefix],
  [SyntaxKind.PostfixUnaryExpression, convertPostfix],
  [SyntaxKind.TypeOfExpression, convertTypeof],
  [SyntaxKind.VoidExpression, convertVoid],
  [SyntaxKind.DeleteExpression, convertDelete],
  [SyntaxKind.ConditionalExpression, convertConditional],
  [SyntaxKind.NewExpression, convertNew],
  [SyntaxKind.AwaitExpression, convertAwait],
  [SyntaxKind.YieldExpression, convertYield],
  [SyntaxKind.TemplateExpression, convertTemplate],
  [SyntaxKind.NoSubstitutionTemplateLiteral, convertTemplate],
  [SyntaxKind.TaggedTemplateExpression, convertTagged],
  [SyntaxKind.AsExpression, convertCast],
  [SyntaxKind.TypeAssertionExpression, convertCast],
  [SyntaxKind.ParenthesizedExpression, convertInner],
  [SyntaxKind.NonNullExpression, convertInner],
  [SyntaxKind.SatisfiesExpression, convertInner],
  [SyntaxKind.ExpressionWithTypeArguments, convertInner],
  [SyntaxKind.JsxElement, convertJsx],
  [SyntaxKind.JsxSelfClosingElement, convertJsx],
  [SyntaxKind.JsxFragment, convertJsx],
  [SyntaxKind.MetaProperty, childless],
  [SyntaxKind.PrivateIdentifier, childless],
  [SyntaxKind.OmittedExpression, childless],
]);

/** Converts any node as an expression; kinds that are none become `Unknown`. */
export function convertExpression(node: ts.Node, source: Source): Expression {
  const convert = CONVERTERS[node.kind];
  return convert ? convert(node, source) : unknownExpression(node, source);
}

export function isKnownExpression(node: ts.Node): boolean {
  return CONVERTERS[node.kind] !== undefined;
}

/** The static name of a key, or its expression. */
export function convertKey(node: ts.PropertyName | ts.BindingName, source: Source): PropertyKey {
  if (ts.isComputedPropertyName(node)) return convertExpression(node.expression, source);
  return textOf(node) ?? convertExpression(node, source);
}

export function convertElements(nodes: readonly ts.Expression[], source: Source): (Expression | Spread)[] {
  const elements: (Expression | Spread)[] = [];
  for (const node of nodes) elements.push(convertElement(node, source));
  return elements;
}

function convertElement(node: ts.Expression, source: Source): Expression | Spread {
  return node.kind === SyntaxKind.SpreadElement ? spreadOf(node as ts.SpreadElement, source) : convertExpression(node, source);
}

export function spreadOf(node: ts.SpreadElement | ts.SpreadAssignment, source: Source): Spread {
  return {
    type: "Spread",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    argument: convertExpression(node.expression, source),
  };
}

export function nameOf(node: ts.Identifier, source: Source): Name {
  return { type: "Name", start: startOf(node, source), end: endOf(node, source), origin: node, name: node.text };
}

function convertThis(node: ts.Node, source: Source): Expression {
  return { type: "This", start: startOf(node, source), end: endOf(node, source), origin: node };
}

function convertSuper(node: ts.Node, source: Source): Expression {
  return { type: "Super", start: startOf(node, source), end: endOf(node, source), origin: node };
}

function childless(node: ts.Node, source: Source): Expression {
  return unknown(node, source, []);
}

function convertInner(node: ts.ParenthesizedExpression, source: Source): Expression {
  return convertExpression(node.expression, source);
}

function convertFunctionExpression(node: ts.ArrowFunction | ts.FunctionExpression, source: Source): Expression {
  return convertFunction(node, source);
}

function convertClassExpression(node: ts.ClassExpression, source: Source): Expression {
  return convertClass(node, source);
}

function convertArray(node: ts.ArrayLiteralExpression, source: Source): Expression {
  const elements: (Expression | Spread | null)[] = [];
  for (const element of node.elements) {
    elements.push(element.kind === SyntaxKind.OmittedExpression ? null : convertElement(element, source));
  }
  return { type: "Array", start: startOf(node, source), end: endOf(node, source), origin: node, elements };
}

function unary(node: ts.Expression, operator: Unary["operator"], operand: ts.Expression, source: Source): Expression {
  return {
    type: "Unary",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    operator,
    argument: convertExpression(operand, source),
  };
}

function convertTypeof(node: ts.TypeOfExpression, source: Source): Expression {
  return unary(node, "typeof", node.expression, source);
}

function convertVoid(node: ts.VoidExpression, source: Source): Expression {
  return unary(node, "void", node.expression, source);
}

function convertDelete(node: ts.DeleteExpression, source: Source): Expression {
  return unary(node, "delete", node.expression, source);
}

function convertPrefix(node: ts.PrefixUnaryExpression, source: Source): Expression {
  const { operator } = node;
  if (operator === SyntaxKind.PlusPlusToken || operator === SyntaxKind.MinusMinusToken) return update(node, true, source);
  return unary(node, ts.tokenToString(operator) as Unary["operator"], node.operand, source);
}

function convertPostfix(node: ts.PostfixUnaryExpression, source: Source): Expression {
  return update(node, false, source);
}

function update(node: ts.PrefixUnaryExpression | ts.PostfixUnaryExpression, prefix: boolean, source: Source): Expression {
  return {
    type: "Update",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    operator: node.operator === SyntaxKind.PlusPlusToken ? "++" : "--",
    prefix,
    target: convertTarget(node.operand, source),
  };
}

function convertConditional(node: ts.ConditionalExpression, source: Source): Expression {
  return {
    type: "Conditional",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    test: convertExpression(node.condition, source),
    consequent: convertExpression(node.whenTrue, source),
    alternate: convertExpression(node.whenFalse, source),
  };
}

function convertNew(node: ts.NewExpression, source: Source): Expression {
  return {
    type: "New",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    callee: convertExpression(node.expression, source),
    args: node.arguments ? convertElements(node.arguments, source) : [],
  };
}

function convertAwait(node: ts.AwaitExpression, source: Source): Expression {
  return {
    type: "Await",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    argument: convertExpression(node.expression, source),
  };
}

function convertYield(node: ts.YieldExpression, source: Source): Expression {
  return {
    type: "Yield",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    delegate: node.asteriskToken !== undefined,
    argument: node.expression ? convertExpression(node.expression, source) : undefined,
  };
}

function convertCast(node: ts.AsExpression | ts.TypeAssertion, source: Source): Expression {
  return {
    type: "Cast",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    expression: convertExpression(node.expression, source),
    annotation: lazyType(node.type),
  };
}
