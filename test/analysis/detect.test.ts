import { describe, expect, test } from "vitest";
import { findingsIn, hazardsIn } from "./subject.ts";

describe("a change on a way that no run can go", () => {
  test.each([
    "for (const k of s) { if (flag) { if (!flag) s.add(k + 'x'); } }",
    "for (const k of s) { if (k === 'a') return; if (k === 'a') s.add(k + 'x'); }",
    "for (const k of s) { if (!flag) continue; if (xs.length > 1) { if (!flag) s.add(k + 'x'); } }",
  ])("is not reported: %s", (body) => {
    expect(hazardsIn(body)).toEqual([]);
  });

  test.each([
    "let on = flag; for (const k of s) { if (on) { on = false; if (!on) s.add(k + 'x'); } }",
    "for (const k of s) { if (s.has('a')) { s.delete('a'); if (!s.has('a')) s.add(k + 'x'); } }",
    "for (const k of s) { if (flag) { if (flag) s.add(k + 'x'); } }",
  ])("is reported where one can: %s", (body) => {
    expect(hazardsIn(body)).toContain("insert recommended");
  });
});

describe("what the round takes out again", () => {
  test.each([
    "for (const k of s) { s.add(k + 'x'); s.delete(k + 'x'); }",
    "for (const k of s) { s.delete(k); s.add(k); use(s); s.delete(k); }",
    "for (const k of s) { s.add(k + 'x'); if (flag) s.clear(); else return; }",
  ])("was not inserted: %s", (body) => {
    expect(hazardsIn(body).filter((found) => !found.startsWith("remove-ahead"))).toEqual([]);
  });

  test.each([
    "for (const k of s) { s.add(k + 'x'); s.delete(k + 'y'); }",
    "for (const k of s) { s.add(k + 'x'); if (flag) s.delete(k + 'x'); }",
    "for (const k of s) { s.add(k + 'x'); if (flag) continue; s.delete(k + 'x'); }",
    "for (const k of s) { s.delete(k + 'x'); s.add(k + 'x'); }",
    "const own = new Set(s); const c = flag ? s : own; for (const k of c) { c.add(k + 'x'); s.clear(); }",
  ])("was, where it stays on some way: %s", (body) => {
    expect(hazardsIn(body).some((found) => !found.startsWith("remove-ahead"))).toBe(true);
  });
});

test("a helper that takes a key out and puts it in again may do so in this order, wherever else it puts it in", () => {
  const helper = "function touch(m: Map<string, number>, k: string) { if (m.has('a')) m.set(k, 0); else { m.delete(k); m.set(k, 1); } }";
  const found = findingsIn(`${helper} export function all(m: Map<string, number>) { for (const k of m.keys()) touch(m, k); }`);
  expect(found.map(({ hazard }) => hazard)).toHaveLength(1);
  expect(found[0]!.hazard).toMatch(/^(re)?insert-during-iteration$/);
});
