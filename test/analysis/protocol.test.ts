import { describe, expect, test } from "vitest";
import { dominates, isHeldBack } from "../../src/analysis/protocol.ts";
import type { ProgramFunction } from "../../src/analysis/program.ts";
import { namedIn, programOf } from "./program-subject.ts";

function callOf(fn: ProgramFunction, name: string): number {
  const { events } = fn.analysis.values.fn;
  return events.findIndex((event) => {
    const callee = event.op === "call" && event.callee !== undefined ? events[event.callee]! : undefined;
    return callee?.op === "load" && callee.binding.name === name;
  });
}

/** Does what `walk` says before it calls `act()` hold back the `act()` of `change`? */
function isHeld(walk: string, change: string): boolean {
  const unit = programOf(`let busy = false; class A { busy = false; other = false; depth = 0; walk(flag) { ${walk} } change() { ${change} } }`)();
  const [first, second] = [namedIn(unit, "walk"), namedIn(unit, "change")];
  return isHeldBack(first, callOf(first, "act"), { fn: second, ref: callOf(second, "act") });
}

describe("a flag holds the other side back", () => {
  const asks = "if (this.busy) return; act();";
  test.each<[string, string, string]>([
    ["a member", "this.busy = true; act(); this.busy = false;", asks],
    ["a member that is asked the other way round", "this.busy = true; act();", "if (!this.busy) { act(); }"],
    ["a member that is one of several conditions", "this.busy = true; act();", "if (this.busy || this.other) return; act();"],
    ["a variable of the module", "busy = true; act();", "if (busy) return; act();"],
    ["a counter", "this.depth++; act(); this.depth--;", "if (this.depth > 0) return; act();"],
  ])("%s", (_, walk, change) => {
    expect(isHeld(walk, change)).toBe(true);
  });

  test.each<[string, string, string]>([
    ["that nobody sets", "act();", asks],
    ["that nobody asks for", "this.busy = true; act();", "act();"],
    ["that is another one", "this.other = true; act();", asks],
    ["that is set too late", "act(); this.busy = true;", asks],
    ["that is set on some way only", "if (flag) this.busy = true; act();", asks],
    ["that is asked for on some way only", "this.busy = true; act();", "if (this.busy) log(); act();"],
    ["that is no flag, but something that is kept", "this.busy = make(); act();", asks],
  ])("not one %s", (_, walk, change) => {
    expect(isHeld(walk, change)).toBe(false);
  });
});

describe("an event comes on every way to another", () => {
  test.each([
    ["before it", "a(); b();", true],
    ["before a branch", "a(); if (flag) b();", true],
    ["in the head of a loop", "while (a()) b();", true],
    ["not after it", "b(); a();", false],
    ["not in a branch", "if (flag) a(); b();", false],
    ["not in a loop that may not run", "for (const x of xs) a(); b();", false],
    ["not in the other branch", "if (flag) a(); else b();", false],
  ])("%s", (_, body, expected) => {
    const fn = namedIn(programOf(`function subject(xs, flag) { ${body} }`)(), "subject");
    expect(dominates(fn.analysis, callOf(fn, "a"), callOf(fn, "b"))).toBe(expected);
  });
});
