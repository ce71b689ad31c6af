import type { Body } from "../../../src/engine/schedule/body.ts";
import { RaceMonitor } from "./race-monitor.ts";
import { runRandomly } from "./outcomes.ts";

/** The names of the variables on which a race is found in one of many random schedules, and in all of them. */
export function racesOf(program: Body, schedules = 300): { readonly sometimes: string[]; readonly always: string[] } {
  const counts = new Map<string, number>();
  for (let seed = 1; seed <= schedules; seed++) {
    const monitor = new RaceMonitor();
    const { outcome } = runRandomly(program, seed, [monitor]);
    if (outcome.kind !== "completed") throw new Error(outcome.message);
    for (const name of monitor.races) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  const names = [...counts.keys()].sort();
  return { sometimes: names, always: names.filter((name) => counts.get(name) === schedules) };
}
