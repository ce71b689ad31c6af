import { describe, expect, test } from "vitest";
import type { Condition, KeyNode, Statement, Walk } from "./ast.ts";
import { render } from "./render.ts";
import { execute } from "./run.ts";

const current: KeyNode = { type: "in-scope", index: 0 };
const made: KeyNode = { type: "made", from: 0, suffix: 0 };
const constant: KeyNode = { type: "constant", index: 0 };
const flag: Condition = { type: "input", index: 0 };

const put = (key: KeyNode): Statement => ({ type: "put", collection: 0, key });
const remove = (key: KeyNode): Statement => ({ type: "delete", collection: 0, key });
const clear: Statement = { type: "clear", collection: 0 };
const jump = (how: "break" | "continue" | "return", test?: Condition): Statement => ({ type: "jump", how, label: 0, test });
const loop = (body: Statement[], walk: Walk = "self", quiet = false): Statement => ({ type: "loop", walk, collection: 0, quiet, body });
const branch = (test: Condition, ...then: Statement[]): Statement => ({ type: "if", test, then, otherwise: [] });

/** `family line`, with `again` and `open`; the loop stands on line 3 and its visit on line 4. */
function shownBy(body: Statement[], kind: "Map" | "Set" = "Set"): string[] {
  const program = { kinds: ["Set", kind] as const, helpers: [], sameTwice: false, body };
  const { shown } = execute(program, render(program));
  const texts = shown.map(({ family, lines, again, open }) => [family, lines.join(">"), ...(again ? ["again"] : []), ...(open ? ["open"] : [])].join(" "));
  return [...new Set(texts)].sort();
}

describe("runs show", () => {
  test.each<[string, Statement[], string[]]>([
    ["a key made in the loop", [loop([put(made)])], ["grow 5"]],
    ["the same in a callback", [loop([put(made)], "forEach")], ["grow 5"]],
    ["that a constant is visited", [loop([put(constant)])], ["grow 5"]],
    ["that a key comes again", [loop([remove(current), put(current)])], ["grow 6 again"]],
    ["that an entry ahead is removed", [loop([remove(constant)])], ["ahead 5"]],
    ["that all entries are", [loop([clear])], ["ahead 5"]],
    ["a change in an inner loop", [loop([loop([remove(constant)], "self", true)])], ["ahead 6", "ahead 6 open"]],
    ["a change that only some inputs make", [loop([branch(flag, put(made))])], ["grow 6"]],
    ["a change before a conditional exit", [loop([put(made), jump("break", flag)])], ["grow 5"]],
  ])("%s", (_, body, expected) => {
    expect(shownBy(body, "Set")).toEqual(expected);
    expect(shownBy(body, "Map")).toEqual(expected);
  });

  test("by which call a closure came to change it", () => {
    expect(shownBy([loop([{ type: "closure", key: current, body: [put(made)] }])])).toEqual(["grow 8>6"]);
  });

  test("nothing sure of what a round takes out again, or of a loop that does nothing", () => {
    expect(shownBy([loop([put(made), remove(made)])])).toEqual(["ahead 6", "ahead 6 open"]);
    expect(shownBy([loop([branch(flag, clear)], "self", true)])).toEqual(["ahead 5 open"]);
  });
});

describe("runs show nothing of", () => {
  test.each<[string, Statement[]]>([
    ["the current key", [loop([put(current)])]],
    ["the removal of the current key", [loop([remove(current)])]],
    ["a copy", [loop([put(made), clear], "spread")]],
    ["a copy of the same kind", [loop([put(made), clear], "copy")]],
    ["what is done before leaving", [loop([put(made), clear, jump("break")])]],
    ["what is done before returning", [loop([put(made), clear, jump("return")])]],
    ["what is done outside of loops", [put(constant), remove(constant)]],
    ["what is done when the loop is over", [loop([]), put(constant), remove(constant)]],
    ["a visit that leaves at once", [{ type: "flag", initial: false }, loop([jump("break", { type: "variable", index: 0 }), put(constant), { type: "set-flag", index: 0, value: true }], "self", true)]],
  ])("%s", (_, body) => {
    expect(shownBy(body, "Set")).toEqual([]);
    expect(shownBy(body, "Map")).toEqual([]);
  });
});

test("an endless loop is stopped", () => {
  const program = { kinds: ["Set", "Set"] as const, helpers: [], sameTwice: false, body: [loop([put(made)])] };
  const { runs, endless } = execute(program, render(program));
  expect(runs).toBe(16);
  expect(endless).toBe(15);
});
