/** Scans the sample project with the built command line, as a user would. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { root } from "./sources.mjs";

const cli = join(root, "dist/src/cli/main.js");
const args = ["scan", "fixtures/demo", "--level", "strict"];

console.log(`$ npx rangeguard ${args.join(" ")}\n`);
const { status, signal } = spawnSync(process.execPath, [cli, ...args], { cwd: root, stdio: "inherit" });

// 1 says "there are findings", which is what this project is made for.
if (status !== 1) {
  const how = status === 0 ? "found nothing in a project with planted hazards" : `ended with ${signal ?? `status ${status}`}`;
  console.error(`\ndemo: the scan ${how}.`);
  process.exit(1);
}
console.log(`
That was the sample project in fixtures/demo. On your own:

  node ${cli} scan path/to/project
  node ${cli} explain insert-during-iteration

README.md says how to switch the ESLint plugin on.`);
