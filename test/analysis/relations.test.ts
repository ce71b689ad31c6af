import { describe, expect, test } from "vitest";
import { relationOf } from "../../src/analysis/relations.ts";
import type { CollectionKind } from "../../src/semantics/types.ts";
import { analysisOfBody, iterationAndChange } from "./subject.ts";

function relationIn(body: string, kind: CollectionKind): string {
  const analysis = analysisOfBody(body);
  const { iteration, mutation } = iterationAndChange(analysis, kind)!;
  return relationOf(analysis, mutation, iteration, kind);
}

describe("of a key of a Map", () => {
  test.each([
    ["current", "for (const [key] of m) m.set(key, 1);"],
    ["current", "for (const entry of m) m.set(entry[0], 1);"],
    ["current", "for (const entry of m) { const { 0: key } = entry; m.set(key, 1); }"],
    ["current", "for (const key of m.keys()) m.delete(key);"],
    ["current", "for (const [key] of m.entries()) { const id = key; m.delete(id); }"],
    ["current", "for (let key of m.keys()) { m.set(key, 1); }"],
    ["current", "m.forEach((value, key) => { m.set(key, value); });"],
    ["current", "m.forEach(function (value, key, all) { all.set(key, value); });"],
    ["current", "for (const [key] of m) if (key === k) m.set(k, 1);"],
    ["current", "const it = m.keys(); for (let r = it.next(); !r.done; r = it.next()) m.set(r.value, 1);"],
    ["unknown", "for (const [key, value] of m) m.set(value, 1);"],
    ["unknown", "for (const value of m.values()) m.delete(value);"],
    ["unknown", "m.forEach((value, key) => { m.set(value, key); });"],
    ["unknown", "for (const [key] of m) m.set(k, 1);"],
    ["unknown", "for (const [key] of m) if (key !== k) m.delete(k);"],
    ["unknown", "for (let key of m.keys()) { if (flag) key = k; m.delete(key); }"],
    ["unknown", "for (const [key] of n) { for (const [other] of m) m.delete(key); }"],
    ["absent", "for (const [key] of m) m.set(key + '!', 1);"],
    ["absent", "for (const [key] of m) m.set(`${key}!`, 1);"],
    ["absent", "for (const [key] of m) m.set({ key }, 1);"],
    ["absent", "for (const [key] of m) if (!m.has(k)) m.set(k, 1);"],
    ["absent", "for (const [key] of m) { const old = m.get(k); if (old === undefined) m.set(k, 1); }"],
    ["present", "for (const [key] of m) if (m.has(k)) m.set(k, 1);"],
    ["present", "for (const [key] of m) { if (!m.has(k)) continue; m.set(k, 1); }"],
    ["present", "m.set(k, 1); for (const [key] of m) m.set(k, 2);"],
    ["present", "for (const [a] of m) for (const [b] of m) m.set(b, 1);"],
    ["present", "for (const [a] of m) for (const b of [...m.keys()]) m.set(b, 1);"],
    ["unknown", "for (const [key] of m) if (n.has(k)) m.set(k, 1);"],
    ["unknown", "for (const [key] of m) if (m.has(k)) m.delete(k);"],
    ["current-deleted", "for (const [key] of m) { m.delete(key); m.set(key, 1); }"],
    ["current-deleted", "for (const [key] of m) { if (flag) m.delete(key); m.set(key, 1); }"],
    ["current-deleted", "for (const [key] of m) { m.clear(); m.set(key, 1); }"],
    ["current-deleted", "for (const [key] of m) { try { m.delete(key); k(); } finally { m.set(key, 1); } }"],
    ["current", "for (const [key] of m) { m.set(key, 1); m.delete(`${key}!`); m.set(key, 1); }"],
    ["current", "for (const [key] of m) { if (n !== key) m.delete(n); m.set(key, 1); }"],
    ["unknown", "for (const [key] of m) { m.set(key, 1); m.delete(n); m.set(key, 1); }"],
    ["unknown", "for (const [a] of m) for (const [b] of m) { m.set(a, 1); m.delete(b); }"],
    ["unknown", "for (const [a] of m) for (const b of [...m.keys()]) { m.delete(a); m.set(b, 1); }"],
    ["unknown", "const all = new Set(m.keys()); for (const [a] of m) { for (const b of all) m.set(b, 1); all.add(k); }"],
    ["unknown", "for (const [a] of m) for (const b of new Set(m.keys())) { m.set(b, 1); m.delete(b + '!'); }"],
    ["unknown", "const c = flag ? m : n; for (const [key] of m) { c.set(k, 1); m.set(k, 2); }"],
    ["unknown", "const c = flag ? m : n; for (const [key] of m) if (c.has(k)) m.set(k, 1);"],
    ["present", "let last; for (const key of m.keys()) { if (last) m.set(last, 1); last = key; }"],
    ["present", "let last = null; for (const key of m.keys()) { if (last) m.delete(last); last = key; }"],
    ["unknown", "let last = 'first'; for (const key of m.keys()) { m.set(last, 1); last = key; }"],
    ["unknown", "let last; for (const key of m.keys()) { if (flag) m.delete(key); if (last) m.set(last, 1); last = key; }"],
    ["unknown", "if (m.has(k)) for (const [key] of m) { m.set(k, 1); if (flag) m.delete(k); }"],
    ["unknown", "for (const [key] of m) if (m.has(k)) { m.delete(n); m.set(k, 1); }"],
    ["present", "for (const [key] of m) { m.delete(n); if (m.has(k)) m.set(k, 1); }"],
    ["none", "for (const [key] of m) m.clear();"],
  ])("%s: %s", (relation, body) => {
    expect(relationIn(body, "Map")).toBe(relation);
  });
});

