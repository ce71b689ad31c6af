/**
 * Puts what a scan of one file of the sample project prints into the README, and what verifying it prints. With `--check`, writes nothing
 * and fails where the README shows something else.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { formatReport, scan, version } from "../dist/src/index.js";
import { formatVerifyReport } from "../dist/src/report/verify/index.js";
import { verify } from "../dist/src/verify/index.js";
import { root } from "./sources.mjs";

const readme = join(root, "README.md");
const demo = join(root, "fixtures/demo");
const file = "src/connection-pool.ts";
const readSource = (path) => readFileSync(join(demo, path), "utf8");
const context = { version, readSource, colour: false, cwd: demo };

const scanned = await scan({ paths: [file], cwd: demo, level: "strict" });
// The last line says how long it took.
const scanReport = formatReport(scanned, "pretty", context).trimEnd().split("\n").slice(0, -1).join("\n");
const verified = await verify({ paths: [file], cwd: demo, level: "strict" });
// The witness is long, and the figures say nothing here.
const [verifyReport] = formatVerifyReport(verified, "pretty", { ...context, replayCommand: () => "", isReplay: false }).split("\n  found in");

const text = readFileSync(readme, "utf8");
const wanted = withOutput("verify", `verify ${file}`, verifyReport.trimEnd(), withOutput("output", `scan ${file}`, scanReport, text));
if (wanted !== text) {
  if (process.argv.includes("--check")) fail("the output in README.md is out of date.\nRun `npm run generate` and commit the result.");
  writeFileSync(readme, wanted);
}

function withOutput(name, command, shown, text) {
  const [opening, closing] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
  const [before, after] = [text.indexOf(opening) + opening.length, text.indexOf(closing)];
  if (before < opening.length || after < before) fail(`README.md has no "${opening}" with a "${closing}" after it.`);
  return `${text.slice(0, before)}\n\n\`\`\`console\n$ npx rangeguard ${command}\n${shown}\n\`\`\`\n\n${text.slice(after)}`;
}

function fail(message) {
  console.error(`readme-output: ${message}`);
  process.exit(1);
}
