import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScanError } from "../../src/scanner/errors.ts";
import { clean, findings, result } from "../report/sample.ts";
import { run } from "./fake-host.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "rangeguard-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test("exits with 0 when there is nothing to report", async () => {
  expect(await run(["scan"])).toMatchObject({ status: 0, stderr: "" });
});

test("exits with 1 when there are findings, and prints them", async () => {
  const { status, stdout, stderr } = await run(["scan"], { answer: result });
  expect(status).toBe(1);
  expect(stdout).toContain("src/jobs.ts:10:21  insert-during-iteration");
  expect(stderr).toBe("");
});

test("exits with 0 in spite of findings with --no-exit-code", async () => {
  expect((await run(["scan", "--no-exit-code"], { answer: result })).status).toBe(0);
});

test.each([
  ["3", 1],
  ["4", 0],
  ["5", 0],
])("with four findings, --max-issues %s exits with %i", async (tolerated, status) => {
  expect((await run(["scan", "--max-issues", tolerated], { answer: result })).status).toBe(status);
});

test("skipped files alone do not fail a scan", async () => {
  const answer = { ...clean, skipped: result.skipped };
  const { status, stdout } = await run(["scan"], { answer });
  expect(status).toBe(0);
  expect(stdout).toContain("1 file skipped");
});

test("scans the current directory at level recommended unless told otherwise", async () => {
  const [options] = (await run(["scan"])).scans;
  expect(options).toMatchObject({ cwd: "/project", level: "recommended", checkWorklists: false });
  expect(options).not.toHaveProperty("paths");
  expect(options).not.toHaveProperty("rules");
  expect(options).not.toHaveProperty("config");
});

test("hands paths, level, rules and options on", async () => {
  const args = ["scan", "a", "--level=strict", "--rule", "no-shift-during-iteration", "b/tsconfig.json"];
  const [options] = (await run([...args, "--rule", "insert-during-iteration", "--check-worklists", "--", "-c"])).scans;
  expect(options).toMatchObject({
    paths: ["a", "b/tsconfig.json", "-c"],
    level: "strict",
    rules: ["shift-during-iteration", "insert-during-iteration"],
    checkWorklists: true,
  });
});

test("hands the name of a configuration on", async () => {
  const [options] = (await run(["scan", "--config", "tools/rangeguard.json"])).scans;
  expect(options).toMatchObject({ config: "tools/rangeguard.json" });
});

test.each([
  [[], "rangeguard.config.json", "rangeguard.config.json: lockFunction: there is no such setting, expected lockFunctions, snapshotFunctions or freshGetters.\n  Did you mean `lockFunctions`?"],
  [["--config", "my.json"], "my.json", "my.json: lockFunction: there is no such setting, expected lockFunctions, snapshotFunctions or freshGetters.\n  Did you mean `lockFunctions`?"],
  [["--config", "none.json"], "my.json", "There is no configuration file none.json.\n  Name a JSON file such as rangeguard.config.json."],
])("with %j, a mistake in %s is wrong usage, said in two lines", async (args, file, said) => {
  writeFileSync(path.join(folder, file), '{ "lockFunction": ["withLock"] }');
  writeFileSync(path.join(folder, "a.js"), "");
  expect(await run(["scan", ...args], { cwd: folder, isReal: true })).toMatchObject({ status: 2, stdout: "", stderr: `rangeguard: ${said}\n` });
});

test("prints the asked format", async () => {
  const { stdout } = await run(["scan", "--format", "json"], { answer: result });
  expect(JSON.parse(stdout).findings).toHaveLength(findings.length);
});

test("writes the report to a file in a new directory, and a summary to stderr", async () => {
  const { status, stdout, stderr } = await run(["scan", "--format", "json", "--output", "out/report.json"], {
    answer: result,
    cwd: folder,
  });
  expect(status).toBe(1);
  expect(stdout).toBe("");
  expect(stderr).toContain("4 findings in 4 files");
  expect(stderr).toContain("report: out/report.json");
  expect(JSON.parse(readFileSync(path.join(folder, "out/report.json"), "utf8")).tool).toBe("rangeguard");
});

test("never colours a file", async () => {
  await run(["scan", "--output", "report.txt"], { answer: result, cwd: folder, env: { FORCE_COLOR: "1" }, isTTY: true });
  expect(readFileSync(path.join(folder, "report.txt"), "utf8")).not.toContain("\u001b");
});

