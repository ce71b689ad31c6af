import { describe, expect, test } from "vitest";
import type { TraceHooks } from "../../../src/verify/trace/hooks.ts";
import { oracles } from "../../../src/verify/oracles/index.ts";
import { byIndex, Expected, type Hazard, seenIn, textOf, traceSync } from "./support.ts";

type Program = (h: TraceHooks) => void;
type Row = readonly [name: string, program: Program];

const loopOf = <T>(h: TraceHooks, live: T, collection: unknown = live): T => h.loop(1, live, collection) as T;
const call = (h: TraceHooks, receiver: unknown, name: string, ...args: unknown[]): unknown => (h.method(1, receiver, name, 0) as (...args: unknown[]) => unknown)(...args);

/** The synchronous unsafe ones of ../shared/cases, and classes of theirs in fixtures/, with the hooks called by hand. */
const unsafe: Readonly<Record<string, readonly Row[]>> = {
  "insert-during-iteration": [
    ["array-push", (h) => { const xs = [1, 2]; for (const x of loopOf(h, xs)) xs.push(x); }],
    ["array-index-write-ahead", (h) => { const xs = [1]; for (const x of loopOf(h, xs)) xs[xs.length] = x; }],
    ["growByLength", (h) => { const xs = ["---"]; for (const x of loopOf(h, xs)) if (x === "---") xs.length += 1; }],
    ["appendBySplice, once", (h) => { const xs = [1, 2]; for (const x of loopOf(h, xs)) if (x === 1) xs.splice(xs.length, 0, 9); }],
    ["map-set-new-key", (h) => { const m = new Map([["a", 1]]); for (const [k, v] of loopOf(h, m)) m.set(k + "!", v); }],
    ["keys-set-new", (h) => { const m = new Map([["a", 1]]); for (const k of loopOf(h, m.keys(), m)) m.set(k + k, 1); }],
    ["entries-set-new", (h) => { const m = new Map([["a", 1]]); for (const [k, v] of loopOf(h, m.entries(), m)) m.set(`${k}-copy`, v); }],
    ["addByText: a terminating insertion", (h) => { const m = new Map([["a", "x"]]); for (const t of loopOf(h, m.values(), m)) m.set(t.toUpperCase(), t); }],
    ["runningTotal", (h) => { const m = new Map([["a", 1]]); for (const [, n] of loopOf(h, m)) m.set("total", (m.get("total") ?? 0) + n); }],
    ["delete-current-then-new", (h) => { const m = new Map([["A", 1]]); for (const [k, v] of loopOf(h, m)) { m.delete(k); m.set(k.toLowerCase() + "_", v); } }],
    ["set-foreach-add", (h) => { const s = new Set([1]); call(h, s, "forEach", (n: number) => s.add(n + 1)); }],
    ["foreach-third-argument", (h) => { call(h, new Map([["a", 1]]), "forEach", (v: number, k: string, self: Map<string, number>) => { self.set(k + "!", v); }); }],
    ["map-subclass", (h) => { class R extends Map<string, number> {} const r = new R([["a", 1]]); for (const [k, v] of loopOf(h, r)) r.set(k + "!", v); }],
    ["stepInWhile", (h) => { const m = new Map([["a", 1]]); const it = h.iterator(1, m.keys(), m) as Iterator<string>; for (let s = h.next(1, it, it.next()) as IteratorResult<string>; !s.done; s = h.next(1, it, it.next()) as IteratorResult<string>) m.set(s.value + "#", 0); }],
    ["iterator-alias-forof", (h) => { const m = new Map([["a", 1]]); const it = h.iterator(2, m.entries(), m) as MapIterator<[string, number]>; for (const [k, v] of loopOf(h, it)) m.set(k + "!", v); }],
    ["echoByIndex", (h) => { const xs = [1]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); xs.push(at(i)); } }); }],
    ["labelled-continue-outer", (h) => { const s = new Set([1]); outer: for (const n of loopOf(h, s)) for (const y of [1, 2]) if (y === 2) { s.add(n + 9); continue outer; } }],
  ],
  "reinsert-during-iteration": [
    ["map-delete-set-same", (h) => { const m = new Map([["a", 1]]); for (const [k, v] of loopOf(h, m)) { m.delete(k); m.set(k, v); } }],
    ["set-delete-add-same", (h) => { const s = new Set([1, 2]); for (const n of loopOf(h, s)) { s.delete(n); s.add(n); } }],
    ["emit-set-readd", (h) => { const s = new Set<() => void>(); const l = (): void => void s.add(l); s.add(l); call(h, s, "forEach", (f: () => void) => { s.delete(f); f(); }); }],
    ["once", (h) => { const s = new Set([1, 2]); let n = 0; for (const x of loopOf(h, s)) if (n++ === 0) { s.delete(x); s.add(x); } }],
    ["normalise: URLSearchParams", (h) => { const p = new URLSearchParams("a=1"); let n = 0; for (const [k, v] of loopOf(h, p)) if (n++ < 3) { p.delete(k); p.append(k, v); p.append("z", "1"); } }],
  ],
  "shift-during-iteration": [
    ["array-shift", (h) => { const xs = [1, 2, 3, 4]; for (const x of loopOf(h, xs)) { void x; xs.shift(); } }],
    ["array-unshift", (h) => { const xs = [1, 2]; for (const x of loopOf(h, xs)) xs.unshift(x); }],
    ["array-reverse", (h) => { const xs = [1, 2, 3]; for (const x of loopOf(h, xs)) if (x === 1) xs.reverse(); }],
    ["array-foreach-splice", (h) => { const xs = ["", "b", "c"]; call(h, xs, "forEach", (x: string, i: number) => { if (!x) xs.splice(i, 1); }); }],
    ["array-copywithin-fill", (h) => { const xs = [1, 2, 3]; for (const x of loopOf(h, xs)) { void x; xs.copyWithin(0, 1); xs.fill(0); } }],
    ["index-splice-no-adjust", (h) => { const xs = ["", "b", "c"]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); if (!at(i)) xs.splice(i, 1); } }); }],
    ["listener-emits-sync", (h) => { const hs: (() => void)[] = []; const a = (): void => void hs.splice(hs.indexOf(a), 1); hs.push(a, () => {}); for (const l of loopOf(h, hs)) l(); }],
    ["mutate-continue", (h) => { const xs = [-1, 2]; for (const x of loopOf(h, xs)) { if (x < 0) { xs.splice(xs.indexOf(x), 1); continue; } } }],
    ["typed-array-sort", (h) => { const xs = new Float64Array([3, 1, 2]); for (const x of loopOf(h, xs)) { void x; xs.sort(); } }],
    ["urlsearchparams-delete", (h) => { const p = new URLSearchParams("utm_a=1&utm_b=2&c=3"); for (const [k] of loopOf(h, p)) if (k.startsWith("utm_")) p.delete(k); }],
    ["headers-delete", (h) => { const p = new Headers({ "x-a": "1", "x-b": "2", y: "3" }); for (const [k] of loopOf(h, p)) if (k.startsWith("x-")) p.delete(k); }],
    ["dropEmptyFields", (h) => { const p = new FormData(); p.append("a", ""); p.append("b", ""); for (const [k, v] of loopOf(h, p.entries(), p)) if (v === "") p.delete(k); }],
    ["dropByEntry", (h) => { const xs = [{ c: true }, { c: false }]; for (const [i, x] of loopOf(h, xs.entries(), xs)) if (x.c) xs.splice(i, 1); }],
    ["dropByKey", (h) => { const xs = [{ c: true }, { c: false }]; for (const i of loopOf(h, xs.keys(), xs)) if (xs[i]?.c) xs.splice(i, 1); }],
    ["findAndRemove", (h) => { const xs = ["", "b"]; call(h, xs, "find", (x: string, i: number) => { if (x === "") xs.splice(i, 1); return false; }); }],
    ["dropFromTheEnd", (h) => { const xs = ["a", "b", "", "c"]; call(h, xs, "findLast", (x: string, i: number) => { if (x === "") xs.splice(0, i); return x === "z"; }); }],
    ["reduceAndRemove", (h) => { const xs = [1, 2, 3]; call(h, xs, "reduce", (n: number, x: number, i: number) => { if (x === 2) xs.splice(i, 1); return n; }, 0); }],
    ["insertsBefore", (h) => { const xs = ["a", "deploy"]; let n = 0; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length && n < 5; i++) { f.step(); if (at(i) === "deploy") { n++; xs.splice(i, 0, "test"); } } }); }],
  ],
  "remove-ahead-during-iteration": [
    ["array-pop", (h) => { const xs = [1, 2, 3]; for (const x of loopOf(h, xs)) { void x; xs.pop(); } }],
    ["map-clear", (h) => { const m = new Map([["a", -1], ["b", 1]]); for (const [, v] of loopOf(h, m)) if (v < 0) m.clear(); }],
    ["map-delete-other", (h) => { const m = new Map([["long", "b"], ["b", "c"]]); for (const [k, next] of loopOf(h, m)) if (k.length > 3) m.delete(next); }],
    ["values-delete-via-value", (h) => { const m = new Map([["a", { next: "b" }], ["b", { next: "c" }]]); for (const v of loopOf(h, m.values(), m)) m.delete(v.next); }],
    ["emptied", (h) => { const xs = ["quit", "b"]; for (const x of loopOf(h, xs)) if (x === "quit") xs.length = 0; }],
    ["holeAhead", (h) => { const xs = ["last", "b", "c"]; call(h, xs, "forEach", (x: string, i: number) => { if (x === "last") delete xs[i + 1]; }); }],
    ["blankOut", (h) => { const xs = ["reset", "b"]; call(h, xs, "forEach", (x: string) => { if (x === "reset") xs.fill(""); }); }],
    ["dropPartner: for...in", (h) => { const o: Record<string, string> = { a: "b", b: "c", c: "d" }; const f = h.enter(1); for (const k in f.over(o) as typeof o) { f.step(k); delete o[o[k]!]; } f.leave(); }],
    ["popByIndex", (h) => { const xs = ["bye", "b", "c"]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); if (at(i) === "bye") xs.pop(); } }); }],
    ["mergeNested", (h) => { const m = new Map([["a", 1], ["b", 1]]); for (const [k] of loopOf(h, m)) for (const [o] of m) if (o !== k) m.delete(o); }],
  ],
};

