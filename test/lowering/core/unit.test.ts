import { describe, expect, test } from "vitest";
import type { Unit } from "../../../src/ir/unit.ts";
import { lowerProgram } from "../../../src/lowering/core/lower.ts";
import { fromCompiler } from "../front-ends.ts";
import { lower } from "./graph.ts";

const TEXT = "function a() { x(); }\nfunction b() { function c() { y(); } return c; }\nclass A { m() { z(); } }\n";

/** A unit of which only the module has been lowered. */
const lazy = (text = TEXT): Unit => lowerProgram(fromCompiler(text, "ts"), () => false);
const names = (functions: readonly { readonly info: { readonly name: string } }[]): string[] => functions.map(({ info }) => info.name);
const around = (word: string) => ({ start, end }: { start: number; end: number }): boolean => start <= TEXT.indexOf(word) && TEXT.indexOf(word) < end;

describe("functions are lowered when they are asked for", () => {
  test("the module at once", () => {
    expect(names(lazy().functions)).toEqual(["module"]);
  });

  test.each([
    ["x()", ["module", "a"]],
    ["z()", ["module", "A.m"]],
    ["y()", ["module", "b", "c"]],
  ])("those around %s, and the module", (word, expected) => {
    expect(names(lazy().select(around(word)))).toEqual(expected);
  });

  test("one inside another, though only the inner one is wanted by its range", () => {
    expect(names(lazy().select(() => true))).toEqual(["module", "a", "b", "A.m", "c"]);
  });

  test("each one once", () => {
    const unit = lazy();
    const [, first] = unit.select(around("x()"));
    expect(unit.lowered(first!.info.id)).toBe(first);
    expect(unit.all()).toContain(first);
  });

  test("all, after those that make them", () => {
    const all = lazy().all();
    expect(names(all).sort()).toEqual(["A.m", "a", "b", "c", "module"]);
    for (const { info } of all) expect(info.outer).toBeLessThanOrEqual(info.id);
  });

  test("what the declaration says is known before", () => {
    const unit = lazy("async function* f() {} class A { get x() { return 1; } set x(v) {} constructor() {} static s() {} #p() {} private q() {} y = 1; }");
    const infos = [...unit.all()].slice(1).map(({ info: { name, role, async, generator, private: hidden } }) => [name, role, async || generator, hidden]);
    expect(infos).toEqual([
      ["f", "function", true, false],
      ["A.<fields>", "fields", false, false],
      ["A.x", "getter", false, false],
      ["A.x", "setter", false, false],
      ["A.constructor", "constructor", false, false],
      ["A.s", "method", false, false],
      ["A.#p", "method", false, true],
      ["A.q", "method", false, true],
    ]);
  });
});

describe("a home", () => {
  const membersOf = (text: string, name = "A"): Record<string, string> => {
    const home = lower(text).homeNamed(name)!;
    return Object.fromEntries([...home.members].map(([key, { kind, private: hidden }]) => [key, hidden ? `private ${kind}` : kind]));
  };

  test("has the members of a class", () => {
    expect(membersOf("class A { m() {} get x() { return 1; } set x(v) {} f = () => {}; n = 1; constructor() {} static s() {} }")).toEqual({
      "<fields>": "private fields",
      m: "method",
      x: "getter",
      "set x": "setter",
      f: "field",
      n: "field",
      constructor: "constructor",
    });
  });

  test.each([
    ["#m() {}", "#m"],
    ["private m() {}", "m"],
    ["#f = () => {};", "#f"],
    ["private f = 1;", "f"],
    ["private readonly f = 1;", "f"],
  ])("knows that %s is private", (member, key) => {
    expect(membersOf(`class A { ${member} }`)[key]).toMatch(/^private /);
  });

  test.each(["m() {}", "protected m() {}", "public m() {}"])("knows that %s is not", (member) => {
    expect(membersOf(`class A { ${member} }`)["m"]).toBe("method");
  });

  test("has static members apart", () => {
    const home = lower("class A { static s() {} m() {} }").homeNamed("A")!;
    expect([[...home.statics.keys()], [...home.members.keys()]]).toEqual([["s"], ["m"]]);
  });

  test("names its base", () => {
    expect(lower("class B {} class A extends B {}").homeNamed("A")!.base?.name).toBe("B");
    expect(lower("class A extends mixin() {}").homeNamed("A")!.base).toBeUndefined();
  });

  test("is that of a constructor function and its prototype", () => {
    const text = "function A() {} A.prototype.m = function () {}; A.prototype.n = () => {}; Object.keys(A.prototype);";
    const unit = lower(text);
    const home = unit.homeOf(unit.topLevel("A")!);
    expect(home?.kind).toBe("prototype");
    expect([...home!.members.keys()]).toContain("m");
  });

  test("is shared by the methods of an object literal", () => {
    const [first, second, other] = lower("const o = { a() {}, b() {} }; const p = { c() {} };").all().slice(1);
    expect(first!.info.home?.kind).toBe("object");
    expect(second!.info.home).toBe(first!.info.home);
    expect(other!.info.home).not.toBe(first!.info.home);
  });

  test("is that of the method around an arrow function, and not of a function", () => {
    const all = lower("class A { m() { return [() => 1, function f() {}]; } }").all();
    const [method, arrow, inner] = ["A.m", "anonymous", "f"].map((name) => all.find(({ info }) => info.name === name)!.info);
    expect(arrow!.home).toBe(method!.home);
    expect(inner!.home).toBeUndefined();
  });
});

describe("a binding means a function", () => {
  const meaning = (text: string): string | undefined => {
    const unit = lower(text);
    const id = unit.functionOf(unit.topLevel("f")!);
    return id === undefined ? undefined : unit.info(id).name;
  };

  test.each([
    ["that it declares", "function f() {}", "f"],
    ["that is its constant value", "const f = () => {};", "f"],
    ["that is its constant value, with a name of its own", "const f = function g() {};", "g"],
    ["through a cast", "const f = (() => {}) as Fn;", "f"],
    ["not where it is a variable", "let f = () => {};", undefined],
    ["not where it is something else", "const f = make();", undefined],
  ])("%s", (_, text, expected) => {
    expect(meaning(text)).toBe(expected);
  });
});

test("an import is known by its source and name", () => {
  const unit = lower('import a, { b, c as d } from "./x"; import * as e from "./y"; const f = 1;');
  const of = (name: string) => unit.importOf(unit.topLevel(name)!);
  expect(["a", "b", "d", "e", "f"].map(of)).toEqual([
    { source: "./x", imported: "default" },
    { source: "./x", imported: "b" },
    { source: "./x", imported: "c" },
    { source: "./y" },
    undefined,
  ]);
});
