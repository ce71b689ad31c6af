import { describe, expect, test } from "vitest";
import { clears, inserts, ownActs, removes } from "../../src/analysis/acts.ts";
import { contextOf, describeValue, namedIn, programOf } from "./program-subject.ts";

/** `operation place (key) = value` of each write of the function `subject`. */
function actsOf(text: string): string[] {
  const fn = namedIn(programOf(text)(), "subject");
  const { values } = fn.tasks;
  const { text: source } = fn.unit.ir;
  const textOf = (ref: number): string => source.slice(values.fn.sites[ref]!.start, values.fn.sites[ref]!.end);
  return ownActs(fn).flatMap(({ operation, place, key, value }) => {
    if (operation.startsWith("tree-")) return [];
    return [`${operation} ${describeValue(values, place)}${key === undefined ? "" : ` at ${describeValue(values, key)}`}${value === undefined ? "" : ` = ${textOf(value)}`}`];
  });
}

describe("a function writes", () => {
  test.each<[string, string, string[]]>([
    ["a member", "class A { subject() { this.n = 1; } }", ["assign this.n = 1"]],
    ["a member, by +=", "class A { subject() { this.n += 1; } }", ["assign this.n = this.n += 1"]],
    ["a variable from outside", "let n = 0; function subject() { n = 1; }", ["assign n = 1"]],
    ["an entry", "const m = new Map(); function subject(k, v) { m.set(k, v); }", ["set m at #0 = v"]],
    ["an element", "class A { subject(x) { this.rows.push(x); } }", ["push this.rows = x"]],
    ["an entry that goes", "const m = new Map(); function subject(k) { m.delete(k); }", ["delete m at #0 = k"]],
    ["what a callback writes later", "const m = new Map(); function subject(k) { load(k).then((v) => { m.set(k, v); }); }", ["set m at #0 = v"]],
    ["no local of its own", "function subject() { let n = 0; n = 1; }", []],
    ["nothing where control does not come", "let n = 0; function subject() { return; n = 1; }", []],
  ])("%s", (_, text, expected) => {
    expect(actsOf(text)).toEqual(expected);
  });

  test("what its calls write, at the call", () => {
    const context = contextOf("const m = new Map(); function put(k, v) { m.set(k, v); } export async function subject(k) { await tick(); put(k, 1); }");
    const acts = context.acts.filter(({ operation }) => operation === "set");
    expect(acts.map(({ ref, key, effect }) => [context.textOf(ref), describeValue(context.values, key!), effect?.origin.fn.info.name])).toEqual([["put(k, 1)", "#0", "put"]]);
  });

  test("places that others know by the same shape", () => {
    const unit = programOf("class A { rows = []; subject() { this.rows.push(1); } other() { const { rows } = this; rows.pop(); } alone(xs) { xs.pop(); } }")();
    const shape = (name: string) => ownActs(namedIn(unit, name)).at(-1)!.shape;
    expect(shape("subject")).toBeDefined();
    expect(shape("other")).toBe(shape("subject"));
    expect(shape("alone")).toBeUndefined();
  });
});

test.each([
  ["set", [true, false, false]],
  ["push", [true, false, false]],
  ["assign", [true, false, false]],
  ["delete", [false, true, false]],
  ["splice-remove", [false, true, false]],
  ["shift", [false, true, false]],
  ["clear", [false, false, true]],
  ["length-shrink", [false, false, true]],
  ["sort", [false, false, false]],
])("`%s` inserts, removes or clears", (operation, expected) => {
  expect([inserts({ operation }), removes({ operation }), clears({ operation })]).toEqual(expected);
});
