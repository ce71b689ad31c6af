import { GoMap } from "../dist/src/engine/index.js";
import { makeKeys, printTable } from "./engine-figures.mjs";

/** Go's comment on picking a load factor, `runtime/map.go` of Go 1.19: loadFactor, %overflow, bytes/entry, hitprobe, missprobe. */
const comment = [
  [4, 2.13, 20.77, 3, 4],
  [5, 6.85, 14.77, 3.5, 5],
  [6, 15.27, 11.67, 4, 6],
  [6.5, 20.9, 10.79, 4.25, 6.5],
  [7, 27.14, 10.15, 4.5, 7],
  [8, 41.1, 9.4, 5, 8],
];

/** Bytes of a bucket with keys and elems of 8 bytes each, of which 16 for each entry are not overhead. */
const BUCKET = 8 + 8 * 8 + 8 * 8 + 8;
const PAYLOAD = 16;
const sizes = [9, 10, 11, 12];
const seeds = [1, 2, 3, 4];

/** Go's table of load factors, measured on maps that are as full as they can be before they grow. */
export function benchLoad() {
  console.log(`\nengine-load: maps just before they grow, of 2^${sizes[0]} to 2^${sizes.at(-1)} buckets with ${seeds.length} seeds each; in brackets the comment in Go's runtime/map.go`);
  const measured = comment.map(([load]) => [load, averages(load)]);
  const rows = measured.map(([load, { columns, reserved }], row) => [
    load,
    ...columns.map((value, i) => `${value.toFixed(2)} (${comment[row][i + 1].toFixed(2)})`),
    reserved,
  ]);
  printTable("keys and elems of 8 bytes; reserved: bytes/entry with the overflow buckets that are preallocated and not yet used", [
    ["loadFactor", "%overflow", "bytes/entry", "hitprobe", "missprobe", "reserved"],
    ...rows,
  ]);
  explain(new Map(measured));
}

/** Why 6.5: what a step to either side gains and costs. */
function explain(measured) {
  const [low, chosen, high] = [5, 6.5, 8].map((load) => measured.get(load).columns);
  const saved = (from, to) => (from[1] - to[1]).toFixed(1);
  const points = (from, to) => (to[0] - from[0]).toFixed(0);
  console.log(
    `  Why 6.5: from 5 to 6.5, memory falls by ${saved(low, chosen)} bytes an entry for ${points(low, chosen)} points of overflow; ` +
      `from 6.5 to 8, by only ${saved(chosen, high)} for ${points(chosen, high)} points more, and a miss looks at ${(high[3] - chosen[3]).toFixed(1)} more entries.`,
  );
}

function averages(load) {
  const maps = sizes.flatMap((B) => seeds.map((seed) => figuresOf(load, B, seed)));
  const mean = (select) => maps.reduce((sum, figures) => sum + select(figures), 0) / maps.length;
  return { columns: [0, 1, 2, 3].map((i) => mean(({ columns }) => columns[i])), reserved: mean(({ reserved }) => reserved) };
}

function figuresOf(load, B, seed) {
  const policy = { name: `load ${load}`, isOverloaded: (count, B) => count > 8 && count > load * 2 ** B };
  const map = GoMap.make("int64", null, { seed, policy });
  const { keys } = makeKeys("int sequential", Math.floor(load * 2 ** B));
  for (const key of keys) map.set(key, 0);
  const snapshot = map.inspect();
  if (snapshot.B !== B || snapshot.growing) throw new Error(`A map of load factor ${load} grew early, to B = ${snapshot.B}.`);
  const chains = snapshot.buckets.map(({ bmaps }) => ({ length: bmaps.length, entries: bmaps.flatMap(({ keys }) => keys).filter((key) => key !== undefined).length }));
  const total = (select) => chains.reduce((sum, chain) => sum + select(chain), 0);
  const used = total(({ length }) => length);
  const preallocated = snapshot.extra?.nextOverflowLeft ?? 0;
  return {
    columns: [
      (100 * total(({ length }) => (length > 1 ? 1 : 0))) / chains.length,
      (used * BUCKET) / keys.length - PAYLOAD,
      // Nothing was deleted: the i-th entry of a chain is found at the i-th look.
      total(({ entries }) => (entries * (entries + 1)) / 2) / keys.length,
      total(({ entries }) => entries) / chains.length,
    ],
    reserved: ((used + preallocated) * BUCKET) / keys.length - PAYLOAD,
  };
}
