import { expect, test } from "vitest";
import { formatReport } from "../../src/report/index.ts";
import type { ScanResult } from "../../src/scanner/types.ts";
import { clean, context, findings, result } from "./sample.ts";

test("writes one workflow command for each finding, unused suppression and skipped file", async () => {
  await expect(formatReport(result, "github", context)).toMatchFileSnapshot("snapshots/github.txt");
});

test("escapes what would end a property or the command", () => {
  const odd: ScanResult = {
    ...clean,
    findings: [{ ...findings[0]!, file: "a,b:c%d.ts", message: "100 %\r\n::error::no, not this" }],
  };
  expect(formatReport(odd, "github", context).split("\n")[0]).toBe(
    "::warning file=a%2Cb%3Ac%25d.ts,line=10,col=21,endLine=10,endColumn=35," +
      "title=rangeguard%3A insert-during-iteration::100 %25%0D%0A::error::no, not this",
  );
});

test("the title of a finding that was verified says its verdict", () => {
  const verification = { verdict: "not reproduced", runs: 3, schedules: 2, reached: 3 } as const;
  const report = formatReport({ ...result, findings: [{ ...findings[0]!, verification }] }, "github", context);
  expect(report).toContain("title=rangeguard%3A insert-during-iteration (not reproduced)::");
});
