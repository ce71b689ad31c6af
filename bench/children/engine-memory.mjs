/**
 * `--expose-gc engine-memory.mjs STRUCTURE KEYS SIZE...` prints for each size the bytes an entry of maps that were just filled, and
 * of the same maps after all keys were looked up.
 */
import process from "node:process";
import { makeKeys } from "../engine-figures.mjs";
import { loadStructure } from "../engine-structures.mjs";

const ENTRIES_IN_ALL = 600_000;

const [name, keySet, ...sizes] = process.argv.slice(2);
const isPresized = name.startsWith("presized ");
const { make, makeFor } = await loadStructure(name.replace("presized ", ""));
const used = () => {
  // Once more for what finalizers of the first have let go of.
  globalThis.gc();
  globalThis.gc();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
};

// Machine code and type feedback are there before anything is weighed.
weigh(1_000);
process.stdout.write(JSON.stringify(sizes.map((size) => weigh(Number(size)))));

function weigh(size) {
  const { kind, keys } = makeKeys(keySet, size);
  const maps = new Array(Math.max(3, Math.round(ENTRIES_IN_ALL / size))).fill(null);
  const before = used();
  for (let i = 0; i < maps.length; i++) maps[i] = fill(isPresized ? makeFor(kind, size) : make(kind), keys);
  const filled = used();
  for (const map of maps) for (const key of keys) if (map.get(key) !== 1) throw new Error(`${name} has lost ${key}.`);
  const after = used();
  const entries = size * maps.length;
  return { filled: (filled - before) / entries, "looked up": (after - before) / entries };
}

function fill(map, keys) {
  for (const key of keys) map.set(key, 1);
  return map;
}