/** The synchronous safe ones. */
const safe: readonly Row[] = [
  ["array-foreach-push", (h) => { const xs = ["a"]; call(h, xs, "forEach", (x: string) => { xs.push(x.toUpperCase()); }); }],
  ["array-write-current-index", (h) => { const xs = [1, 2]; for (const [i, x] of loopOf(h, xs.entries(), xs)) xs[i] = x * 2; }],
  ["current-key-via-const", (h) => { const m = new Map([["a", 1], ["b", 2]]); for (const [k] of loopOf(h, m)) m.delete(k); }],
  ["either-or", (h) => { const m = new Map([["a", 10], ["b", 2]]); for (const [k, v] of loopOf(h, m)) { if (v > 9) m.delete(k); else m.set(k, v + 1); } }],
  ["emit-set-delete-only", (h) => { const s = new Set<() => void>(); const a = (): void => void s.delete(a); s.add(a).add(() => {}); for (const f of loopOf(h, s)) f(); }],
  ["filter-copy-foreach", (h) => { const xs = [-1, -2, 3]; call(h, xs.filter((x) => x < 0), "forEach", (x: number) => { xs.splice(xs.indexOf(x), 1); }); }],
  ["finally-return", (h) => { const s = new Set([1, 2]); const f = (): void => { for (const n of loopOf(h, s)) try { s.add(n + 1); } finally { return; } }; f(); }],
  ["helper-mutates-other-arg", (h) => { const a = new Set([1]); const b = new Set([2]); for (const n of loopOf(h, a)) b.add(n); }],
  ["index-backwards", (h) => { const xs = ["a", "", "", "b"]; byIndex(h, 1, xs, (at, f) => { for (let i = xs.length - 1; i >= 0; i--) { f.step(); if (!at(i)) xs.splice(i, 1); } }); }],
  ["index-splice-adjust", (h) => { const xs = ["", "", "b", "", "c"]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); if (!at(i)) { xs.splice(i, 1); i--; } } }); }],
  ["onlyElseCounts", (h) => { const xs = ["", "", "b"]; byIndex(h, 1, xs, (at, f) => { let i = 0; while (i < xs.length) { f.step(); if (at(i) === "") xs.splice(i, 1); else i++; } }); }],
  ["removeAndBreak of the first of two", (h) => { const xs = ["x", "b"]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); if (at(i) === "x") { xs.splice(i, 1); break; } } }); }],
  ["removeAndBreak in the middle", (h) => { const xs = ["a", "x", "b", "c"]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); if (at(i) === "x") { xs.splice(i, 1); break; } } }); }],
  ["shuffle", (h) => { const xs = [1, 2, 3, 4]; byIndex(h, 1, xs, (at, f) => { for (let i = xs.length - 1; i > 0; i--) { f.step(); const j = 0; [xs[i], xs[j]] = [xs[j]!, at(i)]; } }); }],
  ["fillTable", (h) => { const xs = [1, 1, 0, 0, 0]; byIndex(h, 1, xs, (at, f) => { for (let i = 2; i < xs.length; i++) { f.step(); xs[i] = xs[i - 1]! + xs[i - 2]!; at(i); } }); }],
  ["sieve", (h) => { const xs = [0, 0, 0, 0, 0]; byIndex(h, 1, xs, (at, f) => { for (let n = 2; n < xs.length; n++) { f.step(); if (at(n)) continue; for (let k = n * n; k < xs.length; k += n) xs[k] = 1; } }); }],
  ["mergeTouching", (h) => { const xs = [1, 1, 2, 2, 3]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length - 1; i++) { f.step(); if (at(i) !== xs[i + 1]) continue; xs.splice(i + 1, 1); i--; } }); }],
  ["unique", (h) => { const xs = ["a", "b", "a", "a", "c"]; byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length; i++) { f.step(); byIndex(h, 1, xs, (bt, g) => { for (let j = i + 1; j < xs.length; j++) { g.step(); if (at(i) === bt(j)) { xs.splice(j, 1); j--; } } }); } }); }],
  ["keepsInPlace", (h) => { const xs = ["", "a", "", "b"]; byIndex(h, 1, xs, (at, f) => { let kept = 0; for (let i = 0; i < xs.length; i++) { f.step(); const x = at(i); if (x !== "") xs[kept++] = x; } xs.length = kept; }); }],
  ["popBackwards", (h) => { const xs = [1, 2, 3]; byIndex(h, 1, xs, (at, f) => { for (let i = xs.length - 1; i >= 0; i--) { f.step(); at(i); xs.pop(); } }); }],
  ["reduceRight", (h) => { const xs = ["", "a", ""]; call(h, xs, "reduceRight", (n: number, x: string, i: number) => { if (x === "") xs.splice(i, 1); return n; }, 0); }],
  ["removeInSome", (h) => { const xs = [1, 2, 3]; call(h, xs, "some", (x: number, i: number) => { if (x !== 1) return false; xs.splice(i, 1); return true; }); }],
  ["removeInEvery", (h) => { const xs = [1, 2, 3]; call(h, xs, "every", (x: number, i: number) => { if (x === 1) { xs.splice(i, 1); return false; } return true; }); }],
  ["splice-then-return", (h) => { const xs = [1, 2, 3]; const f = (): void => { for (const [i, x] of loopOf(h, xs.entries(), xs)) if (x === 1) { xs.splice(i, 1); return; } }; f(); }],
  ["mutate-then-throw", (h) => { const s = new Set([-1, 2]); for (const n of loopOf(h, s)) if (n < 0) { s.clear(); throw new Expected(); } }],
  ["clearInCatchThatThrows", (h) => { const s = new Set([1, 2]); for (const n of loopOf(h, s)) try { throw new Expected(String(n)); } catch (error) { s.clear(); throw error; } }],
  ["labelled-break-outer", (h) => { const s = new Set([1, 2]); outer: for (const n of loopOf(h, s)) for (const y of [1, 2]) if (y === n) { s.add(n + 9); break outer; } }],
  ["map-foreach-delete-current", (h) => { const m = new Map([["a", -1], ["b", -1]]); call(h, m, "forEach", (v: number, k: string) => { if (v < 0) m.delete(k); }); }],
  ["map-of-sets-other-inner", (h) => { const m = new Map([["a", new Set([0])]]); for (const [k, s] of loopOf(h, m)) { s.add(k.length); m.get(k)!.delete(0); } }],
  ["map-set-current", (h) => { const m = new Map([["a", 1], ["b", 2]]); for (const [k, v] of loopOf(h, m)) m.set(k, v + 1); }],
  ["readonly-lookups", (h) => { const m = new Map([["a", 1]]); for (const [k] of loopOf(h, m)) if (m.has(k + "x")) m.get(k); }],
  ["reassign-binding", (h) => { let xs = [1, 2]; for (const x of loopOf(h, xs)) xs = [...xs, x]; }],
  ["slice", (h) => { const xs = [1]; for (const x of loopOf(h, xs.slice())) xs.push(x); }],
  ["new-map", (h) => { const m = new Map([["a", 1]]); for (const [k, v] of loopOf(h, new Map(m))) m.set(k + "!", v); }],
  ["swap-then-iterate", (h) => { const o = { q: ["a"] }; const b = o.q; o.q = []; for (const x of loopOf(h, b)) o.q.push(x + "!"); }],
  ["worklist-documented", (h) => { const edges: Record<string, string[]> = { a: ["b"], b: ["c", "a"] }; const s = new Set(["a"]); for (const n of loopOf(h, s)) for (const to of edges[n] ?? []) s.add(to); }],
  ["distances: a Map under has", (h) => { const edges: Record<string, string[]> = { a: ["b"], b: ["c", "a"] }; const d = new Map([["a", 0]]); for (const [n, k] of loopOf(h, d)) for (const to of edges[n] ?? []) if (!d.has(to)) d.set(to, k + 1); }],
  ["distances: a Map under get", (h) => { const edges: Record<string, string[]> = { a: ["b"], b: ["c", "a"] }; const d = new Map([["a", 0]]); for (const [n, k] of loopOf(h, d)) for (const to of edges[n] ?? []) if (d.get(to) === undefined) d.set(to, k + 1); }],
  ["queueWithSeenTest", (h) => { const edges: Record<string, string[]> = { a: ["b"], b: ["c", "a"] }; const q = ["a"]; for (const n of loopOf(h, q)) for (const to of edges[n] ?? []) if (!q.includes(to)) q.push(to); }],
  ["urlsearchparams-copy", (h) => { const p = new URLSearchParams("utm_a=1&utm_b=2"); for (const k of loopOf(h, [...p.keys()])) p.delete(k); }],
  ["deletesAndReturns", (h) => { const p = new Headers({ a: "1", b: "2" }); for (const [k] of loopOf(h, p)) if (k === "a") { p.delete(k); break; } }],
  ["replaceInPlace", (h) => { const xs = [" a", "b "]; for (const [i, x] of loopOf(h, xs.entries(), xs)) xs.splice(i, 1, x.trim()); }],
  ["pruneObject", (h) => { const o: Record<string, unknown> = { a: undefined, b: 1, c: undefined }; const f = h.enter(1); for (const k in f.over(o) as typeof o) { f.step(k); if (o[k] === undefined) delete o[k]; } f.leave(); }],
  ["objectGrows", (h) => { const o: Record<string, number> = { a: 1 }; const f = h.enter(1); for (const k in f.over(o) as typeof o) { f.step(k); o["old_" + k] = o[k]!; } f.leave(); }],
  ["while-queue", (h) => { const q = ["long", "b"]; while (q.length > 0) { const head = q.shift()!; if (head.length > 3) q.push(head.slice(1)); } void h; }],
  ["rotateOnce", (h) => { const m = new Map([["a", 1], ["b", 2]]); for (const [k, v] of loopOf(h, m)) { m.delete(k); m.set(k, v); break; } }],
  ["setThenDelete", (h) => { const m = new Map([["a", 1], ["b", 2]]); for (const [k] of loopOf(h, m)) { m.set(k, 0); m.delete(k); } }],
  ["clearAfter", (h) => { const s = new Set([1, 2]); for (const n of loopOf(h, s)) void n; s.clear(); }],
  ["sorted already", (h) => { const xs = [1, 2, 3]; for (const x of loopOf(h, xs)) { void x; xs.sort(); } }],
];

