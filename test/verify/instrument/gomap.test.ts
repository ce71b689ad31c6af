import { describe, expect, test } from "vitest";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import type { SiteRole } from "../../../src/verify/site.ts";
import { both, type Call, sitesAt } from "./support.ts";

type Place = readonly [SiteRole, string, number?];

const map = "const made = new Map<string, number>([['a', 1], ['b', 2]]); const m = Object.assign(made, { range: () => made.entries() }); const o = { m };";

/** The calls of hooks: the program does what it did. */
async function callsOf(body: string, ...places: readonly Place[]): Promise<Call[]> {
  const source = `${map} ${body}`;
  const { plain, hooked, calls } = await both(source, sitesAt(source, ...places));
  expect(hooked).toEqual(plain);
  expect(plain.error).toBeUndefined();
  return calls.filter(([name]) => name === "value" || name === "stepped" || name === "steppedLoop").map(([name, id, role, value, ...rest]) => {
    return name === "value" ? [name, id, role, value instanceof Map ? "the map" : value, ...rest] : [name, id, role];
  });
}

function skipOf(source: string, ...places: readonly Place[]): string[] {
  return instrument(source, "a.ts", sitesAt(source, ...places)).skipped.map(({ reason }) => reason);
}

describe("a range or a use of a Go map", () => {
  test.each<[string, string, Place]>([
    ["a loop over it", "function main() { for (const [k] of o.m) log(k); }", ["range", "o.m"]],
    ["a loop over its range", "function main() { for (const [k] of o.m.range()) log(k); }", ["range", "o.m"]],
    ["a call", "function main() { log(o.m.get('a')); }", ["use", "o.m.get('a')"]],
    ["a call in parentheses", "function main() { log((o.m).has('a')); }", ["use", "(o.m).has('a')"]],
    ["a callback", "function main() { o.m.forEach((v) => log(v)); }", ["range", "o.m"]],
    ["an iterator", "function main() { const it = o.m.range(); log(it.next().value); }", ["range", "it = o.m.range()"]],
    ["what a generator waits for", "function* g() { yield* o.m.range(); } function main() { for (const x of g()) log(x); }", ["use", "yield* o.m.range()"]],
  ])("%s: is told of the map, before the rest is evaluated", async (_, body, place) => {
    const [call, ...others] = await callsOf(body, place);
    expect(call!.slice(0, 4)).toEqual(["value", 1, place[0], "the map"]);
    expect(others).toEqual([]);
  });

  test("the name of the method goes with it", async () => {
    const source = `${map} function main() { m.set('c', m.get('a')! + 1); log(m.size); for (const k of m) log(k); }`;
    const { plain, hooked, code } = await both(source, sitesAt(source, ["use", "m.set"], ["use", "m.get"], ["range", "m) log"]));
    expect(hooked).toEqual(plain);
    expect(code).toContain('.value(1, "use", m, "set").set(');
    expect(code).toContain('.value(2, "use", m, "get").get(');
    expect(code).toContain('of __rg().value(3, "range", m))');
  });

  test("no hook is placed where there is none to place", () => {
    expect(skipOf("class A extends Map { f() { return super.get(1); } }", ["use", "super.get(1)"])).toEqual(["it is a call of a method of `super`"]);
    expect(skipOf("declare const o: any; o?.m.get(1);", ["use", "o?.m.get(1)"])).toEqual(["it is within an optional chain"]);
    expect(skipOf("let x: Map<string, number>;", ["use", "Map<string, number>"])).toEqual(["it is no code that runs"]);
  });
});

describe("a use that is taken apart into steps", () => {
  const inGenerator = (body: string): string => `function* g(): Generator<any, any, any> { ${body} } function main() { for (const x of g()) log("yields", x); }`;

  test.each<[string, string, string]>([
    ["a statement", "m.set('c', 3); log(m.size);", "m.set('c', 3)"],
    ["an operand", "log(m.get('a')! + 1);", "m.get('a')"],
    ["the beginning of a statement after a line without a semicolon", "let x = log\n;x\nm.get('a')?.toFixed()", "m.get('a')"],
    ["an argument of another use", "m.set('c', m.get('a')! + 1); log(m.get('c'));", "m.get('a')"],
    ["a condition", "if (m.has('a') && !m.has('z')) log('there');", "m.has('a')"],
    ["the value of an arrow's neighbour", "const f = () => 1; log(f(), m.delete('a'), m.size);", "m.delete('a')"],
    ["a call over several lines", "log(m\n  .get(\n 'a'))", "m\n  .get(\n 'a')"],
  ])("%s", async (_, body, text) => {
    expect((await callsOf(inGenerator(body), ["step", text])).map(([name]) => name)).toEqual(["stepped"]);
  });

  test("two uses, one within the other", async () => {
    const calls = await callsOf(inGenerator("m.set('c', m.get('a')! + 1); log(m.get('c'));"), ["step", "m.set('c', m.get('a')! + 1)"], ["step", "m.get('a')"]);
    expect(calls).toEqual([["stepped", 1, "set"], ["stepped", 2, "get"]]);
  });

  test.each<[string, string]>([
    ["over its range", "for (const [k, v] of m.range()) log(k, v);"],
    ["over itself, left early", "for (const [k] of m) { log(k); break; }"],
    ["with a label and a name that its body declares again", "outer: for (const k of m.keys()) { for (;;) { log(k); continue outer; } }"],
    ["whose variables are kept by functions", "const fs = []; for (const k of m.keys()) fs.push(() => k); log(fs.map((f) => f()));"],
    ["whose variable is assigned to", "for (let v of m.values()) { v += 1; log(v); }"],
    ["that yields", "for (const k of m.keys()) yield k;"],
  ])("a loop %s", async (_, body) => {
    const text = /of (m(?:\.\w+\(\))?)\)/.exec(body)![1]!;
    expect((await callsOf(inGenerator(body), ["step", `${text})`])).map(([name]) => name)).toEqual(["steppedLoop"]);
  });

  test("is left as it is where no steps could be yielded", () => {
    expect(skipOf("declare const m: any; function f() { m.get(1); }", ["step", "m.get(1)"])).toEqual(["it is in no generator function"]);
    expect(skipOf("declare const m: any; function* f() { return () => m.get(1); }", ["step", "m.get(1)"])).toEqual(["it is in no generator function"]);
    expect(skipOf("declare const m: any; function* f(x = m.get(1)) {}", ["step", "m.get(1)"])).toEqual(["it is in no generator function"]);
    expect(skipOf("declare const m: any; function* f() { m.forEach(() => {}); }", ["step", "m.forEach(() => {})"])).toEqual(["`forEach` has no form in steps"]);
    expect(skipOf("declare const m: any; let k; function* f() { for (k of m.keys()); }", ["step", "m.keys()"])).toEqual(["the loop assigns to a variable that is declared elsewhere"]);
  });
});
