import { ts } from "ts-morph";
import { callbackMethods } from "../../semantics/methods.ts";
import { methodName } from "../instrument/iteration-calls.ts";
import { withWrappers } from "../instrument/nodes.ts";

/** A function with a body. */
export type FunctionNode = ts.FunctionLikeDeclaration & { readonly body: ts.Node };

/** What calls of them wait for comes before their callbacks. */
export const thenMethods: ReadonlySet<string> = new Set(["then", "catch", "finally"]);

/** Functions and methods that keep their callback for later. */
const deferrers: ReadonlySet<string> = new Set([
  ...thenMethods,
  ...["setTimeout", "setInterval", "setImmediate", "queueMicrotask", "nextTick", "requestAnimationFrame", "requestIdleCallback"],
  ...["on", "once", "addListener", "prependListener", "addEventListener", "subscribe", "observe"],
]);

export function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && (node as Partial<FunctionNode>).body !== undefined;
}

/** The innermost function whose code the node is a part of: undefined at the top of the file. */
export function functionAround(node: ts.Node): FunctionNode | undefined {
  return ts.findAncestor(node.parent, isFunction);
}

function isAsync(fn: ts.Node): boolean {
  return ts.canHaveModifiers(fn) && (ts.getModifiers(fn)?.some(({ kind }) => kind === ts.SyntaxKind.AsyncKeyword) ?? false);
}

/** Whether the function may be left and come back to before it is over. */
export function canWait(fn: FunctionNode | undefined): boolean {
  if (fn === undefined) return false;
  return isAsync(fn) || (fn as Partial<ts.FunctionDeclaration>).asteriskToken !== undefined || suspensionsIn(fn.body).length > 0;
}

/** Whether the function runs when something has come to pass, and not while the one around it does. */
export function isDeferred(fn: FunctionNode): boolean {
  return isAsync(fn) || deferrers.has(takerOf(fn) ?? "");
}

/** Whether the function is handed to a timer or an emitter: a task of its own, that nobody waits for. */
export function isKeptForLater(fn: FunctionNode): boolean {
  const taker = takerOf(fn) ?? "";
  return deferrers.has(taker) && !thenMethods.has(taker);
}

/** The name of the function or method that is given the function as an argument. */
function takerOf(fn: ts.Node): string | undefined {
  const outer = withWrappers(fn);
  const { parent } = outer;
  if (!ts.isCallExpression(parent) || parent.expression === outer) return undefined;
  return ts.isIdentifier(parent.expression) ? parent.expression.text : methodName(parent.expression);
}

/** Whether the function is called where it stands, or by a method that calls it for each element. */
function isCalledNow(fn: FunctionNode): boolean {
  if (isAsync(fn)) return false;
  const outer = withWrappers(fn);
  if (ts.isCallExpression(outer.parent) && outer.parent.expression === outer) return true;
  return callbackMethods.has(takerOf(fn) ?? "");
}

/** Whether the node runs with the code of `within`: in no function of its own, or in one that is called at once. */
export function runsWithin(node: ts.Node, within: ts.Node): boolean {
  for (let at = node.parent; at !== within; at = at.parent) {
    if (ts.isSourceFile(at)) return false;
    if (isFunction(at) && !isCalledNow(at)) return false;
  }
  return true;
}

export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return node.pos >= outer.pos && node.end <= outer.end;
}

/** For people: `Pool.add`, `load`, `anonymous`; for the code at the top of a file `module`. */
export function nameOf(fn: ts.Node | undefined): string {
  if (fn === undefined) return "module";
  const own = (fn as Partial<ts.NamedDeclaration>).name?.getText();
  if (ts.isClassElement(fn) && ts.isClassLike(fn.parent)) {
    const name = ts.isConstructorDeclaration(fn) ? "constructor" : (own ?? "anonymous");
    return fn.parent.name ? `${fn.parent.name.text}.${name}` : name;
  }
  if (own !== undefined) return own;
  const { parent } = withWrappers(fn);
  if (ts.isVariableDeclaration(parent) || ts.isPropertyAssignment(parent) || ts.isPropertyDeclaration(parent)) return parent.name.getText();
  return "anonymous";
}

/**
 * The node and all in it, in the order of the text. Without recursion: sums in generated code nest thousands deep.
 *
 * @param isEntered Whether to go into a node that is not the root.
 */
export function* nodesIn(root: ts.Node, isEntered: (node: ts.Node) => boolean = () => true): Generator<ts.Node> {
  const pending = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    yield node;
    if (node !== root && !isEntered(node)) continue;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    pending.push(...children.reverse());
  }
}

/** The awaits and yields of the code that runs with the node: whole expressions, and `for await` loops. */
export function suspensionsIn(root: ts.Node): ts.Node[] {
  return [...nodesIn(root, (node) => !isFunction(node))].filter(
    (node) => ts.isAwaitExpression(node) || ts.isYieldExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined),
  );
}
