import { describe, expect, test } from "vitest";
import { functionNamed, Graph, lower } from "./graph.ts";

const edgesIn = (text: string, name: string): Record<string, string> => new Graph(functionNamed(lower(text), name)).edges();
const namesIn = (text: string): string[] => lower(text).functions.map(({ ir }) => ir.name);

describe("what runs where a class stands", () => {
  test("superclass, computed keys, static fields and static blocks, in order", () => {
    const text = `class A extends a() {
      x = z();
      [b()]() { z(); }
      static y = c();
      static { d(); if (e()) f(); }
      static [g()] = h();
    } i();`;
    expect(edgesIn(text, "module")).toEqual({
      start: "a",
      a: "b",
      b: "c",
      c: "d",
      d: "e",
      e: "f g",
      f: "g",
      g: "h",
      h: "i",
      i: "return",
    });
  });

  test("a return is not expected in a static block, a loop is", () => {
    expect(edgesIn("class A { static { while (a()) b(); } } c();", "module")).toEqual({ start: "a", a: "b c", b: "a", c: "return" });
  });

  test("`this` in a static block and a static initializer is the class", () => {
    const { events } = functionNamed(lower("class A { static { this.probe(); } static x = this.probe(); }"), "module");
    const receivers = events.flatMap((event) => (event.op === "call" ? [events[event.receiver!]] : []));
    expect(receivers).toMatchObject([
      { op: "allocate", kind: "Class" },
      { op: "allocate", kind: "Class" },
    ]);
  });

  test("variables of a static block are its own", () => {
    const { events } = functionNamed(lower("let x = 1; class A { static { let x = 2; } }"), "module");
    const bindings = events.flatMap((event) => (event.op === "store" && event.binding.name === "x" ? [event.binding] : []));
    expect(new Set(bindings).size).toBe(2);
  });
});

describe("members", () => {
  const text = `class A {
    constructor() { a(); }
    method() { b(); }
    get x() { return c(); }
    set x(value) { d(); }
    static create() { e(); }
    #secret() { f(); }
    async *stream() { g(); }
    [k]() { h(); }
    first = i();
    second = () => { j(); };
  }`;

  test("are functions of their own, by the name of class and member", () => {
    expect(namesIn(text)).toEqual([
      "module",
      "A.<fields>",
      "A.constructor",
      "A.method",
      "A.x",
      "A.x",
      "A.create",
      "A.#secret",
      "A.stream",
      "A.method",
      "A.second",
    ]);
  });

  test("field initializers are one function, in order", () => {
    expect(edgesIn("class A { x = a(); static y = b(); z = c() ? d() : 1; }", "A.<fields>")).toEqual({
      start: "a",
      a: "c",
      c: "d return",
      d: "return",
    });
  });

  test("know the class that `this` is an instance of, static ones do not", () => {
    const unit = lower("class A { m() {} static s() {} f = () => 1; }");
    const types = Object.fromEntries(unit.functions.map(({ ir, thisType }) => [ir.name, thisType?.type]));
    expect(types).toMatchObject({ module: undefined, "A.m": "class", "A.s": undefined, "A.<fields>": "class" });
  });

  test("arrow functions inside them do, functions do not", () => {
    const unit = lower("class A { m() { later(() => 1, function named() {}); } }");
    const types = Object.fromEntries(unit.functions.map(({ ir, thisType }) => [ir.name, thisType?.type]));
    expect(types).toMatchObject({ anonymous: "class", named: undefined });
  });

  test("super is the same object", () => {
    const { events } = functionNamed(lower("class A extends Map { m() { super.set(1, 2); } }"), "A.m");
    const call = events.find((event) => event.op === "call");
    expect(call?.op === "call" && events[call.receiver!]).toEqual({ op: "this", super: true });
  });

  test("a class expression names its members after its variable or itself", () => {
    expect(namesIn("const A = class B { m() {} };")).toEqual(["module", "B.m"]);
    expect(namesIn("const A = class { m() {} };")).toEqual(["module", "class.m"]);
  });
});
