import { describe, expect, test } from "vitest";
import { describeValue, contextOf } from "./program-subject.ts";

/** `place how (key)` of what the argument of `probe` depends on, with what is special about it, sorted. */
function readsOf(body: string, others = "", loose = false): string[] {
  const context = contextOf(`let n = 0; const all = new Map<string, string>(); ${others} export async function subject(o, k, flag) { ${body} }`);
  const { values } = context;
  const call = values.fn.events.find((event) => {
    const callee = event.op === "call" && event.callee !== undefined ? values.fn.events[event.callee]! : undefined;
    return callee?.op === "load" && callee.binding.name === "probe";
  });
  if (call?.op !== "call") throw new Error("There must be a probe");
  return context.reads.of(call.args[0]!, loose).map((read) => {
    const flags = [read.gives && read.how === "entry" && "gives", read.awaited && "awaited", read.partly && "partly", read.computed && "computed"].filter(Boolean);
    return [read.how, describeValue(values, read.place), read.key === undefined ? "" : `at ${describeValue(values, read.key)}`, ...flags].filter(Boolean).join(" ");
  }).sort();
}

describe("a value depends on", () => {
  test.each<[string, string, string]>([
    ["a variable from outside", "probe(n);", "slot n"],
    ["a member", "probe(o.rows);", "slot #0.rows"],
    ["an entry that is asked for", "probe(all.has(k));", "entry all at #1"],
    ["an entry that is given", "probe(all.get(k));", "entry all at #1 gives"],
    ["an entry by its index", "probe(o.rows[k]);", "entry #0.rows at #1 gives"],
    ["a property that is asked for", "probe(k in o.rows);", "entry #0.rows at #1"],
    ["a size", "probe(all.size);", "size all"],
    ["a length", "probe(o.rows.length);", "size #0.rows"],
    ["a search", "probe(o.rows.find((x) => x === k));", "search #0.rows"],
    ["all elements", "probe([...o.rows]);", "whole #0.rows computed"],
    ["a member through a local", "const rows = o.rows; probe(rows);", "slot #0.rows"],
    ["a sum", "probe(n + 1);", "slot n computed"],
    ["a comparison", "probe(n === 1);", "slot n computed"],
    ["one of two", "probe(flag ? n : o.m);", "slot n"],
    ["what was awaited", "probe(await load(n));", ""],
    ["a member of what a place holds", "probe(o.conn.open);", "slot #0.conn partly"],
  ])("%s", (_, body, expected) => {
    if (expected === "") expect(readsOf(body)).toEqual([]);
    else expect(readsOf(body)).toContain(expected);
  });

  test("all elements, by Object.keys", () => {
    expect(readsOf("probe(Object.keys(o.rows));")).toContain("whole #0.rows");
  });

  test("what an awaited call was given, looked at loosely", () => {
    expect(readsOf("probe(await load(n));", "", true)).toContain("slot n awaited partly");
  });

  test("what a small function looks at to answer", () => {
    expect(readsOf("probe(known(k));", "function known(key) { return all.has(key); }")).toContain("entry all at #1");
    expect(readsOf("probe(await known(k));", "async function known(key) { return all.has(key); }")).toEqual([]);
  });

  test.each([
    ["a constant", "probe(1);"],
    ["a fresh object", "probe(new Map());"],
    ["a local", "let x = 1; probe(x + 1);"],
  ])("nothing shared: %s", (_, body) => {
    expect(readsOf(body).filter((read) => !read.startsWith("slot x"))).toEqual([]);
  });
});
