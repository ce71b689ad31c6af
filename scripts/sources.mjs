/** What the build is made from, and whether `dist` was made from just that. */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const record = join(root, ".cache/build.sha256");

/** True when `dist` exists and no source or compiler setting has changed since it was made. */
export function buildIsFresh() {
  if (!existsSync(join(root, "dist")) || !existsSync(record)) return false;
  return readFileSync(record, "utf8") === fingerprint();
}

/** Notes that `dist` now holds what sources of this fingerprint compile to. */
export function recordBuild(sources) {
  mkdirSync(dirname(record), { recursive: true });
  writeFileSync(record, sources);
}

/** Of the sources' content: times of change say nothing after a checkout, and miss a file that was deleted. */
export function fingerprint() {
  const hash = createHash("sha256");
  const settings = ["package.json", "tsconfig.json", "tsconfig.build.json"];
  for (const path of [...settings, ...filesUnder("rules"), ...filesUnder("src")]) {
    hash.update(`${path}\0`).update(readFileSync(join(root, path))).update("\0");
  }
  return hash.digest("hex");
}

function filesUnder(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1).replaceAll("\\", "/"))
    .sort();
}
