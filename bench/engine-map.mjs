import { join } from "node:path";
import { root } from "../scripts/sources.mjs";
import { ENTRIES, keySets, printTable, verdict } from "./engine-figures.mjs";
import { median, number } from "./figures.mjs";
import { ask } from "./processes.mjs";

const child = join(root, "bench/children/engine-map.mjs");
const peers = ["immutable", "js-sdsl", "hashmap"];
const goals = { "insert growing": 2, "insert presized": 2 };
/** The operations of which the peers should be slower. */
const contests = new Set(["get", "get miss", "insert growing", "insert presized"]);
/** Key sets that the peers are compared on. */
const common = Object.keys(keySets).filter((name) => name !== "string urls");

/**
 * GoMap against a native Map and the maps of libraries. Each structure has a process of its own for each set of keys: V8 makes code
 * from the types that it has seen, and a program mostly has keys of one kind and one library. A native Map is run in turns with
 * each, so that all ratios are to what was measured in the same moments, and the ratio of GoMap to a library is that of two such
 * ratios. The two share no loop (see children/engine-loops.mjs) but they share a heap, as maps of one program do.
 *
 * What a program does that uses maps of many kinds comes last: there GoMap has had keys of all of them first, in the same loops.
 */
export async function benchMap() {
  console.log(`\nengine-map: ns an entry, maps of ${ENTRIES} entries, GoMap : native Map, and the ratio of GoMap to each library (! where a goal < 1 is missed)`);
  for (const keys of common) await benchKeys(keys, keys, { against: peers });
  await benchKeys("string urls", "string urls (differ in the middle only)");
  await benchKeys("string short", "string short, looked up by equal strings that are other objects", { flags: ["--copies"] });
  for (const keys of ["int random 31-bit", "string short"]) {
    await benchKeys(keys, `${keys}, after maps of all kinds were used in the same process`, { flags: ["--after-all-kinds"] });
  }
}

async function benchKeys(keys, title, { against = [], flags = [] } = {}) {
  const ours = await ask([child, "GoMap", keys, ...flags]);
  const theirs = {};
  for (const peer of against) theirs[peer] = await ask([child, peer, keys, ...flags]);
  if (against.length > 0) theirs["withMutations"] = insertsOnly(theirs["immutable"]["withMutations"]);
  const names = Object.keys(theirs);
  const rows = Object.entries(ours).map(([operation, pairs]) => {
    const ratio = ratioOf(pairs);
    const [go, native] = [0, 1].map((side) => (median(pairs.map((pair) => pair[side])) * 1e6) / ENTRIES);
    return [operation, go, native, ratio, verdict(ratio, goals[operation] ?? 1.5), ...names.map((name) => contest(operation, ratio, theirs[name]))];
  });
  printTable(title, [["", "GoMap", "native", "ratio", "goal", ...names], ...rows]);
}

const insertsOnly = (pairs) => ({ "insert growing": pairs });

/** No library can make room beforehand: a presized GoMap meets the same insertions as one that grows. */
function contest(operation, ratio, peer) {
  const pairs = operation === "insert presized" ? peer["insert growing"] : peer[operation];
  if (!pairs) return "";
  const quotient = ratio / ratioOf(pairs);
  return `${number(quotient)}${contests.has(operation) && quotient >= 1 ? "!" : " "}`;
}

function ratioOf(pairs) {
  return median(pairs.map(([ours, theirs]) => ours / theirs));
}
