import { describe, expect, test } from "vitest";
import { callsFrom } from "./program-subject.ts";

describe("a call runs", () => {
  test.each<[string, string, string[]]>([
    ["a function of the file", "function f() {} function subject() { f(); }", ["f() -> f"]],
    ["a function declared later", "function subject() { f(); } function f() {}", ["f() -> f"]],
    ["a constant that is a function", "const f = () => {}; function subject() { f(); }", ["f() -> f"]],
    ["a function that a constant is another name for", "function f() {} function subject() { const g = f; g(); }", ["g() -> f"]],
    ["one of two functions", "function f() {} function g() {} function subject(x) { (x ? f : g)(); }", ["(x ? f : g)() -> f", "(x ? f : g)() -> g"]],
    ["itself", "function subject() { subject(); }", ["subject() -> subject"]],
    ["a method of `this`", "class A { m() {} subject() { this.m(); } }", ["this.m() -> A.m"]],
    ["a private method", "class A { #m() {} subject() { this.#m(); } }", ["this.#m() -> A.#m"]],
    ["a field that holds a function", "class A { m = () => {}; subject() { this.m(); } }", ["this.m() -> A.m"]],
    ["a method of `this` in an arrow function", "class A { m() {} f() { return { subject: () => this.m() }; } }", ["this.m() -> A.m"]],
    ["an inherited method", "class B { m() {} } class A extends B { subject() { this.m(); } }", ["this.m() -> B.m"]],
    ["the overriding method, not the one of the base", "class B { m() {} } class A extends B { m() {} subject() { this.m(); } }", ["this.m() -> A.m"]],
    ["a method of a parameter by its class", "class A { m() {} } class B { m() {} } function subject(a: A) { a.m(); }", ["a.m() -> A.m"]],
    ["a method of a parameter that may be undefined", "class A { m() {} } class B { m() {} } function subject(a: A | undefined) { a?.m(); }", ["a?.m() -> A.m"]],
    ["a method of a member by its class", "class A { m() {} } class B { m() {} } class C { constructor(private a: A) {} subject() { this.a.m(); } }", ["this.a.m() -> A.m"]],
    ["a method of what was just made", "class A { set() {} } function subject() { const a = new A(); a.set(); }", ["a.set() -> A.set"]],
    ["a static method", "class A { static m() {} } function subject() { A.m(); }", ["A.m() -> A.m"]],
    ["a method of an object literal", "const o = { m() {} }; function subject() { o.m(); }", ["o.m() -> m"]],
    ["a member of an object literal that names a function", "function f() {} const o = { m: f }; function subject() { o.m(); }", ["o.m() -> f"]],
    ["a method of an object made in the function", "function subject() { const o = { m() {} }; o.m(); }", ["o.m() -> m"]],
    ["a method by its name, where there is no type", "class A { prune() {} } function subject(a) { a.prune(); }", ["a.prune() -> A.prune"]],
    ["any method of that name, where there is no type", "class A { prune() {} } class B { prune() {} } function subject(a) { a.prune(); }", ["a.prune() -> A.prune", "a.prune() -> B.prune"]],
    ["a constructor and the initializers of fields", "class A { x = 1; constructor() {} } function subject() { new A(); }", ["new A() -> A.constructor", "new A() -> A.<fields>"]],
    ["the constructor of the base", "class B { constructor() {} } class A extends B {} function subject() { new A(); }", ["new A() -> B.constructor"]],
    ["a bound method", "class A { m() {} subject() { const f = this.m.bind(this); f(); } }", ["f() -> A.m"]],
    ["a method taken out of the object", "class A { m() {} subject() { const { m } = this; m(); } }", ["m() -> A.m"]],
    ["what `call` is called on", "function f() {} function subject(o) { f.call(o); }", ["f.call(o) -> f"]],
    ["what `apply` is called on", "function f() {} function subject(o, xs) { f.apply(o, xs); }", ["f.apply(o, xs) -> f"]],
    ["a method of the base by `super`", "class B { m() {} } class A extends B { m() {} subject() { super.m(); } }", ["super.m() -> B.m"]],
    ["a bound function", "function f() {} function subject() { const g = f.bind(null); g(); }", ["g() -> f"]],
    ["the methods of those that implement an interface", "interface I { m(): void } class A implements I { m() {} } class B implements I { m() {} } class C { n() {} } function subject(i: I) { i.m(); }", ["i.m() -> A.m", "i.m() -> B.m"]],
    ["what has the shape of an interface", "interface I { m(): void } const o: I = { m() {} }; function subject(i: I) { i.m(); }", ["i.m() -> m"]],
    ["a method of the prototype", "function A() {} A.prototype.m = function () {}; A.prototype.subject = function subject() { this.m(); };", ["this.m() -> A.m"]],
  ])("%s", (_, text, expected) => {
    expect(callsFrom(text)).toEqual(expected);
  });
});

