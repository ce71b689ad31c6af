import { ts } from "ts-morph";
import { isWrapper } from "../instrument/nodes.ts";

const comparisons: ReadonlySet<ts.SyntaxKind> = new Set([
  ...[ts.SyntaxKind.EqualsEqualsToken, ts.SyntaxKind.EqualsEqualsEqualsToken, ts.SyntaxKind.ExclamationEqualsToken],
  ...[ts.SyntaxKind.ExclamationEqualsEqualsToken, ts.SyntaxKind.LessThanToken, ts.SyntaxKind.LessThanEqualsToken],
  ...[ts.SyntaxKind.GreaterThanToken, ts.SyntaxKind.GreaterThanEqualsToken, ts.SyntaxKind.InstanceOfKeyword],
]);

const choices: ReadonlySet<ts.SyntaxKind> = new Set([ts.SyntaxKind.AmpersandAmpersandToken, ts.SyntaxKind.BarBarToken, ts.SyntaxKind.QuestionQuestionToken]);

/** Whether a decision hangs on the value: a condition, a comparison, the left of `??`. Also where it is kept under a name, to be tested later. */
export function isTested(node: ts.Node): boolean {
  let inner = node;
  for (let outer = node.parent; outer; inner = outer, outer = outer.parent) {
    if (isWrapper(outer) || (ts.isPrefixUnaryExpression(outer) && outer.operator === ts.SyntaxKind.ExclamationToken)) continue;
    if (ts.isBinaryExpression(outer)) {
      const { kind } = outer.operatorToken;
      if (comparisons.has(kind)) return true;
      if (!choices.has(kind)) return false;
      if (outer.left === inner) return true;
      continue;
    }
    return isCondition(inner, outer);
  }
  return false;
}

function isCondition(node: ts.Node, parent: ts.Node): boolean {
  if (ts.isIfStatement(parent) || ts.isWhileStatement(parent) || ts.isDoStatement(parent) || ts.isSwitchStatement(parent)) return parent.expression === node;
  if (ts.isForStatement(parent) || ts.isConditionalExpression(parent)) return parent.condition === node;
  return ts.isTypeOfExpression(parent) || (ts.isVariableDeclaration(parent) && parent.initializer === node);
}
