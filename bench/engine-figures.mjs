/** What the benchmarks of the engine share: keys, samples, tables. */
import { number } from "./figures.mjs";

export const ENTRIES = 10_000;

const url = (i) => `https://example.org/members/${String(i).padStart(8, "0")}/profile/settings`;

/** Names of key sets to the kind of a GoMap that takes them, and what makes the i-th key; `random` is a number from 0 to 1. */
export const keySets = {
  "int sequential": { kind: "int64", key: (i) => i },
  "int random 31-bit": { kind: "int64", key: (_i, random) => Math.floor(random * 2 ** 31) },
  "int random 52-bit": { kind: "int64", key: (_i, random) => Math.floor(random * 2 ** 52) },
  "string short": { kind: "string", key: (i) => `key${i}` },
  "string long": { kind: "string", key: (i, random) => `user-${random.toString(16).slice(2, 14).padEnd(12, "0")}-session-${i}` },
  /** Differ in the middle only: hard for hashes that look at a part of the key. */
  "string urls": { kind: "string", key: (i) => url(i) },
};

/** `count` different keys in the order in which they are made, and as many that are not among them. The same in every process. */
export function makeKeys(name, count = ENTRIES) {
  const { kind, key } = keySets[name];
  const random = randomNumbers();
  const found = new Set();
  for (let i = 0; found.size < 2 * count; i++) found.add(key(i, random()));
  const all = Array.from(found, flat);
  return { kind, keys: all.slice(0, count), others: all.slice(count) };
}

/** In one piece and hashed, as after a first use: a string put together from others is a tree at first. */
function flat(key) {
  return typeof key === "string" ? Buffer.from(key).toString() : key;
}

/** The same strings as other objects, such as input holds them: what compares by address first does not profit. */
export const copied = (keys) => keys.map(flat);

export function shuffled(values, seed = 0) {
  const random = randomNumbers(seed);
  const result = values.slice();
  for (let i = result.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [result[i], result[j]] = [result[j], result[i]];
  }
  return result;
}

/** Numbers from 0 to 1 with 53 random bits (splitmix64), the same in every process. */
function randomNumbers(seed = 0) {
  let state = BigInt.asUintN(64, BigInt(seed) * 0xd1342543de82ef95n);
  return () => {
    state = BigInt.asUintN(64, state + 0x9e3779b97f4a7c15n);
    let z = state;
    z = BigInt.asUintN(64, (z ^ (z >> 30n)) * 0xbf58476d1ce4e5b9n);
    z = BigInt.asUintN(64, (z ^ (z >> 27n)) * 0x94d049bb133111ebn);
    return Number((z ^ (z >> 31n)) >> 11n) / 2 ** 53;
  };
}

/** Milliseconds that `act` takes, called so often. */
export function milliseconds(act, times = 1) {
  const start = performance.now();
  for (let time = 0; time < times; time++) act();
  return performance.now() - start;
}

/**
 * The exports of `engine-loops.mjs`, each called by way of a built-in that V8 does not inline. Else it may put the loops of both sides
 * into the code of their caller, where they compete for one budget of inlining, and which of them is fast is a matter of chance.
 */
export function callApart(loops) {
  return Object.fromEntries(Object.entries(loops).map(([name, loop]) => [name, (...args) => JSON.parse("0", loop.bind(undefined, ...args))]));
}

/**
 * Runs things in turns, A B A B: what else the machine does meets them alike.
 *
 * @param acts what is compared, functions
 * @param options `warmUp` milliseconds of each come first and do not count; a sample then takes at least `least` milliseconds
 * @returns of each round the milliseconds of one call of each
 */
export function takeTurns(acts, { rounds = 11, warmUp = 60, least = 1.5 } = {}) {
  const spent = acts.map(() => 0);
  let calls = 0;
  for (; calls < 4 || Math.min(...spent) < warmUp; calls++) for (const [which, act] of acts.entries()) spent[which] += milliseconds(act);
  // The last of the warm-up's calls say what one costs.
  const times = acts.map((act) => Math.max(1, Math.ceil(least / milliseconds(act))));
  return Array.from({ length: rounds }, (_, round) => {
    const order = round % 2 === 0 ? [...acts.keys()] : [...acts.keys()].reverse();
    const sample = [];
    for (const which of order) sample[which] = milliseconds(acts[which], times[which]) / times[which];
    return sample;
  });
}

/** Whether a ratio keeps to a goal, as a table says it. */
export function verdict(ratio, goal) {
  return `<= ${goal} ${ratio <= goal ? "met" : "MISSED"}`;
}

/** Prints rows of strings and numbers under a title; the first row is the header, the first column the rows' names. */
export function printTable(title, rows) {
  const cells = rows.map((row) => row.map((cell) => (typeof cell === "number" ? number(cell) : (cell ?? ""))));
  const widths = cells[0].map((_, column) => Math.max(...cells.map((row) => (row[column] ?? "").length)));
  console.log(`  ${title}`);
  for (const row of cells) {
    const padded = row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])));
    console.log(`    ${padded.join("  ").trimEnd()}`);
  }
}
