/**
 * Puts what a scan of one file of the sample project prints into the README. With `--check`, writes nothing and fails where
 * the README shows something else.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { formatReport, scan, version } from "../dist/src/index.js";
import { root } from "./sources.mjs";

const START = "<!-- output:start -->";
const END = "<!-- output:end -->";
const readme = join(root, "README.md");
const demo = join(root, "fixtures/demo");
const file = "src/connection-pool.ts";

const result = await scan({ paths: [file], cwd: demo, level: "strict" });
const readSource = (path) => readFileSync(join(demo, path), "utf8");
const report = formatReport(result, "pretty", { version, readSource, colour: false, cwd: demo });
// The last line says how long it took.
const shown = report.trimEnd().split("\n").slice(0, -1).join("\n");

const text = readFileSync(readme, "utf8");
const [before, after] = [text.indexOf(START) + START.length, text.indexOf(END)];
if (before < START.length || after < before) fail(`README.md has no "${START}" with an "${END}" after it.`);
const wanted = `${text.slice(0, before)}\n\n\`\`\`console\n$ npx rangeguard scan ${file}\n${shown}\n\`\`\`\n\n${text.slice(after)}`;
if (wanted !== text) {
  if (process.argv.includes("--check")) fail("the output in README.md is out of date.\nRun `npm run generate` and commit the result.");
  writeFileSync(readme, wanted);
}

function fail(message) {
  console.error(`readme-output: ${message}`);
  process.exit(1);
}
