import { expect, test } from "vitest";
import { formatReport } from "../../src/report/index.ts";
import { context, findings, result } from "./sample.ts";

test("carries the findings unchanged, with tool, version, statistics and what was skipped", () => {
  expect(JSON.parse(formatReport(result, "json", context))).toEqual({
    tool: "rangeguard",
    version: "1.2.3",
    stats: { files: 1204, lines: 98_765, milliseconds: 4321 },
    findings,
    skipped: result.skipped,
    suppressed: 2,
    unusedSuppressions: result.unusedSuppressions,
  });
});

test("makes every path relative to the given directory", () => {
  const text = formatReport(result, "json", { ...context, cwd: "/" });
  const paths = [...text.matchAll(/"file": "(.*)"/g)].map((match) => match[1]!);
  expect(paths.length).toBeGreaterThan(8);
  expect(paths.every((path) => path.startsWith("project/src/"))).toBe(true);
});

test("never shows colours", () => {
  expect(formatReport(result, "json", { ...context, colour: true })).not.toContain("\u001b");
});
