import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { afterAll } from "vitest";
import { root } from "../../fixtures/programs.ts";
import { runCases, type RunCasesOptions } from "../../../src/verify/process/children.ts";
import type { CaseResult } from "../../../src/verify/process/result.ts";

const folder = mkdtempSync(join(tmpdir(), "rangeguard-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The child and its parent's side, compiled for processes that load no TypeScript. */
for (const part of ["child", "process"]) {
  const sources = join(root, "src/verify", part);
  mkdirSync(join(folder, part));
  for (const name of readdirSync(sources)) {
    const { outputText } = ts.transpileModule(readFileSync(join(sources, name), "utf8"), {
      compilerOptions: {
        target: ts.ScriptTarget.ES2023,
        module: ts.ModuleKind.ESNext,
        verbatimModuleSyntax: true,
        rewriteRelativeImportExtensions: true,
      },
    });
    writeFileSync(join(folder, part, name.replace(/\.ts$/, ".js")), outputText);
  }
}
writeFileSync(join(folder, "package.json"), '{ "type": "module" }');

/** What a case that does as it should is, and answers. */
export const fine = "export default () => 'fine';";

const runner = new URL("./runner.mjs", import.meta.url);

/** The compiled `children.ts`. */
export const compiledChildren = pathToFileURL(join(folder, "process/children.js"));

export const options = {
  runner,
  main: pathToFileURL(join(folder, "child/main.js")),
  concurrency: 1,
  caseTimeLimit: 10_000,
} satisfies RunCasesOptions;

/** Runs modules as cases, in one process if nothing ends it. */
export function run(sources: readonly string[], more: Partial<RunCasesOptions> = {}): Promise<CaseResult[]> {
  return runCases(sources, { ...options, ...more });
}

/** Runs a module, and after it one that shows that the tool goes on. @returns the first result. */
export async function runOne(source: string, more: Partial<RunCasesOptions> = {}): Promise<CaseResult> {
  const [first, second] = await run([source, fine], more);
  if (second?.kind !== "answer") throw new Error(`the next case did not run: ${JSON.stringify(second)}`);
  return first!;
}

/** Waits until `check` holds. @throws Error when it does not within the time. */
export async function until(check: () => boolean, milliseconds = 5000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!check()) {
    if (performance.now() > end) throw new Error(`not within ${milliseconds} ms: ${String(check)}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Whether a process is there, and is not merely a dead one that its parent has not asked for. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
  } catch {
    // No such folder, or the process has just ended.
    return process.platform !== "linux";
  }
}
