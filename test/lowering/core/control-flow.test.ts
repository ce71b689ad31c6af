import { describe, expect, test } from "vitest";
import { edgesOf } from "./graph.ts";

describe("branches", () => {
  test("if takes one of the two ways", () => {
    expect(edgesOf("if (c()) a(); else b(); d();")).toEqual({ start: "c", c: "a b", a: "d", b: "d", d: "return" });
  });

  test("else if is asked only after the first test failed", () => {
    expect(edgesOf("if (a()) b(); else if (c()) d();")).toEqual({ start: "a", a: "b c", b: "return", c: "d return", d: "return" });
  });

  test("a negated and-or test goes straight to its branch", () => {
    expect(edgesOf("if (!(a() && (b() || c()))) d(); else e();")).toEqual({
      start: "a",
      a: "b d",
      b: "c e",
      c: "d e",
      d: "return",
      e: "return",
    });
  });

  test("a conditional expression evaluates one alternative", () => {
    expect(edgesOf("(c() ? a() : b(), d());")).toEqual({ start: "c", c: "a b", a: "d", b: "d", d: "return" });
  });
});

describe("short circuit", () => {
  test.each(["&&", "||", "??"])("the right side of %s may be left out", (operator) => {
    expect(edgesOf(`a() ${operator} b(); c();`)).toEqual({ start: "a", a: "b c", b: "c", c: "return" });
  });

  test.each(["&&=", "||=", "??="])("so may what %s assigns", (operator) => {
    expect(edgesOf(`xs.y ${operator} b(); c();`)).toEqual({ start: "b c", b: "c", c: "return" });
  });

  test("an optional chain is left as a whole, arguments included", () => {
    expect(edgesOf("a()?.f(b()).g(c()); d();")).toEqual({ start: "a", a: "b d", b: "c", c: "d", d: "return" });
  });

  test("an optional call evaluates no arguments", () => {
    expect(edgesOf("xs.f?.(a()); b();")).toEqual({ start: "a b", a: "b", b: "return" });
  });

  test("parentheses end an optional chain", () => {
    expect(edgesOf("(a()?.x)[b()]; c();")).toEqual({ start: "a", a: "b", b: "c", c: "return" });
  });

  test("delete of an optional member", () => {
    expect(edgesOf("delete a()?.[b()]; c();")).toEqual({ start: "a", a: "b c", b: "c", c: "return" });
  });

  test("an inner chain does not leave the outer one", () => {
    expect(edgesOf("a()?.f(b()?.g(c())); d();")).toEqual({ start: "a", a: "b d", b: "c d", c: "d", d: "return" });
  });

  test("a default value is evaluated or not", () => {
    expect(edgesOf("const { x = a(), y: [z = b()] } = xs; c();")).toEqual({ start: "a b c", a: "b c", b: "c", c: "return" });
  });
});

describe("loops", () => {
  test("while tests before each round", () => {
    expect(edgesOf("while (c()) a(); b();")).toEqual({ start: "c", c: "a b", a: "c", b: "return" });
  });

  test("do while tests after it", () => {
    expect(edgesOf("do a(); while (c()); b();")).toEqual({ start: "a", a: "c", c: "a b", b: "return" });
  });

  test("continue in do while goes to the test", () => {
    expect(edgesOf("do { if (a()) continue; b(); } while (c());")).toEqual({ start: "a", a: "b c", b: "c", c: "a return" });
  });

  test("for runs its parts in order", () => {
    expect(edgesOf("for (a(); b(); c()) d(); e();")).toEqual({ start: "a", a: "b", b: "d e", d: "c", c: "b", e: "return" });
  });

  test("continue in for goes to the update", () => {
    expect(edgesOf("for (; b(); c()) { if (a()) continue; d(); }")).toEqual({
      start: "b",
      b: "a return",
      a: "c d",
      d: "c",
      c: "b",
    });
  });

  test("a for without a test is left by break only", () => {
    expect(edgesOf("for (;;) { if (a()) break; b(); } c();")).toEqual({ start: "a", a: "b c", b: "a", c: "return" });
    expect(edgesOf("for (;;) a(); c();")).toEqual({ start: "a", a: "a" });
  });

  test.each(["for (const x of a())", "for await (const x of a())", "for (const x in a())"])("%s evaluates its source once", (head) => {
    expect(edgesOf(`${head} { b(); } c();`)).toEqual({ start: "a", a: "b c", b: "b c", c: "return" });
  });

  test("the pattern of a for-of is bound in each round", () => {
    expect(edgesOf("for (const { x = a() } of xs) b(); c();")).toEqual({ start: "a b c", a: "b", b: "a b c", c: "return" });
  });

  test("an assignment target in the head of a for-of is evaluated in each round", () => {
    expect(edgesOf("for (a().x of xs) b();")).toEqual({ start: "a return", a: "b", b: "a return" });
  });
});

