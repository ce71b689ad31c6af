import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { tmpdir } from "node:os";
import { pathToFileURL } from "node:url";
import { root } from "../scripts/sources.mjs";
import { unicorn } from "./cache.mjs";
import { median, number, printRatio } from "./figures.mjs";
import { ask, measure } from "./processes.mjs";

const require = createRequire(import.meta.url);
const eslint = join(dirname(require.resolve("eslint/package.json")), "bin/eslint.js");
const rules = join(root, "bench/children/rules.mjs");
const ours = join(root, "dist/rules/index.js");

/** All rules of `configs.strict` against eslint-plugin-unicorn's `no-loop-iterable-mutation`: same files, same parser. */
export async function benchEslint(project, runs) {
  const peer = unicorn();
  console.log(`\neslint ${project}: all our rules : no-loop-iterable-mutation (unicorn ${peer.version})`);
  const { files, megabytes, rounds } = await ask([rules, project, peer.entry, String(runs)], { node: peer.node });
  console.log(`  ${files} files, ${number(megabytes)} MB, @typescript-eslint/parser; min / median / max of ${runs} rounds`);
  printRatio("time inside rules", rounds, { unit: "ms", goal: 1 });
  await compareProcesses(project, peer, runs);
}

/** What the whole lint run costs: without a rule, with ours, with the peer's. */
async function compareProcesses(project, peer, runs) {
  const folder = mkdtempSync(join(tmpdir(), "rangeguard-bench-"));
  try {
    const configs = ["[]", `[(await import(${url(ours)})).default.configs.strict]`, peerConfig(peer)].map((list, index) =>
      writeConfig(folder, `${index}.config.mjs`, list),
    );
    const samples = [];
    for (let run = 0; run < runs; run++) {
      const sample = [];
      for (let turn = 0; turn < configs.length; turn++) {
        const which = (run + turn) % configs.length;
        const args = [eslint, "--no-config-lookup", "--config", configs[which], "--quiet", "."];
        sample[which] = (await measure(args, { cwd: project, node: peer.node })).cpu;
      }
      samples.push(sample);
    }
    printRatio("CPU of eslint", samples.map(([, mine, theirs]) => [mine, theirs]), { unit: "s", goal: 1 });
    console.log(`  (without a rule: ${number(median(samples.map(([none]) => none)))} s)`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function peerConfig({ entry }) {
  return `[{ plugins: { unicorn: (await import(${url(entry)})).default }, rules: { "unicorn/no-loop-iterable-mutation": "error" } }]`;
}

function writeConfig(folder, name, list) {
  const file = join(folder, name);
  const parser = url(require.resolve("@typescript-eslint/parser"));
  const base = `{ files: ["**/*.ts", "**/*.tsx"], languageOptions: { parser: (await import(${parser})).default } }`;
  writeFileSync(file, `export default [${base}, ...${list}];\n`);
  return file;
}

function url(file) {
  return JSON.stringify(pathToFileURL(file).href);
}
