import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { ENTRIES, printTable } from "./engine-figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/engine-stepped.mjs");
const GOAL = 5;

/** Steps a second of a SteppedMap, driven by `runSteps` and by a loop that does nothing else. */
export async function benchStepped() {
  console.log(`\nengine-stepped: million steps a second, SteppedMap of ${ENTRIES} entries (goal >= ${GOAL})`);
  for (const keys of ["int random 31-bit", "string short"]) {
    const timed = await ask([child, keys]);
    const rows = timed.map(({ operation, driver, steps, seconds }) => {
      const rate = steps / seconds / 1e6;
      return [operation, driver, rate, rate >= GOAL ? "met" : "MISSED", steps / ENTRIES, (seconds * 1e9) / ENTRIES];
    });
    printTable(keys, [["", "driver", "M steps/s", "goal", "steps/entry", "ns/entry"], ...rows]);
  }
}
