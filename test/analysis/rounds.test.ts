import { describe, expect, test } from "vitest";
import { analysisOfBody, hazardsIn, iterationAndChange } from "./subject.ts";

function reachesStep(body: string): boolean {
  const analysis = analysisOfBody(body);
  const found = iterationAndChange(analysis, "Set");
  const rounds = found && analysis.roundsOf(found.iteration);
  return rounds !== undefined && rounds.contains(found!.mutation.ref) && rounds.reachesStep(found!.mutation.ref);
}

const change = "m.add(k);";

describe("the next step is reached", () => {
  test.each([
    `for (const x of m) { ${change} k(x); }`,
    `for (const x of m) { ${change} continue; }`,
    `for (const x of m) { ${change} if (k(x)) break; }`,
    `for (const x of m) { for (const y of n) { ${change} break; } k(x); }`,
    `outer: for (const x of m) { for (const y of n) { ${change} continue outer; } k(x); }`,
    `for (const x of m) { switch (x) { case 1: ${change} break; } k(x); }`,
    `for (const x of m) { try { ${change} throw 1; } catch { k(x); } }`,
    `for (const x of m) { try { return; } finally { ${change} k(x); continue; } }`,
    `m.forEach((x) => { ${change} return; });`,
    `m.forEach((x) => { if (k(x)) { ${change} } });`,
    `const it = m.values(); it.next(); ${change} k(it.next());`,
    `const it = m.values(); for (const x of it) { break; } while (flag) { k(it.next()); ${change} }`,
    `let done = false; for (const x of m) { ${change} if (done) break; k(x); }`,
    `for (const x of m) { if (flag) { ${change} } if (!flag) break; k(x); }`,
    `while (k()) { for (const x of m) { ${change} k(x); } }`,
    `function f() { ${change} } for (const x of m) { f(); k(x); }`,
  ])("%s", (body) => {
    expect(reachesStep(body)).toBe(true);
  });
});

describe("the next step is not reached", () => {
  test.each([
    `for (const x of m) { ${change} break; }`,
    `for (const x of m) { ${change} return; }`,
    `for (const x of m) { ${change} throw 1; }`,
    `for (const x of m) { k(x); } ${change}`,
    `outer: for (const x of m) { for (const y of n) { ${change} break outer; } }`,
    `for (const x of m) { switch (x) { case 1: ${change} return; } }`,
    `for (const x of m) { try { ${change} } finally { break; } }`,
    `for (const x of m) { try { ${change} return; } finally { k(x); } }`,
    `for (const x of m) { try { throw 1; } catch { ${change} return; } }`,
    `let done = false; for (const x of m) { if (k(x)) { ${change} done = true; } if (done) break; }`,
    `let done = false; for (const x of m) { if (done) break; if (k(x)) { ${change} done = true; } }`,
    `let state = 0; for (const x of m) { if (k(x)) { ${change} state = 1; } if (state === 1) break; }`,
    `for (const x of m) { const found = flag; if (found) { ${change} } if (found) break; }`,
    `m.some((x) => { ${change} return true; });`,
    `m.every((x) => { ${change} return false; });`,
    `m.forEach(async (x) => { await x; ${change} });`,
    `for (const x of [...m]) { ${change} }`,
    `const it = m.values(); it.next(); ${change}`,
    `xs.forEach(() => { for (const x of m) { ${change} return; } });`,
  ])("%s", (body) => {
    expect(reachesStep(body)).toBe(false);
  });
});

describe("an index loop", () => {
  const loop = (body: string): string[] => hazardsIn(`for (let i = 0; i < xs.length; i++) { use(xs[i]); ${body} }`);

  test.each([
    "xs.splice(i, 1);",
    "if (flag) xs.splice(i, 1);",
    "if (flag) { xs.splice(i, 1); } else { i--; }",
    "xs.splice(i, 1); i++;",
    "xs.shift();",
    "xs.unshift('x');",
    "xs.splice(i, 0, 'x');",
  ])("that does not adjust its index is reported: %s", (body) => {
    expect(loop(body)).toEqual(["shift recommended"]);
  });

  test.each([
    "xs.splice(i, 1); i--;",
    "xs.splice(i--, 1);",
    "i -= 1; xs.splice(i + 1, 1);",
    "if (flag) { xs.splice(i, 1); i--; }",
    "if (flag) { xs.splice(i, 1); i -= 1; continue; }",
    "xs.splice(i, 1); break;",
    "xs.splice(i, 0, 'x'); i++;",
    "xs.unshift('x'); i++;",
    "let removed = false; if (flag) { xs.splice(i, 1); removed = true; } if (removed) i--;",
  ])("that does is not: %s", (body) => {
    expect(loop(body)).toEqual([]);
  });

  test("that steps in its body is judged on each way", () => {
    const body = "let i = 0; while (i < xs.length) { if (flag) xs.splice(i, 1); else i++; }";
    expect(hazardsIn(body)).toEqual([]);
    expect(hazardsIn("let i = 0; while (i < xs.length) { if (flag) xs.splice(i, 1); i++; }")).toEqual(["shift recommended"]);
  });

  test("that goes backwards removes what it has passed", () => {
    expect(hazardsIn("for (let i = xs.length - 1; i >= 0; i--) { if (xs[i]) xs.splice(i, 1); }")).toEqual([]);
    expect(hazardsIn("for (let i = xs.length; i--; ) { if (xs[i]) xs.splice(i, 1); }")).toEqual([]);
  });
});

describe("conditions that are odd", () => {
  test.each([
    "for (const k of s) { const a = !a; if (a) s.add(k + '1'); }",
    "for (const k of s) { const a = !b, b = a; if (a) s.add(k + '1'); }",
    "let found = null; for (const k of s) { s.add(k + 'x'); if (found == undefined) continue; break; }",
    "for (const k of s) { s.add(k + 'x'); if (k.slice(1)) break; }",
    "let ready = false; on(() => { ready = true; }); for (const k of s) { if (ready) s.add(k + 'x'); }",
  ])("do not hide the finding: %s", (body) => {
    expect(hazardsIn(body)).toEqual(["insert recommended"]);
  });
});
