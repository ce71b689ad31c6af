import { describe, expect, test } from "vitest";
import fc from "fast-check";
import { CasMap } from "../../../../src/engine/concurrent/cas/cas-map.ts";
import { SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import { CasTable, homeOf } from "../../../../src/engine/concurrent/cas/table.ts";
import { everyInterleaving, interleave, isLinearizable, type Outcome, type Program } from "./interleavings.ts";
import { type Action, actions } from "./model.ts";
import { brokenCasMap, type Mutant, mutants } from "./mutants.ts";

const capacity = 4;
/** Keys of which the search begins at one slot, the last: it goes on at the first. */
const [first, second, third] = crowded(3) as [number, number, number];

function crowded(count: number): number[] {
  const table = new CasTable(CasMap.create({ capacity }).buffer);
  const keys: number[] = [];
  for (let key = 1; keys.length < count; key++) if (homeOf(table, key) === table.mask) keys.push(key);
  return keys;
}

function action(name: Action["name"], ...args: number[]): Action {
  return { name, args };
}

function formatted({ done, map }: Outcome): string {
  const lines = done.map(({ task, from, to, action, result }) => `task ${task} ${from}-${to}: ${JSON.stringify([action, result])}`);
  return `no order explains\n${lines.join("\n")}\nwhich leaves ${JSON.stringify([...map.map])}`;
}

interface Scenario {
  readonly entries?: readonly (readonly [number, number])[];
  /** Keys that had a value once. */
  readonly claimed?: readonly number[];
  readonly program: Program;
  /** What of it a mistake would show. */
  readonly shows?: Mutant;
}

/** A map as the scenario has it at the start. */
function prepared({ entries = [], claimed = [] }: Scenario, map: SteppedCasMap): SteppedCasMap {
  for (const [key, value] of entries) map.map.store(key, value);
  for (const key of claimed) map.map.swap(key, 1);
  for (const key of claimed) map.map.delete(key);
  return map;
}

const add = action("add", first, 1);
const scenarios: Record<string, Scenario> = {
  "new keys that want one slot": {
    program: [[action("store", first, 1), action("load", first)], [action("store", second, 2)]],
    shows: "claim",
  },
  "new keys behind another, one of them twice": {
    entries: [[first, 1]],
    program: [[action("loadOrStore", third, 3), action("load", second)], [action("store", second, 2), action("load", third)]],
  },
  "one new key": { program: [[action("store", first, 1)], [action("swap", first, 2)], [action("load", first)]] },
  "additions to nothing": { program: [[add], [add, action("load", first)]] },
  "additions": { entries: [[first, 5]], program: [[add], [add], [add]], shows: "add" },
  "additions and a deletion": { entries: [[first, 5]], program: [[add, add], [action("loadAndDelete", first)], [action("load", first)]] },
  "who stores first": {
    claimed: [second],
    program: [[action("loadOrStore", second, 1)], [action("loadOrStore", second, 2)], [action("loadAndDelete", second)]],
    shows: "loadOrStore",
  },
  "exchanges": {
    entries: [[first, 5]],
    program: [[action("swap", first, 1)], [action("swap", first, 2)], [action("load", first), action("load", first)]],
    shows: "swap",
  },
  "who deletes": {
    entries: [[first, 5]],
    program: [[action("loadAndDelete", first)], [action("loadAndDelete", first), action("store", first, 5)], [action("has", first)]],
    shows: "loadAndDelete",
  },
  "comparisons": {
    entries: [[first, 0]],
    program: [
      [action("compareAndSwap", first, 0, 1)],
      [action("compareAndSwap", first, 0, 2)],
      [action("store", first, 0), action("load", first)],
    ],
    shows: "compareAndSwap",
  },
  "comparison and deletion": {
    entries: [[first, 0]],
    program: [
      [action("compareAndDelete", first, 0)],
      [action("compareAndDelete", first, 0), action("swap", first, 3)],
      [action("delete", first)],
    ],
    shows: "compareAndDelete",
  },
  "key 0": { program: [[action("store", 0, 0), action("has", 0)], [action("add", 0, 1)]] },
};

describe("all interleavings are linearizable", () => {
  test.each(Object.entries(scenarios))("%s", (_, scenario) => {
    const initial = new Map(scenario.entries);
    const count = everyInterleaving(() => prepared(scenario, SteppedCasMap.create({ capacity })), scenario.program, (outcome) => {
      if (!isLinearizable(outcome, initial)) expect.fail(formatted(outcome));
    });
    expect(count).toBeGreaterThan(50);
  });
});

describe("some interleaving of a broken build is not", () => {
  const shown = Object.entries(scenarios).filter(([, { shows }]) => shows !== undefined);

  test("there is one for each way to break it", () => {
    expect(shown.map(([, { shows }]) => shows).concat("full").sort()).toEqual(Object.keys(mutants).sort());
  });

  test.each(shown)("%s", (_, scenario) => {
    let wrong = 0;
    const count = everyInterleaving(() => prepared(scenario, brokenCasMap(scenario.shows!, capacity)), scenario.program, (outcome) => {
      if (!isLinearizable(outcome, new Map(scenario.entries))) wrong++;
    });
    expect(wrong).toBeGreaterThan(0);
    expect(wrong).toBeLessThan(count);
  });
});

test("random interleavings of random operations are linearizable", () => {
  const numbers = fc.constantFrom(0, 1, -1, 2 ** 31 - 1, -(2 ** 31));
  const tasks = fc.array(fc.array(actions(fc.constantFrom(0, first, second), numbers), { maxLength: 3 }), { minLength: 2, maxLength: 3 });
  const schedule = fc.infiniteStream(fc.nat(5));
  fc.assert(
    fc.property(tasks, schedule, (program, stream) => {
      const outcome = interleave(SteppedCasMap.create({ capacity }), program, (count) => stream.next().value! % count);
      if (!isLinearizable(outcome, new Map())) expect.fail(formatted(outcome));
    }),
    { seed: 3, numRuns: 3000 },
  );
});

describe("a map that becomes full", () => {
  const codes = ({ done }: Outcome) => done.filter(({ result }) => result === "map-full").map(({ action }) => action.args[0]);
  const sameKey: Program = [[action("store", first, 1)], [action("add", first, 1)], [action("load", first)]];

  test("has room for as many keys as its capacity says, in all interleavings, and for one more per other task at most", () => {
    const program: Program = [[action("store", first, 1)], [action("store", second, 2)]];
    const sizes = new Set<number>();
    everyInterleaving(() => SteppedCasMap.create({ capacity: 1 }), program, (outcome) => {
      const size = outcome.map.map.size();
      sizes.add(size);
      if (size + codes(outcome).length !== 2 || size === 0) expect.fail(formatted(outcome));
    });
    expect([...sizes].sort()).toEqual([1, 2]);
  });

  test("never refuses a key that has the last slot", () => {
    const create = () => SteppedCasMap.create({ capacity: 1 });
    everyInterleaving(create, sameKey, (outcome) => {
      if (codes(outcome).length > 0) expect.fail(formatted(outcome));
    });
    let refused = 0;
    everyInterleaving(() => brokenCasMap("full", 1), sameKey, (outcome) => void (refused += codes(outcome).length));
    expect(refused).toBeGreaterThan(0);
  });
});
