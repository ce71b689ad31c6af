import { describe, expect, test } from "vitest";
import { emptyOne, emptyRest, evacuatedX, hashWriting, sameSizeGrow } from "../../../src/engine/gomap/constants.ts";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";
import type { Hmap } from "../../../src/engine/gomap/hmap.ts";
import { inspect } from "../../../src/engine/gomap/inspect.ts";
import { checkInvariants } from "../../../src/engine/gomap/invariants.ts";

/** Keys go to the bucket that their low byte says; the byte above it is their tophash. */
const hasher = (key: number): bigint => BigInt(key & 0xff) | (BigInt(0x10 + (key >> 8)) << 56n);

/** Eight buckets: ten entries in bucket 0, three in bucket 5. */
function still(): Hmap {
  const map = GoMap.make("int64", 40, { seed: 1, hasher });
  for (let i = 0; i < 10; i++) map.set(i << 8, `a${i}`);
  for (let i = 0; i < 3; i++) map.set((i << 8) + 5, `b${i}`);
  return map.h;
}

/** Old buckets 0 and 1 of eight are evacuated, the others are full. */
function growing(): Hmap {
  const map = GoMap.make("int64", 40, { seed: 1, hasher });
  for (let i = 0; i < 52; i++) map.set(((i >> 3) << 8) + (i & 7), i);
  map.set(16 << 8, "starts the growth");
  return map.h;
}

function withPreallocated(): Hmap {
  const map = GoMap.make("int64", 60, { seed: 1, hasher });
  for (let i = 0; i < 10; i++) map.set(i << 8, i);
  return map.h;
}

const fresh = { still, growing, withPreallocated };

/** Cells of bucket 5 start here; it has three entries. */
const five = 5 * 8;

/** The overflow bucket of bucket 0, in the heap of the array: its last cell and the pointer to it. */
const heapOf = (h: Hmap): NonNullable<Hmap["buckets"]> => h.buckets!.heap!;

test.each(Object.entries(fresh))("nothing is wrong with the map that is not damaged: %s", (_, make) => {
  expect(checkInvariants(make())).toEqual([]);
});

type Damage = readonly [what: string, from: keyof typeof fresh, damage: (h: Hmap) => void, ...problems: (string | RegExp)[]];

const header: readonly Damage[] = [
  ["count is too large", "still", (h) => h.count++, "count is 14, but 13 cells are filled"],
  ["count is too small", "growing", (h) => h.count--, "count is 52, but 53 cells are filled"],
  ["count is negative", "still", (h) => (h.count = -1), "count is -1", "count is -1, but 13 cells are filled"],
  ["somebody still writes", "still", (h) => (h.flags |= hashWriting), "the hashWriting flag is set, but nobody writes"],
  ["a flag that there is not", "still", (h) => (h.flags |= 16), "the flags have bits that mean nothing: 16"],
  ["buckets are gone", "still", (h) => (h.buckets = null), "there are 13 entries and no buckets", "B is 3, but there are no buckets"],
  ["B is too large", "still", (h) => (h.B = 4), "buckets has room for 8 buckets, not for 2^4"],
  ["B is too small", "still", (h) => (h.B = 2), "count is 13, but 10 cells are filled"],
  ["rehashing that is none", "still", (h) => (h.flags |= sameSizeGrow), "the sameSizeGrow flag is set, but the map is not growing"],
  ["a doubling that says it is none", "growing", (h) => (h.flags |= sameSizeGrow), "oldbuckets has room for 8 buckets, not for 2^4"],
  [
    "the mark is too far",
    "growing",
    (h) => (h.nevacuate = 4),
    "old bucket 2 is not evacuated, nevacuate is 4",
    "old bucket 3 is not evacuated",
  ],
  ["the mark is at the end", "growing", (h) => (h.nevacuate = 8), "nevacuate is 8 of 8, but the growth has not ended"],
  ["old buckets are let go of too early", "growing", (h) => (h.oldbuckets = null), /^count is 53, but \d+ cells are filled$/],
];

