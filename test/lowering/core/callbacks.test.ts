import { describe, expect, test } from "vitest";
import { edgesOf, functionNamed, Graph, graphOf, lower } from "./graph.ts";

describe("callbacks that run at once are loops", () => {
  test.each(["forEach", "map", "flatMap", "filter"])("%s runs its callback any number of times", (method) => {
    expect(edgesOf(`xs.${method}((x) => { a(); }); b();`)).toEqual({ start: "a b", a: "a b", b: "return" });
  });

  test("return in a callback of forEach goes on with the next round", () => {
    expect(edgesOf("xs.forEach((x) => { if (a()) return; b(); }); c();")).toEqual({
      start: "a c",
      a: "a b c",
      b: "a c",
      c: "return",
    });
  });

  test.each([
    ["some", "true", "b"],
    ["some", "false", "a b"],
    ["every", "true", "a b"],
    ["every", "false", "b"],
    ["find", "1", "b"],
    ["findIndex", "null", "a b"],
    ["findLast", "''", "a b"],
  ])("%s with a callback that returns %s", (method, result, next) => {
    expect(edgesOf(`xs.${method}((x) => { a(); return ${result}; }); b();`).a).toBe(next);
  });

  test("a callback of some without a result goes on, one of every leaves", () => {
    expect(edgesOf("xs.some((x) => { a(); }); b();").a).toBe("a b");
    expect(edgesOf("xs.every((x) => { a(); }); b();").a).toBe("b");
  });

  test("where the result is not known, both happen", () => {
    expect(edgesOf("xs.some((x) => a()); b();").a).toBe("a b");
  });

  test("reduce and reduceRight evaluate the initial value first", () => {
    expect(edgesOf("xs.reduce((sum, x) => a(), b()); c();")).toEqual({ start: "b", b: "a c", a: "a c", c: "return" });
  });

  test("Array.from and Object.groupBy run their callbacks", () => {
    expect(edgesOf("Array.from(xs, (x) => a()); b();")).toMatchObject({ start: "a b", a: "a b" });
    expect(edgesOf("Object.groupBy(xs, (x) => a()); b();")).toMatchObject({ start: "a b", a: "a b" });
  });

  test.each(["setTimeout(() => { a(); });", "p.then(() => { a(); });", "on('x', () => { a(); });", "xs.map(f.bind(null, () => a()));"])(
    "callbacks of anything else are left to later: %s",
    (code) => {
      expect(Object.keys(edgesOf(code))).not.toContain("a");
    },
  );

  test("a lazy iterator helper runs nothing, a terminal one does", () => {
    expect(edgesOf("xs.values().map((x) => a()); b();").start).toBe("b");
    expect(edgesOf("xs.values().filter((x) => c()).forEach((x) => a()); b();").start).toBe("a b");
  });

  test("named functions are callbacks as well", () => {
    expect(edgesOf("const f = (x) => { a(); }; xs.forEach(f); b();").start).toBe("a b");
    expect(edgesOf("function f(x) { a(); } xs.forEach(f); b();").start).toBe("a b");
    // Which function that is, is not known: it is called all the same.
    expect(edgesOf("let f = (x) => { a(); }; xs.forEach(f); b();").start).toBe("b f");
    expect(edgesOf("xs.filter(Boolean); b();").start).toBe("b");
  });

  test("nested callbacks leave each their own", () => {
    expect(edgesOf("xs.forEach((x) => { x.some((y) => { a(); return true; }); b(); }); c();")).toEqual({
      start: "a b c",
      a: "b",
      b: "a b c",
      c: "return",
    });
  });

  test("break around a callback is not seen from inside it", () => {
    expect(edgesOf("while (a()) { xs.forEach(() => { b(); return; }); c(); }")).toEqual({
      start: "a",
      a: "b c return",
      b: "b c",
      c: "a",
    });
  });
});

describe("an error in a callback", () => {
  test("is caught outside", () => {
    expect(edgesOf("try { xs.forEach(() => { throw a(); }); b(); } catch { c(); } d();")).toEqual({
      start: "a b c",
      a: "c",
      b: "c d",
      c: "d",
      d: "return",
    });
  });

  test("runs the finalizers inside and outside", () => {
    expect(edgesOf("try { xs.forEach(() => { try { throw a(); } finally { b(); } }); } finally { c(); } d();")).toEqual({
      start: "a c",
      a: "b",
      b: "c",
      c: "d throw",
      d: "return",
    });
  });

  test("caught inside goes on with the next round", () => {
    expect(edgesOf("try { xs.forEach(() => { try { throw a(); } catch { b(); } }); } catch { c(); }")).toMatchObject({ a: "b" });
  });
});

