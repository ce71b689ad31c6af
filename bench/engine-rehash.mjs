import { GoMap, rehashState } from "../dist/src/engine/index.js";
import { probeLengths } from "../dist/src/engine/gomap/policies/probes.js";
import { median, number } from "./figures.mjs";

const ROUNDS = 9;
const CHURN = { live: 10_000, deletes: 200_000 };
const SHRINK = { filled: 50_000, kept: 5_000, lookups: 200_000 };
const SETTINGS = [
  { load: 0.75, tombstones: 0.3 },
  { load: 0.4, tombstones: 0.15 },
];

/** What `lazyRehash` costs and saves where much is deleted: the same work on maps with and without, in turns. */
export function benchRehash() {
  console.log(`\nlazy rehash: with / without, lowest, median and highest ratio of ${ROUNDS} rounds; medians in ns an operation`);
  for (const lazyRehash of SETTINGS) {
    for (const [name, work] of [["churn", churn], ["shrink", shrink]]) {
      const rounds = Array.from({ length: ROUNDS + 1 }, (_, round) => pairOf(work, lazyRehash, round)).slice(1);
      console.log(`  ${name}, load ${lazyRehash.load}, tombstones ${lazyRehash.tombstones}`);
      for (const figure of Object.keys(rounds[0][0].times)) printTimes(figure, rounds.map((pair) => pair.map(({ times }) => times[figure])));
      for (const figure of Object.keys(rounds[0][0].shape)) printShape(figure, rounds.map((pair) => pair.map(({ shape }) => shape[figure])));
    }
  }
}

/** @returns figures with lazy rehash, then without; which of the two goes first changes from round to round. */
function pairOf(work, lazyRehash, round) {
  const run = (options) => work(GoMap.make("uint64", null, { seed: round, ...options }), numbersFrom(round + 1));
  if (round % 2 === 0) return [run({ lazyRehash }), run({})];
  const without = run({});
  return [run({ lazyRehash }), without];
}

/** As many entries all the time: a random one goes, a new one comes. */
function churn(map, random) {
  const keys = Array.from({ length: CHURN.live }, (_, key) => key);
  for (const key of keys) map.set(key, key);
  const time = nanoseconds(CHURN.deletes * 2, () => {
    for (let next = CHURN.live; next < CHURN.live + CHURN.deletes; next++) {
      const at = random() % CHURN.live;
      map.delete(keys[at]);
      map.set(next, next);
      keys[at] = next;
    }
  });
  return { times: { "delete, insert": time, ...lookups(map, keys, random) }, shape: shapeOf(map) };
}

/** Nine of ten entries go, and nothing comes. */
function shrink(map, random) {
  const keys = Array.from({ length: SHRINK.filled }, (_, key) => key);
  for (const key of keys) map.set(key, key);
  for (let at = keys.length - 1; at > 0; at--) {
    const other = random() % (at + 1);
    [keys[at], keys[other]] = [keys[other], keys[at]];
  }
  const kept = keys.splice(0, SHRINK.kept);
  const time = nanoseconds(keys.length, () => {
    for (const key of keys) map.delete(key);
  });
  return { times: { delete: time, ...lookups(map, kept, random) }, shape: shapeOf(map) };
}

function lookups(map, present, random) {
  const hits = Array.from({ length: SHRINK.lookups }, () => present[random() % present.length]);
  const misses = hits.map(() => 1e9 + random());
  let found = 0;
  const lookUp = (keys) => () => {
    for (const key of keys) if (map.has(key)) found++;
  };
  const times = { hit: nanoseconds(hits.length, lookUp(hits)), miss: nanoseconds(misses.length, lookUp(misses)) };
  if (found !== hits.length) throw new Error(`${found} of ${hits.length} keys were found.`);
  return times;
}

function nanoseconds(operations, work) {
  const start = performance.now();
  work();
  return ((performance.now() - start) * 1e6) / operations;
}

function shapeOf(map) {
  const { hit, miss } = probeLengths(map.h);
  const chains = map.inspect().buckets;
  const overflow = chains.reduce((sum, { bmaps }) => sum + bmaps.length - 1, 0);
  const { moved = 0, compacted = 0 } = rehashState(map) ?? {};
  return { "cells for a hit": hit.mean, "cells for a miss": miss.mean, "overflow buckets": overflow, "chains compacted": compacted, "entries moved": moved };
}

function printTimes(name, pairs) {
  const ratios = pairs.map(([lazy, plain]) => lazy / plain);
  const times = columns(pairs).map((time) => `${number(time)} ns`);
  console.log(`    ${name.padEnd(17)} ${times.join(" : ").padEnd(22)} ratio ${[Math.min(...ratios), median(ratios), Math.max(...ratios)].map(number).join(" / ")}`);
}

function printShape(name, pairs) {
  console.log(`    ${name.padEnd(17)} ${columns(pairs).map(number).join(" : ")}`);
}

const columns = (pairs) => [0, 1].map((side) => median(pairs.map((pair) => pair[side])));

/** xorshift: the same numbers for both maps. */
function numbersFrom(seed) {
  let state = seed * 0x9e3779b1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}
