import { ts } from "ts-morph";
import type { Context } from "./context.ts";
import { isIteratorCall } from "./iteration-calls.ts";
import { isWrapper, pathOf, withoutParentheses } from "./nodes.ts";

/**
 * Rewrites an expression that iterates into `hook(expression, collection)`. The collection is the marked part of the expression; it is evaluated
 * once, and first, as before. Where that cannot be had it is left out.
 */
export function hoisted(
  expression: ts.Expression,
  marked: ts.Node,
  context: Context,
  hook: (expression: string, collection: string | undefined) => string,
): void {
  const collection = collectionIn(expression, marked);
  const path = collection && pathOf(collection);
  if (!collection || path?.keys.length === 0) {
    const isComma = ts.isBinaryExpression(expression) && expression.operatorToken.kind === ts.SyntaxKind.CommaToken;
    context.replace(expression, (text) => hook(isComma ? `(${text})` : text, path?.root));
    return;
  }
  const name = `${context.name}_c`;
  let source = "";
  context.edits.replace(context.start(collection), collection.end, (text) => {
    source = text(context.start(collection), collection.end);
    return name;
  }, context.nextHoistRank(expression));
  context.replace(expression, (text) => `${context.hooks}.pass(${source}, (${name}) => ${hook(text, name)})`);
}

/** The marked part, or what the iterator is taken from, if it is what the expression evaluates first and the rest does not wait. */
function collectionIn(expression: ts.Expression, marked: ts.Node): ts.Expression | undefined {
  const inner = firstSource(expression);
  const wanted = marked !== expression && isWithin(marked, expression) ? marked : inner;
  for (const node of spineOf(expression)) {
    if (node !== wanted && withoutParentheses(node) !== wanted) continue;
    if (node === expression || withoutParentheses(expression) === withoutParentheses(node)) return undefined;
    return node.kind === ts.SyntaxKind.SuperKeyword || isChainHead(node) || restSuspends(expression, node) ? undefined : node;
  }
  return undefined;
}

function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return ts.findAncestor(node, (each) => each === outer) !== undefined;
}

/** What iterators are taken from: `m` of `m.values().filter(f)`. */
function firstSource(expression: ts.Expression): ts.Expression {
  let node = withoutParentheses(expression);
  while (isIteratorCall(node)) node = withoutParentheses(((node as ts.CallExpression).expression as ts.PropertyAccessExpression).expression);
  return node;
}

/** The expressions that are evaluated first, from the outside in: `m.get(k) ?? []`, `m.get(k)`, `m.get`, `m`; no callees. */
function* spineOf(expression: ts.Expression): Generator<ts.Expression> {
  for (let node: ts.Expression | undefined = expression; node; ) {
    const inner: ts.Expression | undefined = firstOperand(node);
    if (!(ts.isCallExpression(node.parent) && node.parent.expression === node)) yield node;
    node = inner;
  }
}

function firstOperand(node: ts.Expression): ts.Expression | undefined {
  if (isWrapper(node) || ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node) || ts.isCallExpression(node)) return node.expression;
  if (!ts.isBinaryExpression(node)) return undefined;
  const { kind } = node.operatorToken;
  return kind >= ts.SyntaxKind.FirstAssignment && kind <= ts.SyntaxKind.LastAssignment ? undefined : node.left;
}

/** The rest becomes the body of a function, where the enclosing one cannot wait. */
function restSuspends(node: ts.Node, collection: ts.Node): boolean {
  if (node === collection || ts.isFunctionLike(node)) return false;
  if (ts.isAwaitExpression(node) || ts.isYieldExpression(node)) return true;
  return ts.forEachChild(node, (child) => restSuspends(child, collection) || undefined) ?? false;
}

/** `a?.b` of `a?.b.c`: what follows is left out with it. */
function isChainHead(node: ts.Node): boolean {
  const { parent } = node;
  if (!ts.isOptionalChain(node)) return false;
  if (ts.isNonNullExpression(parent)) return true;
  return (ts.isPropertyAccessExpression(parent) || ts.isElementAccessExpression(parent)) && !parent.questionDotToken;
}
