/** Programs that both front ends must convert to the same tree, at least one for every syntax that the neutral tree tells apart. */
export const JAVASCRIPT: readonly string[] = [
  "",
  "#!/usr/bin/env node\n'use strict'; work();",
  "/* a */ // b\n  work( /* c */ 1, (2) /* d */ );",
  "0x10; 1_000; 1e3; .5; 10n; 'it\\'s'; (\"text\"); /a[/]b/giu; true; false; null; undefined; this;",
  "a\u00a0+ b;\u2028c\ufeff- d;",
  "`plain`; `a${b}c${d + `${e}`}`; tag`x${y}`; a.b`raw\\unicode`;",
  "[1, , ...xs, (2)]; [,]; [a,,];",
  "({ a, 'b c': 1, 2: 3, 0x10: 4, 1n: 5, [k]: 6, ['l']: 7, ...rest, m() {}, async *n() {}, get o() { return 1; }, set o(v) {} });",
  "!a; -a; +a; ~a; typeof a; void 0; delete a.b; delete a?.b; delete a[0]; (a)++; --a.b; (a.b)--;",
  "a + b * c - (d - e); (a + b) + c; ((a)) ** 2; a in b; a instanceof B; (a && b) || c; a ?? b; a, (b, c), d;",
  "a = b; a += 1; a.b ??= c; a[b] ||= c; (a) = 1; (a.b) = 2; a &&= b = c;",
  "[a, b.c, , d = 1, ...e[0]] = f; ({ a, b = 2, c: d.e, ['f']: [g], h: i = 3, ...j } = k); [(a), ...[b]] = c;",
  "({ a: { b: [c] = [] } = {} } = d);",
  "a.b.c; a['b']; a[(b)]; a[b, c]; a.b[0].c();",
  "a?.b; a?.[0]; a?.(); a?.b.c(1)[2]; (a?.b).c; (a?.b)(); a.b?.c?.d; a?.b?.(c?.d); (a?.b)?.c;",
  "f(...xs, a); new A; new A(); new a.B(1, ...c); new (f())();",
  "a ? b : c ? d : e;",
  "(function () {}); (function f(a) { return a; })(); (async function* () { yield; yield a; yield* b; await c; });",
  "() => {}; a => a; (a, b) => ({ a, b }); async () => await x; (a = 1, { b, c: [d] = [], ...e }, [f, , ...g], ...h) => (b, c); () => (a?.b);",
  "function f() { 'use strict'; return arguments; } async function g() {} function* h() {} async function* i() {}",
  "var a, b = 1; let c = (2), d; const { e, f: { g = 1 }, ...h } = i, [j, [k] = [], ...l] = m;",
  "{ using a = b; } async function f() { await using c = d; }",
  "if (a) b; else if (c) { d; } else if (e); else ;",
  "for (;;) {} for (let i = 0, n = 1; i < n; i++) f(i); for (i = 0, j = 1; ; ) break; for (a in b) ;",
  "for (const a of b) c; for (let [a, b] of c) {} for (a.b of c) {} for ([a, b = 1] of c) {} for ({ a, ...b } of c) {} for (var a in b) {}",
  "async function f() { for await (const a of b) {} for await (a of (b)) {} }",
  "while (a) b; do c; while (d); do { } while (e)",
  "outer: for (;;) { inner: while (a) { if (b) continue outer; if (c) break inner; break; } }",
  "switch (a) { case 1: case b: c; break; default: { d } case 'e': let f = 1; }",
  "try { a } catch (b) { c } finally { d } try { } catch { } try { } finally { } try { } catch ({ message, ...rest }) { }",
  "function f() { return; return (a); throw (new Error()); debugger; ; }",
  "class A {} class B extends A { constructor() { super(); super.x(); } } (class extends (f()) {}); (class C extends a.b.C {});",
  `class A {
    a = 1; static b; #c = this.#c?.e; 'f g' = 2; 3 = 4; [h] = 5; i;
    static { 'text'; this.b = 1; }
    m() {} static async n() {} *o() {} async *p() {} get q() { return 1; } set q(v) {} static get r() { return 1; } #s() {} [t]() {} 'u'() {}
    static constructor() {}
    has(o) { return #c in o; }
    ;
  }`,
  "import 'a'; import b from 'b'; import * as c from 'c'; import d, { e, f as g, 'h i' as j, default as k } from 'd'; import l, * as m from 'l'; import n from 'n' with { type: 'json' };",
  "export { a, b as c }; export * from 'd'; export * as e from 'f'; export { g } from 'h'; let a, b;",
  "export const a = 1, b = 2; export function c() {} export class D {} export async function* e() {} export let { f } = g;",
  "export default function () {}",
  "export default async function f() {}",
  "export default class {}",
  "export default class A extends B {}",
  "export default (class {});",
  "export default (a, b);",
  "export /* x */ default /* y */ () => {};",
  "export /* x */ const /* y */ a = 1;",
  "import('a'); import(b, { with: {} }); import.meta.url; function F() { new.target; }",
  "await a; for await (const b of c) {}",
];

/** Sloppy mode only. */
export const SCRIPTS: readonly string[] = ["with (a) b; with (c) { d }", "010; '\\01'; for (var i = 0 in a) ; delete a;"];

