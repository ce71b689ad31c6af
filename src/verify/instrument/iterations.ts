import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import { placeCallback } from "./callbacks.ts";
import type { Context } from "./context.ts";
import { placeForIn, placeForOf } from "./for-loops.ts";
import { placeDrivenLoop } from "./driven-loops.ts";
import { placeIteratorVariable } from "./iterators.ts";
import { isIteratorCall, iteratorMethods, methodName } from "./iteration-calls.ts";
import { isNoCode } from "./nodes.ts";

/** Methods that call back for each element, before they return. */
const callbackMethods = new Set([
  ...["forEach", "map", "filter", "some", "every", "find", "findIndex", "findLast", "findLastIndex"],
  ...["flatMap", "reduce", "reduceRight"],
]);

/** What iterates: a loop, a call that calls back, or a variable that gets an iterator. */
export type Iteration =
  | { readonly form: "for-of"; readonly node: ts.ForOfStatement }
  | { readonly form: "for-in"; readonly node: ts.ForInStatement }
  | { readonly form: "callback"; readonly node: ts.CallExpression }
  | { readonly form: "iterator"; readonly node: ts.VariableDeclaration }
  | { readonly form: "driven"; readonly node: ts.ForStatement | ts.WhileStatement | ts.DoStatement };

/** The loop or the call that goes over what stands at the node. */
export function iterationAt(node: ts.Node): Iteration | undefined {
  const first = startOf(node);
  for (let inner = first, outer: ts.Node | undefined = first; outer; inner = outer, outer = outer.parent) {
    const isWhole = outer === first;
    if (ts.isForOfStatement(outer) && (isWhole || outer.expression === inner)) return { form: "for-of", node: outer };
    if (ts.isForInStatement(outer) && (isWhole || outer.expression === inner)) return { form: "for-in", node: outer };
    if (isCallbackCall(outer, inner)) return { form: "callback", node: outer };
    if (isIteratorVariable(outer, inner)) return { form: "iterator", node: outer };
    if (isDrivenLoop(outer)) return { form: "driven", node: outer };
    if (outer !== first && ts.isFunctionLike(outer)) break;
  }
  return undefined;
}

/**
 * Places the hooks of an iteration: at the loop or the call that goes over what stands at the node.
 *
 * @returns Why there are none, if so.
 */
export function placeIteration(site: Site, node: ts.Node, context: Context): string | undefined {
  if (isNoCode(node)) return "it is no code that runs";
  const found = iterationAt(node);
  switch (found?.form) {
    case "for-of":
      return placeForOf(site, found.node, node, context);
    case "for-in":
      return placeForIn(site, found.node, context);
    case "callback":
      return placeCallback(site, found.node, node, context);
    case "iterator":
      return placeIteratorVariable(site, found.node, node, context);
    case "driven":
      return placeDrivenLoop(site, found.node, node, context);
    case undefined:
      return "there is no loop over it here";
  }
}

/** The statement without its label, or its expression. */
function startOf(node: ts.Node): ts.Node {
  if (ts.isLabeledStatement(node)) return startOf(node.statement);
  return ts.isExpressionStatement(node) ? node.expression : node;
}

function isIteratorVariable(node: ts.Node, inner: ts.Node): node is ts.VariableDeclaration {
  if (!ts.isVariableDeclaration(node) || node.initializer !== inner || !ts.isIdentifier(node.name)) return false;
  return isIteratorCall(node.initializer) && !ts.isForStatement(node.parent.parent);
}

function isDrivenLoop(node: ts.Node): node is ts.ForStatement | ts.WhileStatement | ts.DoStatement {
  return ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node);
}

/** Whether `inner` is the receiver of a method that iterates, or the call is the marked node itself. */
function isCallbackCall(node: ts.Node, inner: ts.Node): node is ts.CallExpression {
  if (!ts.isCallExpression(node) || node.arguments.length === 0) return false;
  if (node !== inner && node.expression !== inner) return false;
  const name = methodName(node.expression);
  return name !== undefined && callbackMethods.has(name) && !isLazy(node);
}

/** `m.values().filter(f)` gives an iterator: `f` is called by the loop over that. */
function isLazy({ expression }: ts.CallExpression): boolean {
  const receiver = (expression as ts.PropertyAccessExpression).expression;
  return iteratorMethods.has(methodName(expression)!) && isIteratorCall(receiver);
}
