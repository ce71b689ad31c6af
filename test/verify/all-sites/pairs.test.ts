import { beforeAll, expect, test } from "vitest";
import { describeAll, lookAtTexts, type Looked } from "./support.ts";

const CHECK = "check-then-act-across-await";
const UPDATE = "lost-update-across-await";
const CLEAR = "clear-after-await";
const HEAD = "declare function load(id: string): Promise<number>;\n";

/** What is tried, a program, the pairs in it: with a wait in between, if not said otherwise. */
const programs: readonly (readonly [string, string, readonly string[]])[] = [
  [
    "a question to a Map and an insertion",
    "const m = new Map<string, number>(); export async function f(k: string) { if (m.has(k)) return; m.set(k, await load(k)); }",
    [`${CHECK}: check m.has(k); suspend await load(k); act m.set(k, await load(k))`],
  ],
  [
    "a value that is got, and set again",
    "const m = new Map<string, number>(); export async function f(k: string) { const n = m.get(k) ?? 0; await load(k); m.set(k, n + 1); }",
    [
      `${UPDATE}: read m.get(k); suspend await load(k); write m.set(k, n + 1)`,
      `${CHECK}: check m.get(k); suspend await load(k); act m.set(k, n + 1)`,
    ],
  ],
  [
    "a field that is tested and assigned",
    "export class A { c?: number; async f() { if (!this.c) this.c = await load('c'); } g() { this.c = undefined; } }",
    [`${CHECK}: check this.c; suspend await load('c'); mutate this.c = undefined; act this.c = await load('c')`],
  ],
  [
    "a logical assignment",
    "const o: Record<string, number> = {}; export async function f(k: string) { o[k] ??= await load(k); }",
    [
      `${UPDATE}: read o[k]; suspend await load(k); write o[k] ??= await load(k)`,
      `${CHECK}: check o[k]; suspend await load(k); act o[k] ??= await load(k)`,
    ],
  ],
  ["a compound assignment", "let n = 0; export async function f(k: string) { n += await load(k); }", [`${UPDATE}: read n; suspend await load(k); write n += await load(k)`]],
  [
    "a property that is looked for with `in`",
    "const o: Record<string, number> = {}; export async function f(k: string) { if (k in o) return; const v = await load(k); o[k] = v; }",
    [`${CHECK}: check k in o; suspend await load(k); act o[k] = v`],
  ],
  [
    "a second check after the wait, which is watched",
    "const m = new Map<string, number>(); export async function f(k: string) { if (m.has(k)) return; const v = await load(k); if (!m.has(k)) m.set(k, v); }",
    [`${CHECK}: check m.has(k); suspend await load(k); act m.set(k, v) + check m.has(k)`],
  ],
  [
    "a field that is read again after the wait, which is watched",
    "export class A { c = 0; async f() { if (this.c > 0) return; await load('c'); const now = this.c; this.c = now + 1; } }",
    [
      `${UPDATE}: read this.c; suspend await load('c'); write this.c = now + 1 + read this.c`,
      `${CHECK}: check this.c; suspend await load('c'); act this.c = now + 1 + check this.c`,
    ],
  ],
  [
    "a length and a removal",
    "const xs: string[] = []; export async function f() { if (xs.length === 0) return; await load('x'); xs.shift(); }",
    [`${CHECK}: check xs.length; suspend await load('x'); act xs.shift()`],
  ],
  [
    "a callback of `then`",
    "const m = new Map<string, number>(); export function f(k: string) { if (!m.has(k)) void load(k).then((v) => { m.set(k, v); }); }",
    [`${CHECK}: check m.has(k); suspend load(k).then((v) => { m.set(k, v); }); act m.set(k, v)`],
  ],
  [
    "callbacks that run at the same time, told once",
    "export async function f(ks: string[]) { const m = new Map<string, number>(); await Promise.all(ks.map(async (k) => { if (!m.has(k)) m.set(k, await load(k)); })); }",
    [`${CHECK}: check m.has(k); suspend await load(k); act m.set(k, await load(k))`],
  ],
  [
    "a loop that comes around",
    "const m = new Map<string, number>(); export async function f(ks: string[]) { for (const k of ks) { m.delete(k); await load(k); if (m.has(k)) return; } }",
    [`${CHECK}: check m.has(k); suspend await load(k); act m.delete(k)`],
  ],
  [
    "a whole that is taken and cleared",
    "export class A { s = new Set<string>(); add(x: string) { this.s.add(x); } async f() { await load([...this.s].join()); this.s.clear(); } }",
    [`${CLEAR}: read this.s; suspend await load([...this.s].join()); mutate this.s.add(x); act this.s.clear()`],
  ],
  [
    "a list that is walked and replaced by an empty one",
    "let xs: string[] = []; export async function f() { for (const x of xs) await load(x); xs = []; }",
    [`${CLEAR}: read xs; suspend await load(x); act xs = []`],
  ],
  [
    "other ways to clear",
    "const xs: string[] = [], ys: string[] = []; export async function f() { await load(xs.join()); xs.length = 0; await load(ys.join()); ys.splice(0, ys.length); }",
    [
      `${CLEAR}: read xs; suspend await load(xs.join()); act xs.length = 0`,
      `${CLEAR}: read ys; suspend await load(ys.join()); act ys.splice(0, ys.length) + read ys`,
      `${CHECK}: check ys.length; suspend await load(xs.join()); suspend await load(ys.join()); act ys.splice(0, ys.length)`,
    ],
  ],
  [
    "what is read and written after the wait, since its like must be right",
    "let n = 0; export async function f(k: string) { const v = await load(k); n = n + v; }",
    [`${UPDATE}: read n; suspend await load(k); write n = n + v`],
  ],
  [
    "two branches of one decision, as what has no wait in between",
    "let n = 0; export async function f(k: string) { if (k) { if (n > 0) console.log(n); } else { await load(k); n = 1; } }",
    [`${CHECK}: check n; suspend await load(k); act n = 1 + check n`],
  ],
  ["no keys that are sure to differ", "const m = new Map<string, number>(); export async function f() { if (m.has('a')) return; m.set('b', await load('b')); }", []],
  ["no variables of the function itself", "export async function f(k: string) { let n = 0; if (n === 0) n = await load(k); return n; }", []],
  ["no functions that do not wait", "const m = new Map<string, number>(); export function f(k: string) { if (!m.has(k)) m.set(k, 1); }", []],
  ["no objects that only have such methods", "class C { has() { return false; } set() {} } const m = new C(); export async function f(k: string) { if (!m.has()) { await load(k); m.set(); } }", []],
  [
    "what a timer does as a task of its own",
    "const m = new Map<string, number>(); export function f(k: string) { if (m.has(k)) return; setTimeout(() => m.set(k, 1), 1); }",
    [],
  ],
];

