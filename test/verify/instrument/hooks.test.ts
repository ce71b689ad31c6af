import { describe, expect, test } from "vitest";
import { instrument, InstrumentError } from "../../../src/verify/instrument/instrument.ts";
import type { SiteRole } from "../../../src/verify/site.ts";
import { both, type Call, installHooks, recordingHooks, sitesAt } from "./support.ts";

type Place = readonly [SiteRole, string, number?];

/** The calls of hooks, without that of the module. */
async function callsOf(source: string, ...places: readonly Place[]): Promise<Call[]> {
  const { plain, hooked, calls } = await both(source, sitesAt(source, ...places));
  expect(hooked).toEqual(plain);
  expect(plain.error).toBeUndefined();
  return calls.filter(([name]) => name !== "module" && name !== "privates");
}

function skipOf(source: string, ...places: readonly Place[]): string[] {
  return instrument(source, "a.ts", sitesAt(source, ...places)).skipped.map(({ reason }) => reason);
}

describe("iterations", () => {
  test("a for...of loop gives its items and its end", async () => {
    expect(await callsOf("function main() { const m = [1, 2]; for (const x of m) log(x) }", ["iterate", "m)"])).toEqual([
      ...[["loop", 1, undefined], ["open", 1], ["visit", 1, 1], ["visit", 1, 2], ["close", 1, "end"]],
    ]);
  });

  test("break, return and errors leave the loop", async () => {
    for (const leave of ["break", "return", "throw 1"]) {
      const calls = await callsOf(`function main() { try { for (const x of [7]) ${leave} } catch {} }`, ["iterate", "[7]"]);
      expect(calls.at(-1)).toEqual(["close", 1, "left"]);
    }
  });

  test("the collection is what is marked, or what the iterator comes from", async () => {
    const source = "const m = new Map([[1, 2]]); const o = { m, get() { return this.m } }; function main() { for (const k of HEAD) log(k) }";
    const collections: Record<string, readonly Place[]> = {
      "m.keys()": [["iterate", "m.keys()"], ["iterate", "m", 6]],
      "o.m.entries()": [["iterate", "o.m.entries()"], ["iterate", "o.m"]],
      "o.get()!.values().filter(Boolean)": [["iterate", "o.get()!.values().filter(Boolean)"], ["iterate", "o.get()"]],
      "o?.m?.keys() ?? []": [["iterate", "o?.m"]],
    };
    for (const [head, places] of Object.entries(collections)) {
      if (head.includes("filter") && !("filter" in [].values())) continue;
      for (const [role, text] of places) {
        const whole = source.replace("HEAD", head);
        const start = whole.indexOf(head) + head.indexOf(text);
        const { calls, hooked, plain } = await both(whole, [{ id: 1, role, file: "a.ts", start, end: start + text.length }]);
        expect(hooked).toEqual(plain);
        expect(calls.find(([name]) => name === "loop")).toEqual(["loop", 1, new Map([[1, 2]])]);
      }
    }
  });

  test("for await over asynchronous and synchronous iterables", async () => {
    const source = "async function* g() { yield 1; yield 2 } async function main() { for await (const x of g()) log(x); for await (const x of [3]) log(x) }";
    expect(await callsOf(source, ["iterate", "g()", 2], ["iterate", "[3]"])).toEqual([
      ...[["asyncLoop", 1, undefined], ["open", 1], ["visit", 1, 1], ["visit", 1, 2], ["close", 1, "end"]],
      ...[["asyncLoop", 2, undefined], ["open", 2], ["visit", 2, 3], ["close", 2, "end"]],
    ]);
  });

  test("callback methods visit items and keys, also in optional chains", async () => {
    const source = "const o = { xs: [5] }; let u; function main() { o.xs.forEach((x) => log(x)); o?.xs.map(log).length; u?.a.forEach(log); o?.xs?.reduce((a, b) => a + b, 0) }";
    const calls = await callsOf(source, ["iterate", "o.xs"], ["iterate", "o?.xs"], ["iterate", "u?.a"], ["iterate", "o?.xs?.reduce((a, b) => a + b, 0)"]);
    expect(calls).toEqual([
      ...[["method", 1, "forEach", undefined], ["open", 1], ["visit", 1, 5, 0], ["close", 1, "end"]],
      ...[["method", 2, "map", undefined], ["open", 2], ["visit", 2, 5, 0], ["close", 2, "end"]],
      ...[["method", 4, "reduce", undefined], ["open", 4], ["visit", 4, 5, 0], ["close", 4, "end"]],
    ]);
  });

  test("index loops have a frame, steps and visits", async () => {
    const source = "class A { xs = [4, 5]; run() { for (let i = 0; i < this.xs.length; i++) { log(this.xs[i], this.xs[0]) } } } function main() { new A().run() }";
    for (const text of ["this.xs", "this.xs.length", "i < this.xs.length", "for (let i = 0; i < this.xs.length; i++) { log(this.xs[i], this.xs[0]) }"]) {
      expect(await callsOf(source, ["iterate", text])).toEqual([
        ...[["enter", 1, { xs: [4, 5] }, ["xs"]], ["step", 1, undefined], ["visit", 1, 0], ["step", 1, undefined], ["visit", 1, 1], ["leave", 1]],
      ]);
    }
  });

  test("index loops that keep the length, or have none, tell by what they read", async () => {
    const source = "function main() { const xs = [4, 5]; for (let i = 0, n = xs.length; i < n; i++) log(xs[i]); let i = 2; while (i--) log(xs[i]) }";
    const calls = await callsOf(source, ["iterate", "for (let i = 0, n = xs.length; i < n; i++) log(xs[i]);"], ["iterate", "while (i--) log(xs[i])"]);
    expect(calls.filter(([name]) => name !== "step")).toEqual([
      ...[["enter", 1, [4, 5], []], ["visit", 1, 0], ["visit", 1, 1], ["leave", 1], ["enter", 2, [4, 5], []], ["visit", 2, 1], ["visit", 2, 0], ["leave", 2]],
    ]);
  });

  test("a frame is left by return, errors and labels", async () => {
    const source = "function f(xs) { a: for (;;) { for (let i = 0; i < xs.length; i++) { if (xs[i] === 1) continue a; if (xs[i] === 2) return; if (xs.pop()) throw 1 } } } function main() { try { f([2]); f([3]) } catch {} }";
    const calls = await callsOf(source, ["iterate", "xs.length"]);
    expect(calls.filter(([name]) => name === "enter" || name === "leave").map(([name]) => name)).toEqual(["enter", "leave", "enter", "leave"]);
  });

  test("for...in gives the object and the keys", async () => {
    expect(await callsOf("function main() { const o = { a: 1, b: 2 }; for (const k in o) log(k) }", ["iterate", "o)"])).toEqual([
      ...[["enter", 1], ["over", 1, { a: 1, b: 2 }], ["step", 1, "a"], ["step", 1, "b"], ["leave", 1]],
    ]);
  });

  test("iterators in variables are followed to their loops", async () => {
    const source = "function main() { const m = new Set([1]); const it = m.values(); for (const x of it) log(x); const jt = m.values(); let r; while (!(r = jt.next()).done) log(r.value) }";
    expect(await callsOf(source, ["iterate", "m.values()"], ["iterate", "m.values()", 2])).toEqual([
      ...[["iterator", 1, new Set([1])], ["loop", 1, undefined], ["open", 1], ["visit", 1, 1], ["close", 1, "end"]],
      ...[["iterator", 2, new Set([1])], ["next", 2, 1], ["next", 2, undefined], ["closed", 2]],
    ]);
  });

  test("what cannot be hooked is said", () => {
    expect(skipOf("const xs = [1]; log(xs)", ["iterate", "xs", 2])).toEqual(["there is no loop over it here"]);
    expect(skipOf("class A extends Map { f() { super.forEach(log) } }", ["iterate", "super"])).toEqual(["it is a call of a method of `super`"]);
    expect(skipOf("let x: Map<string, number>", ["read", "Map"])).toEqual(["it is no code that runs"]);
    expect(instrument("a", "a.ts", [{ id: 1, role: "read", file: "a.ts", start: 3, end: 9 }]).skipped[0]?.reason).toBe("the file has no such place");
  });
});

