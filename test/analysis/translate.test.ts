import { describe, expect, test } from "vitest";
import { CallTranslation } from "../../src/analysis/translate.ts";
import { Summaries } from "../../src/analysis/summaries.ts";
import { describeValue, namedIn, programOf } from "./program-subject.ts";

/** In the words of `subject`, what `callee` hands to `probe`, as of the one call of it. */
function translated(text: string): string | undefined {
  const unit = programOf(text)();
  const [caller, callee] = [namedIn(unit, "subject"), namedIn(unit, text.includes("class callee") ? "constructor" : "callee")];
  const call = new Summaries().callsIn(caller).find(({ target }) => target === callee);
  const { values } = callee.analysis;
  const probe = values.fn.events.find((event) => event.op === "call" && event.args.length === 1 && event.callee !== undefined);
  if (!call || probe?.op !== "call") throw new Error("There must be a call of `callee`, and a probe in it");
  const found = new CallTranslation(caller.analysis.values, values, call).translate(values.of(probe.args[0]!));
  return found === undefined ? undefined : describeValue(caller.analysis.values, found);
}

describe("a value of the called function is, for its caller,", () => {
  test.each<[string, string, string | undefined]>([
    ["the argument", "function callee(x) { probe(x); } function subject(a, b) { callee(b); }", "#1"],
    ["a member of the argument", "function callee(x) { probe(x.rows); } function subject(a) { callee(a.inner); }", "#0.inner.rows"],
    ["an entry of the argument", "function callee(x, k) { probe(x.get(k)); } function subject(a) { callee(a, 'x'); }", '#0["x"]'],
    ["an entry by a key that only the called function knows", "function callee(x) { probe(x.get(make())); } function subject(a) { callee(a); }", "#0[?]"],
    ["a constant", "function callee() { probe('a'); } function subject() { callee(); }", '"a"'],
    ["the receiver", "class A { callee() { probe(this); } } function subject(a: A) { a.callee(); }", "#0"],
    ["a member of the receiver", "class A { callee() { probe(this.rows); } } function subject(o: { a: A }) { const a: A = o.a; a.callee(); }", "#0.a.rows"],
    ["a variable of both", "const all = []; function callee() { probe(all); } function subject() { callee(); }", "all"],
    ["nothing that it knows: a local", "function callee() { const own = []; probe(own); } function subject() { callee(); }", undefined],
    ["nothing that it knows: a result", "function callee() { probe(make()); } function subject() { callee(); }", undefined],
    ["nothing that it knows: an argument that a spread hides", "function callee(a, b) { probe(b); } function subject(xs) { callee(...xs); }", undefined],
    ["nothing that it knows: the new object", "class callee { constructor() { probe(this); } } function subject() { new callee(); }", undefined],
  ])("%s", (_, text, expected) => {
    expect(translated(text)).toBe(expected);
  });

  test("what the place holds at the time of the call", () => {
    const text = (before: string): string => `function callee(x) { probe(x.rows); } function subject(a, b) { ${before} callee(a); }`;
    expect(translated(text(""))).toBe("#0.rows");
    expect(translated(text("a.rows = b;"))).toBe("#1");
    expect(translated(text("a.rows = [];"))).toBe("?");
  });
});
