import { describe, expect, test } from "vitest";
import { findingsIn, hazardsIn } from "./subject.ts";

const PROGRAM = `const routes = new Map<string, string>();

export function translate() {
  for (const [path, handler] of routes) {
    routes.set(\`/en\${path}\`, handler);
  }
}
`;

describe("a finding", () => {
  const [finding, ...others] = findingsIn(PROGRAM);

  test("stands at the whole changing expression", () => {
    expect(others).toEqual([]);
    expect(finding).toMatchObject({
      file: "input.ts",
      range: { start: { line: 5, column: 5 }, end: { line: 5, column: 38 } },
      hazard: "insert-during-iteration",
      rule: "no-insert-during-iteration",
      level: "recommended",
      confidence: "high",
    });
  });

  test("says which collection, and where it is declared", () => {
    expect(finding!.collection).toEqual({
      name: "routes",
      kind: "Map",
      declaredAt: { file: "input.ts", range: { start: { line: 1, column: 7 }, end: { line: 1, column: 13 } } },
    });
  });

  test("tells the way: iteration, change, next step", () => {
    expect(finding!.trace.map(({ role, range }) => `${role} ${range.start.line}:${range.start.column}`)).toEqual([
      "iterate 4:33",
      "mutate 5:5",
      "next-step 4:33",
    ]);
  });

  test("says what happens and what to write instead", () => {
    expect(finding!.message).toBe(
      "`routes.set(`/en${path}`, handler)` adds an entry to `routes` that this loop will visit as well: iterate over a copy, `[...routes]`, or collect the additions and apply them after the loop.",
    );
  });

  test("keeps long text of the source short", () => {
    const [long] = findingsIn(PROGRAM.replace("/en", "/a/very/long/prefix/that/goes/on/and/on/and/on/until/nobody/reads/it"));
    expect(long!.message).toMatch(/^`.{59}…` adds/);
  });
});

describe("several findings", () => {
  test("come in source order", () => {
    const found = findingsIn(`function f(a: number[], b: number[]) {
      for (const x of a) { b.forEach((y) => { b.splice(0, 1); }); a.push(1); }
    }`);
    expect(found.map(({ collection }) => collection.name)).toEqual(["b", "a"]);
  });

  test("of one expression are one, about the innermost iteration", () => {
    const [finding, ...others] = findingsIn("function f(s: Set<string>) { for (const x of s) for (const y of s) s.add(x + y); }");
    expect(others).toEqual([]);
    expect(finding!.trace[0]!.range.start.column).toBe(65);
  });

  test("of one finalizer are one, although each way out has a copy of it", () => {
    expect(hazardsIn("for (const x of s) { try { if (flag) continue; use(x); } finally { s.add(x + '!'); } }")).toEqual([
      "insert recommended",
    ]);
  });

  test("of a callback that is used twice are one", () => {
    expect(hazardsIn("const grow = (x: string) => { s.add(x + '!'); }; s.forEach(grow); s.forEach(grow);")).toEqual(["insert recommended"]);
  });
});

describe("level and confidence", () => {
  test("the same object only perhaps: strict", () => {
    const text = "function f(a: Set<string>, b: Set<string>, c: boolean) { const s = c ? a : b; for (const x of a) s.add(x + '!'); }";
    const found = findingsIn(text);
    expect(found).toMatchObject([{ level: "strict", confidence: "low" }]);
  });

  test("a kind that only the use tells: low", () => {
    expect(findingsIn("function f(a) { for (const [k, v] of a) a.set(k + '!', v); }")).toMatchObject([{ confidence: "low", collection: { kind: "Map" } }]);
  });

  test("a key that may be there: strict", () => {
    expect(hazardsIn("for (const [k, v] of m) m.set(v, k);")).toEqual(["insert strict"]);
    expect(hazardsIn("for (const [k, v] of m) m.set(k + v, k);")).toEqual(["insert recommended"]);
  });

  test("a local variable's annotation is known", () => {
    expect(hazardsIn("const p: URLSearchParams = make(); for (const [k] of p) p.delete(k);")).toEqual(["shift recommended"]);
    expect(hazardsIn("const p = make() as URLSearchParams; for (const [k] of p) p.delete(k);")).toEqual(["shift recommended"]);
  });

  test("the type decides where the text does not", () => {
    const text = "function f(a: Unknown) { for (const x of a) a.delete(x[0]); }";
    expect(findingsIn(text)).toEqual([]);
    expect(findingsIn(text, { oracle: { kindOf: () => "URLSearchParams" } })).toMatchObject([{ hazard: "shift-during-iteration", confidence: "high" }]);
    expect(findingsIn("function f(a) { for (const x of a) a.add(x + 1); }", { oracle: { kindOf: () => "other" } })).toEqual([]);
  });
});
