/**
 * `[flags] engine-gc.mjs none|garbage|heap` times deletion, filling and appending under a level of pressure on the collector.
 * Prints `{ variant: { own, collector } }`, nanoseconds an operation: the median without the collector, and the mean of what that took.
 */
import process from "node:process";
import { GCProfiler } from "node:v8";
import { GoMap, GoSlice } from "../../dist/src/engine/index.js";
import { callApart, ENTRIES, makeKeys, milliseconds, shuffled } from "../engine-figures.mjs";
import { median } from "../figures.mjs";

const WARM_UP = 20;
const ROUNDS = 150;
const SURVIVORS = 20_000;
const LIVE_OBJECTS = 300_000;

const level = process.argv[2];
const { kind, keys } = makeKeys("int random 31-bit");
const order = shuffled(keys);

let latest;
const survivors = new Array(SURVIVORS).fill(undefined);
let place = 0;
const pressures = {
  none: () => {},
  garbage: (value) => {
    latest = { value, list: [value, latest?.value] };
  },
  heap: (value) => {
    latest = { value, list: [value, latest?.value] };
    survivors[place] = latest;
    place = (place + 1) % SURVIVORS;
  },
};
const press = pressures[level];
const live = level === "heap" ? Array.from({ length: LIVE_OBJECTS }, (_, i) => ({ i, text: null, next: [i] })) : [];

/** Each variant has loops of its own, as in a program that uses only this one. */
const loopsOf = async (variant) => callApart(await import(`./engine-loops.mjs?${encodeURIComponent(variant)}`));
const variants = {};
const addVariant = async (name, start, act) => (variants[name] = { start, act: act(await loopsOf(name)), spent: [], collected: [] });

const maps = { "native Map": () => new Map(), GoMap: () => GoMap.make(kind), "presized GoMap": () => GoMap.make(kind, ENTRIES) };
for (const [name, make] of Object.entries(maps)) {
  await addVariant(`fill ${name}`, make, ({ insertAll }) => (map) => insertAll(map, keys, press).size);
  const { overwrite } = await loopsOf(`prepare ${name}`);
  await addVariant(`delete from ${name}`, () => overwrite(make(), keys), ({ deleteAll }) => (map) => ENTRIES - deleteAll(map, order, press).size);
}
await addVariant("push to array", () => [], ({ push }) => (array) => push(array, ENTRIES, press));
await addVariant("store in presized array", () => new Array(ENTRIES), ({ store }) => (array) => store(array, ENTRIES, press));
const slices = { GoSlice: () => GoSlice.nil({ zero: 0 }), "presized GoSlice": () => GoSlice.make(0, ENTRIES, { zero: 0 }) };
for (const [name, make] of Object.entries(slices)) await addVariant(`append to ${name}`, make, ({ append }) => (slice) => append(slice, ENTRIES, press));
await addVariant("pressure alone", () => null, ({ nothingElse }) => () => nothingElse(ENTRIES, press));

for (let round = -WARM_UP; round < ROUNDS; round++) {
  // Each round in another order: collections come at regular distances, and whoever is about then has them on its account.
  for (const [name, variant] of shuffled(Object.entries(variants), round)) run(name, variant, round >= 0);
}
if (live.length > 0 && live.at(-1).i !== LIVE_OBJECTS - 1) throw new Error("The live heap is gone.");
const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const figures = ({ spent, collected }) => ({ own: median(spent), collector: mean(collected) });
process.stdout.write(JSON.stringify(Object.fromEntries(Object.entries(variants).map(([name, variant]) => [name, figures(variant)]))));

function run(name, { start, act, spent, collected }, counts) {
  const subject = start();
  const profiler = new GCProfiler();
  profiler.start();
  let done;
  const elapsed = milliseconds(() => (done = act(subject)));
  const { statistics } = profiler.stop();
  if (done !== ENTRIES) throw new Error(`${name} did ${done} operations.`);
  if (!counts) return;
  // `cost` is in microseconds.
  const collector = statistics.reduce((sum, { cost }) => sum + cost, 0) / 1e3;
  spent.push(((elapsed - collector) * 1e6) / ENTRIES);
  collected.push((collector * 1e6) / ENTRIES);
}
