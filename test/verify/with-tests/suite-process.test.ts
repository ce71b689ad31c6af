import process from "node:process";
import { expect, test } from "vitest";
import { runSuite, type SuiteCommand } from "../../../src/verify/with-tests/suite-process.ts";
import { isRunning, until } from "../process/compiled.ts";

function command(script: string, more: Partial<SuiteCommand> = {}): SuiteCommand {
  return { program: process.execPath, args: ["-e", script], cwd: process.cwd(), environment: process.env, timeLimit: 20_000, ...more };
}

test("a suite ends with its exit code and the end of its output", async () => {
  const texts: string[] = [];
  const end = await runSuite(command(`console.log("a".repeat(20_000)); console.error("last"); process.exitCode = 3;`, { onOutput: (text) => texts.push(text) }));
  expect(end).toMatchObject({ exitCode: 3, isTimedOut: false });
  expect(end.output).toHaveLength(16_384);
  expect(texts.join("")).toHaveLength(20_006);
});

test("when its time is over, it is killed with the processes that it has started", async () => {
  const script = `const child = require("node:child_process").spawn(process.execPath, ["-e", "setInterval(() => {}, 1000)"]); console.log(child.pid); setInterval(() => {}, 1000);`;
  const end = await runSuite(command(script, { timeLimit: 1500 }));
  expect(end).toMatchObject({ exitCode: null, isTimedOut: true });
  const pid = Number(end.output.trim());
  expect(pid).toBeGreaterThan(0);
  await until(() => !isRunning(pid));
});

test("a signal stops it, and is what the promise rejects with", async () => {
  const controller = new AbortController();
  const running = runSuite(command("setInterval(() => {}, 1000)", { signal: controller.signal, onOutput: () => {} }));
  setTimeout(() => controller.abort(new Error("enough")), 200);
  await expect(running).rejects.toThrow("enough");
});
