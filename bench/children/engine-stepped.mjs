/** `engine-stepped.mjs KEYS` prints `[{ operation, driver, steps, seconds }]`: of one pass over all keys, medians. */
import process from "node:process";
import { runSteps, SteppedMap } from "../../dist/src/engine/index.js";
import { makeKeys, shuffled, takeTurns } from "../engine-figures.mjs";
import { median } from "../figures.mjs";

const { kind, keys } = makeKeys(process.argv[2]);
const order = shuffled(keys);
const drivers = { "bare loop": countSteps, runSteps: (steps) => runSteps(steps).steps };

/** How each operation is done with all keys; `fresh`: on a new map each time. */
const operations = {
  get: { each: (map, key) => map.get(key) },
  "set (overwrite)": { each: (map, key) => map.set(key, 2) },
  "set (insert)": { each: (map, key) => map.set(key, 1), isFresh: true },
  "delete+set": { each: deleteAndSet },
  iterate: { all: (map) => map.range(nothing) },
};

const filled = make();
passOver(filled, operations["set (insert)"], countSteps);
process.stdout.write(JSON.stringify(Object.entries(operations).flatMap(([operation, work]) => time(operation, work))));

function time(operation, work) {
  const steps = {};
  const acts = Object.entries(drivers).map(([driver, drive]) => () => (steps[driver] = passOver(work.isFresh ? make() : filled, work, drive)));
  const rounds = takeTurns(acts, { rounds: 7, warmUp: 250 });
  return Object.keys(drivers).map((driver, i) => ({ operation, driver, steps: steps[driver], seconds: median(rounds.map((round) => round[i])) / 1000 }));
}

/** @returns how many steps were made. */
function passOver(map, { each, all }, drive) {
  if (all) return drive(all(map));
  let steps = 0;
  for (const key of order) steps += drive(each(map, key));
  return steps;
}

function countSteps(steps) {
  let count = 0;
  while (!steps.next().done) count++;
  return count;
}

function* deleteAndSet(map, key) {
  yield* map.delete(key);
  yield* map.set(key, 3);
}

function* nothing() {}

function make() {
  return SteppedMap.make(kind);
}
