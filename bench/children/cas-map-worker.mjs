/** A thread of `cas-map.mjs`: does the work that it is sent, and says when it is done. */
import { parentPort, workerData } from "node:worker_threads";
import { CasMap } from "../../dist/src/engine/concurrent/cas/cas-map.js";

const tasks = { mix, updates };
let random = workerData.thread + 1;

parentPort.on("message", ({ task, buffer, ...work }) => parentPort.postMessage(tasks[task](CasMap.attach(buffer), work)));

/** @returns what depends on all that was loaded, so that no load is left out. */
function mix(map, { count, entries, loads, stores }) {
  let sum = 0;
  for (let i = 0; i < count; i++) {
    const key = next() & (entries - 1);
    const percent = (next() >>> 8) % 100;
    if (percent < loads) sum = (sum + (map.load(key) ?? 0)) | 0;
    else if (percent < loads + stores) map.store(key, random);
    else map.delete(key);
  }
  return sum;
}

/** As many increments as `count` says, every second one by compareAndSwap. */
function updates(map, { count, entries }) {
  for (let i = 0; i < count; i += 2) {
    map.add(i % entries, 1);
    const key = (i + 1) % entries;
    let value = map.load(key);
    while (!map.compareAndSwap(key, value, value + 1)) value = map.load(key);
  }
}

/** xorshift32 (Marsaglia 2003). */
function next() {
  random ^= random << 13;
  random ^= random >>> 17;
  random ^= random << 5;
  return random;
}
