import { describe, expect, test } from "vitest";
import { reportsIn } from "./program-subject.ts";

const addAll = "function addAll(a: string[], b: string[]) { for (const x of a) b.push(x); }";
const PUSH = ["insert-during-iteration recommended: b.push(x)"];

describe("one object under two names", () => {
  test.each<[string, string, string[]]>([
    ["handed over twice", `${addAll} export function f(xs: string[]) { addAll(xs, xs); }`, PUSH],
    ["a member handed over twice", `${addAll} export function f(o: { xs: string[] }) { addAll(o.xs, o.xs); }`, PUSH],
    ["a name and another name for it", `${addAll} export function f(xs: string[]) { const ys = xs; addAll(xs, ys); }`, PUSH],
    ["a name and the module's name for it", `const all: string[] = []; const same = all; ${addAll} export function f() { addAll(all, same); }`, PUSH],
    ["handed on by those that get it twice", `${addAll} function g(p: string[], q: string[]) { addAll(p, q); } export function f(xs: string[]) { g(xs, xs); }`, PUSH],
    ["`this` and an argument", "class A { xs: string[] = []; addAll(b: A) { for (const x of b.xs) this.xs.push(x); } twice() { this.addAll(this); } }", ["insert-during-iteration recommended: this.xs.push(x)"]],
    ["receiver and argument", "class A { xs: string[] = []; addAll(b: A) { for (const x of b.xs) this.xs.push(x); } } export function f(a: A) { a.addAll(a); }", ["insert-during-iteration recommended: this.xs.push(x)"]],
    ["with a helper that pushes", `function push(ys: string[], y: string) { ys.push(y); } function addAll(a: string[], b: string[]) { for (const x of a) push(b, x); } export function f(xs: string[]) { addAll(xs, xs); }`, ["insert-during-iteration recommended: push(b, x)"]],
  ])("%s", (_, text, expected) => {
    expect(reportsIn(text)).toEqual(expected);
  });

  test("is reported once, however many callers there are", () => {
    expect(reportsIn(`${addAll} export function f(xs: string[]) { addAll(xs, xs); } export function g(xs: string[]) { addAll(xs, xs); }`)).toEqual(PUSH);
  });
});

describe("nothing is found", () => {
  test.each<[string, string]>([
    ["for two objects", `${addAll} export function f(xs: string[], ys: string[]) { addAll(xs, ys); }`],
    ["for an object and a copy of it", `${addAll} export function f(xs: string[]) { addAll(xs, [...xs]); addAll([...xs], xs); }`],
    ["for equal constants", "function f(a: string, b: string) { for (const x of a) use(b); } export function g() { f('', ''); }"],
    ["for two fresh arrays", `${addAll} export function f() { addAll([], []); }`],
    ["where nobody calls it like that", addAll],
    ["for entries by different keys", `${addAll} export function f(m: Map<string, string[]>) { addAll(m.get("a")!, m.get("b")!); }`],
    ["for `this` and another instance", "class A { xs: string[] = []; addAll(b: A) { for (const x of b.xs) this.xs.push(x); } other(b: A) { this.addAll(b); } }"],
  ])("%s", (_, text) => {
    expect(reportsIn(text)).toEqual([]);
  });

  test("where the function asks whether they are one", () => {
    const text = "function merge(a: Set<string>, b: Set<string>) { if (a === b) return; for (const x of a) b.add(x + 1); }";
    expect(reportsIn(`${text} export function f(s: Set<string>) { merge(s, s); }`)).toEqual([]);
  });
});
