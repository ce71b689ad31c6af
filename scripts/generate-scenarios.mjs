/**
 * Writes docs/scenarios.md from the scenarios in `src/engine/scenarios`, each run anew. With `--check`, writes nothing and fails where
 * the page is not what it would write.
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { root } from "./sources.mjs";

const file = "docs/scenarios.md";
const path = join(root, file);

const { scenariosPage } = await built("engine/scenarios/page.js");
const wanted = `<!-- Written by scripts/generate-scenarios.mjs: do not edit. -->\n\n${scenariosPage()}`;
const found = existsSync(path) ? readFileSync(path, "utf8").replaceAll("\r\n", "\n") : undefined;

if (found === wanted) {
  if (!process.argv.includes("--check")) console.log("generate-scenarios: up to date");
} else if (process.argv.includes("--check")) {
  const state = found === undefined ? "missing" : "out of date";
  console.error(`generate-scenarios: ${file} is ${state}\nRun \`npm run generate\` and commit the result.`);
  process.exitCode = 1;
} else {
  writeFileSync(path, wanted);
  console.log(`wrote ${file}`);
}

async function built(module) {
  try {
    return await import(new URL(`../dist/src/${module}`, import.meta.url).href);
  } catch (error) {
    if (error.code !== "ERR_MODULE_NOT_FOUND") throw error;
    console.error("generate-scenarios: there is no build. Run `npm run build` first.");
    process.exit(1);
  }
}
