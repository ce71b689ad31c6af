import { cpSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "../fixtures/programs.ts";

const folder = join(root, "fixtures/fixed");

/** `fixtures/fixed/<name>/{unsafe,fixed}.ts`: programs with one hazard each, and the same without it. `_lib` holds what they import. */
export const fixedCases = readdirSync(folder)
  .filter((name) => name !== "_lib")
  .sort();

/** The hazard that the first line of the unsafe program names. */
export function hazardOf(name: string): string | undefined {
  return /^\/\/ ([a-z-]+):/.exec(readFileSync(join(folder, name, "unsafe.ts"), "utf8"))?.[1];
}

/** Copies all programs into a folder, one of the two versions of each: as `<name>/case.ts`. */
export function copyCases(version: "unsafe" | "fixed", to: string): void {
  cpSync(join(folder, "_lib"), join(to, "_lib"), { recursive: true });
  for (const name of fixedCases) cpSync(join(folder, name, `${version}.ts`), join(to, name, "case.ts"));
}