const cells: readonly Damage[] = [
  [
    "another tophash",
    "still",
    (h) => (h.buckets!.tophash[five] = 0x99),
    "bucket 5, overflow 0, cell 0 has the tophash 153, its key 5 hashes to 16",
  ],
  [
    "a hole that is no tombstone",
    "still",
    (h) => (h.buckets!.tophash[five] = emptyRest),
    "bucket 5, overflow 0, cell 0 is emptyRest, but the tophash 17 follows",
  ],
  [
    "a tombstone at the end",
    "still",
    (h) => (h.buckets!.tophash[five + 3] = emptyOne),
    "bucket 5, overflow 0, cell 3 is emptyOne, but no entry follows",
  ],
  [
    "tombstones at the end of a chain",
    "still",
    (h) => heapOf(h).tophash.fill(emptyOne, 0, 8),
    "bucket 0, overflow 1, cell 7 is emptyOne, but no entry follows",
  ],
  [
    "an elem that stayed",
    "still",
    (h) => (h.buckets!.elems[five + 3] = "left"),
    "bucket 5, overflow 0, cell 3 is empty, but holds an elem",
  ],
  [
    "a filled cell too many",
    "still",
    (h) => (h.buckets!.tophash[five + 3] = 0x13),
    "bucket 5, overflow 0, cell 3 holds undefined, which is no key of a map[int64]",
  ],
  [
    "a mark of evacuation",
    "still",
    (h) => (h.buckets!.tophash[five + 1] = evacuatedX),
    "bucket 5, overflow 0, cell 1 has the tophash 2 in a bucket that is not evacuated",
  ],
  [
    "a key of another kind",
    "still",
    (h) => (h.buckets!.keys[five] = "5"),
    'bucket 5, overflow 0, cell 0 holds "5", which is no key of a map[int64]',
  ],
  [
    "a key in another form",
    "still",
    (h) => (h.buckets!.keys[five] = 5n),
    "bucket 5, overflow 0, cell 0 holds 5n, which is no key of a map[int64]",
  ],
  ["a key in the wrong bucket", "still", (h) => (h.buckets!.keys[five] = 6), "bucket 5, overflow 0, cell 0 holds the key 6 of bucket 6"],
  ["a key twice", "still", (h) => (h.buckets!.keys[five + 1] = 5), "bucket 5, overflow 0, cell 1 holds the key 5 a second time"],
  [
    "another hash is kept",
    "still",
    (h) => h.buckets!.hashes[five]!++,
    "bucket 5, overflow 0, cell 0 keeps another hash than that of its key 5",
  ],
  [
    "another seed",
    "still",
    (h) => void Object.assign(h, { hasher: (key: number) => hasher(key) ^ 1n }),
    /^bucket 0, overflow 0, cell 0 holds the key 0 of bucket 1$/,
  ],
  [
    "half a bucket is evacuated",
    "growing",
    (h) => (h.oldbuckets!.tophash[five + 1] = evacuatedX),
    "old bucket 5, overflow 0, cell 1 has the tophash 2 in a bucket that is not evacuated",
  ],
  [
    "half a bucket is not evacuated",
    "growing",
    (h) => (h.oldbuckets!.tophash[1] = 0x44),
    "old bucket 0, overflow 0, cell 1 has the tophash 68 in a bucket that is evacuated",
  ],
  [
    "an old bucket below the mark waits",
    "growing",
    (h) => h.oldbuckets!.tophash.fill(0x44, 0, 8),
    "old bucket 0 is not evacuated, nevacuate is 2",
  ],
  [
    "entries were moved and stayed",
    "growing",
    (h) => moveTwice(h),
    "bucket 5 has entries, but old bucket 5 is not evacuated",
    /holds the key 5 a second time$/,
  ],
];

/** Copies an entry of old bucket 5 to where its evacuation will. */
function moveTwice(h: Hmap): void {
  const [from, to] = [h.oldbuckets!, h.buckets!];
  to.tophash[five] = from.tophash[five]!;
  to.keys[five] = from.keys[five];
  to.elems[five] = from.elems[five];
  to.hashes[five] = from.hashes[five]!;
  h.count++;
}

