import { ts } from "ts-morph";
import type { Shape, Tree } from "../core/candidates.ts";

/** TypeScript's tree as the candidate search sees it. */
export function typescriptTree(sourceFile: ts.SourceFile): Tree<ts.Node> {
  return {
    root: sourceFile,
    // With leading trivia: a comment can hold a position, which only costs a look at the function.
    start: (node) => node.pos,
    end: (node) => node.end,
    children: (node, visit) => {
      ts.forEachChild(node, (child) => {
        visit(child);
      });
    },
    classify,
  };
}

function classify(node: ts.Node): Shape {
  switch (node.kind) {
    case ts.SyntaxKind.ForOfStatement:
    case ts.SyntaxKind.ForInStatement:
    case ts.SyntaxKind.ForStatement:
    case ts.SyntaxKind.WhileStatement:
    case ts.SyntaxKind.DoStatement:
      return { type: "loop" };
    case ts.SyntaxKind.CallExpression: {
      const { expression } = node as ts.CallExpression;
      return ts.isPropertyAccessExpression(expression) ? { type: "call", method: expression.name.text } : undefined;
    }
    case ts.SyntaxKind.FunctionDeclaration:
    case ts.SyntaxKind.FunctionExpression:
      return { type: "function", name: (node as ts.FunctionDeclaration | ts.FunctionExpression).name?.text };
    case ts.SyntaxKind.ArrowFunction:
    case ts.SyntaxKind.MethodDeclaration:
    case ts.SyntaxKind.Constructor:
    case ts.SyntaxKind.GetAccessor:
    case ts.SyntaxKind.SetAccessor:
      return { type: "function", name: undefined };
    case ts.SyntaxKind.VariableDeclaration: {
      const { name, initializer } = node as ts.VariableDeclaration;
      const callable =
        initializer && (ts.isArrowFunction(initializer) || ts.isFunctionExpression(initializer) || ts.isCallExpression(initializer));
      return callable && ts.isIdentifier(name) ? { type: "variable", name: name.text } : undefined;
    }
    default:
      return undefined;
  }
}
