import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { SteppedCasMap } from "../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import { type CasTable, homeOf } from "../../../src/engine/concurrent/cas/table.ts";
import type { ConcurrentMap } from "../../../src/engine/concurrent/concurrent-map.ts";
import { RWMutexMap } from "../../../src/engine/concurrent/rwmutex-map.ts";
import { ShardedMap } from "../../../src/engine/concurrent/sharded-map.ts";
import { SyncMap } from "../../../src/engine/concurrent/sync-map.ts";
import type { History } from "../../../src/engine/linearize/history.ts";
import { RaceDetector } from "../../../src/engine/race/race-detector.ts";
import { exhaustive } from "../../../src/engine/schedule/exhaustive.ts";
import { type Exploration, explore, type ExploreOptions } from "../../../src/engine/schedule/explore.ts";
import { pct } from "../../../src/engine/schedule/pct.ts";
import { random } from "../../../src/engine/schedule/random.ts";
import { run } from "../../../src/engine/schedule/run.ts";
import { brokenCasMap } from "./cas/mutants.ts";
import { type MapOperation, type MapProgram, randomProgram, recordedProgram, whyWrong } from "./linearizable.ts";
import { ComparesOutside, NoExpunge, NoRecheck, PromotesAndKeeps, StoresUnseen } from "./mutants.ts";

type NumberMap = ConcurrentMap<number, number>;

const seed = 1973;

const maps: readonly (readonly [name: string, make: () => NumberMap])[] = [
  ["SyncMap", () => SyncMap.make<"int64", number>("int64", { seed: 1 }) as unknown as NumberMap],
  ["RWMutexMap", () => RWMutexMap.make<"int64", number>("int64", { seed: 1 }) as unknown as NumberMap],
  ["ShardedMap", () => ShardedMap.make<"int64", number>("int64", { seed: 1, shards: 2 }) as unknown as NumberMap],
  ["CasMap", () => SteppedCasMap.create({ capacity: 8 })],
];

/** `store 1 10; load 1` */
function operations(text: string): MapOperation[] {
  const words = text.split(";").filter((part) => part.trim() !== "");
  return words.map((part) => {
    const [name, ...args] = part.trim().split(" ");
    return { name: name as MapOperation["name"], args: args.map(Number) };
  });
}

const program = (setup: string, ...tasks: string[]): MapProgram => ({ setup: operations(setup), tasks: tasks.map(operations) });

/** Two- and three-task programs that meet where the algorithms are delicate. */
const programs: Record<string, MapProgram> = {
  "two that add the same key": program("", "loadOrStore 1 10", "loadOrStore 1 20"),
  "a promotion between a miss and the mutex": program("store 1 10", "loadOrStore 2 20", "load 1; load 2"),
  "a deletion and a copy that expunges": program("store 1 10; range", "loadAndDelete 1; store 1 30", "store 2 20"),
  "a store to what is being expunged": program("store 1 10; range; delete 1", "store 2 20", "swap 1 11; load 1"),
  "compare and swap, against a deletion": program("store 1 10", "compareAndSwap 1 10 20", "compareAndDelete 1 10", "load 1"),
  "a range while keys come and go": program("store 1 10; store 2 20", "range", "delete 1; store 3 30"),
  "two that swap, and one that promotes": program("store 1 10", "swap 1 20", "swap 1 30", "range"),
};

/** Explores it. Wrong are Go's fatal messages, a panic, a deadlock, a leak, and a history that no map has. */
function judged(map: () => NumberMap, what: MapProgram, options: ExploreOptions<History>, isStrict = false): Exploration<History> {
  const check: ExploreOptions<History>["check"] = ({ outcome }) => (outcome.kind === "completed" ? whyWrong(outcome.value, { isStrict }) : null);
  return explore(recordedProgram(what, map), { ...options, check });
}

describe.each(maps)("%s, used by several tasks", (_, make) => {
  test.each(Object.entries(programs))("is linearizable, and Go has nothing to say, under many schedules: %s", (_, what) => {
    for (const strategy of [random({ seed }), pct({ depth: 3, seed })]) {
      const found = judged(make, what, { strategy, schedules: 200 }, true);
      expect(found.failures.map(({ message }) => message)).toEqual([]);
      expect(found.schedules).toBe(200);
    }
  });

  test.each(Object.entries(programs))("and under every schedule with 2 preemptions: %s", (_, what) => {
    const found = judged(make, what, { strategy: exhaustive({ preemptions: 2 }), schedules: 40_000 });
    expect(found.failures.map(({ message }) => message)).toEqual([]);
    expect(found.isComplete).toBe(true);
  });

  test("random programs are linearizable under random schedules", () => {
    fc.assert(
      fc.property(randomProgram({ total: 9 }), fc.nat(), (what, seed) => {
        const found = judged(make, what, { strategy: random({ seed }), schedules: 10 });
        expect(found.failures.map(({ message }) => message)).toEqual([]);
      }),
      { seed, numRuns: 150 },
    );
  });

  test("a race detector has nothing to say: locks and atomics order every access to the maps inside", () => {
    fc.assert(
      fc.property(randomProgram({ total: 9 }), fc.nat(), (what, seed) => {
        const detector = new RaceDetector();
        run(recordedProgram(what, make), { strategy: random({ seed }), monitors: [detector] });
        expect(detector.races).toEqual([]);
      }),
      { seed, numRuns: 200 },
    );
  });
});

describe("what is broken on purpose is found", () => {
  const home = (key: number): number => homeOf({ mask: 15 } as CasTable, key);
  const other = Array.from({ length: 100 }, (_, key) => key).find((key) => key > 1 && home(key) === home(1))!;
  const sameSlot = program("", "store 1 10; load 1", `store ${other} 20; load ${other}`);
  const unseen = program("", "loadOrStore 1 10", "loadOrStore 1 20; range");
  const asMap = (map: unknown): NumberMap => map as NumberMap;
  const twice = programs["two that add the same key"]!;
  const casTwice = program("store 1 10", "compareAndSwap 1 10 20", "compareAndSwap 1 10 30");
  const promotes = program("store 1 10; load 1", "store 2 20", "load 1; load 1");
  const expunges = program("store 1 10; range; delete 1", "store 2 20; range", "store 1 11; load 1");

  test.each([
    ["SyncMap that does not look again with the mutex", () => asMap(NoRecheck.create()), unseen, /loadOrStore/],
    ["SyncMap whose promotion keeps the dirty map", () => asMap(PromotesAndKeeps.create()), promotes, /fatal error: concurrent map read and map write/],
    ["SyncMap that does not expunge", () => asMap(NoExpunge.create()), expunges, /load\(1\)/],
    ["RWMutexMap that stores unseen", () => asMap(StoresUnseen.create()), twice, /loadOrStore/],
    ["ShardedMap that compares outside of the lock", () => asMap(ComparesOutside.create()), casTwice, /compareAndSwap/],
    ["CasMap that claims a slot by a load and a store", () => brokenCasMap("claim", 8), sameSlot, /load\(/],
    ["CasMap that compares and swaps in two accesses", () => brokenCasMap("compareAndSwap", 8), casTwice, /compareAndSwap/],
  ] as const)("%s", (_, make, what, message) => {
    const strategies = [random({ seed }), exhaustive({ preemptions: 2 })];
    for (const strategy of strategies) {
      const found = judged(make, what, { strategy, schedules: 20_000 });
      expect(found.failures.map(({ message }) => message)).toEqual([expect.stringMatching(message)]);
      expect(found.failures[0]!.uncontrolled).toBe(null);
    }
  });
});
