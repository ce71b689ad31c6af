import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import { root } from "../scripts/sources.mjs";
import { printTable } from "./engine-figures.mjs";
import { median, number } from "./figures.mjs";
import { ask } from "./processes.mjs";

const GOAL = 2000;
/** The issue's: a traced run may take so many times as long. */
const TRACED_GOAL = 3;
const ROUNDS = 5;

/** A safe function with two awaits: its search goes on to the end of the budget. */
const source = `
const totals = new Map<string, number>();

async function load(id: string): Promise<number> {
  await new Promise<void>((resolve) => setTimeout(resolve, 1));
  return id.length;
}

export async function add(id: string): Promise<void> {
  const n = await load(id);
  totals.set(id, (totals.get(id) ?? 0) + n);
}
`;

/** Schedules a second of a case with two calls: plain, traced, and through the whole runner, each in a process of its own. */
export async function benchVerify() {
  const folder = mkdtempSync(join(tmpdir(), "rangeguard-bench-"));
  try {
    const job = await writeJob(folder);
    const rates = { plain: [], traced: [], search: [] };
    for (let round = 0; round < ROUNDS; round++) {
      for (const mode of Object.keys(rates)) rates[mode].push((await ask([join(root, "bench/children/verify.mjs"), mode, job])).rate);
    }
    print(rates);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function print(rates) {
  console.log(`\nverify: goal: ${GOAL} schedules/s through the whole runner, in its process; medians of ${ROUNDS} processes each, in turns`);
  const ratioTo = (mode) => number(median(rates.plain.map((rate, round) => rate / rates[mode][round])));
  const traced = ratioTo("traced");
  const search = median(rates.search);
  printTable("two calls of one await each", [
    ["mode", "schedules/s", "times as long as plain", "goal"],
    ["plain", median(rates.plain), number(1)],
    ["traced", median(rates.traced), traced, `<= ${TRACED_GOAL} ${traced <= TRACED_GOAL ? "met" : "MISSED"}`],
    ["search", search, ratioTo("search"), `${GOAL}/s ${search >= GOAL ? "met" : "MISSED"}`],
  ]);
}

/** What the children are to do: the case that `verify` makes of the function, and the function without its types. */
async function writeJob(folder) {
  const file = join(folder, "add.ts");
  const plain = join(folder, "plain.mjs");
  const job = join(folder, "job.json");
  writeFileSync(file, source);
  writeFileSync(plain, ts.transpileModule(source, { compilerOptions: { target: "es2022", module: "esnext" } }).outputText);
  const order = await orderOf(folder, file);
  const input = { receivers: [], seeds: [], setup: [], calls: [{ entry: 0, args: ["k"] }, { entry: 0, args: ["k"] }], reentry: [] };
  writeFileSync(job, JSON.stringify({ plain: pathToFileURL(plain).href, order, input, schedules: 4000 }));
  return job;
}

async function orderOf(folder, file) {
  const { Collector } = await import("../dist/src/verify/collector.js");
  const { prepareProject } = await import("../dist/src/verify/project/prepare.js");
  const { scanWith } = await import("../dist/src/scanner/scan.js");
  const collector = new Collector({ isWanted: () => true, allSites: true });
  await scanWith(collector.analyser, { cwd: folder, paths: [file], level: "strict" });
  const { planned, sources } = collector.candidates.find(({ candidate }) => candidate.hazards.includes("lost-update-across-await"));
  const sites = collector.sites.byFile();
  const { manifest } = prepareProject(sources, { folder: join(folder, "prepared"), sitesOf: (each) => sites.get(each) ?? [] });
  return { case: planned.case, project: manifest, budget: { runs: 4000, milliseconds: 60_000, seed: 1 } };
}
