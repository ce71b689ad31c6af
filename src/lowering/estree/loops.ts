import type { TSESTree } from "@typescript-eslint/utils";
import type { Expression, Pattern, Statement, VariableStatement } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { convertPattern } from "./patterns.ts";
import { convertBody, convertVariables } from "./statements.ts";

type Loop =
  | TSESTree.ForStatement
  | TSESTree.ForOfStatement
  | TSESTree.ForInStatement
  | TSESTree.WhileStatement
  | TSESTree.DoWhileStatement;

export function convertLoop(node: Loop): Statement {
  const [start, end] = node.range;
  switch (node.type) {
    case "ForStatement":
      return {
        type: "For",
        start,
        end,
        origin: node,
        init: node.init ? forInit(node.init) : undefined,
        test: node.test ? convertExpression(node.test) : undefined,
        update: node.update ? convertExpression(node.update) : undefined,
        body: convertBody(node.body),
      };
    case "ForOfStatement":
      return {
        type: "ForOf",
        start,
        end,
        origin: node,
        await: node.await,
        left: forHead(node.left),
        right: convertExpression(node.right),
        body: convertBody(node.body),
      };
    case "ForInStatement":
      return {
        type: "ForIn",
        start,
        end,
        origin: node,
        left: forHead(node.left),
        right: convertExpression(node.right),
        body: convertBody(node.body),
      };
    case "WhileStatement":
      return { type: "While", start, end, origin: node, test: convertExpression(node.test), body: convertBody(node.body) };
    default:
      return { type: "DoWhile", start, end, origin: node, body: convertBody(node.body), test: convertExpression(node.test) };
  }
}

function forInit(node: TSESTree.ForInitialiser): VariableStatement | Expression {
  return node.type === "VariableDeclaration" ? convertVariables(node) : convertExpression(node);
}

function forHead(node: TSESTree.ForOfStatement["left"] | TSESTree.ForInStatement["left"]): VariableStatement | Pattern {
  return node.type === "VariableDeclaration" ? convertVariables(node) : convertPattern(node, false);
}
