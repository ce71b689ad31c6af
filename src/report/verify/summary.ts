import type { SuiteSummary, VerifyResult } from "../../verify/types.ts";
import { count, duration } from "../text.ts";
import type { VerifyReportContext } from "./types.ts";

/** What a verification came to, in two lines without colours: the verdicts, and what was done for them. */
export function verifySummaryOf({ stats, scan, skipped, suite }: VerifyResult, { isReplay }: Pick<VerifyReportContext, "isReplay">): string[] {
  const { findings, confirmed, notReproduced, notExecutable, runs, milliseconds } = stats;
  const verdicts = `: ${confirmed} confirmed, ${notReproduced} not reproduced, ${notExecutable} not executable`;
  const headline = findings === 0 ? nothing(isReplay === true) : count("finding", findings) + verdicts;
  const done = [
    `scanned ${count("file", scan.stats.files)}, ${count("line", scan.stats.lines)}`,
    suite === undefined ? `made ${count("run", runs)} in ${duration(milliseconds)}` : `ran \`${suite.command}\` in ${duration(milliseconds)}`,
    ...(suite === undefined ? [] : [suiteText(suite)]),
    ...(skipped.length === 0 ? [] : [`${skipped.length} skipped`]),
    ...(scan.suppressed === 0 ? [] : [`${scan.suppressed} suppressed`]),
  ];
  return [headline, done.join(", ")];
}

function suiteText({ passed, failed, exitCode, isTimedOut }: SuiteSummary): string {
  if (isTimedOut) return "the tests were stopped at the time limit";
  const counts = passed + failed === 0 ? "" : ` with ${passed} passed, ${failed} failed`;
  return `the tests ended${counts} (exit status ${exitCode ?? "none"})`;
}

function nothing(isReplay: boolean): string {
  return isReplay ? "The finding of the witness is not there any more" : "No findings to verify";
}
