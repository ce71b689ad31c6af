import { ts } from "ts-morph";
import type { Expression, UnknownExpression } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import type { Source } from "./source.ts";
import { unknown } from "./unknown.ts";

/** JSX has an unknown effect; its children are the component, attribute values and child expressions, in order. */
export function convertJsx(node: ts.JsxElement | ts.JsxSelfClosingElement | ts.JsxFragment, source: Source): UnknownExpression {
  const children: Expression[] = [];
  if (!ts.isJsxFragment(node)) pushOpening(ts.isJsxElement(node) ? node.openingElement : node, source, children);
  if (!ts.isJsxSelfClosingElement(node)) for (const child of node.children) pushChild(child, source, children);
  return unknown(node, source, children);
}

function pushOpening(node: ts.JsxOpeningLikeElement, source: Source, out: Expression[]): void {
  const { tagName } = node;
  if (!ts.isJsxNamespacedName(tagName) && !(ts.isIdentifier(tagName) && /^[a-z]|-/.test(tagName.text))) {
    out.push(convertExpression(tagName, source));
  }
  for (const attribute of node.attributes.properties) {
    if (ts.isJsxSpreadAttribute(attribute)) out.push(convertExpression(attribute.expression, source));
    else if (attribute.initializer) pushChild(attribute.initializer, source, out);
  }
}

function pushChild(node: ts.JsxChild | ts.StringLiteral, source: Source, out: Expression[]): void {
  if (ts.isJsxExpression(node)) {
    if (node.expression) out.push(convertExpression(node.expression, source));
  } else if (!ts.isJsxText(node) && !ts.isStringLiteral(node)) out.push(convertExpression(node, source));
}
