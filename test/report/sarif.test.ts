import { readFileSync } from "node:fs";
import { Ajv } from "ajv";
import addFormats from "ajv-formats";
import { expect, test } from "vitest";
import { hazards } from "../../src/hazards/catalogue.ts";
import type { Verification } from "../../src/hazards/finding.ts";
import { formatReport, type ReportContext } from "../../src/report/index.ts";
import type { ScanResult } from "../../src/scanner/types.ts";
import { clean, context, findings, result } from "./sample.ts";

function validator() {
  const schema = JSON.parse(readFileSync("fixtures/schemas/sarif-schema-2.1.0.json", "utf8")) as Record<string, unknown>;
  // Draft-04, of which the schema uses nothing that draft-07 reads differently but these two.
  delete schema["$schema"];
  delete schema["id"];
  // One of its patterns is no valid regular expression in Unicode mode.
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  return ajv.compile(schema);
}

function sarif(scan: ScanResult, overrides: Partial<ReportContext> = {}) {
  const log = JSON.parse(formatReport(scan, "sarif", { ...context, ...overrides }));
  return { log, run: log.runs[0], driver: log.runs[0].tool.driver };
}

test.each([
  ["findings", result],
  ["none", clean],
])("is valid SARIF 2.1.0 with %s", (_name, scan) => {
  const validate = validator();
  validate(sarif(scan).log);
  expect(validate.errors).toBeNull();
});

test("the schema rejects what is no SARIF", () => {
  expect(validator()({ version: "2.1.0", runs: [{ results: [{}] }] })).toBe(false);
});

test("describes each rule as GitHub code scanning requires", () => {
  const { rules } = sarif(clean).driver;
  expect(rules.map(({ id }: { id: string }) => id)).toEqual(hazards.map(({ id }) => id));
  for (const rule of rules) {
    expect(rule.name).toMatch(/^[A-Z][A-Za-z]+$/);
    expect(rule.shortDescription.text.length).toBeLessThanOrEqual(1024);
    expect(rule.fullDescription.text.length).toBeLessThanOrEqual(1024);
    expect(rule.help.text).not.toBe("");
    expect(rule.help.markdown).toContain("## What to do instead");
    expect(rule.helpUri).toMatch(/^https:/);
    expect(rule.defaultConfiguration.level).toMatch(/^(note|warning|error)$/);
    expect(rule.properties.precision).toMatch(/^(very-high|high|medium|low)$/);
    expect(rule.properties["problem.severity"]).toMatch(/^(error|warning|recommendation)$/);
    expect(rule.properties.tags.length).toBeLessThanOrEqual(10);
  }
});

test("gives each result a rule, a message, a place with all four borders, and fingerprints", () => {
  const { run, driver } = sarif(result);
  expect(run.results).toHaveLength(findings.length);
  for (const [index, found] of run.results.entries()) {
    expect(driver.rules[found.ruleIndex].id).toBe(found.ruleId);
    expect(found.message.text).toBe(findings[index]!.message);
    expect(found.locations).toHaveLength(1);
    const { artifactLocation, region } = found.locations[0].physicalLocation;
    const { start, end } = findings[index]!.range;
    expect(region).toEqual({ startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column });
    expect(artifactLocation.uri).not.toMatch(/^[/\\]|^[a-z]+:|[ [\]]/);
    expect(found.partialFingerprints["rangeguardFinding/v1"]).toBe(findings[index]!.id);
    expect(found.partialFingerprints.primaryLocationLineHash).toMatch(/^[0-9a-f]+:\d+$/);
  }
  expect(run.columnKind).toBe("utf16CodeUnits");
});

test("encodes paths, relative to a base that it names", () => {
  const { run } = sarif(result);
  const { artifactLocation } = run.results[1].locations[0].physicalLocation;
  expect(artifactLocation).toEqual({ uri: "src/page%20%5Bid%5D.ts", uriBaseId: "%SRCROOT%" });
  expect(run.originalUriBaseIds["%SRCROOT%"].uri).toBe("file:///project/");
});