describe("reading and writing a member runs", () => {
  const text = "class A { get x() { return 1; } set x(value) {} plain = 1; }";
  test.each([
    ["its getter", "a.x;", ["a.x -> A.x"]],
    ["its setter", "a.x = 1;", ["a.x = 1 -> A.x"]],
    ["nothing for a field", "a.plain; a.plain = 1;", []],
  ])("%s", (_, body, expected) => {
    expect(callsFrom(`${text} function subject(a: A) { ${body} }`)).toEqual(expected);
  });
});

describe("nothing is taken to be called", () => {
  test.each([
    ["for a parameter", "function subject(f) { f(); }"],
    ["for an unknown name", "function subject() { f(); }"],
    ["for a method of a known collection", "class A { prune() {} } function subject(m: Map<string, string>) { m.prune(); }"],
    ["for a method of the platform without a type", "class A { delete() {} forEach() {} then() {} } function subject(a) { a.delete(); a.then(); }"],
    ["where too many classes have the method", `${[1, 2, 3, 4, 5].map((n) => `class A${n} { prune() {} }`).join(" ")} function subject(a) { a.prune(); }`],
    ["for a method of another class", "class A {} class B { prune() {} } function subject(a: A) { a.prune(); }"],
    ["for a variable that is written again", "let f = () => {}; f = other; function subject() { f(); }"],
    ["where control does not come", "function f() {} function subject() { return; f(); }"],
    ["for an interface that nothing has the shape of", "interface I { m(): void; n(): void } class C { m() {} } function subject(i: I) { i.m(); }"],
    ["for a computed member", "const o = { m() {} }; function subject(k) { o[k](); }"],
  ])("%s", (_, text) => {
    expect(callsFrom(text)).toEqual([]);
  });
});

describe("a call of an imported name runs", () => {
  test.each<[string, Record<string, string>, string[]]>([
    ["the function", { main: 'import { f } from "./b"; export function subject() { f(); }', b: "export function f() {}" }, ["f() -> f"]],
    ["the function under its own name", { main: 'import { f as g } from "./b"; export function subject() { g(); }', b: "export function f() {}" }, ["g() -> f"]],
    ["the default export", { main: 'import g from "./b"; export function subject() { g(); }', b: "export default function f() {}" }, ["g() -> f"]],
    ["a member of the file", { main: 'import * as b from "./b"; export function subject() { b.f(); }', b: "export function f() {}" }, ["b.f() -> f"]],
    ["a static method", { main: 'import { A } from "./b"; export function subject() { A.m(); }', b: "export class A { static m() {} }" }, ["A.m() -> A.m"]],
    ["a method by its class", { main: 'import { A } from "./b"; export function subject(a: A) { a.m(); }', b: "export class A { m() {} }" }, ["a.m() -> A.m"]],
    ["a constructor", { main: 'import { A } from "./b"; export function subject() { new A(); }', b: "export class A { constructor() {} }" }, ["new A() -> A.constructor"]],
    ["a method of an object literal", { main: 'import { o } from "./b"; export function subject() { o.m(); }', b: "export const o = { m() {} };" }, ["o.m() -> m"]],
    ["nothing known, where the file is not", { main: 'import { f } from "./c"; export function subject() { f(); }' }, []],
    ["nothing known, where the file has no such name", { main: 'import { g } from "./b"; export function subject() { g(); }', b: "export function f() {}" }, []],
  ])("%s", (_, files, expected) => {
    expect(callsFrom(files)).toEqual(expected);
  });

  test("an inherited method of a class of another file", () => {
    const files = { main: 'import { B } from "./b"; export class A extends B { subject() { this.m(); } }', b: "export class B { m() {} }" };
    expect(callsFrom(files)).toEqual(["this.m() -> B.m"]);
  });
});