describe("events", () => {
  test("a check is announced before it is evaluated, with the place that is read", async () => {
    const source = "const o = { s: { n: 1 } }; function main() { if (o.s.n === undefined) log(1); const k = 's'; return o[k] }";
    expect(await callsOf(source, ["check", "o.s.n"], ["read", "o[k]"])).toEqual([["event", 1, "check", { s: { n: 1 } }, ["s", "n"]], ["event", 2, "read", { s: { n: 1 } }, ["s"]]]);
  });

  test("a call is announced after its arguments, which may wait", async () => {
    const source = "const m = new Map(); async function main() { m.set(1, await 2); m.clear(); m?.delete(log('arg')) }";
    const { calls } = await both(source, sitesAt(source, ["act", "m.set(1, await 2)"], ["suspend", "await 2"], ["mutate", "m.clear()"], ["act", "m?.delete(log('arg'))"]));
    expect(calls.filter(([name]) => name !== "module")).toEqual([
      ...[["value", 2, "suspend", 2], ["value", 1, "act", 2, new Map(), []], ["args", 3, "mutate", new Map(), []], ["value", 4, "act", undefined, new Map(), []]],
    ]);
  });

  test("a write is announced after its right-hand side, the read before", async () => {
    const source = "let total = 1; async function main() { total += await 2; const o = { n: 1 }; o.n = 5; o.n++; delete o.n; return total }";
    expect(await callsOf(source, ["read", "total", 2], ["write", "total += await 2"], ["suspend", "await 2"], ["write", "o.n = 5"], ["mutate", "o.n++"], ["mutate", "delete o.n"])).toEqual([
      ...[["event", 1, "read", 1, []], ["value", 3, "suspend", 2], ["value", 2, "write", 2, 1, []]],
      ...[["value", 4, "write", 5, { }, ["n"]], ["event", 5, "mutate", { }, ["n"]], ["event", 6, "mutate", { }, ["n"]]],
    ]);
  });

  test("an act that does not happen is not announced", async () => {
    const source = "const m = new Map(); let u; let n = 1; function main() { u?.set(1, 2); n ??= 5; n &&= 6; if (!n) m.set(1, 1) }";
    expect(await callsOf(source, ["act", "u?.set(1, 2)"], ["act", "n ??= 5"], ["act", "n &&= 6"], ["act", "m.set(1, 1)"])).toEqual([["value", 3, "act", 6, 1, []]]);
  });

  test("a deferred function is announced each time it runs", async () => {
    const source = "function main() { const f = () => 1; function g() { 'use strict'; return 2 } f(); f(); g() }";
    expect(await callsOf(source, ["defer", "() => 1"], ["defer", "function g() { 'use strict'; return 2 }"])).toEqual([["event", 1, "defer"], ["event", 1, "defer"], ["event", 2, "defer"]]);
  });
});

