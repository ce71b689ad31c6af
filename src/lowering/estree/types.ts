import type { TSESTree } from "@typescript-eslint/utils";
import type { LazyType, TypeNode } from "../core/syntax.ts";

const OTHER: TypeNode = { type: "other" };

/** The type as a thunk that converts once. */
export function lazyType(node: TSESTree.TypeNode): LazyType {
  let type: TypeNode | undefined;
  return () => (type ??= convertType(node));
}

/** The thunk of a `: T` annotation, if there is one. */
export function annotationOf(annotation: TSESTree.TSTypeAnnotation | null | undefined): LazyType | undefined {
  return annotation ? lazyType(annotation.typeAnnotation) : undefined;
}

function convertType(node: TSESTree.TypeNode): TypeNode {
  switch (node.type) {
    case "TSTypeReference":
      return reference(node.typeName, node.typeArguments);
    case "TSArrayType":
      return { type: "array", element: convertType(node.elementType) };
    case "TSTypeOperator":
      return node.operator === "readonly" && node.typeAnnotation ? convertType(node.typeAnnotation) : OTHER;
    case "TSTupleType":
      return { type: "tuple", elements: node.elementTypes.map(tupleElement) };
    case "TSUnionType":
    case "TSIntersectionType":
      return { type: "union", members: node.types.map(convertType) };
    case "TSTypeLiteral":
      return { type: "object", members: memberTypes(node.members), bases: [] };
    case "TSFunctionType":
      return { type: "function", returns: typeOf(node.returnType) };
    default:
      return OTHER;
  }
}

function typeOf(annotation: TSESTree.TSTypeAnnotation | undefined): TypeNode {
  return annotation ? convertType(annotation.typeAnnotation) : OTHER;
}

function tupleElement(node: TSESTree.TypeNode): TypeNode {
  switch (node.type) {
    case "TSNamedTupleMember":
      return convertType(node.elementType);
    case "TSOptionalType":
      return convertType(node.typeAnnotation);
    default:
      return convertType(node);
  }
}

/** The type that an interface declares. */
export function lazyInterface(node: TSESTree.TSInterfaceDeclaration): LazyType {
  let type: TypeNode | undefined;
  return () =>
    (type ??= {
      type: "object",
      members: memberTypes(node.body.body),
      bases: node.extends.map((base) => reference(base.expression, base.typeArguments)),
    });
}

/** The instance type that an ambient class declares. */
export function lazyClassType(node: TSESTree.ClassDeclaration): LazyType {
  let type: TypeNode | undefined;
  return () =>
    (type ??= {
      type: "object",
      members: memberTypes(node.body.body),
      bases: node.superClass ? [reference(node.superClass, node.superTypeArguments)] : [],
    });
}

/** What `extends` names, with its type arguments; undefined where it is not a plain or dotted name. */
export function lazySuperType(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): LazyType | undefined {
  const { superClass } = node;
  if (!superClass || dottedName(superClass) === undefined) return undefined;
  let type: TypeNode | undefined;
  return () => (type ??= reference(superClass, node.superTypeArguments));
}

/** The thunk of `other`, for declarations whose type is of no interest. */
export const otherType: LazyType = () => OTHER;

function reference(
  name: TSESTree.EntityName | TSESTree.Expression,
  typeArguments: TSESTree.TSTypeParameterInstantiation | null | undefined,
): TypeNode {
  const dotted = dottedName(name);
  if (dotted === undefined) return OTHER;
  return { type: "ref", name: dotted, args: typeArguments ? typeArguments.params.map(convertType) : [] };
}

function dottedName(node: TSESTree.EntityName | TSESTree.Expression): string | undefined {
  switch (node.type) {
    case "Identifier":
      return node.name;
    case "TSQualifiedName": {
      const left = dottedName(node.left);
      return left === undefined ? undefined : `${left}.${node.right.name}`;
    }
    case "MemberExpression": {
      if (node.computed || node.optional || node.property.type !== "Identifier") return undefined;
      const left = dottedName(node.object);
      return left === undefined ? undefined : `${left}.${node.property.name}`;
    }
    default:
      return undefined;
  }
}

function memberTypes(nodes: readonly (TSESTree.TypeElement | TSESTree.ClassElement)[]): Map<string, TypeNode> {
  const members = new Map<string, TypeNode>();
  for (const node of nodes) {
    const type = memberType(node);
    if (type === undefined || !("key" in node) || node.computed || node.static) continue;
    const name = memberName(node.key);
    if (name !== undefined) members.set(name, type);
  }
  return members;
}

function memberType(node: TSESTree.TypeElement | TSESTree.ClassElement): TypeNode | undefined {
  switch (node.type) {
    case "TSPropertySignature":
    case "PropertyDefinition":
    case "AccessorProperty":
    case "TSAbstractPropertyDefinition":
    case "TSAbstractAccessorProperty":
      return typeOf(node.typeAnnotation);
    case "TSMethodSignature":
      return methodType(node.kind, node.returnType);
    case "MethodDefinition":
    case "TSAbstractMethodDefinition":
      return methodType(node.kind, node.value.returnType);
    default:
      return undefined;
  }
}

function methodType(kind: string, returnType: TSESTree.TSTypeAnnotation | undefined): TypeNode | undefined {
  if (kind === "method") return { type: "function", returns: typeOf(returnType) };
  return kind === "get" ? typeOf(returnType) : undefined;
}

function memberName(key: TSESTree.PropertyName): string | undefined {
  switch (key.type) {
    case "Identifier":
      return key.name;
    case "Literal":
      return String(key.value);
    default:
      return undefined;
  }
}
