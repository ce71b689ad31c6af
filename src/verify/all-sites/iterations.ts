import { ts } from "ts-morph";
import { callbackMethods } from "../../semantics/methods.ts";
import { isIteratorCall, iteratorMethods, methodName } from "../instrument/iteration-calls.ts";
import { pathOf, withoutParentheses } from "../instrument/nodes.ts";
import type { FileFacts } from "./facts.ts";
import { functionAround, isFunction, nodesIn } from "./syntax.ts";

/** A place at which a collection is iterated. */
export interface Iteration {
  /** What is iterated: `m` of `m.values()`. */
  readonly source: ts.Expression;
  /** The node to mark, so that the hooks go to this iteration: as a rule the source. */
  readonly site: ts.Node;
  /** The loop, or the call that goes over the elements. */
  readonly loop: ts.Node;
  /** The code of one round. */
  readonly bodies: readonly ts.Node[];
  /** Only the length is looked at: a queue that is emptied, or a count. */
  readonly isByLengthOnly: boolean;
}

/** The iterations of a file, in the order of their sources in the text. */
export function iterationsIn(facts: FileFacts): Iteration[] {
  const found = [...nodesIn(facts.file)].flatMap((node) => iterationsAt(node, facts));
  return found.sort((a, b) => a.source.getStart(facts.file) - b.source.getStart(facts.file) || a.source.end - b.source.end);
}

