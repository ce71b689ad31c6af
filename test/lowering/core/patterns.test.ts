import { describe, expect, test } from "vitest";
import { edgesOf, functionNamed, lower, printed } from "./graph.ts";

describe("destructuring", () => {
  test("takes members, elements, rests and defaults apart in order", () => {
    expect(printed("const { a, b: [c = 1, , ...d], ...e } = xs;")).toMatchInlineSnapshot(`
      "function #1 subject
        b0:
          %0 = parameter 0
          %1 = store xs = %0
          %2 = parameter 1
          %3 = store it = %2
          %4 = load xs
          %5 = field %4.a
          %6 = store a = %5
          %7 = field %4.b
          %8 = field %7.0
          %9 = constant undefined
          %10 = compute ===(%8, %9)
          branch %10 ? b1 : b2
        b1:
          %11 = constant 1
          jump b2
        b2:
          %12 = choose %8, %11
          %13 = store c = %12
          %14 = allocate Array(%7)
          %15 = store d = %14
          %16 = allocate Object(%4)
          %17 = store e = %16
          return"
    `);
  });

  test("assigns to members and elements", () => {
    expect(printed("[it.a, it[0], xs] = it;")).toMatchInlineSnapshot(`
      "function #1 subject
        b0:
          %0 = parameter 0
          %1 = store xs = %0
          %2 = parameter 1
          %3 = store it = %2
          %4 = load it
          %5 = field %4.0
          %6 = load it
          %7 = put %6.a = %5
          %8 = field %4.1
          %9 = load it
          %10 = put %9.0 = %8
          %11 = field %4.2
          %12 = store xs = %11
          return"
    `);
  });

  test("evaluates a computed key before the part is taken", () => {
    expect(edgesOf("const { [a()]: x = b() } = c(); d();")).toEqual({ start: "c", c: "a", a: "b d", b: "d", d: "return" });
  });

  test("of parameters happens before the body", () => {
    const { events } = functionNamed(lower("function f({ x } = {}, [y], ...z) { use(x, y, z); }"), "f");
    expect(events.filter(({ op }) => op === "parameter")).toEqual([
      { op: "parameter", index: 0, rest: false },
      { op: "parameter", index: 1, rest: false },
      { op: "parameter", index: 2, rest: true },
    ]);
  });
});

describe("assignment", () => {
  test("evaluates object and key once", () => {
    expect(edgesOf("a()[b()] += c(); d();")).toEqual({ start: "a", a: "b", b: "c", c: "d", d: "return" });
    expect(edgesOf("a()[b()]++; d();")).toEqual({ start: "a", a: "b", b: "d", d: "return" });
  });

  test("of one value to two places", () => {
    expect(printed("it.x = it.y = xs;")).toMatchInlineSnapshot(`
      "function #1 subject
        b0:
          %0 = parameter 0
          %1 = store xs = %0
          %2 = parameter 1
          %3 = store it = %2
          %4 = load it
          %5 = load it
          %6 = load xs
          %7 = put %5.y = %6
          %8 = put %4.x = %6
          return"
    `);
  });

  test("static keys are names, however they are written", () => {
    const { events } = functionNamed(lower("function f(x) { x.a; x['a']; x[0]; x[Symbol.iterator]; x[a]; }"), "f");
    expect(events.flatMap((event) => (event.op === "field" ? [typeof event.key === "string" ? event.key : "computed"] : []))).toEqual([
      "a",
      "a",
      "0",
      "@@iterator",
      "computed",
    ]);
  });
});

describe("names", () => {
  const owners = (text: string, name: string): (string | number)[] =>
    lower(text).functions.flatMap(({ ir }) =>
      ir.events.flatMap((event) => (event.op === "load" && event.binding.name === name ? [event.binding.kind, event.binding.owner] : [])),
    );

  test.each([
    ["let x; function f() { x; }", "variable", 0],
    ["const x = 1; function f() { x; }", "constant", 0],
    ["import x from 'x'; function f() { x; }", "import", 0],
    ["function f(x) { x; }", "parameter", 1],
    ["function f() { x; if (1) { var x = 1; } }", "variable", 1],
    ["function f() { x; function x() {} }", "function", 1],
    ["function f() { { let x; } x; }", "global", -1],
    ["function f() { for (const x of y) { x; } }", "constant", 1],
    ["function f() { try { y(); } catch (x) { x; } }", "variable", 1],
    ["function f() { switch (1) { case 1: let x; default: x; } }", "variable", 1],
    ["function f() { class x {} x; }", "class", 1],
    ["(function x() { later(x); });", "function", 1],
  ])("%s", (text, kind, owner) => {
    expect(owners(text, "x")).toEqual([kind, owner]);
  });

  test("a shadowing name in an inlined callback is another binding", () => {
    const { events } = functionNamed(lower("function f(x) { xs.forEach((x) => { use(x); }); use(x); }"), "f");
    const loaded = events.flatMap((event) => (event.op === "load" && event.binding.name === "x" ? [event.binding] : []));
    expect(new Set(loaded).size).toBe(2);
  });

  test("an inlined function sees the names where it was declared, not those where it is called", () => {
    const text = "function f(x) { const g = () => use(x); while (1) { let x = 1; g(); } }";
    const { events } = functionNamed(lower(text), "f");
    const loaded = events.flatMap((event) => (event.op === "load" && event.binding.name === "x" ? [event.binding.kind] : []));
    expect(loaded).toEqual(["parameter"]);
  });
});

test("what is not known keeps the order of its parts, and its effect is unknown", () => {
  expect(edgesOf("import.meta[a()]; enum E { x = b() } c();")).toMatchObject({ start: "a", b: "c" });
});