test("gives a file outside the base its absolute address", () => {
  const { run } = sarif(result, { cwd: "/project/packages/app" });
  expect(run.results[0].locations[0].physicalLocation.artifactLocation).toEqual({ uri: "file:///project/src/jobs.ts" });
});

test("turns the trace into a code flow, and the places in it into related locations", () => {
  const [first] = sarif(result).run.results;
  const steps = first.codeFlows[0].threadFlows[0].locations.map(({ location }: any) => [
    location.physicalLocation.region.startLine,
    location.message.text,
  ]);
  expect(steps).toEqual([
    [8, "the loop over `jobs` starts here"],
    [10, "`push` adds an element at the end"],
    [8, "the loop goes on and reaches it"],
  ]);
  expect(first.relatedLocations.map(({ id, message }: any) => [id, message.text])).toEqual([
    [1, "`jobs` is declared here"],
    [2, "the loop over `jobs` starts here"],
    [3, "`push` adds an element at the end"],
    [4, "the loop goes on and reaches it"],
  ]);
});

test("puts the second writer into the code flow, and says of each step what it is", () => {
  const { run } = sarif(result);
  const found = run.results.find(({ ruleId }: any) => ruleId === "check-then-act-across-await");
  const [{ locations }] = found.codeFlows[0].threadFlows;
  expect(locations.map(({ location, properties }: any) => [location.physicalLocation.region.startLine, properties.role])).toEqual([
    [4, "check"],
    [5, "suspend"],
    [11, "second-writer"],
    [6, "act"],
  ]);
  expect(found.relatedLocations.map(({ message }: any) => message.text)).toContain("`adopt` can run meanwhile");
});

test("reports skipped files and unused suppressions as notifications of a successful run", () => {
  const [invocation] = sarif(result).run.invocations;
  expect(invocation.executionSuccessful).toBe(true);
  expect(invocation.toolExecutionNotifications.map(({ level, message }: any) => [level, message.text])).toEqual([
    ["warning", "Skipped: syntax error at 3:7: '}' expected"],
    ["note", "This comment silences nothing."],
  ]);
});

test("does not let code in a message pass for a link", () => {
  const message = "`xs[i](1)` grows `[...m]`";
  const { run } = sarif({ ...clean, findings: [{ ...findings[0]!, message }] });
  expect(run.results[0].message.text).toBe("`xs\\[i](1)` grows `[...m]`");
});

test("leaves the line's fingerprint out when the file cannot be read any more", () => {
  const { run } = sarif(result, { readSource: () => undefined });
  expect(run.results[0].partialFingerprints).toEqual({ "rangeguardFinding/v1": findings[0]!.id });
});

const verifications: readonly Verification[] = [
  { verdict: "confirmed", witness: "rgw1~abc~1", runs: 3, schedules: 2, reached: 3 },
  { verdict: "not reproduced", runs: 1000, schedules: 40, reached: 900 },
  { verdict: "not executable", reason: "no-import", detail: "it throws", runs: 0, schedules: 0, reached: 0 },
];

test("a scan that runs nothing has neither precision nor rank in its results", () => {
  for (const found of sarif(result).run.results) {
    expect(found).not.toHaveProperty("rank");
    expect(found.properties).not.toHaveProperty("precision");
  }
});

test("verdicts rank results: confirmed ones first, those that no run shows last, and are carried whole", () => {
  const [, second] = findings;
  const verified = verifications.map((verification) => ({ ...findings[0]!, verification }));
  const { log, run } = sarif({ ...result, findings: [...verified, { ...second!, verification: verifications[2]! }] });
  expect(run.results.map(({ rank }: any) => rank)).toEqual([100, 30, 70, 55]);
  expect(run.results.map(({ properties }: any) => properties.precision)).toEqual(["very-high", "high", "high", "medium"]);
  expect(run.results.slice(0, 3).map(({ properties }: any) => properties.verification)).toEqual(verifications);
  const validate = validator();
  validate(log);
  expect(validate.errors).toBeNull();
});
