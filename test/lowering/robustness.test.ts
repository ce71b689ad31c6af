import type { TSESTree } from "@typescript-eslint/utils";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import type { Program, Statement } from "../../src/lowering/core/syntax.ts";
import { convertProgram } from "../../src/lowering/estree/convert.ts";
import { convertSourceFile } from "../../src/lowering/tsmorph/convert.ts";
import { firstDifference } from "./compare.ts";
import { fromCompiler, plain } from "./front-ends.ts";
import { JAVASCRIPT, JSX, TSX, TYPESCRIPT } from "./snippets.ts";

const range: [number, number] = [0, 1];

function fromNodes(...body: readonly object[]): Program {
  return convertProgram({ type: "Program", range, body } as unknown as TSESTree.Program, "");
}

function fromFactory(...statements: readonly ts.Statement[]): Program {
  const file = ts.createSourceFile("input.ts", "", ts.ScriptTarget.Latest);
  return convertSourceFile(ts.factory.updateSourceFile(file, statements));
}

const identifier = (name: string) => ({ type: "Identifier", range, name });

describe("node types that are not known", () => {
  test("become Unknown with the expressions found in them, in ESTree", () => {
    const right = { ...identifier("b"), range: [1, 2] };
    const future = { type: "PipelineExpression", range, operator: "|>", right, left: identifier("a"), parent: {} };
    expect(plain(fromNodes({ type: "ExpressionStatement", range, expression: future }).body)).toEqual([
      { type: "Expression", expression: { type: "Unknown", children: [name("a"), name("b")] } },
    ]);
  });

  test("become UnknownStatement with the statements found in them, in ESTree", () => {
    const block = { type: "BlockStatement", range, body: [{ type: "ReturnStatement", range, argument: identifier("b") }] };
    expect(plain(fromNodes({ type: "DeferStatement", range, test: identifier("a"), body: block }).body)).toEqual([
      {
        type: "UnknownStatement",
        declares: [],
        children: [name("a"), { type: "Block", body: [{ type: "Return", argument: name("b") }] }],
      },
    ]);
  });

  test("do not lose a class, in ESTree", () => {
    const body = { type: "ClassBody", range, body: [{ type: "FutureElement", range, value: identifier("b") }] };
    const node = { type: "ClassDeclaration", range, id: identifier("A"), superClass: null, body };
    expect(plain(fromNodes(node).body)).toMatchObject([
      { type: "ClassDeclaration", class: { members: [{ kind: "field", value: { type: "Unknown", children: [name("b")] } }] } },
    ]);
  });

  test("become Unknown with the expressions found in them, in the compiler's tree", () => {
    const { factory } = ts;
    const list = factory.createCommaListExpression([factory.createIdentifier("a"), factory.createIdentifier("b")]);
    expect(plain(fromFactory(factory.createExpressionStatement(list)).body)).toEqual([
      { type: "Expression", expression: { type: "Unknown", children: [name("a"), name("b")] } },
    ]);
  });

  test("become UnknownStatement in the compiler's tree", () => {
    expect(plain(fromCompiler("@a", "ts").body)).toEqual([{ type: "UnknownStatement", declares: [], children: [] }]);
  });
});

describe("a program that ends too early", () => {
  const programs = [...JAVASCRIPT, ...TYPESCRIPT].map((text) => ["ts", text] as const);
  const withJsx = [...JSX, ...TSX].map((text) => ["tsx", text] as const);

  test.each([...programs, ...withJsx])("is still converted (.%s): %s", (dialect, text) => {
    for (let length = 0; length < text.length; length++) {
      const cut = text.slice(0, length);
      expect(firstDifference(fromCompiler(cut, dialect), fromCompiler(cut, dialect))).toBeUndefined();
    }
  });
});

describe("nesting deeper than the stack", () => {
  const TERMS = 20_000;
  const BRANCHES = 5_000;

  test("of operators on the left is no problem in ESTree", () => {
    let expression: object = identifier("a");
    for (let index = 1; index < TERMS; index++) {
      const type = index % 2 ? "BinaryExpression" : "LogicalExpression";
      expression = { type, range, operator: index % 2 ? "+" : "||", left: expression, right: identifier("b") };
    }
    expect(leftDepth(fromNodes({ type: "ExpressionStatement", range, expression }))).toBe(TERMS);
  });

  test("of operators on the left is no problem in the compiler's tree", () => {
    expect(leftDepth(fromCompiler(Array<string>(TERMS).fill("a").join(" + "), "ts"))).toBe(TERMS);
  });

  test("of comma lists is no problem in the compiler's tree", () => {
    const [statement] = fromCompiler(Array<string>(TERMS).fill("a").join(", "), "ts").body;
    const expression = statement?.type === "Expression" ? statement.expression : undefined;
    expect(expression?.type === "Sequence" && expression.expressions.length).toBe(TERMS);
  });

  test("of else-if is no problem in ESTree", () => {
    let statement: object = { type: "EmptyStatement", range };
    for (let index = 0; index < BRANCHES; index++) {
      const consequent = { type: "BlockStatement", range, body: [] };
      statement = { type: "IfStatement", range, test: identifier("a"), consequent, alternate: statement };
    }
    expect(branches(fromNodes(statement))).toBe(BRANCHES);
  });

  test("of else-if is no problem in the compiler's tree", () => {
    const { factory } = ts;
    let statement: ts.Statement = factory.createEmptyStatement();
    for (let index = 0; index < BRANCHES; index++) {
      statement = factory.createIfStatement(factory.createIdentifier("a"), factory.createBlock([]), statement);
    }
    expect(branches(fromFactory(statement))).toBe(BRANCHES);
  });
});

function name(text: string): unknown {
  return { type: "Name", name: text };
}

function leftDepth(program: Program): number {
  const [statement] = program.body;
  if (statement?.type !== "Expression") return 0;
  let depth = 1;
  let { expression } = statement;
  for (; expression.type === "Binary" || expression.type === "Logical"; expression = expression.left) depth++;
  return depth;
}

function branches(program: Program): number {
  let count = 0;
  for (let statement: Statement | undefined = program.body[0]; statement?.type === "If"; statement = statement.alternate) count++;
  return count;
}