const chains: readonly Damage[] = [
  ["noverflow is too large", "still", (h) => h.noverflow++, "noverflow is 2, but there are 1 overflow buckets"],
  ["an overflow bucket is not listed", "still", (h) => h.extra!.overflow!--, "extra.overflow lists 0 overflow buckets of 1"],
  ["the list is gone", "still", (h) => (h.extra = null), "extra.overflow lists 0 overflow buckets of 1"],
  ["an old list stayed", "still", (h) => (h.extra!.oldoverflow = 0), "extra.oldoverflow is there, but the map is not growing"],
  ["an old overflow bucket too many", "growing", (h) => (h.extra!.oldoverflow = 3), "extra.oldoverflow lists 3 overflow buckets of 0"],
  [
    "a chain is cut",
    "still",
    (h) => (h.buckets!.overflow[0] = 0),
    "count is 13, but 11 cells are filled",
    "noverflow is 1, but there are 0 overflow buckets",
  ],
  ["a circle of one", "still", (h) => (heapOf(h).overflow[0] = h.buckets!.overflow[0]!), "bucket 0: the chain goes round in a circle"],
  ["a circle back to the start", "still", (h) => (heapOf(h).overflow[0] = 1), "bucket 0: the chain goes round in a circle"],
  ["a pointer beyond the heap", "still", (h) => (heapOf(h).overflow[0] = 1000), "bucket 0, overflow 1: the pointer leads to no bucket"],
  [
    "a pointer to other memory that there is not",
    "still",
    (h) => (heapOf(h).overflow[0] = -5),
    "bucket 0, overflow 1: the pointer leads to no bucket",
  ],
  [
    "a pointer into a heap that there is not",
    "growing",
    (h) => (h.buckets!.overflow[3] = 1000),
    "bucket 3, overflow 0: the pointer leads to no bucket",
  ],
  [
    "two chains share a bucket",
    "still",
    (h) => (h.buckets!.overflow[5] = h.buckets!.overflow[0]!),
    "bucket 5, overflow 1 is in another chain too",
  ],
  [
    "the next preallocated bucket is in use",
    "withPreallocated",
    (h) => h.extra!.nextOverflow--,
    "extra.nextOverflow is 16, a bucket in use",
  ],
  [
    "the next preallocated bucket is none",
    "withPreallocated",
    (h) => (h.extra!.nextOverflow = 18),
    "extra.nextOverflow is 18, which is no bucket",
  ],
  [
    "preallocated buckets of other memory",
    "withPreallocated",
    (h) => (h.extra!.nextIn = still().buckets),
    "extra.nextOverflow is 17, which is no bucket",
  ],
  [
    "the end of the preallocated buckets is not marked",
    "withPreallocated",
    (h) => (h.buckets!.overflow[17] = 0),
    "the last preallocated overflow bucket is not marked",
  ],
];

describe.each([
  ["hmap", header],
  ["cells", cells],
  ["chains", chains],
])("damage to %s is found", (_, damages) => {
  const cases = damages.map(([what, from, damage, ...problems]) => ({ what, from, damage, problems }));

  test.each(cases)("$what", ({ from, damage, problems }) => {
    const h = fresh[from]();
    damage(h);
    const found = checkInvariants(h);
    for (const problem of problems) {
      expect(found).toContainEqual(typeof problem === "string" ? expect.stringContaining(problem) : expect.stringMatching(problem));
    }
    inspect(h);
  });
});

test("a long circle of many buckets has an end, for inspect as well", () => {
  const map = GoMap.make("int64", null, { seed: 1, hasher: (key: number) => BigInt(key) << 56n });
  for (let i = 0; i < 200; i++) map.set(i, i);
  const { h } = map;
  const used = heapOf(h).used;
  heapOf(h).overflow[used - 1] = h.buckets!.n + 3;
  expect(checkInvariants(h)).toEqual(["bucket 0: the chain goes round in a circle"]);
  expect(inspect(h).buckets![0]!.bmaps.length).toBe(200 / 8);
});

test("keys that JSON writes alike are different keys", () => {
  const map = GoMap.make("float64", null, { hasher: () => 0n });
  for (const key of [Infinity, -Infinity, NaN, NaN, 0]) map.set(key, key);
  expect(map.checkInvariants()).toEqual([]);
});

test("a check changes nothing, and draws no random number", () => {
  const map = GoMap.make("interface", null, { seed: 5 });
  for (let i = 0; i < 40; i++) map.set([NaN, i, `${i}`, null][i % 4]!, i);
  const [before, { state }] = [map.inspect(), map.h.random];
  map.checkInvariants();
  expect(map.inspect()).toEqual(before);
  expect(map.h.random.state).toBe(state);
});
