import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ScanError } from "../../src/scanner/errors.ts";
import { WitnessError } from "../../src/verify/witness/errors.ts";
import { nothingVerified, verified, witness } from "../report/verify/sample.ts";
import { run } from "./fake-host.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "rangeguard-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  [[], nothingVerified, 0],
  [[], { ...verified, stats: { ...verified.stats, confirmed: 0 } }, 0],
  [[], verified, 1],
  [["--no-exit-code"], verified, 0],
  [["--replay", witness.text], verified, 1],
  [["--replay", witness.text], { ...verified, stats: { ...verified.stats, confirmed: 0 } }, 0],
])("with %j exits by whether something is confirmed (%#)", async (args, answer, status) => {
  expect(await run(["verify", ...args], { verified: answer })).toMatchObject({ status, stderr: "", scans: [] });
});

test("verifies what is flagged in the current directory unless told otherwise", async () => {
  const [options] = (await run(["verify"])).verifications;
  expect(Object.keys(options!).sort()).toEqual(["checkWorklists", "cwd", "level", "onProgress", "sites"]);
  expect(options).toMatchObject({ cwd: "/project", level: "recommended", checkWorklists: false, sites: "flagged" });
});

test("hands paths and options on", async () => {
  const scan = ["a", "b/tsconfig.json", "--level=strict", "--rule", "no-clear-after-await", "--config", "c.json", "--check-worklists"];
  const numbers = ["--seed", "0", "--runs", "50", "--time-limit", "2000", "--concurrency", "3"];
  const others = ["--finding", "8f3a", "--sites", "all", "--replay", witness.text, "--hooks", "h.ts"];
  const [options] = (await run(["verify", ...scan, ...numbers, ...others])).verifications;
  expect(options).toMatchObject({
    paths: ["a", "b/tsconfig.json"],
    level: "strict",
    rules: ["clear-after-await"],
    config: "c.json",
    checkWorklists: true,
    seed: 0,
    runs: 50,
    timeLimit: 2000,
    concurrency: 3,
    finding: "8f3a",
    sites: "all",
    replay: witness.text,
    hooks: "h.ts",
  });
});

test("does without hooks where none are wanted", async () => {
  expect((await run(["verify", "--no-hooks"])).verifications).toMatchObject([{ hooks: false }]);
});

test("says in its help that it executes code", async () => {
  const { stdout } = await run(["verify", "--help"]);
  expect(stdout).toContain("EXECUTES");
  expect(stdout).toContain("docs/verify-containment.md");
});

test("prints a report for people, with the command that makes a run again", async () => {
  const { stdout } = await run(["verify", "my src", "--level", "strict", "--no-hooks"], { verified });
  expect(stdout).toContain("src/sockets.ts:6:3  check-then-act-across-await  confirmed");
  expect(stdout).toContain(`rangeguard verify 'my src' --level strict --no-hooks --replay ${witness.text}\n`);
});

