import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import type { Suggestion } from "../../src/hazards/finding.ts";
import { readPrograms, root } from "../fixtures/programs.ts";
import { findingsIn } from "./subject.ts";

function apply(text: string, { edits }: Suggestion): string {
  return [...edits].sort((a, b) => b.start - a.start).reduce((done, { start, end, text: put }) => done.slice(0, start) + put + done.slice(end), text);
}

/** The results of applying each suggestion of the one finding, by kind. */
function rewritten(text: string): Record<string, string> {
  const [finding, ...others] = findingsIn(text);
  if (!finding || others.length > 0) throw new Error(`${findingsIn(text).length} findings in ${text}`);
  return Object.fromEntries(finding.suggestions.map((suggestion) => [suggestion.kind, apply(text, suggestion)]));
}

describe("a snapshot", () => {
  test.each([
    ["function f(m: Map<string, number>) { for (const [k] of m) m.set(k + 1, 1); }", "of [...m])"],
    ["function f(m: Map<string, number>) { for (const k of m.keys()) m.set(k + 1, 1); }", "of [...m.keys()])"],
    ["function f(s: Set<string>) { s.forEach((x) => { s.add(x + 1); }); }", "new Set(s).forEach("],
    ["function f(m: Map<string, number>) { m.forEach((v, k) => { m.set(k + 1, v); }); }", "new Map(m).forEach("],
    ["function f(xs: string[]) { xs.forEach((x) => { if (x) xs.shift(); }); }", "Array.from(xs).forEach("],
    ["function f(xs: string[]) { for (const x of xs) xs.splice(xs.indexOf(x), 1); }", "of [...xs])"],
    ["function f(p: URLSearchParams) { for (const [k] of p) p.delete(k); }", "of [...p])"],
    ["function f(m: Map<string, number>) { m.keys().forEach((k) => { m.set(k + 1, 1); }); }", "Array.from(m.keys()).forEach("],
    ["class A { s = new Set<string>(); f() { for (const x of this.s) this.s.add(x + 1); } }", "of [...this.s])"],
  ])("of %s", (text, expected) => {
    expect(rewritten(text).snapshot).toContain(expected);
  });

  test.each([
    ["index loops", "function f(xs: string[]) { for (let i = 0; i < xs.length; i++) { use(xs[i]); xs.splice(i, 1); } }"],
    ["positions in the copy", "function f(xs: string[]) { for (const [i] of xs.entries()) xs.splice(i, 1); }"],
    ["what may not be there", "function f(xs?: string[]) { xs?.forEach((x) => { xs.splice(xs.indexOf(x), 1); }); }"],
    ["a third argument that is read", "function f(xs: string[]) { xs.forEach((x, i, all) => { if (all.length > 3) xs.shift(); }); }"],
    ["the third argument of the callback", "function f(s: Set<string>) { s.forEach((x, y, all) => { all.add(x + 1); }); }"],
  ])("is not offered for %s", (_, text) => {
    expect(rewritten(text).snapshot).toBeUndefined();
  });

  test("makes the finding go away", () => {
    for (const text of [
      "function f(m: Map<string, number>) { for (const [k] of m) m.set(k + 1, 1); }",
      "function f(s: Set<string>) { s.forEach((x) => { s.add(x + 1); }); }",
    ]) {
      expect(findingsIn(rewritten(text).snapshot!)).toEqual([]);
    }
  });
});

describe("collecting", () => {
  test("keeps the arguments as they are written", () => {
    const text = 'function f(m: Map<string, string>) { for (const [k, v] of m) m.set((k + "1") as string, ((v))); }';
    expect(rewritten(text)["collect-then-apply"]).toContain('additions.set((k + "1") as string, ((v)));');
  });

  test.each([
    ["a name that the loop declares", "function f(s: Set<number>) { for (const x of s) { const t = s; t.add(x + 1); } }"],
    ["a name that the applying loop would hide", "function f(value: Set<string>) { for (const x of value) { value.add(x + 1); } }"],
    ["a result that is used", "function f(xs: number[]) { for (const x of xs) { log(`${xs.push(x + 1)}`); } }"],
    ["a loop that is no statement of a list", "function f(s: Set<number>, c: boolean) { if (c) for (const x of s) s.add(x + 1); }"],
    ["a path that changes", "function f(o: { s: Set<number> }) { for (const x of o.s) { o.s.add(x + 1); if (x > 9) { o.s = new Set(); break; } } }"],
    ["code that may look at the collection", "function f(xs: number[]) { for (const x of xs) { if (ask(x)) xs.push(x); } }"],
    ["closures that may", "function f(s: Set<number>) { const o = { has: () => s.size }; for (const x of s) { s.add(x + 1); } return o; }"],
    ["a loop inside a loop over the same", "function f(s: Set<number>) { for (const a of s) { for (const b of s) { s.add(a + b); } } }"],
  ])("is not offered for %s", (_, text) => {
    expect(rewritten(text)["collect-then-apply"]).toBeUndefined();
  });
});

describe("all suggestions for the fixtures", () => {
  const unsafe = readPrograms().filter(({ path, expected }) => expected.length > 0 && path.endsWith(".ts"));
  const suggested = unsafe.flatMap(({ path }) => {
    const text = readFileSync(join(root, path), "utf8");
    return findingsIn(text).flatMap((finding) =>
      finding.suggestions.map((suggestion) => [`${path}:${finding.range.start.line} ${suggestion.kind}`, text, finding, suggestion] as const),
    );
  });

  test("there are some of each kind", () => {
    expect(new Set(suggested.map(([, , , { kind }]) => kind))).toEqual(new Set(["snapshot", "collect-then-apply"]));
  });

  test.each(suggested)("%s: gives a program without syntax errors and without the finding", (_, text, finding, suggestion) => {
    const result = apply(text, suggestion);
    const { diagnostics } = ts.transpileModule(result, { reportDiagnostics: true });
    expect(diagnostics).toEqual([]);
    const remaining = findingsIn(result).map(({ id }) => id);
    expect(remaining).not.toContain(finding.id);
    expect(remaining.length).toBeLessThan(findingsIn(text).length);
  });

  test.each(suggested)("%s: has a title that is a sentence", (_, __, ___, { title }) => {
    expect(title).toMatch(/^[A-Z].*\.$/);
  });
});
