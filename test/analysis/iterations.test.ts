import { describe, expect, test } from "vitest";
import { analysisOfBody } from "./subject.ts";

/** `form view` of each iteration of `m`, with the number of places that step it. */
function iterationsOf(body: string): string[] {
  const { values, iterations } = analysisOfBody(body);
  return iterations.flatMap(({ source, form, view, steps }) => {
    const atom = values.atom(values.of(source));
    return atom.tag === "parameter" && atom.index === 0 ? [`${form} ${view} ${steps.length}`] : [];
  });
}

describe("an iteration", () => {
  test.each([
    ["iterator default 1", "for (const x of m) {}"],
    ["iterator key 1", "for (const x of m.keys()) {}"],
    ["iterator value 1", "for (const x of m.values()) {}"],
    ["iterator entry 1", "for (const x of m.entries()) {}"],
    ["iterator default 1", "for (const x of m[Symbol.iterator]()) {}"],
    ["iterator default 1", "for await (const x of m) {}"],
    ["for-in key 1", "for (const x in m) {}"],
    ["callback value 1", "m.forEach((x) => {});"],
    ["callback value 1", "m.map((x) => x);"],
    ["callback value 1", "m.reduce((a, x) => a, 0);"],
    ["callback-backward value 1", "m.reduceRight((a, x) => a, 0);"],
    ["callback-dense value 1", "m.find((x) => x);"],
    ["iterator default 1", "Array.from(m, (x) => x);"],
    ["iterator key 1", "const it = m.keys(); it.next();"],
    ["iterator key 2", "const it = m.keys(); it.next(); it.next();"],
    ["iterator value 1", "const it = m.values(); for (const x of it) {}"],
    ["iterator value 1", "for (const x of m.values().filter(k)) {}"],
    ["iterator value 1", "m.values().forEach((x) => {});"],
    ["iterator value 1", "const it = m.values(); it.take(3).forEach((x) => {});"],
    ["index-forward value 1", "for (let i = 0; i < m.length; i++) k(m[i]);"],
    ["index-forward value 1", "let i = 0; while (i < m.length) { k(m[i]); i += 1; }"],
    ["index-forward value 1", "for (let i = 0; m.length > i; ++i) k(m[i]);"],
    ["index-forward-cached value 1", "for (let i = 0, n = m.length; i < n; i++) k(m[i]);"],
    ["index-backward value 1", "for (let i = m.length - 1; i >= 0; i--) k(m[i]);"],
  ])("%s: %s", (expected, body) => {
    expect(iterationsOf(body)).toEqual([expected]);
  });

  test("under a lazy map is stepped by it", () => {
    expect(iterationsOf("for (const x of m.values().map((y) => y.z)) {}")).toEqual(["iterator value 1"]);
  });
});

describe("no iteration", () => {
  test.each([
    "for (const x of [...m]) {}",
    "for (const x of m.slice()) {}",
    "for (const x of Object.keys(m)) {}",
    "m.keys();",
    "const it = m.keys();",
    "m.values().map((x) => x);",
    "while (m.length > 0) m.pop();",
    "for (let i = 0; i < 10; i++) k(m[i]);",
    "return; for (const x of m) {}",
  ])("%s", (body) => {
    expect(iterationsOf(body)).toEqual([]);
  });
});
