import { expect, test } from "vitest";
import type { HazardId } from "../../../src/hazards/types.ts";
import type { Entry, VerifyCase } from "../../../src/verify/case.ts";
import { Choices } from "../../../src/verify/runner/choices.ts";
import { Patterns } from "../../../src/verify/runner/patterns.ts";

const entryOf = (role: Entry["role"]): Entry => ({ role, label: role, target: { kind: "method", receiver: 0, path: [role] }, parameters: [] });

function reentriesOf(isUnflagged: boolean, hazard: HazardId = "insert-during-iteration"): number {
  const entries = [entryOf("main"), entryOf("writer"), entryOf("helper")];
  const subject = { entries, hazards: [hazard], isUnflagged } as unknown as VerifyCase;
  const patterns = new Patterns(subject);
  return Array.from({ length: 40 }, (_, number) => patterns.at(number, new Choices(number)).reentries.length).reduce((sum, count) => sum + count);
}

test("callbacks call back into the code, except where the case says that they never do", () => {
  expect(reentriesOf(false)).toBeGreaterThan(5);
  expect(reentriesOf(true)).toBe(0);
});

test("what other tasks do comes from outside: no callback does it while the function has not yet waited", () => {
  expect(reentriesOf(false, "iteration-across-await")).toBeGreaterThan(5);
  for (const hazard of ["check-then-act-across-await", "lost-update-across-await", "clear-after-await"] as const) expect(reentriesOf(false, hazard)).toBe(0);
});
