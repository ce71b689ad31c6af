import { describe, expect, test } from "vitest";
import { caseOf, labelsOf, planned } from "./support.ts";

const LOOP = "for (const x of /*1*/xs/*1*/) void x;";

describe("the main entry for each form in which a function is declared", () => {
  test.each([
    ["an exported function", `export function f(xs: number[]) { ${LOOP} }`, ["f"]],
    ["a function that is not exported and that nobody calls", `function f(xs: number[]) { ${LOOP} }`, ["f"]],
    ["an arrow function in a variable", `export const f = (xs: number[]) => { ${LOOP} };`, ["f"]],
    ["a default export", `export default function (xs: number[]) { ${LOOP} }`, ["default"]],
    ["an anonymous default export", `export default (xs: number[]) => { ${LOOP} };`, ["default"]],
    ["a method", `export class C { m(xs: number[]) { ${LOOP} } }`, ["C.m"]],
    ["a method of a class that is not exported", `class C { m(xs: number[]) { ${LOOP} } }`, ["C.m"]],
    ["a static method", `export class C { static m(xs: number[]) { ${LOOP} } }`, ["C.m"]],
    ["a field that holds a function", `export class C { m = (xs: number[]) => { ${LOOP} }; }`, ["C.m"]],
    ["a static field that holds a function", `export class C { static m = (xs: number[]) => { ${LOOP} }; }`, ["C.m"]],
    ["a constructor", `export class C { constructor(xs: number[]) { ${LOOP} } }`, ["new C"]],
    ["a field that the constructor assigns", `export class C { m; constructor() { this.m = (xs: number[]) => { ${LOOP} }; } }`, ["C.m"]],
    ["a class expression", `export const C = class { m(xs: number[]) { ${LOOP} } };`, ["C.m"]],
    ["a method of an object literal", `export const api = { users: { load(xs: number[]) { ${LOOP} } } };`, ["api.users.load"]],
    ["a function in a frozen object literal", `export const api = Object.freeze({ load: (xs: number[]) => { ${LOOP} } });`, ["api.load"]],
    ["a function in a default export", `export default { load(xs: number[]) { ${LOOP} } };`, ["default.load"]],
    ["a function in a list", `export const api = [{ load(xs: number[]) { ${LOOP} } }];`, ["api.0.load"]],
    ["a property of a function", `export function f() {}\nf.all = (xs: number[]) => { ${LOOP} };`, ["f.all"]],
    ["an exported function of a namespace", `export namespace N { export function f(xs: number[]) { ${LOOP} } }`, ["N.f"]],
    ["a function that a wrapper gives", `declare function debounce<F>(f: F): F;\nexport const f = debounce((xs: number[]) => { ${LOOP} });`, ["f"]],
    ["what a function called at once returns", `export const api = (() => { const load = (xs: number[]) => { ${LOOP} }; return { load }; })();`, ["api.load"]],
    ["a function that a variable gets later", `export let f: unknown;\nf = (xs: number[]) => { ${LOOP} };`, ["f"]],
  ])("%s", (_form, text, main) => {
    expect(labelsOf(planned(text)).main).toEqual(main);
  });

  test.each([
    ["module.exports = { load }", `function load(xs) { ${LOOP} }\nmodule.exports = { load };`, ["load"]],
    ["module.exports = { load() {} }", `module.exports = { load(xs) { ${LOOP} } };`, ["load"]],
    ["module.exports = function", `module.exports = function (xs) { ${LOOP} };`, ["default"]],
    ["module.exports = class", `module.exports = class Cache { load(xs) { ${LOOP} } };`, ["Cache.load"]],
    ["exports.load = function", `exports.load = function (xs) { ${LOOP} };`, ["load"]],
    ["module.exports.load = arrow function", `module.exports.load = (xs) => { ${LOOP} };`, ["load"]],
  ])("CommonJS: %s", (_form, text, main) => {
    expect(labelsOf(planned({ "a.js": text })).main).toEqual(main);
  });
});

describe("functions inside of others", () => {
  test.each([
    ["a callback belongs to the function that hands it on", `export function f(xs: number[]) { [1].forEach(() => { ${LOOP} }); }`, ["f"]],
    ["a local function belongs to the one that calls it", `export function f(xs: number[]) { const go = () => { ${LOOP} }; go(); }`, ["f"]],
    ["a returned function", `export function make(xs: number[]) { return () => { ${LOOP} }; }`, ["make()"]],
    ["a returned function with a name", `export function make(xs: number[]) { function run() { ${LOOP} } return run; }`, ["make()"]],
    ["a member of a returned object", `export const make = (xs: number[]) => ({ run() { ${LOOP} } });`, ["make().run"]],
    ["a member of a returned variable", `export function make(xs: number[]) { const api = { run() { ${LOOP} } }; return api; }`, ["make().run"]],
    ["a property that a returned object gets later", `export function make(xs: number[]) { const api: Record<string, unknown> = {}; api.run = () => { ${LOOP} }; return api; }`, ["make().run"]],
    ["a member of a nested returned object", `export function make(xs: number[]) { const run = () => { ${LOOP} }; return { jobs: { run } }; }`, ["make().jobs.run"]],
    ["a method of a local class, an instance of which is returned", `export function make(xs: number[]) { class C { run() { ${LOOP} } } return new C(); }`, ["make().run"]],
    ["a local function that members of the returned object call", `export function make(xs: number[]) { const run = () => { ${LOOP} }; return { a() { run(); }, b() { run(); } }; }`, ["make().a", "make().b"]],
    ["a callback of an object that is handed on", `export class C { start(xs: number[]) { use({ each: () => { ${LOOP} } }); } }\ndeclare function use(o: object): void;`, ["C.start"]],
  ])("%s", (_form, text, main) => {
    expect(labelsOf(planned(text)).main).toEqual(main);
  });
});

