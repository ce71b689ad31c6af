import { describe, expect, test } from "vitest";
import type { CollectionKind } from "../../src/semantics/types.ts";
import { foundIn, reportsIn } from "./program-subject.ts";
import { findingsIn } from "./subject.ts";

const IMPORTS = 'import { GoMap, SteppedMap, Channel } from "rangeguard/engine";';

/** The findings in a function over a plain map `m` and a stepped one `s`. */
const found = (body: string): string[] =>
  reportsIn(`${IMPORTS} export function* subject(m: GoMap<string, number>, s: SteppedMap<string, number>, isOn: boolean, other: string) { ${body} }`);
const insert = (text: string, level = "recommended"): string[] => [`gomap-insert-in-range ${level}: ${text}`];

describe("an insertion into a Go map in its own range is reported by its rule alone", () => {
  test.each<[string, string, string]>([
    ["range()", 'for (const [k] of m.range()) m.set(k + "x", 1);', 'm.set(k + "x", 1)'],
    ["the map itself", 'for (const [k] of m) m.set(k + "x", 1);', 'm.set(k + "x", 1)'],
    ["keys()", 'for (const k of m.keys()) m.set(k + "x", 1);', 'm.set(k + "x", 1)'],
    ["forEach", 'm.forEach((v, k) => { m.set(k + "x", v); });', 'm.set(k + "x", v)'],
    ["by hand", 'const it = m.range(); let at = it.next(); while (!at.done) { m.set(at.value[0] + "x", 1); at = it.next(); }', 'm.set(at.value[0] + "x", 1)'],
    ["an entry that was deleted", "for (const k of m.keys()) { m.delete(k); m.set(k, 1); }", "m.set(k, 1)"],
    ["a new key after a test", "for (const [, v] of m.range()) { const k = other + v; if (!m.has(other)) m.set(other, v); }", "m.set(other, v)"],
    ["steps", 'yield* s.range(function* (k, v) { yield* s.set(k + "x", v); });', 's.set(k + "x", v)'],
    ["steps that are left at times", 'yield* s.range(function* (k, v) { yield* s.set(k + "x", v); if (isOn) return false; });', 's.set(k + "x", v)'],
    ["steps that are handed back", 'yield* s.range((k, v) => s.set(k + "x", v));', 's.set(k + "x", v)'],
    ["a body by its name", 'function* grow(k: string) { yield* s.set(k + "x", 1); } yield* s.range(grow);', 's.set(k + "x", 1)'],
    ["steps after a test", "yield* s.range(function* (k, v) { if (!(yield* s.has(other))) yield* s.set(other, v); });", "s.set(other, v)"],
  ])("%s", (_, body, text) => {
    expect(found(body)).toEqual(insert(text));
  });

  test("as strict, where the key may be there", () => {
    expect(found("for (const [k, v] of m.range()) m.set(other, v);")).toEqual(insert("m.set(other, v)", "strict"));
  });

  test("whatever the file calls it", () => {
    const text = (made: string): string => `${made} export function subject() { for (const [k] of m.range()) m.set(k + "x", 1); }`;
    for (const made of [
      'import { GoMap } from "rangeguard/engine"; const m = GoMap.make("string");',
      'import { GoMap as Dictionary } from "rangeguard/engine"; const m = Dictionary.make("string");',
      'import * as engine from "rangeguard/engine"; const m = engine.GoMap.make("string");',
      'import { GoMap as Dictionary } from "rangeguard/engine"; declare const m: Dictionary<string, number>;',
    ]) {
      expect([made, foundIn(text(made))]).toEqual([made, ['gomap-insert-in-range: m.set(k + "x", 1)']]);
    }
  });

  test("by the type alone", () => {
    const text = 'import "rangeguard/engine"; export function subject() { const m = load(); for (const [k] of m.range()) m.set(k + "x", 1); }';
    const kinds = (kind: CollectionKind | "other" | undefined): string[] => findingsIn(text, { oracle: { kindOf: () => kind } }).map(({ hazard }) => hazard);
    expect(kinds("GoMap")).toEqual(["gomap-insert-in-range"]);
    for (const kind of ["Map", "other", undefined] as const) expect(kinds(kind)).toEqual([]);
  });
});

describe("no finding", () => {
  test.each<[string, string]>([
    ["for deletions", 'for (const [k] of m.range()) { m.delete(k); m.delete(k + "x"); } for (const k of m.keys()) m.clear();'],
    ["for a new value of the current key", "for (const [k, v] of m.range()) m.set(k, v + 1); m.forEach((v, k) => { m.set(k, v); });"],
    ["for a new value of a key that is there", "for (const [, v] of m.range()) { if (m.has(other)) m.set(other, v); }"],
    ["where the loop is left at once", 'for (const [k] of m.range()) { m.set(k + "x", 1); break; }'],
    ["where what was inserted is taken out again", 'for (const [k] of m.range()) { m.set(k + "x", 1); m.delete(k + "x"); }'],
    ["over a copy", 'for (const [k] of [...m.range()]) m.set(k + "x", 1); for (const k of Array.from(m.keys())) m.set(k + "x", 1);'],
    ["after the loop", 'const keys: string[] = []; for (const k of m.keys()) keys.push(k); for (const k of keys) m.set(k + "x", 1);'],
    ["for another map", 'const n = GoMap.make("string"); for (const [k] of m.range()) n.set(k + "x", 1);'],
    ["for steps on the current key", "yield* s.range(function* (k, v) { yield* s.set(k, v); });"],
    ["for steps that end the range", 'yield* s.range(function* (k, v) { yield* s.set(k + "x", v); return false; });'],
    ["for steps after a test", "yield* s.range(function* (k, v) { if (yield* s.has(other)) yield* s.set(other, v); });"],
    ["for a channel", "const c = new Channel<string>(); yield* c.range(function* (k) { yield* s.set(k, 1); yield* c.send(k); });"],
  ])("%s", (_, body) => {
    expect(found(body)).toEqual([]);
  });

  test("for a range of another library", () => {
    const text = 'import { scale } from "scales"; export function subject() { for (const k of scale.range()) scale.set(k + 1, k); scale.range((k) => scale.set(k + 1, k)); }';
    expect(foundIn(text)).toEqual([]);
    expect(foundIn(`import "rangeguard/engine"; ${text}`)).toEqual([]);
  });
});
