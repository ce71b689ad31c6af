import type { TSESTree } from "@typescript-eslint/utils";
import type { Shape, Tree } from "../core/candidates.ts";

type Node = TSESTree.Node;
export type VisitorKeys = Readonly<Record<string, readonly string[] | undefined>>;

/** ESTree as the candidate search sees it. */
export function estreeTree(program: TSESTree.Program, visitorKeys: VisitorKeys): Tree<Node> {
  return {
    root: program,
    start: (node) => node.range[0],
    end: (node) => node.range[1],
    children(node, visit) {
      const fields = node as unknown as Record<string, unknown>;
      for (const key of visitorKeys[node.type] ?? []) {
        const value = fields[key];
        if (Array.isArray(value)) {
          for (const item of value) if (item) visit(item as Node);
        } else if (value) {
          visit(value as Node);
        }
      }
    },
    classify,
  };
}

function classify(node: Node): Shape {
  switch (node.type as string) {
    case "ForOfStatement":
    case "ForInStatement":
    case "ForStatement":
    case "WhileStatement":
    case "DoWhileStatement":
      return { type: "loop" };
    case "CallExpression": {
      const { callee } = node as TSESTree.CallExpression;
      const member = callee.type as string === "MemberExpression" ? (callee as TSESTree.MemberExpression) : undefined;
      return member?.property.type as string === "Identifier"
        ? { type: "call", method: (member!.property as TSESTree.Identifier).name }
        : undefined;
    }
    case "FunctionDeclaration":
    case "FunctionExpression":
    case "ArrowFunctionExpression":
      return { type: "function", name: (node as TSESTree.FunctionDeclaration).id?.name };
    case "VariableDeclarator":
      return variable(node as TSESTree.VariableDeclarator);
    default:
      return undefined;
  }
}

/** A variable counts when a function, or a bound one, is its value. */
function variable({ id, init }: TSESTree.VariableDeclarator): Shape {
  const type = init?.type as string | undefined;
  const callable = type === "ArrowFunctionExpression" || type === "FunctionExpression" || type === "CallExpression";
  return callable && (id.type as string) === "Identifier" ? { type: "variable", name: (id as TSESTree.Identifier).name } : undefined;
}
