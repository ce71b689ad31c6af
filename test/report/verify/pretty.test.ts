import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import { formatVerifyReport } from "../../../src/report/verify/index.ts";
import type { VerifiedFinding, VerifyResult, Witness } from "../../../src/verify/types.ts";
import { confirmed, context, notExecutable, notReached, notReproduced, nothingVerified, verified, witness } from "./sample.ts";

test("shows each finding with its verdict and what there is to show for it, then a summary", async () => {
  await expect(formatVerifyReport(verified, "pretty", context)).toMatchFileSnapshot("snapshots/pretty.txt");
});

test("says so when there is nothing to verify", () => {
  expect(formatVerifyReport(nothingVerified, "pretty", context)).toBe("No findings to verify\nscanned 1 file, 1 line, made 0 runs in 12 ms\n");
});

test("differs in colour only when colours are on", () => {
  const coloured = formatVerifyReport(verified, "pretty", { ...context, colour: true });
  expect(coloured).toContain("\u001b[");
  expect(stripVTControlCharacters(coloured)).toBe(formatVerifyReport(verified, "pretty", context));
});

test.each([
  [{ ...notReproduced, reached: 3 }, "no run shows it, in 1,000 runs with 312 different schedules, 3 of which came to the flagged place."],
  [{ ...notReproduced, runs: 1, schedules: 1, reached: 1 }, "no run shows it, in 1 run with 1 schedule, which came to the flagged place."],
  [{ ...notReproduced, runs: 0 }, "no run was made."],
  [notReached, "no run came to the flagged place, in 1,000 runs with 1 schedule: this says nothing about it."],
  [{ ...notExecutable, runs: 5, schedules: 2 }, "no run came to the flagged place, in 5 runs with 2 different schedules"],
  [{ ...notExecutable, reason: undefined }, "It could not be run."],
])("says how hard it tried (%#)", (each: VerifiedFinding, said) => {
  expect(report([each])).toContain(said);
});

test("tells of a schedule only where there is more than one task", () => {
  const run = { ...witness.run, input: { ...witness.run.input, calls: witness.run.input.calls.slice(0, 1) } };
  const alone: Witness = { ...witness, run, shown: { ...witness.shown, turns: ["0 task 2 call setup", "1 task 1 call socketTo"] } };
  expect(report([{ ...confirmed, witness: alone }])).not.toContain("turns of the event loop");
  expect(report([{ ...confirmed, witness: alone }])).toContain('await socketTo("a");');
});

test("cuts a long schedule", () => {
  const turns = Array.from({ length: 50 }, (_, number) => `${number} task 1 timer setTimeout 1`);
  const long = report([{ ...confirmed, witness: { ...witness, shown: { ...witness.shown, turns } } }]);
  expect(long).toContain("40. task 1 goes on (setTimeout 1)\n    ... and 10 more");
});

test("of a replay, says whether the witness shows it again", () => {
  const replay = { ...context, isReplay: true };
  expect(formatVerifyReport({ ...verified, results: [confirmed] }, "pretty", replay)).toContain("the run of the witness shows it again");
  expect(formatVerifyReport({ ...verified, results: [notReproduced] }, "pretty", replay)).toContain("the run of the witness does not show it any more");
  expect(formatVerifyReport(nothingVerified, "pretty", replay)).toContain("The finding of the witness is not there any more");
});

test("lets no control character of a project through to the terminal", () => {
  const evil = "\u001b]0;owned\u0007\u202e\u2028";
  const hostile: Witness = {
    ...witness,
    shown: { ...witness.shown, lines: [evil], turns: [`0 task 1 call ${evil}`, `1 task 2 call ${evil}`] },
    run: { ...witness.run, input: { ...witness.run.input, calls: [{ entry: 0, args: [evil] }, { entry: 0, args: [{ kind: "regexp", source: evil, flags: "" }] }] } },
  };
  const text = report([
    { ...confirmed, witness: hostile, finding: { ...confirmed.finding, file: `src/${evil}.ts` } },
    { ...notExecutable, detail: evil, stubs: [evil] },
  ]);
  expect(text).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}|[\u2028\u2029]/u);
  expect(text).toContain("\\x1b]0;owned");
});

function report(results: VerifyResult["results"]): string {
  return formatVerifyReport({ ...verified, results }, "pretty", context);
}