describe("labels", () => {
  const nested = (jump: string): string => `outer: for (const x of xs) { for (const y of x) { a(); ${jump} b(); } c(); } d();`;

  test("break with a label leaves the labelled loop", () => {
    expect(edgesOf(nested("if (e()) break outer;"))).toEqual({
      start: "a c d",
      a: "e",
      e: "b d",
      b: "a c",
      c: "a c d",
      d: "return",
    });
  });

  test("continue with a label goes on with the labelled loop", () => {
    expect(edgesOf(nested("if (e()) continue outer;"))).toEqual({
      start: "a c d",
      a: "e",
      e: "a b c d",
      b: "a c",
      c: "a c d",
      d: "return",
    });
  });

  test("break without one leaves the inner loop", () => {
    expect(edgesOf(nested("if (e()) break;"))).toMatchObject({ a: "e", e: "b c", b: "a c" });
  });

  test("break leaves a labelled block", () => {
    expect(edgesOf("block: { if (a()) break block; b(); } c();")).toEqual({ start: "a", a: "b c", b: "c", c: "return" });
  });

  test("a plain break passes a labelled block", () => {
    expect(edgesOf("while (a()) { block: { if (b()) break; c(); } d(); } e();")).toEqual({
      start: "a",
      a: "b e",
      b: "c e",
      c: "d",
      d: "a",
      e: "return",
    });
  });

  test("several labels name one loop", () => {
    expect(edgesOf("one: two: while (a()) { if (b()) continue one; if (c()) break two; } d();")).toEqual({
      start: "a",
      a: "b d",
      b: "a c",
      c: "a d",
      d: "return",
    });
  });

  test("a labelled try is left by break", () => {
    expect(edgesOf("out: try { if (a()) break out; b(); } finally { c(); } d();")).toEqual({
      start: "a",
      a: "b c",
      b: "c",
      c: "d throw",
      d: "return",
    });
  });

  test("a labelled if is left by break", () => {
    expect(edgesOf("out: if (a()) { if (b()) break out; c(); } d();")).toEqual({ start: "a", a: "b d", b: "c d", c: "d", d: "return" });
  });
});

describe("switch", () => {
  test("a case falls through to the next one", () => {
    expect(edgesOf("switch (xs) { case 1: a(); case 2: b(); break; case 3: c(); } d();")).toEqual({
      start: "a b c d",
      a: "b",
      b: "d",
      c: "d",
      d: "return",
    });
  });

  test("default in the middle is taken when no test fits, and falls through", () => {
    expect(edgesOf("switch (xs) { case a(): b(); default: c(); case d(): e(); }")).toEqual({
      start: "a",
      a: "b d",
      d: "c e",
      b: "c",
      c: "e",
      e: "return",
    });
  });

  test("with a default nothing goes past it", () => {
    expect(edgesOf("switch (xs) { case 1: a(); break; default: b(); } c();")).toEqual({ start: "a b", a: "c", b: "c", c: "return" });
  });

  test("continue passes the switch", () => {
    expect(edgesOf("while (a()) { switch (xs) { case 1: continue; case 2: break; } b(); }")).toEqual({
      start: "a",
      a: "a b return",
      b: "a",
    });
  });

  test("break with a label leaves a switch and the loop around it", () => {
    expect(edgesOf("out: while (a()) { switch (xs) { case 1: break out; default: b(); } c(); } d();")).toEqual({
      start: "a",
      a: "b d",
      b: "c",
      c: "a",
      d: "return",
    });
  });
});

describe("return", () => {
  test("nothing runs after it", () => {
    expect(edgesOf("a(); if (b()) return c(); d(); return; e();")).toEqual({
      start: "a",
      a: "b",
      b: "c d",
      c: "return",
      d: "return",
    });
  });

  test("throw outside try leaves the function", () => {
    expect(edgesOf("if (a()) throw b(); c();")).toEqual({ start: "a", a: "b c", b: "throw", c: "return" });
  });
});
