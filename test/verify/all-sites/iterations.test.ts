import { beforeAll, expect, test } from "vitest";
import { describeAll, lookAtTexts, type Looked } from "./support.ts";

const WAITS = "iteration-across-await escaping-mutation";

/** What is tried, a program, the iterations in it. */
const programs: readonly (readonly [string, string, readonly string[]])[] = [
  ["a loop over a Map", "export function f(m: Map<string, number>) { for (const [k] of m) console.log(k); }", ["walk: iterate m"]],
  ["loops over iterators of a Map, lazy ones too", "export function f(m: Map<string, number>) { for (const k of m.keys()) console.log(k); for (const v of m.values().filter(Boolean)) console.log(v); }", ["walk: iterate m", "walk: iterate m"]],
  ["a loop over the names of an object", "export function f(o: Record<string, number>) { for (const k in o) console.log(k); }", ["walk: iterate o"]],
  ["a method of an array that calls back", "export function f(xs: number[]) { return xs.map((x) => x + 1); }", ["walk: iterate xs"]],
  ["methods of other collections that call back", "export function f(s: Set<number>, p: URLSearchParams, t: Uint8Array) { s.forEach(console.log); p.forEach(console.log); return t.reduce((a, b) => a + b, 0); }", ["walk: iterate s", "walk: iterate p", "walk: iterate t"]],
  ["a method that calls back, of what another one gives", "export function f(xs: number[]) { xs.filter((x) => x > 0).forEach((x) => console.log(x)); }", ["walk: iterate xs", "walk: iterate xs.filter((x) => x > 0).forEach((x) => console.log(x))"]],
  ["a loop over what a method gives that calls back", "export function f(xs: number[]) { for (const x of xs.filter(Boolean)) console.log(x); }", ["walk: iterate xs", "walk: iterate for (const x of xs.filter(Boolean)) console.log(x);"]],
  ["what may be missing", "export function f(a?: { b: number[] }) { a?.b.forEach((x) => console.log(x)); for (const x of a?.b ?? []) console.log(x); }", ["walk: iterate a?.b", "walk: iterate a?.b ?? []"]],
  ["an index loop over a member", "export function f(o: { xs: number[] }) { for (let i = 0; i < o.xs.length; i++) console.log(o.xs[i]); }", ["walk: iterate o.xs"]],
  ["an index loop that goes backwards", "export function f(xs: number[]) { for (let i = xs.length - 1; i >= 0; i--) console.log(xs[i]); }", ["walk: iterate xs"]],
  ["an index loop that is a while loop", "export function f(xs: number[]) { let i = 0; while (i < xs.length) console.log(xs[i++]); }", ["walk: iterate xs"]],
  ["an index loop over two arrays", "export function f(a: number[], b: number[]) { for (let i = 0; i < a.length && i < b.length; i++) console.log(a[i], b[i]); }", ["walk: iterate a", "walk: iterate b"]],
  ["a queue that is emptied by its own length test, without insertions", "export function f(xs: number[]) { while (xs.length > 0) { const x = xs.shift()!; if (x > 1) xs.push(x - 1); } }", ["reinsert-during-iteration shift-during-iteration remove-ahead-during-iteration: iterate xs"]],
  ["an iterator by hand", "export function f(m: Map<string, number>) { const it = m.values(); for (let r = it.next(); !r.done; r = it.next()) console.log(r.value); }", ["walk: iterate m"]],
  ["a loop over an iterator in a variable", "export function f(m: Map<string, number>) { const it = m.entries(); for (const [k] of it) console.log(k); }", ["walk: iterate m"]],
  ["no texts, and no methods of those names on other things", "export function f(text: string, q: { map(f: () => void): void }) { for (const c of text) console.log(c); q.map(() => {}); for (let i = 0; i < text.length; i++) console.log(text[i]); }", []],
  ["what has no type", "export function f(xs) { xs.forEach((x) => console.log(x)); }", ["walk: iterate xs"]],
  ["a loop that waits, with changes from elsewhere and from closures in its body", "export async function f(xs: number[]) { for (const x of xs) { await x; console.log(() => xs.push(1)); } xs.pop(); }", [`walk ${WAITS}: iterate xs; suspend await x; mutate xs.push(1); mutate xs.pop()`]],
  ["a loop that waits for its elements", "export async function f(xs: Promise<number>[]) { for await (const x of xs) console.log(x); }", [`walk ${WAITS}: iterate xs; suspend for await (const x of xs) console.log(x);`]],
  ["a generator", "export function* f(xs: number[]) { for (const x of xs) yield x; }", [`walk ${WAITS}: iterate xs; suspend yield x`]],
  ["a callback that waits", "export function f(xs: number[]) { return xs.map(async (x) => { await x; }); }", [`walk ${WAITS}: iterate xs; suspend await x`]],
  ["a private member, with a change in another method", "export class A { #xs = new Set<number>(); add(x: number) { this.#xs.add(x); } async run() { for (const x of this.#xs) { await x; this.#xs.delete(x); } } }", [`walk ${WAITS}: iterate this.#xs; suspend await x; mutate this.#xs.add(x)`]],
  ["a constant that stands for a member", "export class A { xs: number[] = []; add(x: number) { const { xs } = this; xs.push(x); } async run() { const all = this.xs; for (const x of all) await x; } }", [`walk ${WAITS}: iterate all; suspend await x; mutate xs.push(x)`]],
  ["changes of other members left out", "export class A { xs: number[] = []; ys: number[] = []; add(x: number) { this.ys.push(x); } async run() { for (const x of this.xs) await x; } }", [`walk ${WAITS}: iterate this.xs; suspend await x`]],
  ["a timer in the body, but not what the body itself changes", "export async function f(xs: number[]) { for (const x of xs) { setTimeout(() => xs.pop(), 1); xs.sort(); await x; } }", [`walk ${WAITS}: iterate xs; suspend await x; mutate xs.pop()`]],
];

let looked: Map<string, Looked>;

beforeAll(async () => {
  // Nothing counts as covered.
  looked = await lookAtTexts(Object.fromEntries(programs.map(([, text], index) => [fileOf(text, index), text])), { isTried: () => false });
});

/** What says no types is JavaScript. */
function fileOf(text: string, index: number): string {
  return `p${index}.${text.includes("f(xs)") ? "js" : "ts"}`;
}

test.each(programs.map((program, index) => [...program, index] as const))("%s", (_, text, expected, index) => {
  expect(describeAll(looked.get(fileOf(text, index))!).filter((line) => line.includes(": iterate "))).toEqual(expected);
});

test("a file without loops and waits has no candidates", async () => {
  const { candidates } = (await lookAtTexts({ "a.ts": "export function f(m: Map<string, number>) { if (!m.has('k')) m.set('k', 1); }" })).get("a.ts")!;
  expect(candidates).toEqual([]);
});
