import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import ts from "typescript";
import { afterAll } from "vitest";
import { root } from "../../fixtures/programs.ts";
import type { VerifyResult } from "../../../src/verify/types.ts";
import type { Forced } from "./forced.ts";

const folder = mkdtempSync(path.join(realpathSync(tmpdir()), "rangeguard-test-"));
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));

const compilerOptions: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2023,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  rewriteRelativeImportExtensions: true,
};

/** Child processes load no TypeScript: they get this package as it is built (`npm test` builds first), and what forces a search beside it. */
function compile(): void {
  symlinkSync(path.join(root, "dist/src"), path.join(folder, "src"), "dir");
  compileFile("test/verify/gomap/forced.ts");
  cpSync(path.join(root, "package.json"), path.join(folder, "package.json"));
  symlinkSync(path.join(root, "node_modules"), path.join(folder, "node_modules"), "dir");
  writeFileSync(path.join(folder, "verify.mjs"), driver("src/verify/verify.js", "verify(...args)"));
  writeFileSync(path.join(folder, "forced.mjs"), driver("test/verify/gomap/forced.js", "verifyForced(...args)"));
}

function compileFile(name: string): void {
  const { outputText } = ts.transpileModule(readFileSync(path.join(root, name), "utf8"), { compilerOptions });
  const target = path.join(folder, name.replace(/\.ts$/, ".js"));
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, outputText);
}

function driver(module: string, call: string): string {
  return `import * as all from "./${module}"; const args = JSON.parse(process.argv[2]); console.log(JSON.stringify(await all.${call}));`;
}

let isCompiled = false;

function run(script: string, ...args: readonly unknown[]): unknown {
  if (!isCompiled) compile();
  isCompiled = true;
  const { stdout, stderr, status } = spawnSync(process.execPath, [path.join(folder, script), JSON.stringify(args)], { encoding: "utf8", maxBuffer: 1e8 });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout.trim().split("\n").at(-1)!);
}

/** Makes a project of files, in which `rangeguard/engine` has its types. */
export function project(files: Readonly<Record<string, string>>): string {
  const cwd = mkdtempSync(path.join(folder, "project-"));
  for (const [name, text] of Object.entries(files)) writeFileSync(path.join(cwd, name), text);
  writeConfig(cwd);
  return cwd;
}

/** A copy of a folder of the fixtures' cases, as such a project. */
export function casesProject(...names: readonly string[]): string {
  const cwd = mkdtempSync(path.join(folder, "cases-"));
  for (const name of names) cpSync(path.join(root, "fixtures/cases", name), path.join(cwd, name), { recursive: true });
  writeConfig(cwd);
  return cwd;
}

function writeConfig(cwd: string): void {
  const paths = { "rangeguard/engine": [path.join(root, "src/engine/index.ts")] };
  const options = { target: "es2023", module: "nodenext", moduleResolution: "nodenext", strict: true, allowJs: true, allowImportingTsExtensions: true, noEmit: true, types: [], paths };
  writeFileSync(path.join(cwd, "tsconfig.json"), JSON.stringify({ compilerOptions: options, include: ["**/*"] }));
  writeFileSync(path.join(cwd, "package.json"), '{ "type": "module" }');
}

export function verifyIn(cwd: string, options: Readonly<Record<string, unknown>> = {}): VerifyResult {
  return run("verify.mjs", { cwd, level: "strict", runs: 300, ...options }) as VerifyResult;
}

export function verifyForcedIn(cwd: string, paths: readonly string[], runs = 300): readonly Forced[] {
  return run("forced.mjs", cwd, paths, runs) as readonly Forced[];
}
