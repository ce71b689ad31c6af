import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  adaptive,
  comparePolicies,
  formatReport,
  GoMap,
  goPolicy,
  type GrowthPolicy,
  type Hasher,
  linear,
  logarithmic,
} from "../../../src/engine/index.ts";
import { SlidingWindow } from "../../../src/engine/gomap/policies/window.ts";

const seed = 1913;

/** The most entries that a map may have before it grows. */
function limitAt(policy: GrowthPolicy, B: number): number {
  const map = GoMap.make("uint32", null, { seed });
  let count = 0;
  while (!policy.isOverloaded(count + 1, B, map.h)) count++;
  return count;
}

function filled(policy: GrowthPolicy | (() => GrowthPolicy), entries: number, hasher?: Hasher) {
  const map = GoMap.make("uint32", null, { seed, policy, ...(hasher && { hasher }) });
  for (let key = 0; key < entries; key++) map.set(key, key);
  expect(map.checkInvariants()).toEqual([]);
  expect(Array.from({ length: entries }, (_, key) => map.get(key))).toEqual(Array.from({ length: entries }, (_, key) => key));
  return map;
}

/** Hashes by which keys lie evenly, side by side; and such by which half of them crowd into every eighth bucket. */
const even: Hasher = (key: number) => (BigInt(key & 255) << 56n) | BigInt(key);
const clumped: Hasher = (key: number) => {
  const bucket = Math.imul(key, 0x9e3779b1) >>> 12;
  return (BigInt(key & 255) << 56n) | BigInt(key % 2 === 0 ? bucket : bucket & ~7);
};

describe("the limit", () => {
  test("rises with B: linear", () => {
    const policy = linear({ from: 4, step: 0.5 });
    expect([0, 1, 2, 4, 8, 9].map((B) => limitAt(policy, B))).toEqual([8, 9, 20, 96, 2048, 4096]);
  });

  test("rises with log2(B + 1): logarithmic", () => {
    const policy = logarithmic({ from: 5, step: 1 });
    expect([0, 1, 3, 7, 8].map((B) => limitAt(policy, B))).toEqual([8, 12, 56, 1024, 2048]);
  });

  test.each([linear({ from: 8, step: 100 }), logarithmic({ from: 8, step: 100 })])("never exceeds a full bucket: $name", (policy) => {
    expect([0, 5, 10].map((B) => limitAt(policy, B))).toEqual([8, 256, 8192]);
    const collide: Hasher = () => 0n;
    expect(comparePolicies([policy], { entries: 300, seed, hasher: collide })).toMatchObject([{ sameSizeGrows: 0 }]);
  });

  test("says how much room a hint makes", () => {
    expect(GoMap.make("uint32", 1000, { seed }).h.B).toBe(8);
    expect(GoMap.make("uint32", 1000, { seed, policy: linear({ from: 3, step: 0 }) }).h.B).toBe(9);
    expect(GoMap.make("uint32", 1000, { seed, policy: adaptive({ low: 3, high: 4 }) }).h.B).toBe(9);
  });
});

describe("adaptive", () => {
  test("is as Go's until its window is full", () => {
    const policy = adaptive({ window: 60_000 })();
    expect([0, 1, 5, 9].map((B) => limitAt(policy, B))).toEqual([8, 13, 208, 3328]);
  });

  test("grows earlier where keys clump", () => {
    const policy = adaptive({ window: 32, low: 2, high: 8 });
    expect(filled(policy, 1000, clumped).h.B).toBeGreaterThan(filled(goPolicy, 1000, clumped).h.B);
  });

  test("grows later where keys lie evenly", () => {
    const policy = adaptive({ window: 32, low: 2, high: 8 });
    expect(filled(goPolicy, 250, even).h.B).toBe(6);
    expect(filled(policy, 250, even).h.B).toBe(5);
  });

  test("does about the same as Go where the hash is good", () => {
    expect(filled(adaptive(), 10_000).h.B).toBe(filled(goPolicy, 10_000).h.B);
  });

  test("has a window for each map", () => {
    const make = adaptive({ window: 8, low: 2, high: 8 });
    const clumps = filled(make, 500, clumped);
    expect(clumps.h.policy).not.toBe(filled(make, 0).h.policy);
    expect(filled(make, 250, even).h.B).toBe(5);
  });
});

