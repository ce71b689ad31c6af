import path from "node:path";
import type { PlannedCandidate } from "./collector.ts";
import type { VerifiedFinding, VerifyOptions, VerifyResult } from "./types.ts";
import { collect, inOrder, statsOf } from "./verify.ts";
import { runWithTests } from "./with-tests/run.ts";
import type { CaseInTests, WithTestsResult } from "./with-tests/types.ts";

export interface VerifyTestsOptions extends VerifyOptions {
  /** Further arguments for the test runner, such as names of test files. */
  readonly testArguments?: readonly string[];
  /** The suite's output, as it comes. */
  readonly onOutput?: (text: string) => void;
}

/**
 * Scans a project and runs its own tests (Vitest, `node --test`) with the flagged places watched. A finding is confirmed when a test shows its
 * hazard. The tests run as they always do, not contained: it is the project's own command.
 *
 * @throws ScanError as `scan`; WithTestsError when the tests cannot be run; the signal's reason.
 */
export async function verifyTests(options: VerifyTestsOptions = {}): Promise<VerifyResult> {
  const start = performance.now();
  const isWanted = ({ id }: { readonly id: string }): boolean => options.finding === undefined || id.startsWith(options.finding);
  const { collector, scan } = await collect({ ...options, hooks: false }, isWanted, undefined, true);
  const candidates = inOrder(collector.candidates, scan);
  const cases = candidates.flatMap(({ planned }) => (planned.kind === "case" ? [planned.case] : []));
  const { timeLimit, testArguments, onOutput, signal } = options;
  const ran = await runWithTests({
    root: path.resolve(options.cwd ?? "."),
    sites: collector.sites.byFile(),
    cases,
    ...(testArguments && { args: testArguments }),
    ...(timeLimit !== undefined && { timeLimit }),
    ...(onOutput && { onOutput }),
    ...(signal && { signal }),
  });
  const shown = new Map(ran.cases.map((each) => [each.id, each]));
  const results = candidates.map((planned) => resultOf(planned, shown.get(planned.candidate.finding.id), ran, scan.root));
  const { command, suite } = ran;
  const { passed, failed, exitCode, isTimedOut, output } = suite;
  return { results, stats: statsOf(results, performance.now() - start), scan, skipped: scan.skipped, suite: { command, passed, failed, exitCode, isTimedOut, output } };
}

function resultOf({ candidate, planned, isUnflagged }: PlannedCandidate, found: CaseInTests | undefined, { uninstrumented, suite }: WithTestsResult, root: string): VerifiedFinding {
  const { finding } = candidate;
  const tests = found?.tests ?? 0;
  const [evidence] = (found?.evidence ?? []).filter(({ strength }) => strength === "strong" || candidate.acceptsWeak);
  const base = { finding, runs: tests, schedules: 0, reached: tests, stubs: [], milliseconds: suite.milliseconds, ...(isUnflagged && { isUnflagged }) };
  if (evidence !== undefined) {
    const file = evidence.test.file === undefined ? undefined : path.relative(root, evidence.test.file).split(path.sep).join("/");
    const name = [file, evidence.test.name].filter((part) => part !== undefined).join(": ");
    return { ...base, verdict: "confirmed", inTests: { tests, shown: { test: name, lines: evidence.lines } } };
  }
  if (planned.kind !== "case") return { ...base, verdict: "not executable", reason: planned.reason, detail: planned.detail, inTests: { tests } };
  const without = uninstrumented.find(({ file }) => planned.case.sites.some((site) => site.file === file));
  if (without !== undefined) return { ...base, verdict: "not executable", reason: "unsupported-form", detail: without.reason, inTests: { tests } };
  if (found === undefined || found.reached === 0) {
    return { ...base, verdict: "not executable", reason: "state-not-reached", detail: "No test comes to the flagged place.", inTests: { tests } };
  }
  const counted = found.isJudged ? "" : " Hazards across an await and those of GoMaps are counted there, but not judged.";
  return { ...base, verdict: "not reproduced", detail: `The tests come to the flagged place ${found.reached} times, in ${tests} of them.${counted}`, inTests: { tests } };
}
