import type { TSESTree } from "@typescript-eslint/utils";
import type { ClassMember, ClassNode, FunctionNode, Statement } from "../core/syntax.ts";
import { convertExpression, convertKey } from "./expressions.ts";
import { convertParameters } from "./patterns.ts";
import { convertStatements } from "./statements.ts";
import { annotationOf, lazySuperType } from "./types.ts";
import { unknownExpression } from "./unknown.ts";

type FunctionLike =
  | TSESTree.FunctionDeclaration
  | TSESTree.FunctionExpression
  | TSESTree.ArrowFunctionExpression;

/** @param start Of the member for methods and accessors, whose own node starts at the parameter list. */
export function convertFunction(node: FunctionLike, start: number = node.range[0]): FunctionNode {
  return {
    type: "Function",
    start,
    end: node.range[1],
    origin: node,
    name: node.id?.name,
    params: convertParameters(node.params),
    body: lazyBody(node.body),
    arrow: node.type === "ArrowFunctionExpression",
    async: node.async,
    generator: node.generator,
    returns: annotationOf(node.returnType),
  };
}

function lazyBody(node: TSESTree.BlockStatement | TSESTree.Expression): () => readonly Statement[] {
  let body: readonly Statement[] | undefined;
  return () => (body ??= node.type === "BlockStatement" ? convertStatements(node.body) : [implicitReturn(node)]);
}

function implicitReturn(node: TSESTree.Expression): Statement {
  const argument = convertExpression(node);
  return { type: "Return", start: argument.start, end: argument.end, origin: node, argument };
}

export function convertClass(node: TSESTree.ClassDeclaration | TSESTree.ClassExpression): ClassNode {
  const members: ClassMember[] = [];
  for (const member of node.body.body) pushMember(member, members);
  return {
    type: "Class",
    start: node.range[0],
    end: node.range[1],
    origin: node,
    name: node.id?.name,
    superClass: node.superClass ? convertExpression(node.superClass) : undefined,
    superType: lazySuperType(node),
    members,
  };
}

function pushMember(node: TSESTree.ClassElement, out: ClassMember[]): void {
  switch (node.type) {
    case "MethodDefinition":
      pushMethod(node, out);
      break;
    case "PropertyDefinition":
    case "AccessorProperty":
    case "TSAbstractPropertyDefinition":
    case "TSAbstractAccessorProperty":
      out.push({
        type: "ClassMember",
        start: node.range[0],
        end: node.range[1],
        origin: node,
        kind: "field",
        static: node.static,
        private: isPrivate(node),
        key: convertKey(node.key, node.computed),
        value: node.value ? convertExpression(node.value) : undefined,
        annotation: annotationOf(node.typeAnnotation),
      });
      break;
    case "StaticBlock":
      out.push(staticBlock(node));
      break;
    case "TSAbstractMethodDefinition":
    case "TSIndexSignature":
      break;
    default:
      out.push(unknownMember(node));
  }
}

function pushMethod(node: TSESTree.MethodDefinition, out: ClassMember[]): void {
  // Overload signatures have no body.
  if (node.value.type !== "FunctionExpression") return;
  if (node.kind === "constructor") pushParameterProperties(node.value.params, out);
  const start = node.range[0];
  out.push({
    type: "ClassMember",
    start,
    end: node.range[1],
    origin: node,
    kind: node.kind,
    static: node.static,
    private: isPrivate(node),
    key: convertKey(node.key, node.computed),
    value: convertFunction(node.value, start),
  });
}

function isPrivate(node: { readonly key: TSESTree.Node; readonly accessibility?: string | undefined }): boolean {
  return node.key.type === "PrivateIdentifier" || node.accessibility === "private";
}

function pushParameterProperties(params: readonly TSESTree.Parameter[], out: ClassMember[]): void {
  for (const param of params) {
    if (param.type !== "TSParameterProperty") continue;
    const { parameter } = param;
    const name = parameter.type === "AssignmentPattern" ? parameter.left : parameter;
    if (name.type !== "Identifier") continue;
    out.push({
      type: "ClassMember",
      start: param.range[0],
      end: param.range[1],
      origin: param,
      kind: "field",
      static: false,
      private: param.accessibility === "private",
      key: name.name,
      annotation: annotationOf(name.typeAnnotation),
    });
  }
}

function staticBlock(node: TSESTree.StaticBlock): ClassMember {
  const [start, end] = node.range;
  let statements: readonly Statement[] | undefined;
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
      body: () => (statements ??= convertStatements(node.body)),
      arrow: false,
      async: false,
      generator: false,
    },
  };
}

function unknownMember(node: TSESTree.Node): ClassMember {
  const value = unknownExpression(node);
  return { type: "ClassMember", start: value.start, end: value.end, origin: node, kind: "field", static: false, private: false, value };
}
