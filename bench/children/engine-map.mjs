/**
 * Times the operations of a structure and of a native Map in turns: `engine-map.mjs STRUCTURE KEYS [--after-all-kinds]
 * [--copies]`. Prints `{ operation: [[milliseconds of the structure, of the native Map], ...] }`.
 */
import process from "node:process";
import { parseArgs } from "node:util";
import { GoMap } from "../../dist/src/engine/index.js";
import { callApart, copied, ENTRIES, makeKeys, shuffled, takeTurns } from "../engine-figures.mjs";
import { loadStructure } from "../engine-structures.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { "after-all-kinds": { type: "boolean" }, copies: { type: "boolean" } },
});
const [name, keySet] = positionals;
const sides = await Promise.all([name, "native"].map(loadSide));

// What a program that has maps of all kinds has taught V8 by the time it uses this one.
if (values["after-all-kinds"]) {
  for (const other of ["int random 52-bit", "string short", "int sequential", "string long"]) measure(makeKeys(other), { rounds: 1, warmUp: 20 });
  measureOther("float64", (i) => i + 0.5);
  measureOther("bool", (i) => i % 2 === 0);
  measureOther("uint32", (i) => i);
}
process.stdout.write(JSON.stringify(measure(makeKeys(keySet))));

async function loadSide(structure) {
  return { ...(await loadStructure(structure)), loops: callApart(await import(`./engine-loops.mjs?${structure}`)) };
}

function measureOther(kind, key) {
  const all = Array.from({ length: 2 * ENTRIES }, (_, i) => key(i));
  const map = GoMap.make(kind);
  const { loops } = sides[0];
  for (let pass = 0; pass < 10; pass++) {
    loops.overwrite(map, all);
    loops.get(map, all);
    loops.miss(map, all);
    loops.forOf(map);
    loops.forEach(map);
    loops.deleteAndInsert(map, all);
  }
}

function measure({ kind, keys, others }, pace) {
  const order = shuffled(values.copies ? copied(keys) : keys);
  const missing = values.copies ? copied(others) : others;
  const maps = sides.map(({ loops, make }) => loops.overwrite(make(kind), keys));
  const timed = {};
  // Both sides must come to the same result: all keys are found, each value is there once.
  const compare = (operation, act) => {
    const results = sides.map((side, which) => act(side, which));
    if (results[0] !== results[1]) throw new Error(`${operation} of ${name}: ${results[0]}, of a native Map: ${results[1]}`);
    timed[operation] = takeTurns(sides.map((side, which) => () => act(side, which)), pace);
  };
  const filled = (side, make) => side.loops.overwrite(make(), keys).size;
  const hinted = ({ make, makeFor = make }) => () => makeFor(kind, ENTRIES);

  compare("get", ({ loops }, which) => loops.get(maps[which], order));
  compare("get miss", ({ loops }, which) => loops.miss(maps[which], missing));
  compare("overwrite", ({ loops }, which) => (maps[which] = loops.overwrite(maps[which], order)).size);
  compare("for...of", ({ loops, yieldsRecords }, which) => (yieldsRecords ? loops.forOfRecords : loops.forOf)(maps[which]));
  compare("forEach", ({ loops }, which) => loops.forEach(maps[which]));
  compare("delete+insert", ({ loops, isPersistent }, which) => {
    const act = isPersistent ? loops.deleteAndInsertPersistent : loops.deleteAndInsert;
    return (maps[which] = act(maps[which], order)).size;
  });
  compare("insert growing", (side) => filled(side, () => side.make(kind)));
  if (sides[0].makeFor) compare("insert presized", (side) => filled(side, hinted(side)));
  if (sides[0].isPersistent) {
    compare("withMutations", (side) => {
      if (!side.isPersistent) return filled(side, () => side.make(kind));
      return side.make(kind).withMutations((map) => side.loops.overwrite(map, keys)).size;
    });
  }
  return timed;
}
