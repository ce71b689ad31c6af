import { describe, expect, test } from "vitest";
import { both, sitesEverywhere } from "./support.ts";

/** Programs with what a rewrite of source text gets wrong first. Each is run with hooks at all loops and all expressions. */
const programs: Readonly<Record<string, string>> = {
  "labels, continue and break": `
    function main() { outer: for (const x of [1, 2, 3]) { for (const y of new Set([1, 2])) { if (y === x) continue outer; if (x === 3) break outer; log(x, y) } }
      a: b: for (let i = 0; i < 3; i++) { if (i === 1) continue a; log(i) } here: { if (log("x") === undefined) break here; log("never") } }`,
  "no semicolons": `
    var a = [1, 2]
    var b = a
    ;[3].forEach(log)
    for (const x of a) log(x)
    a.map(x => x + 1).forEach((x) => log(x))
    var i = 0
    ++i
    log(i)
    if (i) log("yes"); else log("no")
    do log(i++)
    while (i < 3)
    for (const k in { a: 1 }) log(k)
    function main() { return (
      a.length) }`,
  "words that touch the expression": `
    function f() { return[1, 2].map(x=>{return-x}) }
    function* g() { yield[1]; yield*[2]; return typeof[3] }
    function main() { for(const x of[1,2])log(x);for(const k in{a:1})log(k);switch(1){case[1][0]:log("one")}
      log(f(), [...g()], void[0], !("a"in{a:1}), [1]instanceof Array); do[1].forEach(log); while(0) }`,
  "directives": `"use strict"
    'other'
    function main() { "use strict"; try { undeclared = 1 } catch (e) { log(e) } return (function () { return this === undefined })() }`,
  "this, super, new.target, arguments": `
    class A { v = [1]; get all() { return this.v } each(f) { return this.v.map(f) } static s = 1; constructor() { log(new.target.name) } }
    class B extends A { constructor(x) { super(...x); this.n = 1; super.each((v) => log(v, this.n)) } each(f) { for (const v of super.all) log(v); return super.each((x) => f(x, arguments.length)) } }
    function main() { const b = new B([1]); log(b.each((x, n) => x + n)); log((0, b.each).name); const { each } = b; try { each() } catch (e) { log(e instanceof TypeError) } }`,
  "closures keep their own loop variable": `
    function main() { const fs = []; for (let i = 0; i < 3; i++) fs.push(() => i++); for (const x of [1, 2]) fs.push(() => x); for (let k in { a: 1, b: 2 }) fs.push(() => k)
      for (var v of [7, 8]) fs.push(() => v); log(fs.map((f) => f()), fs.map((f) => f()), v) }`,
  "heads with patterns and existing targets": `
    function main() { let a, b; const o = { p: 0 }; for ([a, b = 5] of [[1], [2, 3]]) log(a, b); for ({ a, ...b } of [{ a: 1, c: 2 }]) log(a, b); for (o.p of [1, 2]) log(o); for (o.p in { k: 1 }) log(o)
      for (const { x = log("default"), y: [z] } of [{ y: [1] }]) log(x, z); for (const k in { q: 1 }) { const k = 5; log(k) } [a, o.p, ...b] = [1, 2, 3, 4]; log(a, o.p, b); ({ a, b: o.p } = { a: 9, b: 8 }); log(a, o.p) }`,
  "optional chains": `
    function main() { const a = { b: null, c: { d: [1, 2] }, f() { return this.c } }; let u;
      log(u?.forEach(log), a?.b?.forEach(log("never")), a.c?.d.map((x) => x + 1).length, u?.a.b.c.forEach(log("never")).d, a.x?.[log("never")], a.f?.().d.filter(Boolean), u?.[0].map(log), a?.["c"]["d"]["forEach"](log))
      try { a?.x.forEach(log("evaluated?")) } catch (e) { log(e) } try { a.c.forEach(log("args first")) } catch (e) { log(e.name) } log(a.zz?.(1), a.c.nope?.(log("never")), delete u?.x, delete a?.c.d) }`,
  "errors of receivers and callees": `
    function main() { let u; const o = {}; for (const f of [() => u.forEach(log("1")), () => o.x(log("2")), () => o.x.y(log("3")), () => u[log("4")], () => { u.x = log("5") }, () => null.x, () => new o.x(log("6")), () => later, () => { for (const k in u) log(k) }]) try { f() } catch (e) { log(e) }
      let later = 1 }`,
  "logical and compound assignment": `
    function main() { let a = null, b = 1, c; const o = {}; a ??= log("a") ?? 5; b ||= log("never"); b &&= 7; c ??= () => 1; const f = function () {}; let g = (0, () => {}); o.h = () => {}; const { k = () => {} } = o
      log(a, b, c.name, f.name, g.name, o.h.name, k.name); b += a -= 2; b **= 2; log(b, a); o.n ??= o.m ||= 3; log(o.n++, --o.n, o); const cls = class {}; log(cls.name) }`,
  "generators, return and throw into them": `
    function* g(xs) { try { for (const x of xs) { const got = yield x; log("got", got) } return "end" } catch (e) { log("caught", e); yield "more" } finally { log("finally") } }
    function main() { const i = g([1, 2, 3]); log(i.next(), i.next("a"), i.return("r"), i.next()); const j = g(new Set([1, 2])); log(j.next(), j.throw("t"), j.next()); for (const x of g([5, 6])) { log(x); break } log([...g([1])])
      function* h() { const r = yield* g([1]); log("r", r); yield; yield } for (const x of h()) log(x) }`,
  "iterators that look at how they are used": `
    function watched(n, methods = {}) { let i = 0; return { get [Symbol.iterator]() { log("get iterator"); return () => (log("open"), { get next() { log("get next"); return function () { log("next", arguments.length); return { get done() { log("done?"); return i >= n }, get value() { log("value"); return i++ } } } }, get return() { log("get return"); return methods.return } }) } } }
    function main() { for (const x of watched(2)) log(x); for (const x of watched(2)) break; for (const x of watched(2, { return() { log("return", arguments.length); return {} } })) break
      try { for (const x of watched(2, { return() { return 1 } })) break } catch (e) { log(e.name) } try { for (const x of watched(2, { return() { throw new Error("r") } })) throw new Error("body") } catch (e) { log(e.message) } for (const [x] of [[1]].values()) log(x)
      for (const bad of [1, null, {}, { [Symbol.iterator]: 1 }, { [Symbol.iterator]: () => 1 }, { [Symbol.iterator]: () => ({}) }]) try { for (const x of bad) log(x) } catch (e) { log(e.name) } for (const c of "añ😀") log(c) }`,
  "loops driven by hand": `
    function main() { const xs = [1, 2, 3, 4]; for (let i = 0; i < xs.length; i++) { if (xs[i] === 2) xs.splice(i, 1); log(xs[i], xs.at(i)) } let i = xs.length; while (i--) log(xs[i]); do { log(xs[++i]) } while (i < 1); for (;;) break; for (let i = 0, n = xs.length; i < n; i += 2) xs[i]++, xs[i] *= 2; log(xs)
      const it = xs.values(); let r; while (!(r = it.next()).done) { log(r.value); if (r.value > 7) break } const jt = new Map([[1, 2]])[Symbol.iterator](); for (let r = jt.next(); !r.done; r = jt.next()) log(r.value); for (const kt = xs.keys(); ; ) { if (kt.next().done) break }
      const fs = [function () { log(this === fs) }]; for (let i = 0; i < fs.length; i++) fs[i](); let j = 0; for (const a = [1]; j < a.length; j++) log(a[j]); for (let i = 0; i < 2; i++) (() => log(i))() }`,
  "templates, tags, commas, spreads": `
    function tag(s, ...v) { log(s.raw, v, this === o); return tag } const o = { tag }
    function main() { log(\`a\${[1, 2].map((x) => \`<\${x}>\`).join(\`,\`)}b\`); tag\`x\${1}\`\`y\`; o.tag\`z\`; for (const x of (log("c"), [1, 2])) log(x); log((1, 2), ...[3, ...new Set([4])], { ...{ a: 1 }, ["k" + 1]: 2, m() { return 1 }, get g() { return 2 } }.g); const m = 1; log({ m }, { m, o: { m } }); return log(1), log(2), 3 }`,
  "async order": `
    const tick = (v) => Promise.resolve(v)
    async function* ag(n) { try { for (let i = 0; i < n; i++) { log("ag", i); yield tick(i) } } finally { log("ag over") } }
    function* sg() { yield tick(1); yield 2; return tick(3) }
    async function a(name) { for (const x of [1, 2]) { log(name, x); await null } for await (const x of ag(3)) { log(name, "for await", x); if (x === 1) break } for await (const x of [tick(1), 2]) log(name, x); for await (const x of sg()) log(name, x); try { for await (const x of [Promise.reject(new Error("no"))]) log(x) } catch (e) { log(name, e) } return name }
    async function b() { const t = { then(r) { log("thenable"); r(1) } }; log(await t, await (async () => 2)()); return t }
    async function main() { const all = Promise.all([a("A"), b(), a("B")]); for (let i = 0; i < 12; i++) { await undefined; log("tick", i) } return [...(await all), await Promise.all([1, 2].map(async (x) => { await x; log("m", x); return x }))] }`,
  "switch, try, finally, completion": `
    function f(n) { try { for (const x of [1, 2, 3]) { try { if (x === n) return "r" + x; if (x > 2) throw x } finally { log("inner", x); if (n === 9 && x === 2) break } } return "done" } catch (e) { return "c" + e } finally { log("outer") } }
    function main() { log(f(1), f(2), f(5), f(9)); switch (f(2)) { case "r1": log("no"); case "r2": for (const x of [1]) log(x); default: log("fall"); break } l: try { break l } finally { log("fin") } }`,
  "classes with private parts": `
    class C { #m = new Map([[1, 2]]); static #count = 0; #log() { return this.#m.size } static make() { C.#count++; return new C() } each() { for (const [k, v] of this.#m) log(k, v); this.#m.forEach((v) => log(v)); for (const k of this.#m.keys()) log(k); return #m in this ? this.#log() + C.#count : 0 } static { log("static", this.name) } get x() { return this.#m } accessor y = 1 }
    function main() { log(C.make().each(), Object.getOwnPropertyNames(C), new C().y); const D = class extends C { #m = 1; z = [1].map((x) => x + this.#m) }; log(new D().z, D.name) }`,
  "types, enums, decorators of TypeScript": `
    enum E { A = 1, B = A << 1, C = "x".length } const enum F { X = 3 } namespace N { export const v = [1]; export function f(): number { return v.length } } declare const nothing: string[]; interface I { a: number } type T = I["a"]; abstract class P { constructor(private readonly xs: number[], public n?: T) {} sum(this: P): number { let s = 0 as number; for (const x of this.xs!) s += <number>x; return s } abstract q(): void }
    class Q extends P { q(): void {} override sum(): number { return super.sum() satisfies number } } function over(a: string): void; function over(a: number): void; function over(a: unknown) { log(a) } function assertIs(x: unknown): asserts x is string {}
    function main(): unknown { over(1); assertIs(1); return [E.A, E.B, E.C, E[1], F.X, N.f(), new Q([1, 2]).sum(), (new Map<string, number[]>([["a", [1]]]).get("a") as number[])!.map<string>((x) => String(x))] }`,
};

describe("hooks at every place change nothing", () => {
  for (const [name, source] of Object.entries(programs)) {
    // The compiler writes TypeScript anew, with semicolons; JavaScript is run as it is edited.
    const fileName = name.includes("TypeScript") || source.includes("accessor y") ? "a.ts" : "a.js";
    for (const role of [0, 1, 2, 3, 4, 5, 6, -1]) {
      test(`${name} (${role})`, async () => {
        const { plain, hooked, calls, code } = await both(source, sitesEverywhere(source, fileName, () => role), fileName);
        expect(hooked, code).toEqual(plain);
        expect(plain.error, JSON.stringify(plain.events)).toBeUndefined();
        expect(calls.length).toBeGreaterThan(role < 0 ? 0 : 1);
      });
    }
  }
});
