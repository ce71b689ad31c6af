/**
 * `engine-schedule.mjs` prints `{ steps: [{ program, races, steps, seconds }], schedules: [{ strategy, races, schedules, steps, seconds }] }`:
 * medians of one run each of programs under the scheduler.
 */
import process from "node:process";
import { exhaustive, explore, go, Mutex, pct, random, run, SteppedMap } from "../../dist/src/engine/index.js";
import { takeTurns } from "../engine-figures.mjs";
import { median } from "../figures.mjs";

const operations = 20_000;

/** Programs of some hundred thousand steps each. */
const long = {
  "2 tasks, get of one map": program(2, 0, (map, i) => map.get(i)),
  "2 tasks, set under a lock": program(2, 1, (map, i) => map.set(i, i)),
  "8 tasks, set under a lock": program(8, 1, (map, i) => map.set(i, i)),
};

/** Two tasks of about ten steps each, and the main task: 30 steps in all. */
function* short() {
  const map = SteppedMap.make("int64");
  for (let key = 0; key < 2; key++) {
    go(function* () {
      yield* map.get(key);
      yield* map.get(key + 1);
    });
  }
  yield* map.set(1, 1);
}

const strategies = { random: () => random(), PCT: () => pct(), exhaustive: () => exhaustive({ preemptions: 3 }) };

process.stdout.write(JSON.stringify({ steps: timeSteps(), schedules: timeSchedules() }));

function program(tasks, locks, operation) {
  return function* () {
    const map = SteppedMap.make("int64", null, { seed: 1 });
    for (let key = 0; key < 64; key++) map.map.set(key, key);
    const mutex = new Mutex();
    for (let task = 0; task < tasks; task++) {
      go(function* () {
        for (let i = 0; i < operations / tasks; i++) {
          if (locks > 0) yield* mutex.lock();
          yield* operation(map, i & 63);
          if (locks > 0) yield* mutex.unlock();
        }
      });
    }
  };
}

function timeSteps() {
  const cases = Object.entries(long).flatMap(([name, program]) => [false, true].map((races) => ({ name, program, races })));
  const steps = [];
  const acts = cases.map(({ program, races }, i) => () => {
    const result = run(program, { strategy: random(), races, steps: 1e8 });
    if (result.outcome.kind !== "completed" || result.races.length > 0) throw new Error(`${result.outcome.message}, ${result.races.length} races`);
    steps[i] = result.steps;
  });
  const rounds = takeTurns(acts, { rounds: 7, warmUp: 250 });
  return cases.map(({ name, races }, i) => ({ program: name, races, steps: steps[i], seconds: median(rounds.map((round) => round[i])) / 1000 }));
}

function timeSchedules() {
  const cases = Object.entries(strategies).flatMap(([name, strategy]) => [false, true].map((races) => ({ name, strategy, races })));
  const found = [];
  const acts = cases.map(({ strategy, races }, i) => () => {
    found[i] = explore(short, { strategy: strategy(), schedules: 5000, failures: 1e9, races, judge: () => null });
  });
  const rounds = takeTurns(acts, { rounds: 7, warmUp: 250 });
  return cases.map(({ name, races }, i) => {
    const { schedules, steps } = found[i];
    return { strategy: name, races, schedules, steps: steps / schedules, seconds: median(rounds.map((round) => round[i])) / 1000 };
  });
}
