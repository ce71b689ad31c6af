import type { TSESTree } from "@typescript-eslint/utils";
import type { Literal, ObjectLiteral, ObjectProperty, Spread, Template } from "../core/syntax.ts";
import { convertExpression, convertKey, convertSpread } from "./expressions.ts";
import { convertFunction } from "./functions.ts";

export function convertLiteral(node: TSESTree.Literal): Literal {
  const [start, end] = node.range;
  const value = "regex" in node || typeof node.value === "bigint" || "bigint" in node ? undefined : node.value;
  return { type: "Literal", start, end, origin: node, value, raw: node.raw };
}

export function convertTemplate(node: TSESTree.TemplateLiteral): Template {
  return {
    type: "Template",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    expressions: node.expressions.map(convertExpression),
    quasis: node.quasis.map((quasi) => quasi.value.cooked ?? ""),
  };
}

export function convertObject(node: TSESTree.ObjectExpression): ObjectLiteral {
  const properties: (ObjectProperty | Spread)[] = [];
  for (const property of node.properties) {
    if (property.type === "SpreadElement") properties.push(convertSpread(property));
    else properties.push(convertProperty(property));
  }
  return { type: "Object", start: node.range[0], end: node.range[1], origin: node, properties };
}

function convertProperty(node: TSESTree.Property): ObjectProperty {
  const [start, end] = node.range;
  const { value } = node;
  const isMethod = (node.method || node.kind !== "init") && value.type === "FunctionExpression";
  return {
    type: "Property",
    start,
    end,
    origin: node,
    key: convertKey(node.key, node.computed),
    kind: node.kind,
    value: isMethod ? convertFunction(value, start) : convertExpression(value),
  };
}
