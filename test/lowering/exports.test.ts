import { describe, expect, test } from "vitest";
import { FRONT_ENDS } from "./front-ends.ts";

const CASES: [string, unknown[]][] = [
  ["export const a = 1, b = 2;", [{ exported: "a", local: "a" }, { exported: "b", local: "b" }]],
  ["export let { a, b: c, d: [e], ...f } = o;", ["a", "c", "e", "f"].map((name) => ({ exported: name, local: name }))],
  ["export const [a, , b = 1, ...c] = xs;", ["a", "b", "c"].map((name) => ({ exported: name, local: name }))],
  ["export function f() {}", [{ exported: "f", local: "f" }]],
  ["export async function* f() {}", [{ exported: "f", local: "f" }]],
  ["export class A {}", [{ exported: "A", local: "A" }]],
  ["export default function f() {}", [{ exported: "default", local: "f" }]],
  ["export default class A {}", [{ exported: "default", local: "A" }]],
  ["const a = 1; export default a;", [{ exported: "default", local: "a" }]],
  ["export default function () {}", [{ exported: "default", value: 15 }]],
  ["export default 1 + 1;", [{ exported: "default", value: 15 }]],
  ["const a = 1; export { a };", [{ exported: "a", local: "a" }]],
  ["const a = 1; export { a as b, a as default };", [{ exported: "b", local: "a" }, { exported: "default", local: "a" }]],
  ["const a = 1; export { a as 'a-b' };", [{ exported: "a-b", local: "a" }]],
  ["export { a } from './b';", [{ exported: "a", source: "./b", imported: "a" }]],
  ["export { a as b, default as c } from './b';", [{ exported: "b", source: "./b", imported: "a" }, { exported: "c", source: "./b", imported: "default" }]],
  ["export * from './b';", [{ source: "./b" }]],
  ["export * as b from './b';", [{ exported: "b", source: "./b" }]],
  ["import a from './b'; a();", []],
  ["const a = 1;", []],
];

describe.each(FRONT_ENDS)("the exports of a file, by %s", (_, parse) => {
  test.each(CASES)("%s", (text, expected) => {
    expect(parse(text, "js").exports).toEqual(expected);
    expect(parse(text, "ts").exports).toEqual(expected);
  });

  test("come in the order of the text", () => {
    expect(parse("export * from './a'; export const x = 1; export { y } from './b'; export default x;", "ts").exports).toEqual([
      { source: "./a" },
      { exported: "x", local: "x" },
      { exported: "y", source: "./b", imported: "y" },
      { exported: "default", local: "x" },
    ]);
  });
});