describe("unsafe loops are confirmed", () => {
  for (const [hazard, rows] of Object.entries(unsafe)) {
    test.each(rows)(`${hazard}: %s`, (_name, program) => {
      expect(textOf(oracles[hazard as Hazard]({ log: traceSync(program) }))).not.toBe("");
    });
  }
});

test.each(safe)("no oracle sees anything in the safe %s", (_name, program) => {
  const log = traceSync(program, { 1: "iterate" });
  expect(seenIn({ log })).toEqual([]);
});

describe("what is said", () => {
  test("an insertion", () => {
    const log = traceSync((h) => { const m = new Map([["a", "x"]]); for (const t of loopOf(h, m.values(), m)) m.set(t.toUpperCase(), t); });
    expect(oracles["insert-during-iteration"]({ log })!.lines).toEqual(['task 1 set("X", "x") inserts', 'task 1 visits "X"', 'the loop visits "X", which it has inserted itself']);
  });

  test("a skipped element", () => {
    const log = traceSync((h) => { const xs = ["a", "b", "c"]; for (const x of loopOf(h, xs)) if (x === "a") xs.splice(0, 1); });
    expect(oracles["shift-during-iteration"]({ log })!.lines.at(-1)).toBe('"b" is never visited: it was moved behind the position of the loop');
  });

  test("loops at other sites do not count", () => {
    const log = traceSync((h) => { const xs = [1]; for (const x of loopOf(h, xs)) xs.push(x); });
    expect(oracles["insert-during-iteration"]({ log, sites: new Map([[2, "iterate"]]) })).toBeNull();
  });
});

test("a loop that doubles what it visits is stopped before that takes all of the memory", () => {
  const keys = new Map([["a", 1]]);
  const log = traceSync((h) => {
    for (const key of loopOf(h, keys.keys(), keys)) keys.set(key + key, 1);
  });
  expect(keys.size).toBeLessThan(20);
  expect(log.entries.at(-1)).toMatchObject({ kind: "close", reason: "endless" });
});

test("a flagged loop that fills the gaps of a series has an end, however often it looks at each place", () => {
  const xs = [0, 20];
  const log = traceSync((h) => {
    byIndex(h, 1, xs, (at, f) => { for (let i = 0; i < xs.length - 1; i++) { f.step(); if (at(i + 1) > at(i) + 1) xs.splice(i + 1, 0, at(i) + 1); } });
  }, { 1: "iterate" });
  expect(xs).toHaveLength(21);
  expect(seenIn({ log, isFlagged: true })).toEqual([]);
});