describe("the module", () => {
  test("gives access to its names and to #fields", () => {
    const source = "const cache = new Map(); let n = 1; export class C { #jobs = [1]; static #all = 3 } function f() { return n } declare const no: 1; enum E { A } function main() { return f() }";
    const { code } = instrument(source, "a.ts", [], { format: "commonjs", moduleName: "src/a" });
    const calls: Call[] = [];
    installHooks(recordingHooks(calls));
    const exports: Record<string, any> = {};
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    new Function("exports", code)(exports);
    const [, file, scope] = calls.find(([name]) => name === "module") as [string, string, Record<string, any>];
    expect([file, Object.keys(scope)]).toEqual(["src/a", ["cache", "n", "C", "f", "E", "main"]]);
    scope["n"] = 7;
    expect(scope["main"]()).toBe(7);
    expect(() => (scope["cache"] = 1)).toThrow(TypeError);
    expect(Object.keys(exports)).toEqual(["C"]);
    const [, owner, name, fields] = calls.find(([hook]) => hook === "privates") as [string, unknown, string, Record<string, any>];
    const object = new exports["C"]();
    fields["jobs"][1](object, [2]);
    expect([owner === exports["C"], name, Object.keys(fields), fields["jobs"][0](object), fields["all"][0](owner)]).toEqual([true, "C", ["jobs", "all"], [2], 3]);
  });

  test("gives access to the variables of namespaces, but adds nothing to those of types only", () => {
    const source = "export namespace A { const all = [1]; export let n = 1; export namespace B { export const x = 2; } export const sum = () => all.length + n; }\nconst T = 1; export namespace T { export type U = 1; }";
    const { code } = instrument(source, "a.ts", [], { format: "commonjs", moduleName: "src/a" });
    const calls: Call[] = [];
    installHooks(recordingHooks(calls));
    const exports: Record<string, any> = {};
    // eslint-disable-next-line @typescript-eslint/no-implied-eval
    new Function("exports", code)(exports);
    const scopes = calls.filter(([name]) => name === "module") as [string, string, Record<string, any>][];
    expect(scopes.map(([, name, scope]) => [name.replace(/@\d+$/, ""), Object.keys(scope)])).toEqual([["src/a#A#B", ["x"]], ["src/a#A", ["all", "n", "sum"]], ["src/a", ["T"]]]);
    scopes[1]![2]["n"] = 7;
    expect(exports["A"].sum()).toBe(8);
  });

  test("keeps hashbang, byte order mark, lines and JavaScript as it is", () => {
    const source = "#!/usr/bin/env node\n'use strict'\nfor (const x\n  of [1]) {\n  x.f // c\n}\n// end";
    const { code, map } = instrument(source, "a.mjs", sitesAt(source, ["iterate", "[1]"], ["read", "x.f"]));
    expect(code.split("\n").slice(0, 7)).toEqual(["#!/usr/bin/env node", "'use strict'", "for (const x", "  of __rg().loop(1, [1], )) {".replace(", )", ")"), "  __rg().seq(__rg().event(2, \"read\", x, [\"f\"]), x.f) // c", "}", "// end"]);
    expect(map).toBeUndefined();
    const marked = instrument("\ufeffconst a: number = 1", "a.ts", [{ id: 1, role: "read", file: "a.ts", start: 18, end: 19 }]);
    expect(marked.skipped).toEqual([]);
    expect(marked.code).toContain("const a = __rg().seq(__rg().event(1, \"read\"), 1)");
  });

  test("says where a file cannot be parsed", () => {
    expect(() => instrument("let a\nlet = = 1", "a.ts", [])).toThrow(InstrumentError);
    expect(() => instrument("let a\nlet = = 1", "a.ts", [])).toThrow(/^a\.ts:2: /);
  });

  test("lists what it imports, and drops names that are types", () => {
    const source = 'import d, { a as b, type T } from "x"; import * as ns from "y"; import type { U } from "z"; export { c, I } from "w"; import("v"); log(d, b, ns.p, ns.q())';
    const { code, imports } = instrument(source, "a.ts", [], { typeOnly: new Set([source.indexOf("I }")]) });
    expect(imports).toEqual([{ specifier: "x", names: ["default", "a"] }, { specifier: "y", names: ["p", "q"] }, { specifier: "w", names: ["c", "I"] }, { specifier: "v", names: [] }]);
    expect(code).toContain('export { c } from "w"');
  });

  test("compiles JSX", () => {
    const source = "const xs = [1]; export const a = <ul>{xs.map((x) => <li key={x}>{x}</li>)}</ul>";
    expect(instrument(source, "a.tsx", sitesAt(source, ["iterate", "xs", 2])).code).toMatch(/_jsx\("ul", \{ children: __rg\(\)\.method\(1, xs, "map", 0/);
    expect(instrument(source, "a.js", []).code).toContain("_jsx");
    const tag = "export const b = (ui) => <ui.List of={ui}></ui.List>";
    expect(instrument(tag, "b.tsx", sitesAt(tag, ["read", "ui", 2], ["read", "ui", 4])).code).toMatch(/seq\(__rg\(\)\.event\(2, "read"\), __rg\(\)\.seq\(__rg\(\)\.event\(1, "read"\), _jsx\(ui\.List/);
  });
});
