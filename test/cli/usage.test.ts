import { expect, test } from "vitest";
import manifest from "../../package.json" with { type: "json" };
import { commands } from "../../src/cli/options.ts";
import { run } from "./fake-host.ts";

test.each([
  [["scna"], "Unknown command `scna`.", "Did you mean `rangeguard scan`?"],
  [["./src"], "Unknown command `./src`.", "To scan a path: `rangeguard scan ./src`."],
  [["scan", "--levle", "strict"], "Unknown option `--levle`.", "Did you mean `--level`?"],
  [["scan", "--quiet-please"], "Unknown option `--quiet-please`.", "`rangeguard scan --help` lists the options."],
  [["explain", "--format", "json"], "Unknown option `--format`.", "`rangeguard explain --help` lists the options."],
  [["scan", "-x"], "Unknown option `-x`.", "`rangeguard scan --help` lists the options."],
  [["scan", "--level", "stric"], "`stric` is no value for `--level`.", "Did you mean `strict`?"],
  [["scan", "--format", "xml"], "`xml` is no value for `--format`.", "Possible values: pretty, json, sarif, github."],
  [["scan", "--rule", "no-shft-during-iteration"], "is no value for `--rule`.", "Did you mean `shift-during-iteration`?"],
  [["scan", "--output"], "Option `--output` needs a value: `--output FILE`.", ""],
  [["scan", "--output", "--level", "strict"], "Option `--output` needs a value: `--output FILE`.", ""],
  [["scan", "--config"], "Option `--config` needs a value: `--config FILE`.", ""],
  [["scan", "--confg", "a.json"], "Unknown option `--confg`.", "Did you mean `--config`?"],
  [["scan", "--no-progress=1"], "Option `--no-progress` takes no value.", ""],
  [["verify", "--format", "sarif"], "`sarif` is no value for `--format`.", "Possible values: pretty, json."],
  [["verify", "--sites", "al"], "`al` is no value for `--sites`.", "Did you mean `all`?"],
  [["verify", "--sed", "1"], "Unknown option `--sed`.", "Did you mean `--seed`?"],
  [["verify", "--seed", "-1"], "Option `--seed` needs a value: `--seed N`.", ""],
  [["verify", "--seed=1.5"], "`1.5` is no value for `--seed`.", "Give a whole number, 0 or more."],
  [["verify", "--runs", "0"], "`0` is no value for `--runs`.", "Give a whole number, 1 or more."],
  [["verify", "--time-limit", "1e3"], "`1e3` is no value for `--time-limit`.", "Give a whole number, 1 or more."],
  [["verify", "--concurrency", "9007199254740993"], "is no value for `--concurrency`.", "Give a whole number, 1 or more."],
  [["verify", "--replay"], "Option `--replay` needs a value: `--replay WITNESS`.", ""],
  [["verify", "--hooks", "a.ts", "--no-hooks"], "`--hooks` and `--no-hooks` exclude each other.", "Leave one of them out."],
  [["scan", "--max-issues", "many"], "`many` is no value for `--max-issues`.", "Give a whole number, 0 or more."],
  [["explain", "shift-during-iterations"], "There is no hazard", "Did you mean `shift-during-iteration`?"],
  [["explain", "everything"], "There is no hazard `everything`.", "`rangeguard explain` lists all."],
])("%j is wrong usage, said in at most two lines", async (args, problem, hint) => {
  const { status, stdout, stderr, scans, verifications } = await run(args);
  expect({ status, stdout, scans, verifications }).toEqual({ status: 2, stdout: "", scans: [], verifications: [] });
  expect(stderr).toMatch(/^rangeguard: /);
  expect(stderr).toContain(problem);
  expect(stderr).toContain(hint);
  expect(stderr.trimEnd().split("\n").length).toBe(hint === "" ? 1 : 2);
});

test.each([["--help"], ["-h"]])("%s shows the commands", async (flag) => {
  const { status, stdout } = await run([flag]);
  expect(status).toBe(0);
  for (const { name } of commands) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
});

test("help for a command shows its options, what they accept, and examples", async () => {
  for (const command of commands) {
    const { status, stdout, scans } = await run([command.name, "--help"]);
    expect({ status, scans }).toEqual({ status: 0, scans: [] });
    for (const { name, choices = [] } of command.options) {
      expect(stdout).toContain(`--${name}`);
      for (const choice of choices) expect(stdout).toContain(choice);
    }
    for (const { command: line } of command.examples) expect(stdout).toContain(`  ${line}\n`);
    expect(Math.max(...stdout.split("\n").map((line) => line.length))).toBeLessThanOrEqual(100);
  }
});

test("the examples in the help are right usage", async () => {
  const lines = commands.flatMap(({ examples }) => examples.map(({ command }) => command));
  for (const line of lines.filter((each) => !/--output|--finding|--emit-test|--chrome-trace/.test(each))) {
    const { status, stderr } = await run(line.split(" ").slice(1));
    expect({ line, status, stderr }).toEqual({ line, status: 0, stderr: "" });
  }
});

test.each([["--version"], ["-v"]])("%s shows the version of the package", async (flag) => {
  expect(await run([flag])).toMatchObject({ status: 0, stdout: `${manifest.version}\n` });
});

test("without a command, shows help on stderr and exits with 2", async () => {
  const { status, stdout, stderr } = await run([]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toContain("Usage: rangeguard COMMAND");
});
