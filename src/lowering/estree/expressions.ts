import type { TSESTree } from "@typescript-eslint/utils";
import type { Expression, Member, PropertyKey, Spread } from "../core/syntax.ts";
import { convertBinary } from "./binary.ts";
import { convertClass, convertFunction } from "./functions.ts";
import { convertJsx } from "./jsx.ts";
import { convertLiteral, convertObject, convertTemplate } from "./literals.ts";
import { convertPattern, convertTarget } from "./patterns.ts";
import { lazyType } from "./types.ts";
import { unknown, unknownExpression } from "./unknown.ts";

/** Converts any node as an expression; node types that are none become `Unknown`. The commonest types come first. */
export function convertExpression(node: TSESTree.Node): Expression {
  const [start, end] = node.range;
  switch (node.type) {
    case "Identifier":
      return { type: "Name", start, end, origin: node, name: node.name };
    case "MemberExpression":
      return convertMember(node);
    case "CallExpression":
      return {
        type: "Call",
        start,
        end,
        origin: node,
        callee: convertExpression(node.callee),
        args: node.arguments.map(convertElement),
        optional: node.optional,
      };
    case "Literal":
      return convertLiteral(node);
    case "ThisExpression":
      return { type: "This", start, end, origin: node };
    case "ArrowFunctionExpression":
    case "FunctionExpression":
      return convertFunction(node);
    case "ObjectExpression":
      return convertObject(node);
    case "ArrayExpression":
      return { type: "Array", start, end, origin: node, elements: node.elements.map(convertHoleOrElement) };
    case "BinaryExpression":
    case "LogicalExpression":
      return convertBinary(node);
    case "AssignmentExpression":
      return {
        type: "Assign",
        start,
        end,
        origin: node,
        operator: node.operator,
        target: convertPattern(node.left, false),
        value: convertExpression(node.right),
      };
    case "UnaryExpression":
      return { type: "Unary", start, end, origin: node, operator: node.operator, argument: convertExpression(node.argument) };
    case "UpdateExpression":
      return {
        type: "Update",
        start,
        end,
        origin: node,
        operator: node.operator,
        prefix: node.prefix,
        target: convertTarget(node.argument),
      };
    case "ConditionalExpression":
      return {
        type: "Conditional",
        start,
        end,
        origin: node,
        test: convertExpression(node.test),
        consequent: convertExpression(node.consequent),
        alternate: convertExpression(node.alternate),
      };
    case "NewExpression":
      return {
        type: "New",
        start,
        end,
        origin: node,
        callee: convertExpression(node.callee),
        args: node.arguments.map(convertElement),
      };
    case "ChainExpression": {
      const expression = convertExpression(node.expression);
      return { type: "Chain", start: expression.start, end: expression.end, origin: node, expression };
    }
    case "AwaitExpression":
      return { type: "Await", start, end, origin: node, argument: convertExpression(node.argument) };
    case "TemplateLiteral":
      return convertTemplate(node);
    case "TSNonNullExpression":
    case "TSSatisfiesExpression":
    case "TSInstantiationExpression":
      return convertExpression(node.expression);
    case "TSAsExpression":
    case "TSTypeAssertion":
      return {
        type: "Cast",
        start,
        end,
        origin: node,
        expression: convertExpression(node.expression),
        annotation: lazyType(node.typeAnnotation),
      };
    default:
      return convertRare(node);
  }
}

function convertRare(node: TSESTree.Node): Expression {
  const [start, end] = node.range;
  switch (node.type) {
    case "Super":
      return { type: "Super", start, end, origin: node };
    case "SequenceExpression":
      return { type: "Sequence", start, end, origin: node, expressions: node.expressions.map(convertExpression) };
    case "YieldExpression":
      return {
        type: "Yield",
        start,
        end,
        origin: node,
        delegate: node.delegate,
        argument: node.argument ? convertExpression(node.argument) : undefined,
      };
    case "TaggedTemplateExpression":
      return {
        type: "TaggedTemplate",
        start,
        end,
        origin: node,
        tag: convertExpression(node.tag),
        expressions: node.quasi.expressions.map(convertExpression),
      };
    case "ClassExpression":
      return convertClass(node);
    case "JSXElement":
    case "JSXFragment":
      return convertJsx(node);
    case "MetaProperty":
    case "PrivateIdentifier":
      return unknown(node, []);
    default:
      return unknownExpression(node);
  }
}

function convertHoleOrElement(node: TSESTree.Expression | TSESTree.SpreadElement | null): Expression | Spread | null {
  return node && convertElement(node);
}

function convertElement(node: TSESTree.Expression | TSESTree.SpreadElement): Expression | Spread {
  return node.type === "SpreadElement" ? convertSpread(node) : convertExpression(node);
}

export function convertSpread(node: TSESTree.SpreadElement): Spread {
  return {
    type: "Spread",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    argument: convertExpression(node.argument),
  };
}

function convertMember(node: TSESTree.MemberExpression): Member {
  const property = convertKey(node.property, node.computed);
  return {
    type: "Member",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    object: convertExpression(node.object),
    property,
    propertyStart: typeof property === "string" ? node.property.range[0] : property.start,
    optional: node.optional,
  };
}

/** The static name of a key, or its expression. */
export function convertKey(key: TSESTree.Node, computed: boolean): PropertyKey {
  if (!computed) {
    switch (key.type) {
      case "Identifier":
        return key.name;
      case "PrivateIdentifier":
        return `#${key.name}`;
      case "Literal":
        return String(key.value);
    }
  }
  return convertExpression(key);
}
