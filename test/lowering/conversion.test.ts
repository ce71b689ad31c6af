import { describe, expect, test } from "vitest";
import type { Expression, FunctionNode, Program } from "../../src/lowering/core/syntax.ts";
import { type Dialect, FRONT_ENDS, plain } from "./front-ends.ts";

const name = (text: string) => ({ type: "Name", name: text });
const binding = (text: string) => ({ type: "BindingName", name: text });
const target = (text: string) => ({ type: "Target", expression: name(text) });
const member = (object: unknown, property: string, optional = false) => ({ type: "Member", object, property, optional });

describe.each(FRONT_ENDS)("the %s front end", (_, parse) => {
  const shape = (text: string, dialect: Dialect = "ts") => plain(parse(text, dialect).body);
  const expression = (text: string) => onlyExpression(parse(text, "ts"));

  test("wraps the outermost link of an optional chain, and parentheses end the chain", () => {
    const chain = { type: "Chain", expression: member(member(name("a"), "b", true), "c") };
    expect(shape("a?.b.c; a?.b!.c; a?.b.c!")).toEqual([chain, chain, chain].map(statementOf));
    const broken = member({ type: "Chain", expression: member(name("a"), "b", true) }, "c");
    expect(shape("(a?.b).c; (a?.b)!.c")).toEqual([broken, broken].map(statementOf));
  });

  test("reads the literal left of an assignment as a pattern", () => {
    expect(shape("[a, { b: c.d, ...e } = f, ...g] = h")).toEqual([
      statementOf({
        type: "Assign",
        operator: "=",
        target: {
          type: "ArrayPattern",
          elements: [
            target("a"),
            {
              type: "DefaultPattern",
              target: {
                type: "ObjectPattern",
                properties: [{ key: "b", value: { type: "Target", expression: member(name("c"), "d") } }],
                rest: target("e"),
              },
              value: name("f"),
            },
          ],
          rest: target("g"),
        },
        value: name("h"),
      }),
    ]);
  });

  test("gives parameter properties as fields as well, and leaves signatures out", () => {
    const [statement] = parse(
      `abstract class A {
        constructor(a: B); constructor(private a: Map<C, D>, e = 1) {}
        f(): void; f() {} abstract g(): H; abstract i: J[]; [k: string]: L
      }`,
      "ts",
    ).body;
    if (statement?.type !== "ClassDeclaration") throw new Error("not a class");
    const { members } = statement.class;
    expect(members.map(({ kind, key, value }) => [kind, key, value?.type])).toEqual([
      ["field", "a", undefined],
      ["constructor", "constructor", "Function"],
      ["method", "f", "Function"],
      ["field", "i", undefined],
    ]);
    expect(members[0]?.annotation?.()).toEqual({ type: "ref", name: "Map", args: [ref("C"), ref("D")] });
    expect(members[3]?.annotation?.()).toEqual({ type: "array", element: ref("J") });
  });

  test("keeps neither directives nor empty statements nor what is only declared", () => {
    expect(shape("'use strict'; ; debugger; declare function f(): void; declare module 'a' {}; export { b }; let b")).toEqual([
      { type: "Variables", kind: "let", declarations: [{ target: binding("b") }] },
    ]);
  });

  test("keeps the type of a variable that is declared elsewhere", () => {
    expect(shape("declare const a: Set<B>;")).toEqual([
      {
        type: "Variables",
        kind: "const",
        declarations: [{ target: { ...binding("a"), annotation: { type: "ref", name: "Set", args: [ref("B")] } } }],
      },
    ]);
  });

  test("drops the this parameter and puts annotations on what is bound", () => {
    expect(shape("function f(this: A, { b }: C = d, ...e: F[]) {}")).toEqual([
      {
        type: "FunctionDeclaration",
        function: {
          type: "Function",
          name: "f",
          arrow: false,
          async: false,
          generator: false,
          body: [],
          params: [
            {
              type: "DefaultPattern",
              target: { type: "ObjectPattern", properties: [{ key: "b", value: binding("b") }], annotation: ref("C") },
              value: name("d"),
            },
            { type: "RestPattern", target: { ...binding("e"), annotation: { type: "array", element: ref("F") } } },
          ],
        },
      },
    ]);
  });

  test("describes interfaces, aliases and ambient classes by their members", () => {
    const types = parse(
      `interface A extends B<C> { d?: E; f(): G; get h(): I; [j: string]: K }
      type L = (readonly M[] | undefined)[];
      declare class N extends O { p: Q; static r: S }`,
      "ts",
    ).body.map((statement) => (statement.type === "TypeDeclaration" ? [statement.name, statement.annotation()] : []));
    const object = (members: Record<string, unknown>, bases: unknown[]) => ({
      type: "object",
      members: new Map(Object.entries(members)),
      bases,
    });
    expect(types).toEqual([
      [
        "A",
        object({ d: ref("E"), f: { type: "function", returns: ref("G") }, h: ref("I") }, [
          { type: "ref", name: "B", args: [ref("C")] },
        ]),
      ],
      ["L", { type: "array", element: { type: "union", members: [{ type: "array", element: ref("M") }, { type: "other" }] } }],
      ["N", object({ p: ref("Q") }, [ref("O")])],
    ]);
  });

  test("takes imports by what they bring in", () => {
    expect(shape("import a, { b as c } from 'd'; import * as e from 'f'; import g = require('h')")).toEqual([
      { type: "Import", source: "d", names: [{ local: "a", imported: "default" }, { local: "c", imported: "b" }] },
      { type: "Import", source: "f", names: [{ local: "e" }] },
      { type: "Import", source: "h", names: [{ local: "g" }] },
    ]);
  });

  test("reads JSX as an unknown use of the component and of all the values in it", () => {
    expect(shape("<A b={c} d='e' {...f}>text{g}<h/></A>", "tsx")).toEqual([
      statementOf({
        type: "Unknown",
        children: [name("A"), name("c"), name("f"), name("g"), { type: "Unknown", children: [] }],
      }),
    ]);
  });

  test("declares what enums and namespaces declare", () => {
    expect(shape("enum A { B = c } namespace D.E { f }")).toEqual([
      { type: "TypeDeclaration", name: "A", annotation: { type: "other" } },
      { type: "UnknownStatement", declares: ["A"], children: [name("c")] },
      { type: "UnknownStatement", declares: ["D"], children: [{ type: "Block", body: [statementOf(name("f"))] }] },
    ]);
  });

  test("counts offsets without parentheses, comments, export and byte order mark", () => {
    const text = "/* a */ export default /* b */ async function f() { return ( /* c */ (d) ); }";
    for (const mark of ["", "\uFEFF"]) {
      const program = parse(mark + text, "ts");
      const [statement] = program.body;
      if (statement?.type !== "FunctionDeclaration") throw new Error("not a function");
      expect(program.text.slice(statement.start, statement.end)).toBe("async function f() { return ( /* c */ (d) ); }");
      const [result] = statement.function.body();
      expect(result?.type === "Return" && result.argument && program.text.slice(result.argument.start)).toBe("d) ); }");
    }
  });

  test("points at the property of a member access", () => {
    for (const [text, property] of [["a /* b */ . c", "c"], ["a?.b", "b"], ["a[ ('b') ]", "'b'"]] as const) {
      let node = expression(text);
      if (node.type === "Chain") node = node.expression;
      expect(node.type === "Member" && text.slice(node.propertyStart).startsWith(property)).toBe(true);
    }
  });

  test("converts bodies and annotations once, and only when asked", () => {
    const node = expression("(a: B): C => d") as FunctionNode;
    expect(node.body()).toBe(node.body());
    expect(node.body()).toMatchObject([{ type: "Return", argument: name("d") }]);
    expect(node.returns?.()).toEqual(ref("C"));
    expect(node.returns?.()).toBe(node.returns?.());
  });
});

function ref(text: string): unknown {
  return { type: "ref", name: text, args: [] };
}

function statementOf(expression: unknown): unknown {
  return { type: "Expression", expression };
}

function onlyExpression(program: Program): Expression {
  const [statement] = program.body;
  if (statement?.type !== "Expression") throw new Error("not an expression");
  return statement.expression;
}