function iterationsAt(node: ts.Node, facts: FileFacts): Iteration[] {
  if (ts.isForOfStatement(node)) return ofLoop(node, facts);
  if (ts.isForInStatement(node)) return [iteration(withoutParentheses(node.expression), node, node, [node.statement])];
  if (ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return ofIndexLoop(node, facts);
  if (ts.isCallExpression(node)) return ofCallback(node, facts);
  return ts.isVariableDeclaration(node) ? ofIterator(node) : [];
}

function iteration(source: ts.Expression, whole: ts.Node, loop: ts.Node, bodies: readonly ts.Node[], isByLengthOnly = false): Iteration {
  return { source, site: hidesLoop(source) ? whole : source, loop, bodies, isByLengthOnly };
}

/** `xs.filter(f)` iterates by itself: marked, it would stand for its own iteration and not for the loop over what it gives. */
function hidesLoop(source: ts.Expression): boolean {
  return ts.isCallExpression(source) && source.arguments.length > 0 && callbackMethods.has(methodName(source.expression) ?? "") && !isLazy(source);
}

/** `m.values().filter(f)` calls `f` only when its own iterator is asked. */
function isLazy({ expression }: ts.CallExpression): boolean {
  return iteratorMethods.has(methodName(expression) ?? "") && isIteratorCall((expression as ts.PropertyAccessExpression).expression);
}

/** What the iterators are taken from: `m` of `m.values().filter(f)`. */
function sourceOf(iterable: ts.Expression): ts.Expression {
  let source = withoutParentheses(iterable);
  while (isIteratorCall(source)) source = withoutParentheses(((source as ts.CallExpression).expression as ts.PropertyAccessExpression).expression);
  return source;
}

/** A loop over the variable of an iterator belongs to the iteration that begins where that is made. Texts cannot be changed. */
function ofLoop(loop: ts.ForOfStatement, facts: FileFacts): Iteration[] {
  const source = sourceOf(loop.expression);
  if (facts.isText(source)) return [];
  const declaration = ts.isIdentifier(source) ? facts.placeOf(source)?.declaration : undefined;
  if (declaration && ts.isVariableDeclaration(declaration) && ofIterator(declaration)[0]?.bodies.includes(loop.statement)) return [];
  return [iteration(source, loop, loop, [loop.statement])];
}

function ofCallback(call: ts.CallExpression, facts: FileFacts): Iteration[] {
  const name = methodName(call.expression);
  if (name === undefined || !callbackMethods.has(name) || call.arguments.length === 0 || isLazy(call)) return [];
  const receiver = (call.expression as ts.PropertyAccessExpression).expression;
  if (receiver.kind === ts.SyntaxKind.SuperKeyword) return [];
  const source = sourceOf(receiver);
  if (!isIteratorCall(receiver) && !facts.mayBeCollection(receiver)) return [];
  const callback = call.arguments[0] && withoutParentheses(call.arguments[0]);
  return [iteration(source, call, call, callback && isFunction(callback) ? [callback] : [])];
}

/** `const it = m.values()`, walked by loops over `it` or by calls of `it.next()` in the same function. */
function ofIterator(variable: ts.VariableDeclaration): Iteration[] {
  const { initializer, name } = variable;
  if (!initializer || !ts.isIdentifier(name) || !isIteratorCall(initializer)) return [];
  if (ts.isVariableDeclarationList(variable.parent) && ts.isForStatement(variable.parent.parent)) return [];
  const bodies = walksOf(functionAround(variable)?.body ?? variable.getSourceFile(), name.text);
  return bodies.length === 0 ? [] : [iteration(sourceOf(initializer), initializer, variable, bodies)];
}

/** The bodies of loops over the iterator; of calls of `next()`, the loops around them, else the calls. */
function walksOf(scope: ts.Node, name: string): ts.Node[] {
  const found = new Set<ts.Node>();
  for (const node of nodesIn(scope, (inner) => !ts.isFunctionLike(inner))) {
    if (ts.isForOfStatement(node) && isNamed(node.expression, name)) found.add(node.statement);
    if (!ts.isCallExpression(node) || methodName(node.expression) !== "next") continue;
    if (isNamed((node.expression as ts.PropertyAccessExpression).expression, name)) found.add(loopAround(node) ?? node);
  }
  return [...found];
}

function isNamed(node: ts.Expression, name: string): boolean {
  const inner = withoutParentheses(node);
  return ts.isIdentifier(inner) && inner.text === name;
}

function loopAround(node: ts.Node): ts.Node | undefined {
  return ts.findAncestor(node, (each) => (ts.isFunctionLike(each) ? "quit" : ts.isIterationStatement(each, false)));
}

type IndexLoop = ts.ForStatement | ts.WhileStatement | ts.DoStatement;

/** One iteration for each sequence whose length the loop's head asks for, and that has a name. */
function ofIndexLoop(loop: IndexLoop, facts: FileFacts): Iteration[] {
  const heads = ts.isForStatement(loop) ? [loop.condition, loop.initializer] : [loop.expression];
  const sources = new Map<string, ts.Expression>();
  for (const head of heads) for (const source of head ? measuredIn(head) : []) {
    const key = source.getText(facts.file);
    if (!sources.has(key) && pathOf(source) && !facts.isText(source)) sources.set(key, source);
  }
  return [...sources.values()].map((source) => {
    const bodies = ts.isForStatement(loop) && loop.incrementor ? [loop.statement, loop.incrementor] : [loop.statement];
    return iteration(withoutParentheses(source), loop, loop, bodies, !readsByCounter(loop, source, facts));
  });
}

/** `xs` of each `xs.length`. */
function measuredIn(node: ts.Node): ts.Expression[] {
  const own = [...nodesIn(node, (inner) => !ts.isFunctionLike(inner))];
  return own.flatMap((each) => (ts.isPropertyAccessExpression(each) && each.name.text === "length" ? [each.expression] : []));
}

function readsByCounter(loop: ts.Node, source: ts.Expression, facts: FileFacts): boolean {
  const text = source.getText(facts.file);
  const isSource = (node: ts.Expression): boolean => node.getText(facts.file) === text;
  return [...nodesIn(loop)].some((node) => {
    if (ts.isElementAccessExpression(node)) return !ts.isLiteralExpression(node.argumentExpression) && isSource(node.expression);
    const name = ts.isCallExpression(node) ? methodName(node.expression) : undefined;
    return (name === "at" || name === "item") && isSource(((node as ts.CallExpression).expression as ts.PropertyAccessExpression).expression);
  });
}
