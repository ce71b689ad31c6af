import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import type { Context } from "./context.ts";
import { enterArguments, frameName, wrapBody, wrapInFrame } from "./for-loops.ts";
import { isAssignment, isSamePath, namesIn, pathOf, withoutParentheses, withWrappers } from "./nodes.ts";
import { methodName } from "./iteration-calls.ts";
import { nextCallsOf, placeNextCalls } from "./iterators.ts";

type DrivenLoop = ts.ForStatement | ts.WhileStatement | ts.DoStatement;

/**
 * Loops that are driven by a counter or by `it.next()`. A frame lasts from before the loop to its end; each element that the loop
 * reads by its counter is a visit.
 *
 * @returns Why there are no hooks, if so.
 */
export function placeDrivenLoop(site: Site, loop: DrivenLoop, marked: ts.Node, context: Context): string | undefined {
  const collection = collectionOf(loop, marked);
  const iterator = collection && ts.isIdentifier(collection) ? collection.text : iteratorOf(loop);
  const calls = iterator === undefined ? [] : nextCallsOf(loop, iterator);
  if (calls.length > 0) return placeNextCalls(site, calls, iterator!, context);
  if (!collection) return "the loop does not say which collection it goes over";
  const frame = frameName(site, context);
  const isDeclaredHere = ts.isForStatement(loop) && declares(loop, pathOf(collection)?.root);
  for (const index of indicesOf(loop, collection)) context.wrap(index, `${frame}.visit(`, ")");
  wrapBody(loop, `${frame}.step();`, context);
  wrapInFrame(site, loop, isDeclaredHere ? "" : enterArguments(collection), context);
  return undefined;
}

/** `xs` of `xs`, `xs.length`, `xs[i]`, `xs.at(i)`; for a loop as a whole, and for other expressions, that of `i < xs.length`. */
function collectionOf(loop: DrivenLoop, marked: ts.Node): ts.Expression | undefined {
  if (ts.isStatement(marked)) return collectionOfHead(loop) ?? firstRead(loop)?.object;
  if (!ts.isExpression(marked)) return lengthIn(marked)?.expression;
  const node = withoutParentheses(marked);
  const read = elementRead(node);
  if (read) return read.object;
  if (isLengthOf(node)) return node.expression;
  if (ts.isCallExpression(node) && methodName(node.expression) === "next") return (node.expression as ts.PropertyAccessExpression).expression;
  return lengthIn(node)?.expression ?? (pathOf(node) && node);
}

function collectionOfHead(loop: DrivenLoop): ts.Expression | undefined {
  const heads = ts.isForStatement(loop) ? [loop.condition, loop.initializer] : [loop.expression];
  return heads.map((head) => head && lengthIn(head)?.expression).find((each) => each !== undefined);
}

/** The first element that is read by a counter. */
function firstRead(node: ts.Node): ElementRead | undefined {
  if (ts.isFunctionLike(node)) return undefined;
  const read = elementRead(node);
  return read && isCounter(read.index) && pathOf(read.object) ? read : ts.forEachChild(node, firstRead);
}

function isLengthOf(node: ts.Node): node is ts.PropertyAccessExpression {
  return ts.isPropertyAccessExpression(node) && node.name.text === "length";
}

function lengthIn(node: ts.Node): ts.PropertyAccessExpression | undefined {
  if (isLengthOf(node)) return node;
  return ts.isFunctionLike(node) ? undefined : ts.forEachChild(node, lengthIn);
}

function iteratorOf(loop: DrivenLoop): string | undefined {
  let found: string | undefined;
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || found !== undefined) return;
    if (ts.isCallExpression(node) && methodName(node.expression) === "next") {
      const receiver = withoutParentheses((node.expression as ts.PropertyAccessExpression).expression);
      if (ts.isIdentifier(receiver)) found = receiver.text;
    }
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(loop, visit);
  return found;
}

function declares(loop: ts.ForStatement, name: string | undefined): boolean {
  const { initializer } = loop;
  if (!initializer || !ts.isVariableDeclarationList(initializer)) return false;
  return initializer.declarations.some((each) => namesIn(each.name).includes(name ?? ""));
}

/** The expressions `i` of `xs[i]` and `xs.at(i)`, where an element is read. */
function indicesOf(loop: DrivenLoop, collection: ts.Expression): ts.Expression[] {
  const path = pathOf(collection);
  const counters = countersOf(loop);
  const found: ts.Expression[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || ts.isClassLike(node)) return;
    const read = elementRead(node);
    if (read && isCounter(read.index) && counters.has(counterOf(read.index)!) && isSamePath(path, pathOf(read.object))) found.push(read.index);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(loop, visit);
  return found;
}

/**
 * What the loop counts with: the names that change in it, but for those of loops inside of it, and what is declared as a copy of one:
 * `const at = i++`. A random index is no counter.
 */
function countersOf(loop: DrivenLoop): ReadonlySet<string> {
  const found = new Set<string>();
  const copies: (readonly [copy: string, of: string])[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) || (node !== loop && ts.isIterationStatement(node, false))) return;
    const changed = changedBy(node);
    if (changed !== undefined) found.add(changed);
    const copied = ts.isVariableDeclaration(node) && node.initializer ? counterOf(node.initializer) : undefined;
    if (copied !== undefined) copies.push([(node as ts.VariableDeclaration).name.getText(), copied]);
    ts.forEachChild(node, visit);
  };
  visit(loop);
  for (const [copy, of] of copies) if (found.has(of)) found.add(copy);
  return found;
}

function changedBy(node: ts.Node): string | undefined {
  if (isAssignment(node)) return ts.isIdentifier(node.left) ? node.left.text : undefined;
  if (!ts.isPrefixUnaryExpression(node) && !ts.isPostfixUnaryExpression(node)) return undefined;
  const isStep = node.operator === ts.SyntaxKind.PlusPlusToken || node.operator === ts.SyntaxKind.MinusMinusToken;
  return isStep && ts.isIdentifier(node.operand) ? node.operand.text : undefined;
}

interface ElementRead {
  readonly object: ts.Expression;
  readonly index: ts.Expression;
}

function elementRead(node: ts.Node): ElementRead | undefined {
  if (ts.isElementAccessExpression(node)) {
    const { parent } = withWrappers(node);
    const isWritten = isAssignment(parent) && parent.left === withWrappers(node) && parent.operatorToken.kind === ts.SyntaxKind.EqualsToken;
    return isWritten || ts.isDeleteExpression(parent) ? undefined : { object: node.expression, index: node.argumentExpression };
  }
  const name = ts.isCallExpression(node) ? methodName(node.expression) : undefined;
  if ((name !== "at" && name !== "item") || (node as ts.CallExpression).arguments.length !== 1) return undefined;
  const { expression, arguments: [index] } = node as ts.CallExpression;
  return { object: (expression as ts.PropertyAccessExpression).expression, index: index! };
}

function isCounter(index: ts.Expression): boolean {
  return counterOf(index) !== undefined;
}

/** `i` of `i`, `i++`, `--i`. */
function counterOf(index: ts.Expression): string | undefined {
  const inner = withoutParentheses(index);
  const named = ts.isPrefixUnaryExpression(inner) || ts.isPostfixUnaryExpression(inner) ? inner.operand : inner;
  return ts.isIdentifier(named) ? named.text : undefined;
}
