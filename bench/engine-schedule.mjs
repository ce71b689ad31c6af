import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { printTable } from "./engine-figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/engine-schedule.mjs");
const GOALS = { steps: 3, schedules: 30_000, races: 4 };

/** Steps and schedules a second under the scheduler, with and without the race detector. */
export async function benchSchedule() {
  console.log(`\nengine-schedule: goals: ${GOALS.steps} million steps/s, ${GOALS.schedules} schedules/s, race detector at most ${GOALS.races} times slower`);
  const { steps, schedules } = await ask([child]);
  printTable("random strategy", [
    ["program", "steps", "M steps/s", "goal", "with races", "slower", "goal"],
    ...pairs(steps).map(([off, on]) => {
      const rate = off.steps / off.seconds / 1e6;
      return [off.program, off.steps, rate, verdict(rate >= GOALS.steps), on.steps / on.seconds / 1e6, ...slower(off, on)];
    }),
  ]);
  printTable("a program of two tasks", [
    ["strategy", "steps", "schedules/s", "goal", "with races", "slower", "goal"],
    ...pairs(schedules).map(([off, on]) => {
      const rate = off.schedules / off.seconds;
      return [off.strategy, off.steps, rate, verdict(rate >= GOALS.schedules), on.schedules / on.seconds, ...slower(off, on)];
    }),
  ]);
}

/** Each case without the race detector, and the same with it. */
function pairs(rows) {
  return rows.flatMap((row, i) => (row.races ? [] : [[row, rows[i + 1]]]));
}

function slower(off, on) {
  const ratio = on.seconds / off.seconds;
  return [ratio, verdict(ratio <= GOALS.races)];
}

function verdict(isMet) {
  return isMet ? "met" : "MISSED";
}
