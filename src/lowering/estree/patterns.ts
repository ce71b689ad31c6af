import type { TSESTree } from "@typescript-eslint/utils";
import type { Expression, LazyType, ObjectPattern, Pattern, PropertyKey } from "../core/syntax.ts";
import { convertExpression, convertKey } from "./expressions.ts";
import { annotationOf } from "./types.ts";

/**
 * Converts what stands left of an initializer, of `=` or of `of`, or in a parameter list.
 *
 * @param binding Whether names are declared here (`BindingName`) or assigned to (`Target`).
 * @param annotation Of a rest element, which ESTree puts on the element and not on what it binds.
 */
export function convertPattern(node: TSESTree.Node, binding: boolean, annotation?: LazyType): Pattern {
  switch (node.type) {
    case "Identifier":
      return binding ? bindingName(node, annotation) : target(node);
    case "ObjectPattern":
      return objectPattern(node, binding, annotation);
    case "ArrayPattern":
      return arrayPattern(node, binding, annotation);
    case "AssignmentPattern":
      return {
        type: "DefaultPattern",
        start: node.range[0],
        end: node.range[1],
        origin: node,
        target: convertPattern(node.left, binding),
        value: convertExpression(node.right),
      };
    case "RestElement":
      return {
        type: "RestPattern",
        start: node.range[0],
        end: node.range[1],
        origin: node,
        target: convertPattern(node.argument, binding, annotationOf(node.typeAnnotation)),
      };
    default:
      return target(node);
  }
}

function bindingName(node: TSESTree.Identifier, annotation: LazyType | undefined): Pattern {
  const start = node.range[0];
  return {
    type: "BindingName",
    start,
    // The range of an annotated identifier takes in the annotation.
    end: node.typeAnnotation || node.optional ? start + node.name.length : node.range[1],
    origin: node,
    name: node.name,
    annotation: annotation ?? annotationOf(node.typeAnnotation),
  };
}

function target(node: TSESTree.Node): Pattern {
  const expression = convertTarget(node);
  return { type: "Target", start: expression.start, end: expression.end, origin: node, expression };
}

/** Converts an operand that is assigned to: casts have no meaning there and are left out. */
export function convertTarget(node: TSESTree.Node): Expression {
  switch (node.type) {
    case "TSAsExpression":
    case "TSTypeAssertion":
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
      return convertTarget(node.expression);
    default:
      return convertExpression(node);
  }
}

function objectPattern(node: TSESTree.ObjectPattern, binding: boolean, annotation: LazyType | undefined): ObjectPattern {
  const properties: { key: PropertyKey; value: Pattern }[] = [];
  let rest: Pattern | undefined;
  for (const property of node.properties) {
    if (property.type === "RestElement") rest = convertPattern(property.argument, binding);
    else {
      properties.push({
        key: convertKey(property.key, property.computed),
        value: convertPattern(property.value, binding),
      });
    }
  }
  return {
    type: "ObjectPattern",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    properties,
    rest,
    annotation: annotation ?? annotationOf(node.typeAnnotation),
  };
}

function arrayPattern(node: TSESTree.ArrayPattern, binding: boolean, annotation: LazyType | undefined): Pattern {
  const elements: (Pattern | null)[] = [];
  let rest: Pattern | undefined;
  for (const element of node.elements) {
    if (element?.type === "RestElement") rest = convertPattern(element.argument, binding);
    else elements.push(element && convertPattern(element, binding));
  }
  return {
    type: "ArrayPattern",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    elements,
    rest,
    annotation: annotation ?? annotationOf(node.typeAnnotation),
  };
}

/** The parameters without TypeScript's `this`; parameter properties as the patterns that they wrap. */
export function convertParameters(nodes: readonly TSESTree.Parameter[]): Pattern[] {
  const params: Pattern[] = [];
  for (const node of nodes) {
    const inner = node.type === "TSParameterProperty" ? node.parameter : node;
    if (inner.type === "Identifier" && inner.name === "this") continue;
    params.push(convertPattern(inner, true));
  }
  return params;
}