let looked: Map<string, Looked>;

beforeAll(async () => {
  looked = await lookAtTexts(Object.fromEntries(programs.map(([, text], index) => [`p${index}.ts`, `${HEAD}${text}\nexport {};\n`])), { isTried: () => false });
});

test.each(programs.map((program, index) => [...program, index] as const))("%s", (_, _text, expected, index) => {
  const lines = describeAll(looked.get(`p${index}.ts`)!).filter((line) => /^(?:check|lost|clear)/.test(line));
  expect(lines.sort()).toEqual([...expected].sort());
});

test("pairs that have no wait in between say so", async () => {
  const { candidates } = (await lookAtTexts({ "a.ts": `${HEAD}let n = 0;\nexport async function f(k: string) { const v = await load(k); n = n + v; }` })).get("a.ts")!;
  expect(candidates.map(({ finding }) => finding.message)).toEqual([
    "Every read and write of a function that waits is tried: `n = n + v` and `n`, with `await load(k)` elsewhere.",
  ]);
});

test("a function with many pairs gives thirty of them, those across a wait first", async () => {
  const names = Array.from({ length: 40 }, (_, index) => `v${index}`);
  const tests = names.map((name) => `if (${name} > 0) return;`).join(" ");
  const writes = names.map((name) => `${name} = 1;`).join(" ");
  const text = `${HEAD}let z = 0; let ${names.map((name) => `${name} = 0`).join(", ")};\nexport async function f() { if (z) z = 1; ${tests} await load("a"); ${writes} }`;
  const { candidates } = (await lookAtTexts({ "a.ts": text }, { isTried: () => false })).get("a.ts")!;
  expect(candidates.length).toBe(30);
  expect(candidates.filter(({ finding }) => finding.message.includes("elsewhere"))).toEqual([]);
});
