import { ts } from "ts-morph";
import { isAssignment } from "../instrument/nodes.ts";
import { type FunctionNode, isFunction, isWithin, nodesIn } from "./syntax.ts";

/**
 * Whether what is written may be computed from what was read: the value contains the read, or a variable that something of the function gives a
 * value that does, however far. What is decided by the read, but not computed from it, is a check.
 */
export function mayFeed(read: ts.Node, write: ts.Expression, fn: FunctionNode): boolean {
  const value = valueOf(write);
  if (value === undefined || isWithin(read, write)) return true;
  const gifts = giftsIn(fn);
  const names = namesIn(value);
  for (const name of names) {
    for (const { to, from } of gifts.filter(({ to }) => to === name || to === undefined)) {
      if (to === undefined ? namesOf(from).has(name) : from.some((node) => isWithin(read, node))) return true;
      if (to !== undefined) for (const other of namesOf(from)) names.add(other);
    }
  }
  return false;
}

/** `to`: the variable that gets a value, or of which a part does; undefined: the parameters `from` of a callback, which may get any. */
interface Gift {
  readonly to: string | undefined;
  readonly from: readonly ts.Node[];
}

function giftsIn(fn: FunctionNode): Gift[] {
  return [...nodesIn(fn)].flatMap((node): Gift[] => {
    if (ts.isVariableDeclaration(node)) return giftsTo(node.name, sourceOf(node));
    if (isAssignment(node)) return giftsTo(node.left, [node.right]);
    if (ts.isForInStatement(node) || ts.isForOfStatement(node)) return ts.isVariableDeclarationList(node.initializer) ? [] : giftsTo(node.initializer, [node.expression]);
    if (ts.isCallExpression(node)) return giftsTo(node.expression, node.arguments);
    return isFunction(node) && node !== fn ? [{ to: undefined, from: node.parameters.map(({ name }) => name) }] : [];
  });
}

function sourceOf({ initializer, parent }: ts.VariableDeclaration): ts.Node[] {
  const loop = parent.parent;
  if (ts.isForInStatement(loop) || ts.isForOfStatement(loop)) return [loop.expression];
  return initializer ? [initializer] : [];
}

/** What a pattern binds, and the variable at the root of `a.b.c`. */
function giftsTo(target: ts.Node, from: readonly ts.Node[]): Gift[] {
  return [...namesIn(target)].map((to) => ({ to, from }));
}

/** Undefined for what changes the value that is there: `count++`. */
function valueOf(write: ts.Expression): ts.Node | undefined {
  if (isAssignment(write)) return write.right;
  return ts.isCallExpression(write) ? write.arguments.at(-1) : undefined;
}

function namesOf(nodes: readonly ts.Node[]): Set<string> {
  return new Set(nodes.flatMap((node) => [...namesIn(node)]));
}

/** The variables that a node names, not the members of objects. */
function namesIn(root: ts.Node): Set<string> {
  const names = [...nodesIn(root)].filter((node) => ts.isIdentifier(node)).filter((node) => !isMemberName(node));
  return new Set(names.map(({ text }) => text));
}

function isMemberName(node: ts.Identifier): boolean {
  const { parent } = node;
  return (ts.isPropertyAccessExpression(parent) || ts.isPropertyAssignment(parent)) && parent.name === node;
}
