import type { TSESTree } from "@typescript-eslint/utils";
import type { Binary, Expression, Logical } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";

type Operation = TSESTree.BinaryExpression | TSESTree.LogicalExpression;

/** Operands on the left nest as deep as a chain is long, so that spine is walked in a loop. */
export function convertBinary(node: Operation): Expression {
  const spine = [node];
  let leftmost: TSESTree.Node = node.left;
  while (leftmost.type === "BinaryExpression" || leftmost.type === "LogicalExpression") {
    spine.push(leftmost);
    leftmost = leftmost.left;
  }
  let left = convertExpression(leftmost);
  for (let index = spine.length - 1; index >= 0; index--) left = joinOperands(spine[index]!, left);
  return left;
}

function joinOperands(node: Operation, left: Expression): Binary | Logical {
  const [start, end] = node.range;
  const right = convertExpression(node.right);
  return node.type === "LogicalExpression"
    ? { type: "Logical", start, end, origin: node, operator: node.operator, left, right }
    : { type: "Binary", start, end, origin: node, operator: node.operator, left, right };
}
