import fc from "fast-check";
import { expect, test } from "vitest";
import { GoMap, type MapOptions } from "../../../src/engine/gomap/go-map.ts";
import { Comparison, programs, type Rules, type Subject } from "./programs.ts";

const seed = 2027;
const runs = 300;

/** The low bits choose the bucket: spread enough to fill all of them, clumped enough for overflow buckets. */
const hashOf = (key: number): bigint => BigInt.asUintN(64, BigInt(key >> 1) * 0x9e3779b97f4a7c15n) ^ (BigInt(key) << 40n);
const bucketOf = (key: number, B: number): number => Number(hashOf(key) & BigInt(2 ** B - 1));
const keyOf = (item: unknown): number => {
  const key: unknown = Array.isArray(item) ? item[0] : item;
  return typeof key === "string" ? Number(key.slice(1)) : (key as number);
};

function subject(kind: "int32" | "string", options: MapOptions): Subject {
  const hasher = (key: number | string): bigint => hashOf(keyOf(key));
  const map = GoMap.make(kind, null, { ...options, hasher }) as GoMap<unknown, number>;
  const k = (key: number): unknown => (kind === "string" ? `k${key}` : key);
  return {
    get size() {
      return map.size;
    },
    has: (key) => map.has(k(key)),
    set: (key, value) => void map.set(k(key), value),
    delete: (key) => map.delete(k(key)),
    clear: () => map.clear(),
    open: (method) => (method % 3 === 0 ? map.keys() : method % 3 === 1 ? map.entries() : map[Symbol.iterator]()),
    state: () => map.inspect(),
  };
}

const rules: Rules = {
  keyOf,
  hasLeft: ({ given, B }, key) => bucketOf(key, B) !== bucketOf(given.at(-1)!, B),
  canResume: false,
  bitsOf: (map) => (map.state() as { B: number }).B,
};

const title = `a guarded map[%s] throws when it must and is the same map otherwise (${runs} programs, seed ${seed})`;

test.each(["int32", "string"] as const)(title, (kind) => {
  let refused = 0;
  const property = fc.property(programs, fc.nat(1000), (program, mapSeed) => {
    const [guarded, plain] = [subject(kind, { seed: mapSeed, guard: "fail-fast" }), subject(kind, { seed: mapSeed })];
    const comparison = new Comparison(guarded, plain, rules);
    comparison.run(program);
    refused += comparison.refused;
  });
  fc.assert(property, { seed, numRuns: runs });
  expect(refused).toBeGreaterThan(runs);
});
