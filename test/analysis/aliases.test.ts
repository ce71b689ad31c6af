import { describe, expect, test } from "vitest";
import { alias, sameKey } from "../../src/analysis/aliases.ts";
import { analysisOf, analysisOfBody, probed } from "./subject.ts";

function aliasIn(body: string): string {
  const analysis = analysisOfBody(body);
  const [a, b] = probed(analysis);
  return alias(analysis.values, analysis.values.of(a!), analysis.values.of(b!));
}

describe("names of the same object", () => {
  test.each([
    "probe(m, m);",
    "const c = m; probe(c, m);",
    "let c = m; probe(c, m);",
    "let c; c = m; probe(c, m);",
    "const c = (m); probe(c, m as Map<string, string>);",
    "const c = m!; probe(c, m satisfies object);",
    "const c = (k(), m); probe(c, m);",
    "const c = m ?? []; probe(c, m);",
    "const c = m || new Map(); probe(c, m);",
    "m ??= new Map(); probe(m, m);",
    "const c = flag ? m : undefined; probe(c, m);",
    "let c; if (flag) c = m; else c = m; probe(c, m);",
    "let c = null; if (flag) c = m; probe(c, m);",
    "const c = m; for (const x of n) { probe(c, m); }",
    "let c = m; while (k()) { c.x(); } probe(c, m);",
    "let c = m; for (const x of o) { for (const y of n) { probe(c, m); c = c; } }",
    "const c = m.sort(); probe(c, m);",
    "probe(o.x, o.x);",
    "probe(o.x.y, o['x'].y);",
    "probe(o?.x, o.x);",
    "const { x } = o; probe(x, o.x);",
    "const { x: c } = o; probe(c, o.x);",
    "const { x: { y } } = o; probe(y, o.x.y);",
    "const { x = [] } = o; probe(x, o.x);",
    "const [, c] = o; probe(c, o[1]);",
    "let c; ({ x: c } = o); probe(c, o.x);",
    "const c = o; probe(c.x, o.x);",
    "const self = this; probe(self.x, this.x);",
    "const { x } = this; probe(x, this.x);",
    "o.x = m; probe(o.x, m);",
    "const c = (o.x = m); probe(c, o.x);",
    "o.x = n; o.x = m; probe(o.x, m);",
    "if (flag) { o.x = m; } else { o.x = m; } probe(o.x, m);",
    "const c = { m }; probe(c.m, m);",
    "const c = { ...o, x: m }; probe(c.x, m);",
    "const { x } = { x: m }; probe(x, m);",
    "probe(o.get(k), o.get(k));",
    "const c = o.get(k); probe(c, o.get(k));",
    "probe(o[k], o[k]);",
    "const key = k; probe(o[key], o[k]);",
    "probe(o.get(k).x, o.get(k).x);",
    "((c) => { probe(c, m); })(m);",
    "n.forEach((x) => { probe(m, m); });",
    "const c = await m; probe(c, c);",
  ])("%s", (body) => {
    expect(aliasIn(body)).toBe("must");
  });

  test("of a module's constants", () => {
    const analysis = analysisOf("const jobs = state.jobs; const same = jobs; function subject() { probe(same, jobs); }");
    const [a, b] = probed(analysis);
    expect(alias(analysis.values, analysis.values.of(a!), analysis.values.of(b!))).toBe("must");
  });

  test("of members of a module's constants", () => {
    const analysis = analysisOf("const state = makeState(); const { jobs } = state; const again = state.list; function subject() { probe(again, state.list); }");
    const [a, b] = probed(analysis);
    expect(alias(analysis.values, analysis.values.of(a!), analysis.values.of(b!))).toBe("must");
  });
});

describe("names of objects that are perhaps the same", () => {
  test.each([
    "const c = flag ? m : n; probe(c, m);",
    "const c = m ?? n; probe(c, n);",
    "let c = n; if (flag) c = m; probe(c, m);",
    "switch (k) { case 1: o = m; break; case 2: o = n; } probe(o, n);",
    "try { o = m; k(); o = n; } catch {} probe(o, m);",
    "const c = (flag ? m : n).x; probe(c, m.x);",
    "const fresh = new Map(m); const c = flag ? m : fresh; probe(c, fresh);",
    "let c = m; for (const x of o) { probe(c, m); if (flag) c = n; }",
    "let c = m; for (const x of o) { probe(c, m); c = new Map(); }",
  ])("%s", (body) => {
    expect(aliasIn(body)).toBe("may");
  });
});

describe("names of different objects", () => {
  test.each([
    "probe(m, n);",
    "probe(m.slice(), m);",
    "probe([...m], m);",
    "probe(new Map(m), m);",
    "probe([], []);",
    "const c = new Map(); const d = new Map(); probe(c, d);",
    "let c = m; c = n; probe(c, m);",
    "probe(m.x, n.x);",
    "probe(o.x, o.y);",
    "const q = o.x; o.x = []; probe(q, o.x);",
    "const q = this.x; this.x = new Set(); probe(q, this.x);",
    "probe(o.get(k), o.get(m));",
    "const c = o.get(k); o.set(k, new Set()); probe(c, o.get(k));",
    "const c = o[k]; o[k] = []; probe(c, o[k]);",
    "const [small, large] = m.size < n.size ? [m, n] : [n, m]; probe(small, large);",
    "const a = flag ? m : n; const b = flag ? n : m; probe(a, b);",
    "const { x, ...rest } = o; probe(rest, o);",
    "const [first, ...rest] = o; probe(rest, o);",
    "probe(k.length, k.length + 1);",
    "probe(1, 1);",
    "const c = { ...o }; probe(c, o);",
    "const c = { x: m, ...o }; probe(c.x, m);",
    "let c = n; for (const x of o) { probe(c, x); c = x; }",
  ])("%s", (body) => {
    expect(aliasIn(body)).toBe("no");
  });
});

describe("keys", () => {
  const sameIn = (body: string): boolean => {
    const analysis = analysisOfBody(body);
    const [a, b] = probed(analysis);
    return sameKey(analysis.values, analysis.values.of(a!), analysis.values.of(b!));
  };

  test.each([
    "probe(k, k);",
    "const id = k; probe(id, k);",
    "probe(k + 1, k + 1);",
    "probe(`${k}!`, `${k}!`);",
    "probe('x', 'x');",
    "const [id] = o; probe(id, o[0]);",
    "const { id } = o; probe(id, o.id);",
    "for (const entry of m) { const [key] = entry; probe(key, entry[0]); }",
    "for (const entry of m) { const { 0: key } = entry; probe(key, entry[0]); }",
  ])("the same: %s", (body) => {
    expect(sameIn(body)).toBe(true);
  });

  test.each([
    "probe(k, n);",
    "probe(k + 1, k + 2);",
    "probe('x', 'y');",
    "probe('1', 1);",
    "let id = k; if (flag) id = n; probe(id, k);",
    "for (const [a] of m) for (const [b] of m) probe(a, b);",
    "let last = k; for (const [a] of m) { probe(last, a); last = a; }",
    "probe(Math.random(), Math.random());",
  ])("not known to be: %s", (body) => {
    expect(sameIn(body)).toBe(false);
  });
});
