import { setTimeout } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { type BaseMap, GoMap, type LazyRehashOptions, rehashState } from "../../../src/engine/index.ts";

const lazyRehash: LazyRehashOptions = { load: 0.75, tombstones: 0.3 };
const chain = 3;
const elsewhere = 1000;

/** A map of 16 buckets with the keys 0, 1, ... in the chain of bucket 3; keys from 1000 on go to bucket 6, from 2000 on to 9. */
function chained(keys: number, options = { lazyRehash } as { lazyRehash?: LazyRehashOptions }, hint = 100) {
  const hasher = (key: number): bigint => (BigInt(key & 255) << 56n) | (key < elsewhere ? 3n : key < 2000 ? 6n : 9n);
  const map = GoMap.make("uint32", hint, { seed: 1, hasher, ...options });
  for (let key = 0; key < keys; key++) map.set(key, key * 10);
  return map;
}

function remove(map: BaseMap<number, unknown>, from: number, to: number): void {
  for (let key = from; key < to; key++) map.delete(key);
}

const stateOf = (map: BaseMap<number, unknown>): unknown => rehashState(map)?.states[chain];
const bmapsOf = (map: BaseMap<number, unknown>): number => map.inspect().buckets![chain]!.bmaps.length;
const keysOf = (map: BaseMap<number, unknown>): unknown[] => map.inspect().buckets![chain]!.bmaps.flatMap((bmap) => [...bmap.keys]);

/** An iterator that has just come to the chain, which is to be compacted. */
function standing() {
  const map = chained(24);
  for (let key = elsewhere; key < elsewhere + 4; key++) map.set(key, key * 10);
  const seen: number[] = [];
  const entries = map.range();
  const step = (): boolean => {
    const { done, value } = entries.next();
    if (!done) seen.push(value[0]);
    return !done;
  };
  while (step() && seen.at(-1)! >= elsewhere);
  const gone = Array.from({ length: 24 }, (_, key) => key).filter((key) => key !== seen.at(-1)).slice(0, 9);
  for (const key of gone) map.delete(key);
  return { map, seen, entries, step, gone };
}

describe("a chain that deletes hollow out", () => {
  test("goes from evacuated over partially evacuated to clean, a bucket a write, and loses what it no longer needs", () => {
    const map = chained(24);
    remove(map, 0, 7);
    expect([stateOf(map), bmapsOf(map), map.h.noverflow]).toEqual(["clean", 3, 2]);
    map.delete(7);
    expect([stateOf(map), keysOf(map)[0]]).toEqual(["evacuated", undefined]);

    map.set(elsewhere, 0);
    expect([stateOf(map), bmapsOf(map)]).toEqual(["partially evacuated", 3]);
    expect(keysOf(map).slice(0, 8)).toEqual([8, 9, 10, 11, 12, 13, 14, 15]);
    expect(map.checkInvariants()).toEqual([]);

    map.delete(elsewhere);
    expect([stateOf(map), bmapsOf(map), map.h.noverflow]).toEqual(["clean", 2, 1]);
    expect(keysOf(map)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
    expect(rehashState(map)).toMatchObject({ moved: 16, compacted: 1, unlinked: 1 });
    expect(map.checkInvariants()).toEqual([]);
    for (let key = 8; key < 24; key++) expect(map.get(key)).toBe(key * 10);
  });

  test("is compacted only where enough of its cells are in use", () => {
    const map = chained(11);
    remove(map, 0, 8);
    expect([stateOf(map), bmapsOf(map)]).toEqual(["clean", 2]);
  });

  test("takes insertions and deletes between two steps", () => {
    const map = chained(24);
    remove(map, 0, 8);
    map.set(elsewhere, 0);
    map.set(100, 1000);
    remove(map, 20, 24);
    expect(map.checkInvariants()).toEqual([]);
    expect([...map.keys()].sort((a, b) => a - b)).toEqual([8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 100, 1000]);
  });

  test("stays as it is without the option: as in Go", () => {
    const map = chained(24, {});
    remove(map, 0, 8);
    for (let key = elsewhere; key < elsewhere + 8; key++) map.set(key, 0);
    expect([rehashState(map), bmapsOf(map), map.h.noverflow, map.h.openIterators]).toEqual([null, 3, 2, null]);
    expect(keysOf(map).slice(0, 9)).toEqual([...Array<undefined>(8).fill(undefined), 8]);
  });
});

describe("a chain in which an iterator stands", () => {
  test("waits until it has moved on", () => {
    const { map, seen, step, gone } = standing();
    for (let key = 0; key < 9; key++) map.set(elsewhere + 100 + key, 0);
    expect([stateOf(map), bmapsOf(map)]).toEqual(["evacuated", 3]);
    while (step());
    const kept = Array.from({ length: 24 }, (_, key) => key).filter((key) => !gone.includes(key));
    expect(seen.filter((key) => key < elsewhere).sort((a, b) => a - b)).toEqual(kept);
    remove(map, elsewhere, elsewhere + 2);
    expect([stateOf(map), bmapsOf(map)]).toEqual(["clean", 2]);
  });

  test("waits no longer when its loop is left", () => {
    const { map, entries } = standing();
    entries.return!();
    remove(map, elsewhere, elsewhere + 2);
    expect([stateOf(map), bmapsOf(map)]).toEqual(["clean", 2]);
  });

  test("does not wait for ever when nobody goes on with it", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const { map } = standing();
    map.set(elsewhere + 100, 0);
    expect(stateOf(map)).toBe("evacuated");
    for (let round = 0; round < 20 && stateOf(map) !== "clean"; round++) {
      await setTimeout(1);
      collect();
      map.delete(elsewhere + 100);
      map.set(elsewhere + 100, 0);
    }
    expect(stateOf(map)).toBe("clean");
  });

  test("lets other chains go ahead", () => {
    const { map } = standing();
    for (let key = elsewhere; key < elsewhere + 8; key++) map.set(key, 0);
    remove(map, elsewhere, elsewhere + 3);
    expect(rehashState(map)!.states[6]).toBe("evacuated");
    map.set(elsewhere + 8, 0);
    expect([rehashState(map)!.states[6], stateOf(map)]).toEqual(["clean", "evacuated"]);
  });
});