test(`a sliding window has the mean and variance of its last numbers (seed ${seed})`, () => {
  const property = fc.property(fc.array(fc.nat(300), { minLength: 1 }), fc.integer({ min: 1, max: 12 }), (values, size) => {
    const window = new SlidingWindow(size);
    window.add(7);
    window.clear();
    for (const value of values) window.add(value);
    const last = values.slice(-size);
    const mean = last.reduce((sum, value) => sum + value) / last.length;
    expect(window.mean).toBeCloseTo(mean);
    expect(window.variance).toBeCloseTo(last.reduce((sum, value) => sum + (value - mean) ** 2, 0) / last.length);
    expect(window.isFull).toBe(values.length >= size);
  });
  fc.assert(property, { seed });
});

test.each([
  [() => linear({ from: 0 }), "from must be a number from 1 to 8, not 0."],
  [() => linear({ step: -1 }), "step must be a number from 0 on, not -1."],
  [() => logarithmic({ from: 9 }), "from must be a number from 1 to 8, not 9."],
  [() => logarithmic({ step: NaN }), "step must be a number from 0 on, not NaN."],
  [() => adaptive({ high: 12 }), "high must be a number from 1 to 8, not 12."],
  [() => adaptive({ low: 7, high: 6 }), "low must not exceed high: 7 is more than 6."],
  [() => adaptive({ window: 1 }), "window must be an integer from 2 to 65536, not 1."],
  [() => adaptive({ window: 2.5 }), "window must be an integer from 0 to 2^53 - 1, not 2.5"],
  [() => comparePolicies([], { entries: -1, seed }), "entries must be an integer from 0 to 2^53 - 1, not -1"],
])("parameters out of range are refused: %#", (make, message) => {
  expect(make).toThrow(expect.objectContaining({ name: "EngineInputError", message }));
});

describe("the report", () => {
  test("counts what lookups look at", () => {
    const oneChain: Hasher = (key: number) => (BigInt(key + 10) << 56n) | 1n;
    const [row] = comparePolicies([goPolicy], { entries: 10, seed, kind: "uint32", hasher: oneChain });
    expect(row).toMatchObject({ hit: { mean: 5.5, max: 10 }, miss: { mean: (1 + 11) / 2, max: 11 }, load: 5 });
    // Two buckets and an overflow bucket of 112 bytes; the growth moved 8 entries.
    expect(row).toMatchObject({ bytes: 3 * 112, movesPerInsert: 0.8, grows: 1, sameSizeGrows: 0 });
  });

  test("shows that a map grows at eight entries a bucket, whatever the policy allows", () => {
    const generous: GrowthPolicy = { name: "generous", isOverloaded: (count, B) => count > (B < 5 ? 8 : 14) * 2 ** B };
    const [row] = comparePolicies([generous], { entries: 440, seed });
    expect(row).toMatchObject({ grows: 6, load: 440 / 64, sameSizeGrows: 0 });
  });

  test("is of an empty map as well", () => {
    const none = { mean: 0, max: 0 };
    const expected = { entries: 0, load: 0, bytes: 0, peakBytes: 0, movesPerInsert: 0, grows: 0, hit: none, miss: none };
    expect(comparePolicies([goPolicy], { entries: 0, seed })).toMatchObject([expected]);
  });

  test("is a table", () => {
    const policies = [goPolicy, linear(), logarithmic(), adaptive()];
    const rows = comparePolicies(policies, { entries: 7000, seed, kind: "string", keys: (index) => `key ${index}` });
    expect(`\n${formatReport(rows)}\n`).toMatchInlineSnapshot(`
      "
      policy              entries  load    KiB  KiB at peak  moves/insert  grows  same size   hit  max  miss  max
      go                     7000  3.42  697.5        697.5          1.50     11          0  3.35   14  5.73   15
      linear(4 + 0.25)       7000  3.42  697.5        697.5          1.43     11          0  3.35   14  5.73   15
      logarithmic(4 + 1)     7000  6.84  258.8        360.3          1.04     10          0  4.43   14  7.71   15
      adaptive(5 to 8)       7000  3.42  692.5        692.5          1.72     11          0  2.95   13  4.90   14
      "
    `);
  });
});
