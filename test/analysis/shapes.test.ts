import { describe, expect, test } from "vitest";
import { isOfType, isStillHeld, shapesOf } from "../../src/analysis/shapes.ts";
import { analysisOfBody, probed } from "./subject.ts";
import { namedIn, programOf } from "./program-subject.ts";

/** The shapes of what the functions `a` and `b` hand to `probe`. */
function shapesIn(text: string): [string[], string[]] {
  const unit = programOf(text)();
  const of = (name: string): string[] => {
    const fn = namedIn(unit, name);
    return shapesOf(fn, fn.analysis, fn.analysis.values.of(probed(fn.analysis)[0]!));
  };
  return [of("a"), of("b")];
}

describe("two functions mean the same place by", () => {
  test.each<[string, string]>([
    ["a member of `this`", "class C { a() { probe(this.xs); } b() { probe(this.xs); } }"],
    ["a member through a local", "class C { a() { const { xs } = this; probe(xs); } b() { probe(this.xs); } }"],
    ["a member of an instance", "class C { a() { probe(this.xs); } } function b(c: C) { probe(c.xs); }"],
    ["a member of the base", "class B { a() { probe(this.xs); } } class C extends B { b() { probe(this.xs); } }"],
    ["a private member", "class C { a() { probe(this.#xs); } b() { probe(this.#xs); } }"],
    ["a variable of the module", "let xs = []; function a() { probe(xs); } function b() { probe(xs); }"],
    ["another name for it", "const xs = []; const ys = xs; function a() { probe(xs); } function b() { probe(ys); }"],
    ["a variable of the function around them", "function f() { let xs = []; return { a() { probe(xs); }, b() { probe(xs); } }; }"],
    ["entries, whatever their keys", "class C { a(k) { probe(this.m.get(k)); } b() { probe(this.m.get('x')); } }"],
    ["an element that a loop gives", "class C { a(k) { probe(this.xs[k]); } b() { for (const x of this.xs) probe(x); } }"],
    ["members of an object literal", "const o = { xs: [], a() { probe(this.xs); }, b() { probe(this.xs); } };"],
    ["members of a prototype", "function P() { this.xs = []; } P.prototype.a = function () { probe(this.xs); }; P.prototype.b = function () { probe(this.xs); };"],
    ["a constant that is a name for a member", "class C { a() { const xs = this.xs; return { b: () => probe(xs) }; } }".replace("return", "probe(xs); return")],
  ])("%s", (_, text) => {
    const [a, b] = shapesIn(text);
    expect(a).toHaveLength(1);
    expect(a).toEqual(b);
  });
});

describe("two functions do not mean the same place by", () => {
  test.each<[string, string]>([
    ["different members", "class C { a() { probe(this.xs); } b() { probe(this.ys); } }"],
    ["members of different classes", "class B { a() { probe(this.xs); } } class C { b() { probe(this.xs); } }"],
    ["a member and an entry of it", "class C { a() { probe(this.xs); } b(k) { probe(this.xs[k]); } }"],
    ["variables of one name", "function f() { let xs = []; return { a() { probe(xs); } }; } function g() { let xs = []; return { b() { probe(xs); } }; }"],
  ])("%s", (_, text) => {
    const [a, b] = shapesIn(text);
    expect([a.length, b.length]).toEqual([1, 1]);
    expect(a).not.toEqual(b);
  });
});

describe("has no shape", () => {
  test.each([
    ["a local", "function a() { const xs = []; probe(xs); }"],
    ["a parameter", "function a(xs) { probe(xs); }"],
    ["a member of an untyped parameter", "function a(o) { probe(o.xs); }"],
    ["a global", "function a() { probe(document); }"],
    ["a copy", "class C { a() { probe([...this.xs]); } }"],
  ])("%s", (_, text) => {
    expect(shapesIn(`${text} function b() { probe(1); }`)[0]).toEqual([]);
  });
});

test("a member of a parameter of an interface type is that of any object of the type", () => {
  const [[shape], other] = shapesIn("interface O { xs: string[] } function a(o: O) { probe(o.xs); } function b(p: O) { probe(p.xs); }");
  expect(isOfType(shape!)).toBe(true);
  expect(other).toEqual([shape]);
  expect(shapesIn("class C { a() { probe(this.xs); } b() { probe(this.xs); } }").flat().some(isOfType)).toBe(false);
});

test("what may be one of two places has both shapes", () => {
  const [a, b] = shapesIn("class C { a(c) { probe(c ? this.xs : this.ys); } b() { probe(this.xs); } }");
  expect(a).toHaveLength(2);
  expect(a).toEqual(expect.arrayContaining(b));
});

describe("a value is still held", () => {
  test.each([
    ["where nothing is written", "const xs = o.xs; probe(xs);", true],
    ["where another member is written", "const xs = o.xs; o.ys = []; probe(xs);", true],
    ["not where the member has been replaced", "const xs = o.xs; o.xs = []; probe(xs);", false],
    ["not where it has been replaced on some way", "const xs = o.xs; if (flag) o.xs = []; probe(xs);", false],
  ])("%s", (_, body, expected) => {
    const analysis = analysisOfBody(body);
    const [ref] = probed(analysis);
    expect(isStillHeld(analysis, analysis.values.of(ref!), ref!)).toBe(expected);
  });
});
