import { describe, expect, test } from "vitest";
import { escapesOf } from "../../src/analysis/escapes.ts";
import { programOf } from "./program-subject.ts";

/** `function: how (to whom) by whom` for each function that gets out. */
function escapesIn(text: string): string[] {
  return [...escapesOf(programOf(text)())].map(([fn, { how, to, by }]) => `${fn.info.name}: ${how}${to === undefined ? "" : ` to ${to}`}${by ? ` by ${by.info.name}` : ""}`).sort();
}

describe("others can call", () => {
  test.each<[string, string, string[]]>([
    ["what is exported", "export function a() {} export const b = () => {}; function c() {} export { c as d }; export default function e() {}", ["a: exported", "b: exported", "c: exported", "e: exported"]],
    ["public members", "class A { m() {} static s() {} get x() { return 1; } set x(value) {} }", ["A.m: method", "A.s: method", "A.x: method", "A.x: method"]],
    ["fields that hold functions", "class A { f = () => {}; }", ["A.f: stored by A.<fields>"]],
    ["what a function returns", "function f() { const g = () => 1; return g; }", ["g: returned by f"]],
    ["one of what it returns", "function f(c) { return c ? function a() {} : function b() {}; }", ["a: returned by f", "b: returned by f"]],
    ["members of what it returns", "function f() { return { stop: () => 1, list: [() => 2] }; }", ["anonymous: stored to Array by f", "stop: stored to Object by f"]],
    ["what is put into a member", "function f(o) { o.cb = () => 1; }", ["cb: stored by f"]],
    ["what is put into a variable from outside", "let kept; function f() { kept = () => 1; }", ["kept: stored by f"]],
    ["what is handed to somebody", "function f() { app.get('/', () => 1); }", ["anonymous: passed to app.get by f"]],
    ["a declared function that is handed over", "function g() {} function f() { this.bus.on('x', g); }", ["g: passed to this.bus.on by f"]],
    ["a bound function", "function f() { return function g() {}.bind(this); }", ["g: returned by f"]],
    ["what is exported by `module.exports`", "module.exports = { a() {} }; exports.b = function () {};", ["a: stored to Object by module", "b: stored by module"]],
  ])("%s", (_, text, expected) => {
    expect(escapesIn(text)).toEqual(expected);
  });
});

describe("nobody else can call", () => {
  test.each<[string, string]>([
    ["a function of the file", "function a() {} const b = () => {}; a();"],
    ["private members", "class A { #p() {} private q() {} constructor() {} }"],
    ["a closure that is called where it is made", "function f() { const g = () => 1; g(); }"],
    ["a closure that is put into a local only", "function f() { let g; g = () => 1; g(); }"],
  ])("%s", (_, text) => {
    expect(escapesIn(text)).toEqual([]);
  });
});
