import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { version } from "../../src/hazards/version.ts";

const MAIN = "dist/src/cli/main.js";

interface Outcome {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program. */
function start(args: readonly string[], closeStdout = false): Promise<Outcome> {
  const child = spawn(process.execPath, [MAIN, ...args], { stdio: ["ignore", "pipe", "pipe"] });
  const output = { stdout: "", stderr: "" };
  if (closeStdout) child.stdout.destroy();
  else child.stdout.on("data", (data) => (output.stdout += data));
  child.stderr.on("data", (data) => (output.stderr += data));
  return new Promise((resolve) => child.on("close", (status) => resolve({ status, ...output })));
}

test("runs as a program", async () => {
  expect(await start(["--version"])).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("exits with 2 and without a stack on wrong usage", async () => {
  const { status, stdout, stderr } = await start(["scan", "--frmat", "json"]);
  expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
  expect(stderr).toBe("rangeguard: Unknown option `--frmat`.\n  Did you mean `--format`?\n");
});

test("bears a reader that leaves early", async () => {
  expect(await start(["explain", "insert-during-iteration"], true)).toMatchObject({ status: 0, stderr: "" });
});

test("loads no package before the arguments are read", () => {
  const seen = new Set<string>();
  const packages = new Set<string>();
  const visit = (file: string) => {
    if (seen.has(file)) return;
    seen.add(file);
    for (const [, source] of readFileSync(file, "utf8").matchAll(/^(?:import|export) (?!type\b)[^;]*?from "([^"]+)";/gm)) {
      if (source!.startsWith(".")) visit(path.resolve(path.dirname(file), source!));
      else if (!source!.startsWith("node:")) packages.add(source!);
    }
  };
  visit(path.resolve("src/cli/main.ts"));
  expect(seen.size).toBeGreaterThan(5);
  expect([...packages]).toEqual([]);
});
