import { describe, expect, test } from "vitest";
import { describeValue, type Files, namedIn, programOf } from "./program-subject.ts";

/** `file:name` of what `name` means at the top of `main`, through imports. */
function originOf(files: Files, name: string): string | undefined {
  const main = programOf(files)();
  const found = main.imported(main.ir.topLevel(name)!);
  return found && `${found.unit.file}:${found.binding?.name ?? "*"}`;
}

describe("an import means", () => {
  test.each<[string, Files, string | undefined]>([
    ["what the other file declares", { main: 'import { x } from "./b";', b: "export const x = 1;" }, "b.ts:x"],
    ["it under its own name", { main: 'import { y as x } from "./b";', b: "const y = 1; export { y };" }, "b.ts:y"],
    ["a default export", { main: 'import x from "./b";', b: "const z = 1; export default z;" }, "b.ts:z"],
    ["the whole file", { main: 'import * as x from "./b";', b: "" }, "b.ts:*"],
    ["what is re-exported", { main: 'import { x } from "./b";', b: 'export { x } from "./c";', c: "export let x;" }, "c.ts:x"],
    ["what is re-exported under another name", { main: 'import { x } from "./b";', b: 'export { y as x } from "./c";', c: "export let y;" }, "c.ts:y"],
    ["what is imported and exported", { main: 'import { x } from "./b";', b: 'import { y } from "./c"; export { y as x };', c: "export let y;" }, "c.ts:y"],
    ["what `export *` passes on", { main: 'import { x } from "./b";', b: 'export * from "./d"; export * from "./c";', c: "export let x;", d: "" }, "c.ts:x"],
    ["the file's own name before that of `export *`", { main: 'import { x } from "./b";', b: 'export * from "./c"; export let x;', c: "export let x;" }, "b.ts:x"],
    ["a file that is re-exported as one name", { main: 'import { x } from "./b";', b: 'export * as x from "./c";', c: "" }, "c.ts:*"],
    ["a default export that is re-exported", { main: 'import { x } from "./b";', b: 'export { default as x } from "./c";', c: "export default function y() {}" }, "c.ts:y"],
    ["nothing where no such name is exported", { main: 'import { x } from "./b";', b: "let x;" }, undefined],
    ["nothing of a package", { main: 'import { x } from "pkg";' }, undefined],
    ["nothing where files re-export each other in a circle", { main: 'import { x } from "./b";', b: 'export { x } from "./c";', c: 'export { x } from "./b";' }, undefined],
    ["nothing where `export *` goes in a circle", { main: 'import { x } from "./b";', b: 'export * from "./c";', c: 'export * from "./b";' }, undefined],
  ])("%s", (_, files, expected) => {
    expect(originOf(files, "x")).toBe(expected);
  });
});

describe("a name stands for", () => {
  test.each<[string, Files, string]>([
    ["itself", { main: "const x = new Map();" }, "main.ts:x"],
    ["what it is another name for", { main: "const a = new Map(); const x = a;" }, "main.ts:a"],
    ["a member of it", { main: "const a = make(); const x = a.rows;" }, "main.ts:a.rows"],
    ["what it is imported from", { main: 'import { x } from "./b";', b: "export const x = new Map();" }, "b.ts:x"],
    ["a member of what an import is another name for", { main: 'import { y } from "./b"; const x = y.first;', b: "const a = make(); export const y = a.rows;" }, "b.ts:a.rows.first"],
  ])("%s", (_, files, expected) => {
    const program = programOf(files);
    const { root, path } = program().alias(program().ir.topLevel("x")!);
    const owner = Object.keys(files).find((name) => program(name).ir.names === root.file);
    expect([`${owner}.ts:${root.name}`, ...path].join(".")).toBe(expected);
  });
});

describe("a class", () => {
  const files: Files = {
    main: 'import { B } from "./b"; export class A extends B { own() {} get size() { return 1; } }',
    b: 'import C from "./c"; export class B extends C { middle() {} own() {} }',
    c: "export default class C { top() {} }",
  };
  const unit = programOf(files)();
  const home = unit.ir.homeNamed("A")!;

  test.each([
    ["own", "A.own"],
    ["middle", "B.middle"],
    ["top", "C.top"],
    ["size", "A.size"],
    ["unknown", undefined],
  ])("has the member `%s` from %s", (name, expected) => {
    expect(unit.member(home, name)?.info.name).toBe(expected);
  });

  test("shares its fields with the class at the top", () => {
    expect(unit.rootHome(home).name).toBe("C");
  });

  test("that extends itself through others is no endless search", () => {
    const circle = programOf({ main: 'import { B } from "./b"; export class A extends B {}', b: 'import { A } from "./main"; export class B extends A {}' })();
    const start = circle.ir.homeNamed("A")!;
    expect(circle.member(start, "x")).toBeUndefined();
    expect(["A", "B"]).toContain(circle.rootHome(start).name);
  });
});

describe("a function returns", () => {
  test.each<[string, string, string | undefined]>([
    ["its parameter", "function subject(a, b) { return b; }", "#1"],
    ["a member of `this`", "class A { xs = []; subject() { return this.xs; } }", "this.xs"],
    ["an outer variable", "const m = new Map(); function subject() { return m; }", "m"],
    ["an entry", "function subject(m, k) { return m.get(k); }", "#0[#1]"],
    ["one thing, or nothing", "function subject(a, c) { if (c) return undefined; return a; }", "#0"],
    ["no one thing, but one of two", "function subject(a, b, c) { return c ? a : b; }", undefined],
    ["no one thing on two ways", "function subject(a, b, c) { if (c) return a; return b; }", undefined],
    ["a copy", "function subject(a) { return [...a]; }", undefined],
    ["something fresh", "function subject() { return new Map(); }", undefined],
    ["what it calls itself for", "function subject(n) { return subject(n - 1); }", undefined],
    ["what another one returns", "function f(o) { return o.xs; } function subject(o) { return f(o.inner); }", "#0.inner.xs"],
  ])("%s", (_, text, expected) => {
    const fn = namedIn(programOf(text)(), "subject");
    const { returned } = fn;
    expect(returned === undefined ? undefined : describeValue(fn.analysis.values, returned)).toBe(expected);
  });
});

describe("a chain of functions, each of which returns what the next one does,", () => {
  const chain = (length: number): string => {
    const links = Array.from({ length }, (_, index) => `function f${index}(x) { return ${index === length - 1 ? "x" : `f${index + 1}(x)`}; }`);
    return `${links.join("\n")}\nexport function subject(x) { return f0(x); }`;
  };

  test("is followed", () => {
    const fn = namedIn(programOf(chain(20))(), "subject");
    expect(fn.returned === undefined ? undefined : describeValue(fn.analysis.values, fn.returned)).toBe("#0");
  });

  test("is given up where it is very long, and its end is still known", () => {
    const unit = programOf(chain(3000))();
    expect(namedIn(unit, "subject").returned).toBeUndefined();
    const last = namedIn(unit, "f2990");
    expect(last.returned === undefined ? undefined : describeValue(last.analysis.values, last.returned)).toBe("#0");
  });
});
