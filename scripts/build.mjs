/** Compiles `src` and `rules` into an empty `dist`. A failed build leaves no `dist` behind. */
import { spawnSync } from "node:child_process";
import { chmodSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";
import { fingerprint, recordBuild, root } from "./sources.mjs";

const dist = join(root, "dist");
const compiler = join(dirname(createRequire(import.meta.url).resolve("typescript/package.json")), "bin/tsc");

const sources = fingerprint();
rmSync(dist, { recursive: true, force: true });
const { status } = spawnSync(process.execPath, [compiler, "-p", "tsconfig.build.json", "--noEmitOnError"], {
  cwd: root,
  stdio: "inherit",
});
if (status !== 0) {
  rmSync(dist, { recursive: true, force: true });
  process.exit(1);
}
const { bin } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
for (const path of Object.values(bin)) chmodSync(join(root, path), 0o755);
recordBuild(sources);
