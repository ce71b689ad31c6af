import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll } from "vitest";
import type { VerifiedFinding, VerifyOptions, VerifyResult } from "../../../src/verify/types.ts";
import { verify } from "../compiled.ts";

const tsconfig = {
  compilerOptions: { strict: true, module: "nodenext", target: "es2022", lib: ["es2023"], types: [], skipLibCheck: true, allowImportingTsExtensions: true, noEmit: true },
  include: ["src"],
};

const folder = mkdtempSync(join(tmpdir(), "rangeguard-projects-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let count = 0;

/** Writes a project. @returns its folder */
export function projectOf(files: Readonly<Record<string, string>>): string {
  const root = join(folder, String(count++));
  const all = { "package.json": '{ "name": "project", "type": "module" }', "tsconfig.json": JSON.stringify(tsconfig), ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

export async function verifyProject(files: Readonly<Record<string, string>>, options: VerifyOptions = {}): Promise<VerifyResult> {
  return verify({ cwd: projectOf(files), level: "strict", runs: 300, timeLimit: 20_000, ...options });
}

/** Of a project with one finding. */
export async function verdictOn(files: Readonly<Record<string, string>>, options: VerifyOptions = {}): Promise<VerifiedFinding> {
  const { results } = await verifyProject(files, options);
  if (results.length !== 1) throw new Error(`The project has ${results.length} findings instead of one.`);
  return results[0]!;
}
