import { describe, expect, test } from "vitest";
import { provenanceOf } from "../../src/analysis/provenance.ts";
import { worklistOf } from "../../src/analysis/worklists.ts";
import type { CollectionKind } from "../../src/semantics/types.ts";
import { analysisOfBody, findingsIn, iterationAndChange } from "./subject.ts";

function worklistIn(body: string, kind: CollectionKind): string {
  const analysis = analysisOfBody(body);
  const { iteration, mutation } = iterationAndChange(analysis, kind)!;
  return worklistOf(analysis, mutation, iteration);
}

describe("a loop that inserts into what it walks", () => {
  test.each<[string, CollectionKind, string]>([
    ["intended", "Set", "for (const x of m) m.add(x.next);"],
    ["intended", "Set", "for (const x of m) for (const y of x.children) m.add(y);"],
    ["intended", "Set", "for (const x of m) for (const y of o.get(x)) m.add(y);"],
    ["intended", "Set", "for (const x of m) if (flag) m.add(k(x));"],
    ["intended", "Set", "for (const x of m) x.children.forEach((y) => { m.add(y); });"],
    ["intended", "Array", "for (const x of m) for (const y of x.children) if (!n.has(y)) m.push(y);"],
    ["intended", "Array", "for (const x of m) for (const y of x.children) { if (n.has(y)) continue; n.add(y); m.push(y); }"],
    ["intended", "Array", "for (let i = 0; i < m.length; i++) { const y = m[i].next; if (!m.includes(y)) m.push(y); }"],
    ["intended", "Array", "for (const x of m) { const y = x.next; if (!y.visited) m.push(y); }"],
    ["intended", "Array", "let i = 0; while (i < m.length) { const x = m[i++]; m.push(...x.children); }"],
    ["intended", "Array", "let i = 0; while (i < m.length) { const x = m[i++]; for (const y of x.children) if (y.ready) m.push(y); }"],
    ["likely", "Array", "for (let i = 0; i < m.length; i++) { const x = m[i]; m.push(...x.children); }"],
    ["no", "Array", "let i = 0; while (i < m.length) { const x = m[i++]; m.push(x + 1); }"],
    ["likely", "Array", "for (const x of m) m.push(...x.children);"],
    ["likely", "Array", "for (const x of m) if (x.next) m.push(x.next);"],
    ["likely", "Array", "for (const x of m) if (!n.has(k)) m.push(k);"],
    ["no", "Array", "for (const x of m) m.push(k);"],
    ["no", "Array", "for (const x of m) m.push(x + 1);"],
    ["no", "Set", "for (const x of m) m.add(x + 1);"],
    ["no", "Set", "for (const x of m) m.add(x.toLowerCase());"],
    ["no", "Set", "for (const x of m) { m.delete(x); m.add(x.next); }"],
    ["no", "Array", "for (const x of m) if (!n.has(x)) m.push(x + 1);"],
    ["no", "Array", "for (const x of m) { m.push(x.next); m.shift(); }"],
  ])("%s, of a %s: %s", (worklist, kind, body) => {
    expect(worklistIn(body, kind)).toBe(worklist);
  });
});

describe("where an inserted value comes from", () => {
  test.each([
    ["reached", "x.next"],
    ["reached", "x.edges[0].to"],
    ["reached", "o.get(x)"],
    ["reached", "k(x)"],
    ["reached", "o[x]"],
    ["reached", "await k(x)"],
    ["reached", "x.next ?? k"],
    ["computed", "x + 1"],
    ["computed", "`${x}!`"],
    ["computed", "x.trim()"],
    ["computed", "[x]"],
    ["computed", "{ ...x }"],
    ["itself", "x"],
    ["elsewhere", "k"],
    ["elsewhere", "'new'"],
    ["elsewhere", "k()"],
    ["elsewhere", "[]"],
  ])("%s: %s", (provenance, expression) => {
    const analysis = analysisOfBody(`for (const x of m) m.add(${expression});`);
    const { iteration, mutation } = iterationAndChange(analysis, "Set")!;
    expect(provenanceOf(analysis.values, analysis.mutations, analysis.values.of(mutation.inserted[0]!), iteration)).toBe(provenance);
  });

  test("the key of a map's entry is the entry itself, its value is reached", () => {
    for (const [provenance, key] of [["itself", "a"], ["reached", "b"]] as const) {
      const analysis = analysisOfBody(`for (const [a, b] of m) m.set(${key}, 1);`);
      const { iteration, mutation } = iterationAndChange(analysis, "Map")!;
      expect(provenanceOf(analysis.values, analysis.mutations, analysis.values.of(mutation.key!), iteration)).toBe(provenance);
    }
  });
});

describe("the option checkWorklists", () => {
  const intended = "function f(s: Set<Node>) { for (const x of s) for (const y of x.next) s.add(y); }";

  test("reports intended work-lists", () => {
    expect(findingsIn(intended)).toEqual([]);
    expect(findingsIn(intended, { checkWorklists: true })).toMatchObject([{ hazard: "insert-during-iteration", level: "recommended" }]);
  });

  test("takes nothing back", () => {
    const fed = "function f(s: Set<string>) { for (const x of s) s.add(x + '!'); }";
    const ids = findingsIn(fed).map(({ id }) => id);
    expect(ids).toHaveLength(1);
    expect(findingsIn(fed, { checkWorklists: true }).map(({ id }) => id)).toEqual(ids);
  });
});
