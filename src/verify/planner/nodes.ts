import { ts } from "ts-morph";
import { withWrappers } from "../instrument/nodes.ts";

/** A function that has a body. */
export type FunctionNode = ts.FunctionLikeDeclaration;

/** Also for a node that is a function itself: the one around it. What runs in a class's field or static block belongs to what is around the class. */
export function functionAround(node: ts.Node): FunctionNode | undefined {
  return ts.findAncestor(node.parent, isFunction);
}

/** The node itself if it is a function, else the one around it. */
export function functionAt(node: ts.Node): FunctionNode | undefined {
  return isFunction(node) ? node : functionAround(node);
}

export function isFunction(node: ts.Node): node is FunctionNode {
  return ts.isFunctionLike(node) && (node as FunctionNode).body !== undefined;
}

export function isWithin(node: ts.Node, outer: ts.Node): boolean {
  return ts.findAncestor(node, (each) => each === outer) !== undefined;
}

/** Of a member that is named in the source: `a`, `"a"`, `1`, `#a`. Computed names have none. */
export function nameOfMember(node: { readonly name?: ts.Node }): string | undefined {
  const { name } = node;
  if (!name) return undefined;
  return ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) || ts.isPrivateIdentifier(name) ? name.text : undefined;
}

export function isStatic(node: ts.Node): boolean {
  return (ts.getCombinedModifierFlags(node as ts.Declaration) & ts.ModifierFlags.Static) !== 0;
}

/** The class that `this` is an instance of. */
export function instanceAround(node: ts.Node): ts.ClassLikeDeclaration | undefined {
  let owner: ts.Node | undefined = functionAround(node);
  while (owner && ts.isArrowFunction(owner)) owner = functionAround(owner);
  const parent = owner?.parent;
  return parent && ts.isClassLike(parent) && !isStatic(owner!) ? parent : undefined;
}

/** `(() => { ... })()` */
export function immediateCallOf(fn: ts.Node): ts.CallExpression | undefined {
  const outer = withWrappers(fn);
  return ts.isCallExpression(outer.parent) && outer.parent.expression === outer ? outer.parent : undefined;
}

export function walk(node: ts.Node, visit: (node: ts.Node) => void): void {
  visit(node);
  ts.forEachChild(node, (child) => walk(child, visit));
}
