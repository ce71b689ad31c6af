import { benchCasMap } from "./cas-map.mjs";
import { benchConcurrent } from "./concurrent-table.mjs";
import { benchGc } from "./engine-gc.mjs";
import { benchLoad } from "./engine-load.mjs";
import { benchMap } from "./engine-map.mjs";
import { benchMemory } from "./engine-memory.mjs";
import { benchRehash } from "./engine-rehash.mjs";
import { benchSchedule } from "./engine-schedule.mjs";
import { benchStepped } from "./engine-stepped.mjs";

const sections = {
  "engine-map": benchMap,
  "engine-gc": benchGc,
  "engine-load": benchLoad,
  "engine-memory": benchMemory,
  "engine-stepped": benchStepped,
  "engine-rehash": benchRehash,
  "cas-map": benchCasMap,
  "concurrent-table": benchConcurrent,
  "engine-schedule": benchSchedule,
};

/** The benchmarks of `rangeguard/engine`, those that `wants` says yes to. */
export async function benchEngine(wants) {
  for (const [name, bench] of Object.entries(sections)) {
    if (!wants(name)) continue;
    const start = performance.now();
    await bench();
    console.log(`  (${name} took ${((performance.now() - start) / 1000).toFixed(0)} s)`);
  }
}