describe("of a value of a Set", () => {
  test.each([
    ["current", "for (const value of s) s.delete(value);"],
    ["current", "for (const value of s.values()) s.add(value);"],
    ["current", "for (const [key, value] of s.entries()) s.delete(value);"],
    ["current", "s.forEach((value) => s.delete(value));"],
    ["current", "s.forEach((value, same) => s.delete(same));"],
    ["current-deleted", "for (const value of s) { s.delete(value); s.add(value); }"],
    ["absent", "for (const value of s) s.add(value + 1);"],
    ["unknown", "for (const value of s) s.add(value.next);"],
  ])("%s: %s", (relation, body) => {
    expect(relationIn(body.replaceAll(/\bs\b/g, "m"), "Set")).toBe(relation);
  });
});

describe("of a position in an array", () => {
  test.each([
    ["current", "for (let i = 0; i < m.length; i++) m.splice(i, 1);"],
    ["current", "for (let i = 0; i < m.length; i++) { const at = i; m.splice(at, 1); }"],
    ["current", "for (const [i, x] of m.entries()) m.splice(i, 1);"],
    ["current", "for (const i of m.keys()) m.splice(i, 1);"],
    ["current", "m.forEach((x, i) => m.splice(i, 1));"],
    ["current", "for (const x of m) m.splice(m.indexOf(x), 1);"],
    ["ahead", "for (let i = 0; i < m.length; i++) m.splice(i + 1, 1);"],
    ["ahead", "for (let i = 0; i < m.length; i++) for (let j = i + 1; j < m.length; j++) m.splice(j, 1);"],
    ["present", "for (let i = 0; i < m.length; i++) m.splice(i - 1, 1);"],
    ["present", "for (let i = m.length - 1; i >= 0; i--) m.splice(i + 1, 1);"],
    ["absent", "for (const x of m) m[m.length] = x;"],
    ["unknown", "for (const x of m) m.splice(k, 1);"],
    ["unknown", "for (const x of m) m.splice(m.indexOf(k), 1);"],
  ])("%s: %s", (relation, body) => {
    expect(relationIn(body, "Array")).toBe(relation);
  });
});

test("the key of a for-in is the current property", () => {
  expect(relationIn("for (const key in m) delete m[key];", "Object")).toBe("current");
  expect(relationIn("for (const key in m) delete m[k];", "Object")).toBe("unknown");
});
