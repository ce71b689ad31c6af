import { ts } from "ts-morph";
import type { LazyType, TypeNode } from "../core/syntax.ts";
import { hasModifier, textOf } from "./source.ts";

const { SyntaxKind } = ts;
const OTHER: TypeNode = { type: "other" };

/** The type as a thunk that converts once. */
export function lazyType(node: ts.TypeNode): LazyType {
  let type: TypeNode | undefined;
  return () => (type ??= convertType(node));
}

/** The thunk of an annotation, if there is one. */
export function annotationOf(node: ts.TypeNode | undefined): LazyType | undefined {
  return node ? lazyType(node) : undefined;
}

function convertType(node: ts.TypeNode): TypeNode {
  if (ts.isTypeReferenceNode(node)) return reference(node.typeName, node.typeArguments);
  if (ts.isArrayTypeNode(node)) return { type: "array", element: convertType(node.elementType) };
  if (ts.isUnionTypeNode(node) || ts.isIntersectionTypeNode(node)) {
    return { type: "union", members: node.types.map(convertType) };
  }
  if (ts.isTypeLiteralNode(node)) return { type: "object", members: memberTypes(node.members), bases: [] };
  if (ts.isFunctionTypeNode(node)) return { type: "function", returns: typeOf(node.type) };
  if (ts.isParenthesizedTypeNode(node)) return convertType(node.type);
  if (ts.isTypeOperatorNode(node)) return node.operator === SyntaxKind.ReadonlyKeyword ? convertType(node.type) : OTHER;
  if (ts.isTupleTypeNode(node)) return { type: "tuple", elements: node.elements.map(tupleElement) };
  return OTHER;
}

function typeOf(node: ts.TypeNode | undefined): TypeNode {
  return node ? convertType(node) : OTHER;
}

function tupleElement(node: ts.TypeNode): TypeNode {
  if (ts.isNamedTupleMember(node)) return node.dotDotDotToken ? OTHER : convertType(node.type);
  return convertType(ts.isOptionalTypeNode(node) ? node.type : node);
}

/** The type that an interface declares, or the instance type of an ambient class. */
export function lazyObject(node: ts.InterfaceDeclaration | ts.ClassDeclaration): LazyType {
  let type: TypeNode | undefined;
  return () =>
    (type ??= {
      type: "object",
      members: memberTypes(node.members),
      bases: extended(node).map((base) => reference(base.expression, base.typeArguments)),
    });
}

/** What `extends` names, with its type arguments; undefined where it is not a plain or dotted name. */
export function lazySuperType(base: ts.ExpressionWithTypeArguments | undefined): LazyType | undefined {
  if (!base || dottedName(base.expression) === undefined) return undefined;
  let type: TypeNode | undefined;
  return () => (type ??= reference(base.expression, base.typeArguments));
}

/** The thunk of `other`, for declarations whose type is of no interest. */
export const otherType: LazyType = () => OTHER;

/** The types after `extends`. */
export function extended(node: ts.InterfaceDeclaration | ts.ClassLikeDeclaration): readonly ts.ExpressionWithTypeArguments[] {
  const clause = node.heritageClauses?.find((candidate) => candidate.token === SyntaxKind.ExtendsKeyword);
  return clause ? clause.types : [];
}

function reference(name: ts.EntityName | ts.Expression, args: ts.NodeArray<ts.TypeNode> | undefined): TypeNode {
  const dotted = dottedName(name);
  return dotted === undefined ? OTHER : { type: "ref", name: dotted, args: args ? args.map(convertType) : [] };
}

function dottedName(node: ts.EntityName | ts.Expression): string | undefined {
  if (ts.isIdentifier(node)) return node.text;
  if (ts.isParenthesizedExpression(node)) return dottedName(node.expression);
  const isAccess = ts.isPropertyAccessExpression(node) && !node.questionDotToken && ts.isIdentifier(node.name);
  const left = ts.isQualifiedName(node) ? dottedName(node.left) : isAccess ? dottedName(node.expression) : undefined;
  if (left === undefined) return undefined;
  return `${left}.${ts.isQualifiedName(node) ? node.right.text : (node as ts.PropertyAccessExpression).name.text}`;
}

function memberTypes(nodes: readonly (ts.TypeElement | ts.ClassElement)[]): Map<string, TypeNode> {
  const members = new Map<string, TypeNode>();
  for (const node of nodes) {
    const type = memberType(node);
    const name = node.name && !ts.isPrivateIdentifier(node.name) ? textOf(node.name) : undefined;
    if (type && name !== undefined) members.set(name, type);
  }
  return members;
}

function memberType(node: ts.TypeElement | ts.ClassElement): TypeNode | undefined {
  if (ts.isPropertySignature(node)) return typeOf(node.type);
  if (ts.isMethodSignature(node)) return { type: "function", returns: typeOf(node.type) };
  if (ts.isGetAccessor(node)) return hasModifier(node, SyntaxKind.StaticKeyword) ? undefined : typeOf(node.type);
  const isField = ts.isPropertyDeclaration(node);
  if ((!isField && !ts.isMethodDeclaration(node)) || hasModifier(node, SyntaxKind.StaticKeyword)) return undefined;
  return isField ? typeOf(node.type) : { type: "function", returns: typeOf(node.type) };
}
