import { ts } from "ts-morph";
import type { Assign, Binary, Expression, Logical, Sequence } from "../core/syntax.ts";
import { convertExpression } from "./expressions.ts";
import { convertAssignmentPattern } from "./patterns.ts";
import { endOf, type Source, startOf } from "./source.ts";

const { SyntaxKind } = ts;

/**
 * Converts operators, assignments and comma lists, which are one kind of node in the compiler. Operands on the left nest
 * as deep as a chain is long, so that spine is walked in a loop.
 */
export function convertBinary(node: ts.BinaryExpression, source: Source): Expression {
  const { kind } = node.operatorToken;
  if (kind === SyntaxKind.CommaToken) return convertSequence(node, source);
  if (isAssignment(kind)) return convertAssign(node, source);
  const spine = [node];
  let leftmost = unwrap(node.left);
  while (isOperation(leftmost)) {
    spine.push(leftmost);
    leftmost = unwrap(leftmost.left);
  }
  let left = convertExpression(leftmost, source);
  for (let index = spine.length - 1; index >= 0; index--) left = joinOperands(spine[index]!, left, source);
  return left;
}

function unwrap(node: ts.Expression): ts.Expression {
  while (node.kind === SyntaxKind.ParenthesizedExpression) node = (node as ts.ParenthesizedExpression).expression;
  return node;
}

function isAssignment(kind: ts.SyntaxKind): boolean {
  return kind >= SyntaxKind.FirstAssignment && kind <= SyntaxKind.LastAssignment;
}

function isOperation(node: ts.Expression): node is ts.BinaryExpression {
  if (node.kind !== SyntaxKind.BinaryExpression) return false;
  const { kind } = (node as ts.BinaryExpression).operatorToken;
  return kind !== SyntaxKind.CommaToken && !isAssignment(kind);
}

function joinOperands(node: ts.BinaryExpression, left: Expression, source: Source): Binary | Logical {
  const start = startOf(node, source);
  const end = endOf(node, source);
  const right = convertExpression(node.right, source);
  switch (node.operatorToken.kind) {
    case SyntaxKind.AmpersandAmpersandToken:
      return { type: "Logical", start, end, origin: node, operator: "&&", left, right };
    case SyntaxKind.BarBarToken:
      return { type: "Logical", start, end, origin: node, operator: "||", left, right };
    case SyntaxKind.QuestionQuestionToken:
      return { type: "Logical", start, end, origin: node, operator: "??", left, right };
    default:
      return { type: "Binary", start, end, origin: node, operator: operatorOf(node), left, right };
  }
}

function operatorOf(node: ts.BinaryExpression): string {
  return ts.tokenToString(node.operatorToken.kind) ?? "";
}

function convertAssign(node: ts.BinaryExpression, source: Source): Assign {
  return {
    type: "Assign",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    operator: operatorOf(node),
    target: convertAssignmentPattern(node.left, source),
    value: convertExpression(node.right, source),
  };
}

function convertSequence(node: ts.BinaryExpression, source: Source): Sequence {
  const operands = [node.right];
  let left = node.left;
  while (ts.isBinaryExpression(left) && left.operatorToken.kind === SyntaxKind.CommaToken) {
    operands.push(left.right);
    left = left.left;
  }
  const expressions = [convertExpression(left, source)];
  for (let index = operands.length - 1; index >= 0; index--) expressions.push(convertExpression(operands[index]!, source));
  return { type: "Sequence", start: startOf(node, source), end: endOf(node, source), origin: node, expressions };
}
