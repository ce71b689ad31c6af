/**
 * Prints what rangeguard costs, as ratios to its peers: `npm run bench -- [scan] [whole-program] [eslint] [scaling] [generated]
 * [engine] [verify] [verify-loop] [--project DIR] [--runs N]`. Without a name, all of it runs.
 *
 * `engine` is all of `engine-map` (operations), `engine-gc` (deletion and growth under pressure on the garbage collector),
 * `engine-load` (load factors), `engine-memory`, `engine-stepped`, `engine-rehash`, `engine-schedule` (steps and schedules a second),
 * `cas-map` (two real threads) and `concurrent-table` (the maps for several tasks, in the simulator), each of which can be named by
 * itself; the options mean nothing to them.
 *
 * It only measures: no figure makes it fail.
 */
import { resolve } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { sampleProject } from "./cache.mjs";
import { benchEngine } from "./engine.mjs";
import { benchEslint } from "./eslint.mjs";
import { benchGenerated } from "./generated.mjs";
import { benchScaling } from "./scaling.mjs";
import { benchScan } from "./scan.mjs";
import { benchVerify } from "./verify.mjs";
import { benchVerifyLoop } from "./verify-loop.mjs";
import { benchWholeProgram } from "./whole-program.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { project: { type: "string", multiple: true }, runs: { type: "string", default: "5" } },
});
const wants = (name) => positionals.length === 0 || positionals.includes(name);
const runs = Number(values.runs);
const named = values.project?.map((folder) => resolve(folder));
const needsSample = ["scan", "whole-program", "eslint"].some(wants);
const projects = named ?? (needsSample ? [sampleProject()] : []);

console.log(`Node ${process.versions.node}. Ratios below 1 mean that rangeguard is the cheaper one.`);
for (const project of projects) {
  if (wants("scan")) await benchScan(project, runs);
  if (wants("whole-program")) await benchWholeProgram(project, runs);
  if (wants("eslint")) await benchEslint(project, runs);
}
if (wants("scaling")) for (const directory of named ?? [undefined]) await benchScaling(directory, runs);
if (wants("generated")) await benchGenerated();
if (wants("verify")) await benchVerify();
if (wants("verify-loop")) await benchVerifyLoop();
await benchEngine((name) => wants("engine") || wants(name));
