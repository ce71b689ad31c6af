/**
 * Measures the time inside the rules of two plugins over all TypeScript files of a directory; prints JSON. Each file is
 * parsed once and then linted in turns with either plugin, so that both meet the same tree in the same state.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import process from "node:process";
import { pathToFileURL } from "node:url";
import * as parser from "@typescript-eslint/parser";
import { Linter, SourceCode } from "eslint";
import rangeguard from "../../dist/rules/index.js";
import { clock, timed } from "./timed.mjs";

const [project, peerEntry, runs] = process.argv.slice(2);
const { default: unicorn } = await import(pathToFileURL(peerEntry).href);
const languageOptions = { parser };
const files = ["**/*.ts", "**/*.tsx"];
const linter = new Linter({ cwd: project });
const ours = { ...rangeguard.configs.strict, plugins: { rangeguard: timed(rangeguard) }, files, languageOptions };
const rule = "no-loop-iterable-mutation";
const peer = timed({ rules: { [rule]: unicorn.rules[rule] } });
const theirs = { plugins: { unicorn: peer }, rules: { [`unicorn/${rule}`]: "error" }, files, languageOptions };

const rounds = Array.from({ length: Number(runs) }, () => [0, 0]);
const texts = readTexts();
for (const [index, { file, text }] of texts.entries()) {
  // The first passes over a sample let the machine code settle.
  if (index === 0) for (const sample of texts.slice(0, 200)) lintInTurns(sample.file, sample.text, [[0, 0], [0, 0]]);
  lintInTurns(file, text, rounds);
}
const bytes = texts.reduce((sum, { text }) => sum + text.length, 0);
process.stdout.write(JSON.stringify({ files: texts.length, megabytes: bytes / 1e6, rounds }));

/** Adds the milliseconds of each plugin to `[ours, theirs]` of each round. */
function lintInTurns(file, text, rounds) {
  const parsed = parse(file, text);
  if (parsed === undefined) return;
  for (const [round, sums] of rounds.entries()) {
    for (const which of round % 2 === 0 ? [0, 1] : [1, 0]) sums[which] += timeOfRules([ours, theirs][which], parsed, file);
  }
}

function timeOfRules(config, parsed, filename) {
  clock.elapsed = 0;
  // A new source each time: plugins may remember what they know of one.
  const messages = linter.verify(new SourceCode(parsed), [config], { filename });
  const failure = messages.find(({ fatal }) => fatal);
  if (failure) throw new Error(`${filename}: ${failure.message}`);
  return clock.elapsed;
}

function parse(file, text) {
  try {
    const options = { filePath: file, comment: true, eslintScopeManager: true, loc: true, range: true, tokens: true };
    const { ast, scopeManager, services, visitorKeys } = parser.parseForESLint(text, options);
    return { text, ast, scopeManager, parserServices: services, visitorKeys };
  } catch {
    return undefined;
  }
}

function readTexts() {
  return readdirSync(project, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d)\.tsx?$/.test(entry.name) && !/[\\/]node_modules\b/.test(entry.parentPath))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => ({ file, text: readFileSync(file, "utf8").replace(/^\uFEFF/, "") }));
}
