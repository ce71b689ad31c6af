import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Linter } from "eslint";
import * as parser from "@typescript-eslint/parser";
import { ts } from "ts-morph";
import { describe, expect, test } from "vitest";
import { analyseUnit } from "../../../src/analysis/analyse.ts";
import type { Finding } from "../../../src/hazards/finding.ts";
import { noSettings } from "../../../src/hazards/settings.ts";
import { containsAny, findCandidates, lowerBound, worthLowering } from "../../../src/lowering/core/candidates.ts";
import { lowerProgram } from "../../../src/lowering/core/lower.ts";
import { estreeTree } from "../../../src/lowering/estree/tree.ts";
import { typescriptTree } from "../../../src/lowering/tsmorph/tree.ts";
import { readPrograms, root } from "../../fixtures/programs.ts";
import { type Dialect, fromCompiler } from "../front-ends.ts";

function candidatesByCompiler(text: string, find: typeof worthLowering): "all" | readonly number[] {
  const sourceFile = ts.createSourceFile("input.tsx", text, ts.ScriptTarget.Latest, true);
  return find(text, () => typescriptTree(sourceFile));
}

function candidatesByEslint(text: string, find: typeof worthLowering): "all" | readonly number[] {
  const linter = new Linter();
  linter.verify(text, [{ files: ["**/*.ts"], languageOptions: { parser } }], { filename: "input.ts" });
  const { ast, visitorKeys } = linter.getSourceCode();
  return find(text, () => estreeTree(ast as never, visitorKeys));
}

function findings(text: string, dialect: Dialect, candidates: "all" | readonly number[]): Finding[] {
  const wanted = ({ start, end }: { start: number; end: number }): boolean => candidates === "all" || containsAny(candidates, start, end);
  return analyseUnit(lowerProgram(fromCompiler(text, dialect), wanted), "input", undefined, { checkWorklists: true, settings: noSettings });
}

const FINDERS = [
  ["compiler", candidatesByCompiler],
  ["ESTree", candidatesByEslint],
] as const;

describe.each(FINDERS)("looking only at candidates (%s)", (_, find) => {
  test.each(readPrograms().map(({ path }) => [path]))("loses no finding of %s", (path) => {
    const text = readFileSync(join(root, path), "utf8");
    const dialect = path.endsWith(".js") ? "js" : "ts";
    expect(findings(text, dialect, find(text, worthLowering))).toEqual(findings(text, dialect, "all"));
  });

  test.each([
    "function f(m) { for (const [k] of m) { m.set(k + 1, 1); } }",
    "function f(m) { const grow = (k) => m.set(k + 1, 1); for (const [k] of m) grow(k); }",
    "function f(m) { function grow(k) { m.set(k + 1, 1); } m.forEach((v, k) => { grow(k); }); }",
    "function f(m) { const grow = (v, k) => { m.set(k + 1, v); }; m.forEach(grow); }",
    "function f(m) { const set = m.set.bind(m); for (const [k] of m) set(k + 1, 1); }",
    "function f(m) { const a = (k) => m.set(k + 1, 1); const b = (k) => a(k); for (const [k] of m) b(k); }",
    "function f(s) { const it = s.values(); for (;;) { const { done, value } = it.next(); if (done) break; s.add(value + 1); } }",
    "function f(s) { const it = s.values(); let r = it.next(); s.add('x'); r = it.next(); use(r); }",
    "function f(o) { for (const k in o) { delete o[k + 1]; } }",
    "function f(xs) { for (const x of xs) { xs.length = 0; } }",
    "function f(xs) { for (const x of xs) { xs[xs.length] = x; } }",
    "function f(xs) { return xs.map((x) => { xs['push'](x); return x; }); }",
    "function f(m) { Array.from(m, ([k]) => m.set(k + 1, 1)); }",
    "function f(m) { for (const [k] of m) { m?.set?.(k + 1, 1); } }",
    "function f(s) { do { for (const x of s) { Reflect.apply(s.add, s, [x + 1]); } } while (g()); }",
    "const f = function () { for (const x of this.s) { this.s.delete(g()); } };",
  ])("loses none of %s", (text) => {
    expect(findings(text, "ts", find(text, findCandidates))).toEqual(findings(text, "ts", "all"));
  });

  test.each([
    "",
    "const a = 1;",
    "m.set(1, 2); s.add(3); delete o.x;",
    "for (const x of xs) { use(x); }",
    "function f() { s.add(1); } for (const x of xs) use(x);",
    "xs.map((x) => x + 1);",
  ])("finds nothing in %s", (text) => {
    expect(find(text, findCandidates)).toEqual([]);
  });

  test("gives offsets in order, each once, inside the iteration", () => {
    const text = "function f(m) { m.clear(); for (const [k] of m) { m.set(k, 1); m.delete(k); m.set(k, 2); } }";
    const found = find(text, findCandidates) as readonly number[];
    expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
    expect(found).toHaveLength(3);
    for (const offset of found) expect(offset).toBeGreaterThan(text.indexOf("for"));
  });
});

describe("a search in sorted positions", () => {
  const positions = [2, 4, 4, 8];

  test("finds the first that is not less", () => {
    expect([0, 2, 3, 4, 5, 8, 9].map((offset) => lowerBound(positions, offset))).toEqual([0, 0, 1, 1, 3, 3, 4]);
    expect(lowerBound(positions, 0, 2, 3)).toBe(2);
    expect(lowerBound([], 1)).toBe(0);
  });

  test("tells whether a range holds one; its end is not part of it", () => {
    expect(containsAny(positions, 5, 8)).toBe(false);
    expect(containsAny(positions, 5, 9)).toBe(true);
    expect(containsAny(positions, 8, 9)).toBe(true);
    expect(containsAny([], 0, 100)).toBe(false);
  });
});