test("says before the scan that a report cannot be written", async () => {
  mkdirSync(path.join(folder, "directory"));
  writeFileSync(path.join(folder, "file"), "");
  const taken = await run(["scan", "--output", "directory"], { cwd: folder });
  expect(taken).toMatchObject({ status: 2, scans: [] });
  expect(taken.stderr).toContain("Cannot write the report to `directory`: it is a directory.");
  const below = await run(["scan", "--output", "file/report.txt"], { cwd: folder });
  expect(below).toMatchObject({ status: 2, scans: [] });
  expect(below.stderr).toContain("a part of its path is a file");
});

test("reads the code of a finding from disk", async () => {
  mkdirSync(path.join(folder, "src"));
  writeFileSync(path.join(folder, "src/jobs.ts"), `\ufeff${"\n".repeat(9)}    if (!job.run()) jobs.push(job);\n`);
  const { stdout } = await run(["scan"], { answer: { ...result, root: folder }, cwd: folder });
  expect(stdout).toContain("> 10 │     if (!job.run()) jobs.push(job);");
});

test("makes paths relative to the checkout for GitHub", async () => {
  const answer = { ...result, root: "/checkout/packages/app" };
  const surroundings = { answer, cwd: "/checkout/packages/app", env: { GITHUB_WORKSPACE: "/checkout" } };
  expect((await run(["scan", "--format", "github"], surroundings)).stdout).toContain("file=packages/app/src/jobs.ts,");
  expect((await run(["scan", "--format", "sarif"], surroundings)).stdout).toContain('"uri": "packages/app/src/jobs.ts"');
  expect((await run(["scan", "--format", "pretty"], surroundings)).stdout).toMatch(/^src\/jobs\.ts:/);
});

test("prints what cannot be scanned in two lines", async () => {
  const answer = new ScanError("nowhere does not exist.", "Name an existing path.");
  expect(await run(["scan", "nowhere"], { answer })).toMatchObject({
    status: 2,
    stdout: "",
    stderr: "rangeguard: nowhere does not exist.\n  Name an existing path.\n",
  });
});

test("prints an internal error in two lines, and its stack only with --debug", async () => {
  const answer = new TypeError("x is undefined\nmore");
  const quiet = await run(["scan"], { answer });
  expect(quiet.status).toBe(2);
  expect(quiet.stderr).toMatch(/^rangeguard: unexpected error: x is undefined\n {2}Run with --debug for the stack.*\n$/);
  const loud = await run(["scan", "--debug"], { answer });
  expect(loud.status).toBe(2);
  expect(loud.stderr).toContain("TypeError: x is undefined");
  expect(loud.stderr).toMatch(/\n {4}at /);
});

test("shows progress on a terminal and takes it away", async () => {
  const onScan = ({ onProgress }: { onProgress?: (progress: any) => void }) =>
    onProgress?.({ phase: "analyse", done: 3, total: 9, file: `src/\u001b${"x".repeat(99)}.ts` });
  const { stderr, stdout } = await run(["scan"], { isTTY: true, onScan });
  expect(stderr).toMatch(/^\r\u001b\[Kanalysing 3\/9 src\/\\x1bx+\r\u001b\[K$/);
  expect(stderr.split("\r")[1]!.length).toBeLessThan(60 + "\u001b[K".length);
  expect(stdout).not.toContain("analysing");
  for (const [args, surroundings] of [
    [["scan", "--no-progress"], { isTTY: true, onScan }],
    [["scan"], { isTTY: false, onScan }],
    [["scan"], { isTTY: true, onScan, env: { CI: "true" } }],
    [["scan"], { isTTY: true, onScan, env: { TERM: "dumb" } }],
  ] as const) {
    expect((await run(args, surroundings)).stderr).toBe("");
  }
});

test.each([
  [{ isTTY: true }, true],
  [{ isTTY: false }, false],
  [{ isTTY: true, env: { NO_COLOR: "1" } }, false],
  [{ isTTY: true, env: { NO_COLOR: "" } }, true],
  [{ isTTY: true, env: { TERM: "dumb" } }, false],
  [{ isTTY: false, env: { FORCE_COLOR: "1" } }, true],
  [{ isTTY: true, env: { FORCE_COLOR: "0" } }, false],
  [{ isTTY: false, env: { FORCE_COLOR: "1", NO_COLOR: "1" } }, true],
])("with %j, colours are on: %s", async (surroundings, isOn) => {
  const { stdout } = await run(["scan", "--no-progress"], { answer: result, ...surroundings });
  expect(stdout.includes("\u001b[")).toBe(isOn);
});
