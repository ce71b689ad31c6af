import { stripVTControlCharacters } from "node:util";
import { expect, test } from "vitest";
import type { Verification } from "../../src/hazards/finding.ts";
import { formatReport } from "../../src/report/index.ts";
import type { ScanResult } from "../../src/scanner/types.ts";
import { clean, context, findings, result } from "./sample.ts";

test("shows findings with code and trace, what was skipped, and a summary", async () => {
  await expect(formatReport(result, "pretty", context)).toMatchFileSnapshot("snapshots/pretty.txt");
});

test("says so when nothing was found", () => {
  expect(formatReport(clean, "pretty", context)).toBe("No findings\nscanned 1 file, 1 line in 12 ms\n");
});

test("differs in colour only when colours are on", () => {
  const coloured = formatReport(result, "pretty", { ...context, colour: true });
  expect(coloured).toContain("\u001b[");
  expect(stripVTControlCharacters(coloured)).toBe(formatReport(result, "pretty", context));
});

test("leaves the code out when a file cannot be read any more", () => {
  const report = formatReport(result, "pretty", { ...context, readSource: () => undefined });
  expect(report).toContain("src/jobs.ts:10:21  insert-during-iteration");
  expect(report).not.toContain("│");
});

test("lets no control character of a project through to the terminal", () => {
  const evil = "src/\u001b]0;owned\u0007\u202e.ts";
  const hostile: ScanResult = {
    ...clean,
    findings: [{ ...findings[0]!, file: evil, message: "bad \u001b[2J `x\u009b31m`" }],
    skipped: [{ file: evil, reason: "line\nbreak" }],
    unusedSuppressions: [{ ...findings[0]!, file: evil, message: "\u2066" }],
  };
  const source = "\n".repeat(9) + "jobs.push(job) // \u001b[1A\u2067";
  const report = formatReport(hostile, "pretty", { ...context, readSource: () => source });
  expect(report).not.toMatch(/[^\P{Cc}\n]|\p{Bidi_Control}/u);
  expect(report).toContain("src/\\x1b]0;owned\\x07\\u{202e}.ts:10:21");
});

test("shows paths relative to the given directory", () => {
  const report = formatReport(result, "pretty", { ...context, cwd: "/project/packages/app" });
  expect(report).toContain("../../src/jobs.ts:10:21  insert-during-iteration");
});

test.each<[Verification, string]>([
  [{ verdict: "confirmed", witness: "rgw1~a~1", runs: 3, schedules: 2, reached: 3 }, "  confirmed: a run shows it, found in 3 runs with 2 different schedules."],
  [{ verdict: "not reproduced", runs: 3, schedules: 1, reached: 0 }, "  not reproduced: no run came to the flagged place, in 3 runs with 1 schedule: this says nothing about it."],
  [{ verdict: "not executable", reason: "no-import", detail: "x\u001b", runs: 0, schedules: 0, reached: 0 }, "  not executable: Its module cannot be imported: it fails while it is loaded. (x\\x1b)"],
])("says the verdict of a finding that was verified in one line (%#)", (verification, line) => {
  const report = formatReport({ ...clean, findings: [{ ...findings[0]!, verification }] }, "pretty", context);
  expect(report.split("\n")).toContain(line);
});
