/**
 * `cas-map.mjs rates ENTRIES LOADS STORES` prints `{ one, two, apart }`: million operations a second, of each round, of one thread, of
 * two, and of two with a map each. `cas-map.mjs updates` prints `{ operations, kept, seconds }`.
 */
import { once } from "node:events";
import process from "node:process";
import { Worker } from "node:worker_threads";
import { CasMap } from "../../dist/src/engine/concurrent/cas/cas-map.js";

const ROUNDS = 7;
/** Of each thread in a round. */
const OPERATIONS = 3_000_000;
const UPDATES = 10_000_000;

const [task, ...numbers] = process.argv.slice(2);
const workers = [0, 1].map((thread) => new Worker(new URL("cas-map-worker.mjs", import.meta.url), { workerData: { thread } }));
const result = task === "rates" ? await rates(...numbers.map(Number)) : await updates();
await Promise.all(workers.map((worker) => worker.terminate()));
process.stdout.write(JSON.stringify(result));

async function rates(entries, loads, stores) {
  const [shared, second] = [filled(entries), filled(entries)];
  const work = { task: "mix", count: OPERATIONS, entries, loads, stores };
  const kinds = { one: [shared], two: [shared, shared], apart: [shared, second] };
  const results = { one: [], two: [], apart: [] };
  for (let round = -2; round < ROUNDS; round++) {
    for (const [kind, maps] of Object.entries(kinds)) {
      // The thread that is alone is not always the same.
      const seconds = await timed(maps, work, round & 1);
      if (round >= 0) results[kind].push((maps.length * OPERATIONS) / seconds / 1e6);
    }
  }
  return results;
}

async function updates() {
  const keys = 16;
  const map = CasMap.create({ capacity: keys });
  for (let key = 0; key < keys; key++) map.store(key, 0);
  const seconds = await timed([map, map], { task: "updates", count: UPDATES / 2, entries: keys }, 0);
  let kept = 0;
  for (const [, value] of map) kept += value;
  return { operations: UPDATES, kept, seconds };
}

/** Has a thread work on each map. @returns seconds until all are done. */
async function timed(maps, work, first) {
  const start = performance.now();
  await Promise.all(
    maps.map(async ({ buffer }, i) => {
      const worker = workers[(first + i) & 1];
      worker.postMessage({ ...work, buffer });
      await once(worker, "message");
    }),
  );
  return (performance.now() - start) / 1000;
}

function filled(entries) {
  const map = CasMap.create({ capacity: entries });
  for (let key = 0; key < entries; key++) map.store(key, key);
  return map;
}