test("the printed command is one that the command line understands", async () => {
  const operands = ["it's here", "$(touch x)", "--", "-dash", "~/a"];
  const { stdout } = await run(["verify", "--rule", "clear-after-await", "--sites", "all", "--config", "a b.json", ...operands], { verified });
  const command = /to see it again: (.*)/.exec(stdout)![1]!;
  const words = [...command.matchAll(/(?:[^\s'\\]|\\.|'[^']*')+/g)].map(([word]) => word.replace(/'([^']*)'|\\(.)/g, "$1$2"));
  const [again] = (await run(words.slice(1))).verifications;
  expect(again).toMatchObject({
    paths: ["it's here", "$(touch x)", "./-dash", "~/a"],
    rules: ["clear-after-await"],
    sites: "all",
    config: "a b.json",
    replay: witness.text,
  });
});

test("prints JSON", async () => {
  const { stdout } = await run(["verify", "--format", "json"], { verified });
  expect(JSON.parse(stdout).results).toHaveLength(4);
});

test("says of a replay whether the witness shows it again", async () => {
  const args = ["verify", "--replay", witness.text];
  expect((await run(args, { verified })).stdout).toContain("the run of the witness shows it again");
  expect((await run(args)).stdout).toContain("The finding of the witness is not there any more");
});

test("writes the report to a file, and a summary to stderr", async () => {
  const { status, stdout, stderr } = await run(["verify", "--format", "json", "--output", "out/verify.json"], { verified, cwd: folder });
  expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
  expect(stderr).toContain("4 findings: 1 confirmed, 2 not reproduced, 1 not executable");
  expect(stderr).toContain("report: out/verify.json");
  expect(JSON.parse(readFileSync(path.join(folder, "out/verify.json"), "utf8")).tool).toBe("rangeguard");
});

test.each([
  ["races.test.ts", "races.test.ts"],
  ["out/deep/races.test.ts", "out/deep/races.test.ts"],
  ["out/", "out/rangeguard.test.ts"],
  ["there", "there/rangeguard.test.ts"],
])("--emit-test %s writes tests to %s, and writes them anew", async (name, file) => {
  mkdirSync(path.join(folder, "there"));
  const inFolder = { ...verified, scan: { ...verified.scan, root: folder } };
  for (let time = 0; time < 2; time++) {
    const { stderr } = await run(["verify", "--emit-test", name], { verified: inFolder, cwd: folder });
    expect(stderr).toBe(`tests: ${file}\n`);
    const text = readFileSync(path.join(folder, file), "utf8");
    const address = path.posix.relative(path.posix.dirname(file), "src/sockets.ts");
    expect(text).toContain(`new URL("${address.startsWith(".") ? address : `./${address}`}", import.meta.url)`);
  }
});

test("--emit-test overwrites nothing of others, and says so before it runs anything", async () => {
  const file = path.join(folder, "mine.test.ts");
  writeFileSync(file, "my own test");
  const { status, stderr, verifications } = await run(["verify", "--emit-test", "mine.test.ts"], { verified, cwd: folder });
  expect({ status, verifications }).toEqual({ status: 2, verifications: [] });
  expect(stderr).toContain("`mine.test.ts` is there, and `--emit-test` has not written it.");
  expect(readFileSync(file, "utf8")).toBe("my own test");
});

test("--chrome-trace writes a trace", async () => {
  const { stderr } = await run(["verify", "--chrome-trace", "trace.json"], { verified, cwd: folder });
  expect(stderr).toBe("trace: trace.json\n");
  expect(JSON.parse(readFileSync(path.join(folder, "trace.json"), "utf8")).traceEvents.length).toBeGreaterThan(5);
});

test("writes neither tests nor a trace where nothing is confirmed, and says so", async () => {
  const { stderr } = await run(["verify", "--emit-test", "a.test.ts", "--chrome-trace", "a.json"], { cwd: folder });
  expect(stderr).toBe("tests: none is written, since nothing is confirmed\ntrace: none is written, since nothing is confirmed\n");
  expect(existsSync(path.join(folder, "a.test.ts")) || existsSync(path.join(folder, "a.json"))).toBe(false);
});

test.each([
  ["--emit-test", "file/a.test.ts", "Cannot write the tests to `file/a.test.ts`"],
  ["--chrome-trace", ".", "Cannot write the trace to `.`: it is a directory."],
  ["--output", ".", "Cannot write the report to `.`: it is a directory."],
])("%s %s is refused before anything is run", async (option, name, said) => {
  writeFileSync(path.join(folder, "file"), "");
  const { status, stderr, verifications } = await run(["verify", option, name], { cwd: folder });
  expect({ status, verifications }).toEqual({ status: 2, verifications: [] });
  expect(stderr).toContain(said);
  expect(stderr).toContain(`\`${option}\``);
});

test.each([
  [new ScanError("nowhere does not exist.", "Name an existing path."), "rangeguard: nowhere does not exist.\n  Name an existing path.\n"],
  [new WitnessError("unbound", "it calls `\u001b[2J`.", "Verify again."), "rangeguard: it calls `\\x1b[2J`.\n  Verify again.\n"],
])("prints what can be put right in two lines (%#)", async (answer, stderr) => {
  expect(await run(["verify"], { verified: answer })).toMatchObject({ status: 2, stdout: "", stderr });
});

test.each([
  [{ code: "ENOSPC", syscall: "write" }, "The disk is full. Free some space, or set TMPDIR to a folder on another one."],
  [{ code: "ENOENT", syscall: "mkdtemp" }, "Set TMPDIR to a folder that can be written to."],
])("what the system refuses is no error of the program: %j", async (facts, hint) => {
  const { status, stderr } = await run(["verify"], { verified: Object.assign(new Error("refused"), facts) as never });
  expect({ status, stderr }).toEqual({ status: 2, stderr: `rangeguard: refused\n  ${hint}\n` });
});

test("a finding that is not there is wrong usage", async () => {
  const { status, stdout, stderr } = await run(["verify", "--finding", "8f3a"], { verified: nothingVerified });
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("No finding has an id that begins with `8f3a`.");
});

test("a hook file that is named and not there is wrong usage", async () => {
  writeFileSync(path.join(folder, "a.ts"), "export const a = 1;\n");
  const { status, stderr } = await run(["verify", "a.ts", "--hooks", "nowhere.ts"], { cwd: folder, isReal: true });
  expect(status).toBe(2);
  expect(stderr).toContain("The hook file `nowhere.ts` does not exist.");
});

test("a witness whose file is not there is wrong usage", async () => {
  writeFileSync(path.join(folder, "a.ts"), "export const a = 1;\n");
  const { status, stderr } = await run(["verify", "--replay", witness.text], { cwd: folder, isReal: true });
  expect(status).toBe(2);
  expect(stderr).toMatch(/^rangeguard: The witness does not fit the code as it is now: its file, `\S+`, is not there\.\n/);
});

test.each([
  ["load", "loading"],
  ["analyse", "analysing"],
  ["prepare", "preparing"],
  ["run", "running"],
] as const)("shows the phase %s as %s, and takes it away", async (phase, shown) => {
  const onVerify = ({ onProgress }: { onProgress?: (progress: any) => void }) => onProgress?.({ phase, done: 3, total: 9, file: "a.ts" });
  expect((await run(["verify"], { isTTY: true, onVerify })).stderr).toBe(`\r\u001b[K${shown} 3/9 a.ts\r\u001b[K`);
  expect((await run(["verify", "--no-progress"], { isTTY: true, onVerify })).stderr).toBe("");
});

test("scan --verify adds verdicts to the findings of the scan", async () => {
  const { status, stdout, scans, verifications } = await run(["scan", "src", "--verify", "--level", "strict", "--format", "json"], { verified });
  expect({ status, scans }).toEqual({ status: 1, scans: [] });
  expect(verifications).toMatchObject([{ paths: ["src"], cwd: "/project", level: "strict", checkWorklists: false }]);
  const { findings } = JSON.parse(stdout);
  expect(findings.map(({ verification }: any) => verification.verdict)).toEqual(["not reproduced", "not executable", "confirmed", "not reproduced"]);
  expect(findings[2].verification).toEqual({ verdict: "confirmed", witness: witness.text, runs: 12, schedules: 7, reached: 9 });
});

test("scan --verify leaves a finding without a verdict as it is", async () => {
  const { stdout } = await run(["scan", "--verify", "--format", "json"], { verified: { ...verified, results: [] } });
  const { findings } = JSON.parse(stdout);
  expect(findings).toHaveLength(4);
  expect(findings[0]).not.toHaveProperty("verification");
});

test("scan alone runs nothing", async () => {
  for (const format of ["pretty", "json", "sarif", "github"]) {
    expect((await run(["scan", "--format", format])).verifications).toEqual([]);
  }
});
