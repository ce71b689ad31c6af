import { describe, expect, test } from "vitest";
import { contextOf } from "./program-subject.ts";

/** The text of the wait that comes between the calls `a()` and `b()` on some way, barriers being calls of `c()`. */
function waitBetween(body: string, head = "async function subject(xs, flag, p)"): string | undefined {
  const context = contextOf(`${head} { ${body} }`);
  const { fn } = context.values;
  const calls = (name: string): number[] =>
    fn.events.flatMap((event, ref) => {
      const callee = event.op === "call" && event.callee !== undefined ? fn.events[event.callee]! : undefined;
      return callee?.op === "load" && callee.binding.name === name ? [ref] : [];
    });
  const found = context.suspensions.between(calls("a")[0]!, calls("b")[0]!, new Set(calls("c")));
  return found === undefined ? undefined : context.textOf(found);
}

describe("a wait between two events", () => {
  test.each<[string, string, string]>([
    ["on the straight way", "a(); await 1; b();", "await 1"],
    ["the first of them", "a(); await 1; await 2; b();", "await 1"],
    ["on some way", "a(); if (flag) await 1; b();", "await 1"],
    ["in a loop", "for (const x of xs) { b(); a(); await 1; }", "await 1"],
    ["at the head of a loop", "a(); for await (const x of xs) b();", "for await (const x of xs) b();"],
    ["in the callback of a promise", "a(); p.then(() => { b(); });", "p.then(() => { b(); })"],
    ["in an async callback", "xs.forEach(async (x) => { a(); await 1; b(); });", "await 1"],
    ["in a finally", "try { a(); } finally { await 1; b(); }", "await 1"],
  ])("%s", (_, body, expected) => {
    expect(waitBetween(body)).toBe(expected);
  });

  test.each<[string, string]>([
    ["where there is none", "a(); b();"],
    ["where it comes before", "await 1; a(); b();"],
    ["where it comes after", "a(); b(); await 1;"],
    ["on a way that leaves", "a(); if (flag) { await 1; return; } b();"],
    ["where a barrier is passed", "a(); await 1; c(); b();"],
    ["where the barrier comes first", "a(); c(); await 1; b();"],
    ["where the first event comes again", "for (const x of xs) { a(); if (flag) b(); await 1; }"],
    ["where no way leads there", "if (flag) { a(); await 1; } else b();"],
    ["for those who do not wait for the callback", "a(); xs.forEach(async (x) => { await 1; }); b();"],
    ["for those who hand a callback to a promise", "a(); p.then(() => { c(); }); b();"],
  ])("is none %s", (_, body) => {
    expect(waitBetween(body)).toBeUndefined();
  });

  test("is one though a barrier stands on another way", () => {
    expect(waitBetween("a(); if (flag) c(); await 1; b();")).toBe("await 1");
  });

  test("a yield is one in an async generator only", () => {
    expect(waitBetween("a(); yield 1; b();", "async function* subject()")).toBe("yield 1");
    expect(waitBetween("a(); yield 1; b();", "function* subject()")).toBeUndefined();
  });
});

test("waits of callbacks are told from those of the function", () => {
  const { suspensions } = contextOf("async function subject(xs) { await 1; xs.forEach(async () => { await 2; }); }");
  expect(suspensions.refs.map((ref) => suspensions.isOwn(ref))).toEqual([true, false]);
});
