import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { afterAll, describe, expect, test } from "vitest";
import { hazards } from "../../src/hazards/catalogue.ts";
import { root } from "../fixtures/programs.ts";
import { verify } from "./compiled.ts";
import { copyCases, fixedCases, hazardOf } from "./fixed-cases.ts";

// Inside of the repository, so that `rangeguard/verify` and `rangeguard/engine` are this package itself.
mkdirSync(join(root, ".cache"), { recursive: true });
const folder = mkdtempSync(join(root, ".cache/fixed-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const unsafe = join(folder, "unsafe");
const fixed = join(folder, "fixed");
const emitted = "rangeguard.test.ts";
copyCases("unsafe", unsafe);
copyCases("fixed", fixed);

const { results } = verifyByCommand(unsafe, ["--emit-test", emitted]);
copyFileSync(join(unsafe, emitted), join(fixed, emitted));

test("there is a case for each hazard", () => {
  expect(new Set(fixedCases.map(hazardOf))).toEqual(new Set(hazards.map(({ id }) => id)));
});

test("the witness of a place that was fixed is replayed all the same, and shows nothing", async () => {
  const [{ witness } = {}] = results;
  const { results: again, warnings } = await verify({ cwd: fixed, replay: witness!.text });
  expect(again).toEqual([]);
  expect(warnings).toEqual([expect.stringMatching(/^The scan does not flag the place of the witness \(.*\) any more\. Its calls /)]);
});

describe.each(fixedCases)("%s", (name) => {
  const found = results.filter(({ finding }) => finding.file === `${name}/case.ts`);

  test("is confirmed for its hazard", () => {
    expect(found.map(({ finding, verdict }) => [finding.hazard, verdict])).toEqual([[hazardOf(name), "confirmed"]]);
  });

  test("has a witness that replays", async () => {
    const { text, lines } = found[0]!.witness!;
    const again = await verify({ cwd: unsafe, replay: text });
    expect(again.results.map(({ finding, verdict, witness }) => [finding.file, verdict, witness?.shown.lines])).toEqual([
      [`${name}/case.ts`, "confirmed", lines],
    ]);
  });
});

describe.concurrent("each emitted test", () => {
  test("fails with the lines of its witness", async ({ expect }) => {
    const outcomes = await vitest(unsafe);
    expect(outcomes.map(({ name, status }) => [name, status])).toEqual(results.map((result) => [titleOf(result), "failed"]));
    expect(outcomes.map(({ message }) => /^AssertionError: expected \[ .* \] to deeply equal \[\]$/m.test(message))).not.toContain(false);
  });

  test("passes once the case is fixed", async ({ expect }) => {
    expect(await vitest(fixed)).toEqual(results.map((result) => ({ name: titleOf(result), status: "passed", message: "" })));
  });
});

interface ReportedResult {
  readonly finding: { readonly file: string; readonly hazard: string; readonly range: { readonly start: { readonly line: number } } };
  readonly verdict: string;
  readonly witness?: { readonly text: string; readonly lines: readonly string[] };
}

function titleOf({ finding: { hazard, file, range } }: ReportedResult): string {
  return `${hazard} at ${file}:${range.start.line}`;
}

/** `rangeguard verify` over all of a folder. */
function verifyByCommand(cwd: string, more: readonly string[]): { results: ReportedResult[] } {
  const main = join(root, "dist/src/cli/main.js");
  const options = ["--level", "strict", "--format", "json", "--time-limit", "60000", ...more];
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "verify", ".", ...options], { cwd, encoding: "utf8" });
  if (status !== 1) throw new Error(`rangeguard verify ended with ${status}: ${stderr}`);
  return JSON.parse(stdout) as { results: ReportedResult[] };
}

interface TestOutcome {
  readonly name: string;
  readonly status: string;
  readonly message: string;
}

/** Runs the tests of a folder under Vitest, as a user would. */
async function vitest(cwd: string): Promise<TestOutcome[]> {
  const main = join(root, "node_modules/vitest/vitest.mjs");
  // Else it takes that of the repository.
  writeFileSync(join(cwd, "vitest.config.mjs"), "export default {};\n");
  const args = [main, "run", "--root", cwd, "--reporter", "json", "--outputFile", "report.json"];
  await once(spawn(process.execPath, args, { cwd, stdio: "ignore" }), "close");
  const report = JSON.parse(readFileSync(join(cwd, "report.json"), "utf8")) as { testResults: { assertionResults: AssertionResult[] }[] };
  const all = report.testResults.flatMap(({ assertionResults }) => assertionResults);
  return all.map(({ title, status, failureMessages }) => ({ name: title, status, message: failureMessages.join("\n") }));
}

/** Of Vitest's JSON report. */
interface AssertionResult {
  readonly title: string;
  readonly status: string;
  readonly failureMessages: readonly string[];
}