describe("functions that are kept back", () => {
  test.each([
    ["a private method is come to by its callers", `export class C { private m(xs: number[]) { ${LOOP} } a() { this.m([1]); } b() { this.m([2]); } }`, ["C.a", "C.b"]],
    ["a method that is private by its name", `export class C { _m(xs: number[]) { ${LOOP} } a() { this._m([1]); } }`, ["C.a"]],
    ["a #private method", `export class C { #m(xs: number[]) { ${LOOP} } a() { this.#m([1]); } }`, ["C.a"]],
    ["through several callers", `export class C { #m(xs: number[]) { ${LOOP} } #n() { this.#m([1]); } a() { this.#n(); } }`, ["C.a"]],
    ["through many callers, where nothing else leads there", `export class C { #m(xs: number[]) { ${LOOP} } #a() { this.#m([1]); } #b() { this.#a(); } #c() { this.#b(); } #d() { this.#c(); } e() { this.#d(); } }`, ["C.e"]],
    ["a private method that nobody calls", `export class C { private m(xs: number[]) { ${LOOP} } }`, ["C.m"]],
    ["a private method that only the constructor registers", `declare function register(f: unknown): void;\nexport class C { constructor() { register(() => this.m([1])); } private m(xs: number[]) { ${LOOP} } }`, ["C.m", "new C"]],
    ["a local function is come to by exported ones", `function m(xs: number[]) { ${LOOP} }\nexport function a() { m([1]); }\nexport function b() { m([2]); }`, ["a", "b"]],
    ["the function itself, where its callers cannot be called", `function m(xs: number[]) { ${LOOP} }\nexport function a(el: never) { m(el); }`, ["m"]],
    ["no more than three", `function m(xs: number[]) { ${LOOP} }\n${["a", "b", "c", "d"].map((name) => `export function ${name}() { m([1]); }`).join("\n")}`, ["a", "b", "c"]],
  ])("%s", (_form, text, main) => {
    expect(labelsOf(planned(text)).main).toEqual(main);
  });
});

describe("accessors, generators, constructors", () => {
  test.each([
    ["a getter", `export class C { xs = [1]; get m() { for (const x of /*1*/this.xs/*1*/) void x; return 1; } }`, { label: "C.m", accessor: "get" }],
    ["a setter", `export class C { set m(xs: number[]) { ${LOOP} } }`, { label: "C.m", accessor: "set" }],
    ["a generator", `export function* f(xs: number[]) { ${LOOP} }`, { label: "f", isGenerator: "sync" }],
    ["an async generator", `export async function* f(xs: number[]) { ${LOOP} }`, { label: "f", isGenerator: "async" }],
    ["a constructor", `export class C { constructor(xs: number[]) { ${LOOP} } }`, { label: "new C", isConstructor: true }],
  ])("%s", (_form, text, expected) => {
    expect(caseOf(planned(text)).entries[0]).toMatchObject(expected);
  });

  test("the first overload gives the types of the parameters", () => {
    const { entries } = caseOf(planned(`export function f(xs: string[]): void; export function f(xs: number[]): void;\nexport function f(xs: any) { ${LOOP} }`));
    expect(entries[0]!.parameters).toEqual([{ name: "xs", plan: { kind: "array", element: { kind: "string" } } }]);
  });
});

describe("what cannot be tried", () => {
  test.each([
    ["code at the top of a module", `const xs = [1]; ${LOOP}`, "closure-not-exported", /at the top of its module/],
    ["a callback that is handed on there", `declare function on(f: unknown): void; const xs = [1]; on(() => { ${LOOP} });`, "closure-not-exported", /nothing leads to/],
    ["a parameter of a browser", `export function f(el: Element, xs: number[]) { ${LOOP} }`, "needs-browser", /parameter `el` of `f` is of type `Element`/],
    ["a parameter without values", `export function f(xs: never[], no: never) { ${LOOP} }`, "unconstructable-parameter", /parameter `no` of `f` is of type `never`/],
    ["a class whose constructor asks for too much", `export class C { constructor(no: never) { void no; } m(xs: number[]) { ${LOOP} } }`, "unconstructable-receiver", /constructor of `C`/],
    ["a factory that asks for too much", `export function make(no: never) { return { run(xs: number[]) { void no; ${LOOP} } }; }`, "unconstructable-receiver", /parameter `no` of `make\(\)`/],
  ])("%s", (_what, text, reason, detail) => {
    const plan = planned(text);
    expect(plan).toMatchObject({ kind: "not executable", reason });
    expect((plan as { detail: string }).detail).toMatch(detail);
  });
});
