import { ts } from "ts-morph";
import type { ClassMember, ClassNode, FunctionNode, Statement } from "../core/syntax.ts";
import { convertExpression, convertKey } from "./expressions.ts";
import { convertParameters } from "./patterns.ts";
import { endOf, hasModifier, type Source, startOf } from "./source.ts";
import { convertStatements } from "./statements.ts";
import { annotationOf, extended, lazySuperType } from "./types.ts";
import { unknownExpression } from "./unknown.ts";

const { SyntaxKind } = ts;

/** @param start Of the declaration without `export`, where it has one. */
export function convertFunction(
  node: ts.FunctionLikeDeclaration,
  source: Source,
  start: number = startOf(node, source),
): FunctionNode {
  const hasOwnName = ts.isFunctionDeclaration(node) || ts.isFunctionExpression(node);
  return {
    type: "Function",
    start,
    end: endOf(node, source),
    origin: node,
    name: hasOwnName ? node.name?.text : undefined,
    params: convertParameters(node.parameters, source),
    body: lazyBody(node.body, source),
    arrow: node.kind === SyntaxKind.ArrowFunction,
    async: hasModifier(node, SyntaxKind.AsyncKeyword),
    generator: node.asteriskToken !== undefined,
    returns: annotationOf(node.type),
  };
}

function lazyBody(node: ts.Block | ts.Expression | undefined, source: Source): () => readonly Statement[] {
  let body: readonly Statement[] | undefined;
  return () => (body ??= convertFunctionBody(node, source));
}

function convertFunctionBody(node: ts.Block | ts.Expression | undefined, source: Source): readonly Statement[] {
  if (!node) return [];
  if (ts.isBlock(node)) return convertStatements(node.statements, source);
  const argument = convertExpression(node, source);
  return [{ type: "Return", start: argument.start, end: argument.end, origin: node, argument }];
}

/** @param start Of the declaration without `export`, where it has one. */
export function convertClass(
  node: ts.ClassLikeDeclaration,
  source: Source,
  start: number = startOf(node, source),
): ClassNode {
  const base = extended(node)[0];
  const members: ClassMember[] = [];
  for (const member of node.members) pushMember(member, source, members);
  return {
    type: "Class",
    start,
    end: endOf(node, source),
    origin: node,
    name: node.name?.text,
    superClass: base ? convertExpression(base.expression, source) : undefined,
    superType: lazySuperType(base),
    members,
  };
}

function pushMember(node: ts.ClassElement, source: Source, out: ClassMember[]): void {
  switch (node.kind) {
    case SyntaxKind.MethodDeclaration:
    case SyntaxKind.Constructor:
    case SyntaxKind.GetAccessor:
    case SyntaxKind.SetAccessor:
      pushMethod(node as Method, source, out);
      break;
    case SyntaxKind.PropertyDeclaration:
      out.push(field(node as ts.PropertyDeclaration, source));
      break;
    case SyntaxKind.ClassStaticBlockDeclaration:
      out.push(staticBlock(node as ts.ClassStaticBlockDeclaration, source));
      break;
    case SyntaxKind.IndexSignature:
    case SyntaxKind.SemicolonClassElement:
      break;
    default:
      out.push(unknownMember(node, source));
  }
}

type Method = ts.MethodDeclaration | ts.ConstructorDeclaration | ts.AccessorDeclaration;

function pushMethod(node: Method, source: Source, out: ClassMember[]): void {
  // Overload signatures and abstract members have no body.
  if (!node.body || hasModifier(node, SyntaxKind.AbstractKeyword)) return;
  const isStatic = hasModifier(node, SyntaxKind.StaticKeyword);
  const kind = methodKind(node, isStatic);
  if (kind === "constructor") pushParameterProperties(node.parameters, source, out);
  const start = startOf(node, source);
  out.push({
    type: "ClassMember",
    start,
    end: endOf(node, source),
    origin: node,
    kind,
    static: isStatic,
    private: isPrivate(node),
    key: ts.isConstructorDeclaration(node) ? "constructor" : convertKey(node.name, source),
    value: convertFunction(node, source, start),
  });
}

function isPrivate(node: Method | ts.PropertyDeclaration): boolean {
  return (node.name !== undefined && ts.isPrivateIdentifier(node.name)) || hasModifier(node, SyntaxKind.PrivateKeyword);
}

function methodKind(node: Method, isStatic: boolean): ClassMember["kind"] {
  switch (node.kind) {
    case SyntaxKind.GetAccessor:
      return "get";
    case SyntaxKind.SetAccessor:
      return "set";
    // The compiler says so of a static method named `constructor` as well.
    case SyntaxKind.Constructor:
      return isStatic ? "method" : "constructor";
    // As a string with type parameters it is one as well, but is parsed as a method.
    default:
      return !isStatic && ts.isStringLiteral(node.name) && node.name.text === "constructor" ? "constructor" : "method";
  }
}

function pushParameterProperties(
  params: readonly ts.ParameterDeclaration[],
  source: Source,
  out: ClassMember[],
): void {
  for (const param of params) {
    const isProperty = param.modifiers?.some((modifier) => modifier.kind !== SyntaxKind.Decorator);
    if (!isProperty || !ts.isIdentifier(param.name)) continue;
    out.push({
      type: "ClassMember",
      start: startOf(param, source),
      end: endOf(param, source),
      origin: param,
      kind: "field",
      static: false,
      private: hasModifier(param, SyntaxKind.PrivateKeyword),
      key: param.name.text,
      annotation: annotationOf(param.type),
    });
  }
}

function field(node: ts.PropertyDeclaration, source: Source): ClassMember {
  return {
    type: "ClassMember",
    start: startOf(node, source),
    end: endOf(node, source),
    origin: node,
    kind: "field",
    static: hasModifier(node, SyntaxKind.StaticKeyword),
    private: isPrivate(node),
    key: convertKey(node.name, source),
    value: node.initializer ? convertExpression(node.initializer, source) : undefined,
    annotation: annotationOf(node.type),
  };
}

function staticBlock(node: ts.ClassStaticBlockDeclaration, source: Source): ClassMember {
  const start = startOf(node, source);
  const end = endOf(node, source);
  return {
    type: "ClassMember",
    start,
    end,
    origin: node,
    kind: "static-block",
    static: true,
    private: false,
    value: {
      type: "Function",
      start,
      end,
      origin: node,
      params: [],
      body: lazyBody(node.body, source),
      arrow: false,
      async: false,
      generator: false,
    },
  };
}

function unknownMember(node: ts.Node, source: Source): ClassMember {
  const value = unknownExpression(node, source);
  return { type: "ClassMember", start: value.start, end: value.end, origin: node, kind: "field", static: false, private: false, value };
}