describe("functions that are called where they stand", () => {
  test.each(["(() => { if (a()) return; b(); })(); c();", "(function () { if (a()) return; b(); })(); c();"])("an IIFE: %s", (code) => {
    expect(edgesOf(code)).toEqual({ start: "a", a: "b c", b: "c", c: "return" });
  });

  test("arguments come first", () => {
    expect(edgesOf("((x = a()) => { b(); })(c()); d();")).toEqual({ start: "c", c: "a b", a: "b", b: "d", d: "return" });
  });

  test("an optional call is not resolved", () => {
    expect(edgesOf("(() => a())?.(); b();").start).toBe("b");
  });

  test("a local closure that is called in a loop", () => {
    expect(edgesOf("const f = () => { a(); }; while (b()) { f(); c(); }")).toEqual({
      start: "b",
      b: "a return",
      a: "c",
      c: "b",
    });
  });

  test("or outside of loops, in a function", () => {
    expect(edgesOf("const f = () => { a(); }; f(); b();")).toEqual({ start: "a", a: "b", b: "return" });
  });

  test("a module's own functions are calls like others, except in loops", () => {
    const edges = (text: string): Record<string, string> => new Graph(functionNamed(lower(text), "module")).edges();
    expect(edges("const f = () => { a(); }; f();")).toEqual({ start: "f", f: "return" });
    expect(edges("const f = () => { a(); }; while (b()) f();")).toEqual({ start: "b", b: "a return", a: "b" });
  });

  test("a closure that may be another one is not resolved", () => {
    expect(edgesOf("let f = () => { a(); }; while (b()) f();")).toMatchObject({ b: "f return" });
  });

  test("recursion ends", () => {
    expect(edgesOf("function f() { if (a()) f(); b(); } while (c()) f();")).toEqual({
      start: "c",
      c: "a return",
      a: "b f",
      f: "b",
      b: "c",
    });
  });

  test("so does mutual recursion", () => {
    const code = "function f() { a(); g(); } function g() { b(); f(); } while (c()) f();";
    expect(edgesOf(code)).toEqual({ start: "c", c: "a return", a: "b", b: "f", f: "c" });
  });

  test("a generator function called in a loop runs nothing yet", () => {
    expect(edgesOf("function* f() { a(); } while (b()) f();")).toMatchObject({ b: "f return" });
  });

  test("calls that grow without end are left as calls at some point", () => {
    const functions = Array.from({ length: 30 }, (_, i) => `function f${i}() { ${"g();".repeat(20)} f${i + 1}(); f${i + 1}(); }`);
    const { fn } = graphOf(`${functions.join("\n")} function f30() {} while (c()) f0();`);
    expect(fn.events.length).toBeLessThan(20_000);
  });
});

describe("this", () => {
  const receivers = (code: string): unknown[] => {
    const { fn } = graphOf(code);
    return fn.events.flatMap((event) => (event.op === "call" && event.method === "probe" ? [fn.events[event.receiver!]] : []));
  };

  test("of an arrow function is that of the function around it", () => {
    expect(receivers("xs.forEach(() => { this.probe(); });")).toEqual([{ op: "this" }]);
  });

  test("of a function is the argument for it", () => {
    expect(receivers("xs.forEach(function () { this.probe(); }, it);")).toMatchObject([{ op: "load", binding: { name: "it" } }]);
  });

  test("of an Array.from callback is the third argument", () => {
    expect(receivers("Array.from(xs, function () { this.probe(); }, it);")).toMatchObject([{ op: "load", binding: { name: "it" } }]);
  });

  test("is not known without that argument", () => {
    expect(receivers("xs.forEach(function () { this.probe(); });")).toMatchObject([{ op: "unknown" }]);
  });

  test("of an arrow function in a callback is that callback's", () => {
    expect(receivers("xs.forEach(function () { xs.map(() => this.probe()); }, it);")).toMatchObject([
      { op: "load", binding: { name: "it" } },
    ]);
  });

  test("is the outer one again after the callback", () => {
    expect(receivers("xs.forEach(function () {}, it); this.probe();")).toEqual([{ op: "this" }]);
  });
});

describe("what a callback is given", () => {
  const values = (code: string): unknown[] => {
    const { fn } = graphOf(code);
    return fn.events.flatMap((event) => (event.op === "call" && event.method === "probe" ? event.args.map((arg) => opBehind(fn, arg)) : []));
  };

  const opBehind = (fn: ReturnType<typeof graphOf>["fn"], ref: number): unknown => {
    const event = fn.events[ref]!;
    if (event.op === "parameter") return `parameter ${event.index}`;
    if (event.op !== "load") return event.op;
    const stores = fn.events.flatMap((other) => (other.op === "store" && other.binding === event.binding ? [other.value] : []));
    return stores.length === 1 ? opBehind(fn, stores[0]!) : event.binding.name;
  };

  test("the element, its key and the collection", () => {
    expect(values("xs.forEach((value, key, all) => { it.probe(value, key, all); });")).toEqual([
      "iterate-step",
      "iterate-key",
      "parameter 0",
    ]);
  });

  test("in reduce the element comes second", () => {
    expect(values("xs.reduce((sum, value, key, all) => it.probe(sum, value, key, all), 0);")).toEqual([
      "unknown",
      "iterate-step",
      "iterate-key",
      "parameter 0",
    ]);
  });

  test("parameters that are not passed are undefined", () => {
    expect(values("((a, b) => it.probe(a, b))(xs);")).toEqual(["parameter 0", "constant"]);
  });
});

test("a callback is lowered as a function of its own only when it is used as a value", () => {
  expect(lower("function f(xs) { xs.forEach(function g() { a(); }); }").functions.map(({ ir }) => ir.name)).toEqual(["module", "f"]);
  expect(functionNamed(lower("function f(xs) { later(function g() { a(); }); }"), "g").name).toBe("g");
});
