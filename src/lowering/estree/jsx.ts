import type { TSESTree } from "@typescript-eslint/utils";
import type { Expression, UnknownExpression } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { unknown } from "./unknown.ts";

/** JSX has an unknown effect; its children are the component, attribute values and child expressions, in order. */
export function convertJsx(node: TSESTree.JSXElement | TSESTree.JSXFragment): UnknownExpression {
  const children: Expression[] = [];
  if (node.type === "JSXElement") {
    pushTag(node.openingElement.name, children);
    for (const attribute of node.openingElement.attributes) {
      if (attribute.type === "JSXSpreadAttribute") children.push(convertExpression(attribute.argument));
      else if (attribute.value) pushChild(attribute.value, children);
    }
  }
  for (const child of node.children) pushChild(child, children);
  return unknown(node, children);
}

function pushTag(node: TSESTree.JSXTagNameExpression, out: Expression[]): void {
  const isComponent =
    node.type === "JSXIdentifier"
      ? node.name === "this" || !/^[a-z]|-/.test(node.name)
      : node.type === "JSXMemberExpression";
  if (isComponent) out.push(tagExpression(node));
}

function tagExpression(node: TSESTree.JSXTagNameExpression): Expression {
  const [start, end] = node.range;
  switch (node.type) {
    case "JSXMemberExpression":
      return {
        type: "Member",
        start,
        end,
        origin: node,
        object: tagExpression(node.object),
        property: node.property.name,
        propertyStart: node.property.range[0],
        optional: false,
      };
    case "JSXIdentifier":
      return node.name === "this"
        ? { type: "This", start, end, origin: node }
        : { type: "Name", start, end, origin: node, name: node.name };
    default:
      return unknown(node, []);
  }
}

function pushChild(node: TSESTree.JSXChild | TSESTree.Literal, out: Expression[]): void {
  switch (node.type) {
    case "JSXText":
    case "Literal":
      break;
    case "JSXExpressionContainer":
    case "JSXSpreadChild":
      if (node.expression.type !== "JSXEmptyExpression") out.push(convertExpression(node.expression));
      break;
    default:
      out.push(convertExpression(node));
  }
}
