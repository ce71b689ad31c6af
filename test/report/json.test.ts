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

test("names the second writer where there is one", () => {
  const { findings: printed } = JSON.parse(formatReport(result, "json", { ...context, cwd: "/project/src" }));
  const range = { start: { line: 11, column: 3 }, end: { line: 11, column: 44 } };
  expect(printed.map(({ secondWriter }: any) => secondWriter)).toEqual([
    undefined,
    undefined,
    { name: "adopt", file: "sockets.ts", range },
    undefined,
  ]);
});

test("never shows colours", () => {
  expect(formatReport(result, "json", { ...context, colour: true })).not.toContain("\u001b");
});

test("carries the verdict of a finding that was verified", () => {
  const verification = { verdict: "confirmed", witness: "rgw1~abc~1", runs: 3, schedules: 2, reached: 3 } as const;
  const { findings: printed } = JSON.parse(formatReport({ ...result, findings: [{ ...findings[0]!, verification }] }, "json", context));
  expect(printed[0].verification).toEqual(verification);
});
