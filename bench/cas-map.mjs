import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { printTable } from "./engine-figures.mjs";
import { median } from "./figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/cas-map.mjs");
const GOAL = 1.3;
/** The goal is one for `hasGoal`: where half of the operations write, cores take the same cache lines from each other. */
const mixes = [
  { name: "read-mostly 90/9/1", loads: 90, stores: 9, hasGoal: true },
  { name: "mixed 50/45/5", loads: 50, stores: 45, hasGoal: false },
];

/** Million operations a second of one `CasMap` that one thread uses and that two do, and whether two lose an update. */
export async function benchCasMap() {
  console.log("\ncas-map: million operations a second, load/store/delete in per cent; the ratio is that of two threads to one");
  for (const entries of [1 << 14, 1 << 20]) {
    const rows = [];
    for (const mix of mixes) rows.push(row(mix, await ask([child, "rates", entries, mix.loads, mix.stores])));
    printTable(`${entries} entries`, [["", "1 thread", "2 threads", "ratio", `goal >= ${GOAL}`, "2 with a map each", "ratio"], ...rows]);
  }
  const { operations, kept, seconds } = await ask([child, "updates"]);
  const verdict = kept === operations ? "none lost" : `LOST ${operations - kept}`;
  console.log(`  ${operations} increments by two threads, half by add, half by compareAndSwap: ${verdict} (${seconds.toFixed(1)} s)`);
}

/** `apart` says what the machine gives two threads that share nothing: where it is busy, no map can do better. */
function row({ name, hasGoal }, { one, two, apart }) {
  const ratio = (rates) => median(rates.map((rate, i) => rate / one[i]));
  const verdict = hasGoal ? (ratio(two) >= GOAL ? "met" : "MISSED") : "";
  return [name, median(one), median(two), ratio(two), verdict, median(apart), ratio(apart)];
}
