import { ts } from "ts-morph";
import type { Site } from "../site.ts";
import { hoisted } from "./collection.ts";
import type { Context } from "./context.ts";
import { placeForOf, wrapInTry } from "./for-loops.ts";
import { methodName } from "./iteration-calls.ts";
import { namesIn, withoutParentheses, withWrappers } from "./nodes.ts";

/**
 * `const it = m.values()`: the hooks are at the loops over `it` in the same function, and at its `it.next()`.
 *
 * @returns Why there are none, if so.
 */
export function placeIteratorVariable(site: Site, variable: ts.VariableDeclaration, marked: ts.Node, context: Context): string | undefined {
  const name = (variable.name as ts.Identifier).text;
  const scope = ts.findAncestor(variable, (each) => ts.isFunctionLike(each) || ts.isSourceFile(each)) ?? context.file;
  const loops = loopsOver(scope, name);
  const calls = nextCallsOf(scope, name);
  if (loops.length + calls.length === 0) return "the iterator is not used by a loop of this function";
  const initializer = variable.initializer!;
  const hook = `${context.hooks}.iterator(${site.id}, `;
  hoisted(initializer, marked, context, (text, collection) => `${hook}${text}${collection ? `, ${collection}` : ""})`);
  for (const loop of loops) placeForOf(site, loop, loop.expression, context);
  if (calls.length > 0) placeNextCalls(site, calls, name, context);
  return undefined;
}

function loopsOver(scope: ts.Node, name: string): ts.ForOfStatement[] {
  return within(scope, (node) => {
    if (!ts.isForOfStatement(node)) return false;
    const over = withoutParentheses(node.expression);
    return ts.isIdentifier(over) && over.text === name;
  }) as ts.ForOfStatement[];
}

/** The calls `name.next()` in the node, without those in other functions. */
export function nextCallsOf(scope: ts.Node, name: string): ts.CallExpression[] {
  return within(scope, (node) => {
    if (!ts.isCallExpression(node) || methodName(node.expression) !== "next") return false;
    const receiver = withoutParentheses((node.expression as ts.PropertyAccessExpression).expression);
    return ts.isIdentifier(receiver) && receiver.text === name;
  }) as ts.CallExpression[];
}

function within(scope: ts.Node, isWanted: (node: ts.Node) => boolean): ts.Node[] {
  const found: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    if (isWanted(node)) found.push(node);
    if (!ts.isFunctionLike(node)) ts.forEachChild(node, visit);
  };
  ts.forEachChild(scope, visit);
  return found;
}

/** `it.next()` becomes `next(1, it, it.next())`, with the `await` in front of it; the loops around say when they are left. */
export function placeNextCalls(site: Site, calls: readonly ts.CallExpression[], name: string, context: Context): string | undefined {
  const free = calls.filter((call) => !context.done.has(call));
  if (free.length === 0) return "another site has hooked these calls";
  for (const call of free) {
    context.done.set(call, "next");
    const { parent } = withWrappers(call);
    const result = ts.isAwaitExpression(parent) ? parent : call;
    context.wrap(result, `${context.hooks}.next(${site.id}, ${name}, `, ")");
  }
  const loops = new Set(free.map(loopAround).filter((loop) => loop !== undefined));
  for (const loop of loops) if (!declares(loop, name)) wrapInTry(loop, "", `${context.hooks}.closed(${site.id}, ${name})`, context);
  return undefined;
}

/** The loop of the same function that the call is in. */
function loopAround(call: ts.Node): ts.Statement | undefined {
  for (let node = call; !ts.isFunctionLike(node) && !ts.isSourceFile(node); node = node.parent) {
    if (ts.isForStatement(node) || ts.isWhileStatement(node) || ts.isDoStatement(node)) return node;
  }
  return undefined;
}

/** Whether the name is declared within the loop, so that it cannot be used after it. */
function declares(loop: ts.Node, name: string): boolean {
  return within(loop, (node) => ts.isVariableDeclaration(node) && namesIn(node.name).includes(name)).length > 0;
}
