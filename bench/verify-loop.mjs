import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { printTable } from "./engine-figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/verify-loop.mjs");
const GOAL = 2000;

/** Schedules a second of the virtual event loop: two calls with two awaits of external completions each. */
export async function benchVerifyLoop() {
  console.log(`\nverify-loop: goal: ${GOAL} schedules/s`);
  const rows = await ask([child]);
  printTable("two calls of two awaits each", [
    ["strategy", "turns", "schedules/s", "goal", "turn by turn"],
    ...rows.map(({ strategy, turns, rate, slowRate }) => [strategy, turns, rate, rate >= GOAL ? "met" : "MISSED", slowRate]),
  ]);
}