export const JSX: readonly string[] = [
  "<></>; <div/>; <div a='b' c>text {d} {/* e */} <b>&amp;</b></div>;",
  "<A.B.C a={() => <D e={f} />} {...g} h=<i/> j:k={l}>{m ? <n/> : null}</A.B.C>; <this.B/>; <_a/>; <a-b c-d={1}/>; <a:b/>;",
  "function F() { return (\n <G>\n  {xs.map((x) => <H key={x} />)}\n </G>\n); }",
];

/** JSX that espree does not know. */
export const TSX: readonly string[] = ["<A<B> c={d}>{...e}</A>; <F<G, H>/>;"];

export const TYPESCRIPT: readonly string[] = [
  "a!; a!.b; a!.b!(); a?.b!; a?.b!.c; (a?.b)!.c; (a?.b!).c; a!?.b; a?.[0]!(b); (a!)++; a!.b = 1; (a as B).c?.d!;",
  "a as B; <B>a; a as const; a satisfies B; a as unknown as Map<string, number>; (a as B).c; (a as any) = 1; (<any>a.b)++; [a!, b as C] = c; for ((a as B) of c) {}",
  "f<A>(a); new F<A>(a); new F<A>; f<A>; a?.b<C>(); tag<A>`x`; f<A>?.();",
  "let a: string | undefined, b: Map<string, Set<number>>, c: A.B.C<D>, d: E[], f: readonly E[], g: ReadonlyArray<E[]>, h!: I;",
  "let a: [A, b?: B, ...C[]], b: [x: A, B?, ...rest: C[]], c: readonly [A], d: (A), e: (A | B)[], f: A & B, g: | A, h: typeof a, i: keyof A, j: unique symbol;",
  "let a: A extends B ? C : D, b: { [K in A]: B }, c: `x${A}`, d: A['b'], e: import('f').G<H>, g: this, h: 1 | 'a' | null, i: new () => A;",
  "let a: { b: C; 'd e'?: F; readonly 1: G; h(): I; h(a: J): K; get l(): M; set l(v: N); [o: string]: P; (): Q; new (): R; ['s']: T; u };",
  "let a: (b: C) => D, e: <T>(f: T) => f is G, h: { (): I }, { j, k }: L = m, [n]: O = p;",
  "function f(this: A, a: B, b?: C, d: E = g, ...h: I[]): J {} function k<T extends U>({ a }: V, [b]: W = [], { c }: X = {}): asserts a is Y { return a; } const l = (a: B): C => a;",
  "function f(a: A): B; function f(a: C): D; function f(a: any) { } export function g(): void; export function g() {} export default function h(): void;",
  "declare const a: Map<A, B>; declare let b, c: D; declare function e(): F; declare class G extends H<I> implements J { k: L; static m: N; o(): P; get q(): R; #s; constructor(t: U); } export declare const v: W;",
  "declare namespace A { const b: C; } declare module 'd' { export const e: F; } declare global { interface G { h: I } } declare enum J { K }",
  "type A = B | C; export type D<T> = Map<string, T>; interface E extends F<G>, H.I { j: K; l?(): M[] } export interface N {} export default interface O { p: Q }",
  "enum A { B, C = 1, D = f(), 'E F' = A.B | 2 } const enum G { H } export enum I { J = 'k' }",
  "namespace A { export const b = 1; function c() {} } namespace D.E.F { export class G {} } export namespace H { } module I { }",
  "import a = require('b'); import c = d.e.f; export import g = require('h'); import type i = require('j');",
  "import type A from 'a'; import type { B, C as D } from 'b'; import { type E, f } from 'e'; import type * as G from 'g'; export type { A }; export type * from 'h';",
  "export = a;",
  "export as namespace A;",
  "const a = 1; export = { a, b: (c) };",
  `abstract class A<T> extends B<T, C[]> implements D {
    a: E; b?: F = 1; c!: G; readonly d = 2; declare e: H; static f: I; private static readonly g: J = 3; override h; accessor i: K = 4; abstract j: L;
    abstract accessor k: M; [l: string]: any; static [m: string]: any;
    constructor(n: O); constructor(private o: P, public readonly q: R = 5, s?: T, protected u?: V) { super(); }
    w(): X; w(y?: Z) {} abstract aa(): void; abstract get bb(): CC; get dd(): EE { return 1; } set dd(v: EE) {} async *ff<T>(this: A<T>): AsyncGenerator<T> {} gg?(): void;
  }`,
  "class A extends (B as any)<C> {} class D extends (E) {} class F extends G.H<I> {} class J extends K(L)<M> {} class N extends a?.b {}",
  "@a class A {} @b() export class B {} export @c class C {} @d export default class D {}",
  "@a @b() abstract class A { @c d = 1; @e() f(@g h: I, @j k: L) {} @m() get n() { return 1; } @o static accessor p = 1; @q() constructor_ = 2; constructor(@r private readonly s: T, @u ...v: W[]) {} }",
  "let a = { b(this: C, d: E): F { return d; }, async g<T>() {}, get h(): I { return 1; }, j: <T,>(k: T) => k };",
  "try { a } catch (b: unknown) { c } for (const a of <B[]>c) {} for (const d of e as F[]) {} for (using g of h) {}",
  "const a = async <T,>(b: T): Promise<Map<string, T>> => { await b; }; const c = function (this: D, e?: F) {};",
  "if (a) type B = C; label: enum D { E }",
  "let x: A<B>= c; let { a, ...b }: C = d; export abstract class E {} export default abstract class F {}",
];
