import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));

/** Runs npm, or a tool that npm finds, and returns what it printed. @throws Error with its output when it fails. */
export function runNpm(command: "npm" | "npx", args: readonly string[], cwd: string): string {
  // Inside `npm test` this would make the nested npm work on the outer project.
  const env = { ...process.env };
  delete env.npm_config_local_prefix;
  return run(command, args, { cwd, env, shell: process.platform === "win32" });
}

export function runNode(args: readonly string[], cwd: string): string {
  return run(process.execPath, args, { cwd, env: process.env, shell: false });
}

/**
 * Imports `specifier` in a fresh process with `cwd` as its package, and returns the names of the packages that this has
 * loaded from `node_modules`: ES modules are seen by a loader hook, CommonJS modules in the module cache.
 */
export function packagesLoadedBy(specifier: string, cwd: string): Set<string> {
  const hook = `import { writeSync } from "node:fs";
    export async function load(url, context, next) { writeSync(1, url + "\\n"); return next(url, context); }`;
  const registration = `import { register } from "node:module"; register(${JSON.stringify(dataUrl(hook))});`;
  const program = `import { createRequire } from "node:module"; await import(${JSON.stringify(specifier)});
    console.log(Object.keys(createRequire(import.meta.url).cache).join("\\n"));`;
  const output = runNode(["--import", dataUrl(registration), "--input-type=module", "--eval", program], cwd);
  const packages = output.replaceAll("\\", "/").matchAll(/.*\/node_modules\/((?:@[^/\n]+\/)?[^/\n]+)/g);
  return new Set(Array.from(packages, (match) => match[1]!));
}

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}

function run(command: string, args: readonly string[], options: object): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { ...options, encoding: "utf8" });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ${args.join(" ")} ended with status ${status}\n${stdout}${stderr}`);
  return stdout;
}