describe("what is scheduled", () => {
  test("is forgotten when the map grows, and nothing moves until it has grown", () => {
    const { map } = standing();
    for (let key = elsewhere; map.h.oldbuckets === null; key++) {
      expect(stateOf(map)).toBe("evacuated");
      map.set(key, 0);
    }
    const clean = { ...rehashState(map)!, states: Array(32).fill("clean") };
    expect(rehashState(map)).toEqual(clean);
    remove(map, 12, 20);
    map.set(elsewhere, 1);
    expect([map.h.oldbuckets, rehashState(map)!.moved, map.checkInvariants()]).toEqual([expect.anything(), clean.moved, []]);
  });

  test("is forgotten when the map is cleared", () => {
    const map = chained(24);
    remove(map, 0, 8);
    map.clear();
    expect(rehashState(map)).toMatchObject({ states: Array(16).fill("clean"), moved: 0 });
    map.set(1, 1);
    expect([rehashState(map)!.moved, map.checkInvariants()]).toEqual([0, []]);
  });

  test("is nothing in a map without buckets", () => {
    expect(rehashState(GoMap.make("string", null, { lazyRehash }))).toEqual({ states: [], moved: 0, compacted: 0, unlinked: 0 });
  });
});

test("overflow buckets that were taken out are used again: churn does not need more and more", () => {
  const map = chained(60);
  let used = 0;
  for (let round = 0; round < 200; round++) {
    remove(map, 0, 30);
    for (let key = elsewhere; key < elsewhere + 4; key++) map.set(key, 0);
    remove(map, elsewhere, elsewhere + 4);
    for (let key = 0; key < 30; key++) map.set(key, round);
    if (round === 3) used = map.h.buckets!.heap!.used;
    expect(map.checkInvariants()).toEqual([]);
  }
  expect(map.h.buckets!.heap!.used).toBe(used);
  expect(rehashState(map)!.unlinked).toBeGreaterThan(100);
});

test("an overflow bucket that waits to be used again is forgotten when the map grows", () => {
  const map = chained(24, { lazyRehash }, 26);
  remove(map, 0, 8);
  for (let key = elsewhere; key < elsewhere + 8; key++) map.set(key, 0);
  expect([map.h.B, map.h.extra!.nextOverflow >= 0, map.checkInvariants()]).toEqual([2, true, []]);
  for (let key = 2000; map.h.B === 2; key++) map.set(key, 0);
  expect([map.h.B, map.h.extra!.nextOverflow, map.checkInvariants()]).toEqual([3, -1, []]);
});

test("entries with NaN keys survive", () => {
  const map = GoMap.make("float64", 100, { seed: 5, lazyRehash: { load: 0.1, tombstones: 0.1 } });
  for (let key = 0; key < 90; key++) map.set(key % 3 === 0 ? NaN : key, key);
  for (let key = 0; key < 90; key++) if (map.delete(key)) expect(map.checkInvariants()).toEqual([]);
  expect([...map.values()].sort((a, b) => Number(a) - Number(b))).toEqual(Array.from({ length: 30 }, (_, index) => index * 3));
  expect(rehashState(map)!.moved).toBeGreaterThan(0);
});

test.each([
  [{ load: 2, tombstones: 0.3 }, "lazyRehash.load must be a number from 0 to 1, not 2."],
  [{ load: 0.5, tombstones: NaN }, "lazyRehash.tombstones must be a number from 0 to 1, not NaN."],
  [{ load: 0.5 } as LazyRehashOptions, "lazyRehash.tombstones must be a number from 0 to 1, not undefined."],
])("options %o are refused", (options, message) => {
  expect(() => GoMap.make("string", null, { lazyRehash: options })).toThrow(expect.objectContaining({ name: "EngineInputError", message }));
});
