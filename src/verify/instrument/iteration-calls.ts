import { ts } from "ts-morph";
import { isWrapper } from "./nodes.ts";

/** Methods that give an iterator, and of iterators those that give another one. */
export const iteratorMethods = new Set(["entries", "keys", "values", "filter", "map", "flatMap", "take", "drop"]);

/** Whether a call most likely gives an iterator: `m.values()`, `m.values().map(f)`, `m[Symbol.iterator]()`. */
export function isIteratorCall(node: ts.Expression): boolean {
  if (isWrapper(node)) return isIteratorCall(node.expression);
  if (!ts.isCallExpression(node)) return false;
  if (ts.isElementAccessExpression(node.expression)) return node.expression.argumentExpression.getText() === "Symbol.iterator";
  const name = methodName(node.expression);
  if (name === undefined || !iteratorMethods.has(name)) return false;
  const isSource = node.arguments.length === 0;
  return isSource || isIteratorCall((node.expression as ts.PropertyAccessExpression).expression);
}

export function methodName(callee: ts.Expression): string | undefined {
  if (ts.isPropertyAccessExpression(callee)) return ts.isPrivateIdentifier(callee.name) ? undefined : callee.name.text;
  if (ts.isElementAccessExpression(callee) && ts.isStringLiteralLike(callee.argumentExpression)) return callee.argumentExpression.text;
  return undefined;
}
