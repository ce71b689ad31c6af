import { go } from "../schedule/run.ts";
import { keysOfBucket, keysOfPlace, listed, reachableOverflow, storedKeys, uncheckedMap } from "./maps.ts";
import { type Scenario, scenario } from "./scenario.ts";

const brokenChain = scenario(
  {
    name: "broken-overflow-chain",
    title: "An overflow bucket is unlinked by another writer's",
    story:
      "Two writers come to the end of the same full bucket: its overflow pointer is nil. Both call `newoverflow`, which " +
      "allocates a bucket and stores its address in that pointer. The first has its bucket, but has not stored the address " +
      "yet. The second links its own bucket and puts its entry there. Then the first stores its address over it: the second's " +
      "bucket, with the entry, is in no chain.",
    schedule: "rg1~x.1~1@34:2~2e.1pwyvpp~1ot63ci",
  },
  function* (guard) {
    const map = uncheckedMap([], { hint: 13 });
    const keys = keysOfBucket(map, 0, 10);
    for (const key of keys.slice(0, 8)) map.map.set(key, key * 10);
    for (const key of keys.slice(8)) go(() => guard(() => map.set(key, key * 10)), `writer of ${key}`);
    return map;
  },
  (map) => {
    const heap = map.map.h.buckets!.heap;
    if (heap === null) return null;
    const linked = new Set(reachableOverflow(map).filter(({ memory }) => memory === heap).map(({ index }) => index));
    for (let index = 0; index < heap.used; index++) {
      const keys = keysOfPlace({ memory: heap, index });
      if (!linked.has(index) && keys.length > 0) return `the overflow bucket with ${listed(keys)} is in no chain`;
    }
    return null;
  },
);

const unlistedOverflow = scenario(
  {
    name: "unlisted-overflow-bucket",
    title: "An overflow bucket is missing in the collector's list",
    story:
      "Where keys and elems hold no pointers, the collector does not look into buckets: `hmap.extra.overflow` lists the " +
      "overflow buckets that are in use, to keep them alive. Two writers in two buckets append to this list in `newoverflow`. " +
      "The first has read how long the list is when the second appends its bucket. The first then writes its own over it. " +
      "Both overflow buckets are linked and in use, but the collector knows of one: it frees the other, with entries in it.",
    schedule: "rg1~x.1~1@33:2~2e.13482c0~1cxyse1",
  },
  function* (guard) {
    const map = uncheckedMap([], { hint: 26 });
    const { h } = map.map;
    for (const bucket of [0, 1]) {
      const [last, ...full] = keysOfBucket(map, bucket, 9).reverse();
      for (const key of full) map.map.set(key, key * 10);
      go(() => guard(() => map.set(last!, last! * 10)), `writer of ${last}`);
    }
    return { map, h };
  },
  ({ map, h }) => {
    const linked = reachableOverflow(map).length;
    const count = h.extra?.overflow ?? 0;
    if (count >= linked) return null;
    return `${linked} overflow buckets are in use, but hmap.extra.overflow lists ${count}: the collector frees the other`;
  },
);

const lostCount = scenario(
  {
    name: "lost-count",
    title: "len is wrong for ever",
    story:
      "`h.count++` at the end of `mapassign` is a read and a write. Two writers of different keys, in different buckets, both " +
      "read the same count. Each adds one for itself, so that two entries are counted as one. `len` is too small from now on. " +
      "When all entries but one are deleted, the count is 0, and the map says that it is empty.",
    schedule: "rg1~x.1~1@17:2~19.iwwrjf~470nbe",
  },
  function* (guard) {
    const map = uncheckedMap([], { hint: 13 });
    for (const bucket of [0, 1]) {
      const [key] = keysOfBucket(map, bucket, 1);
      go(() => guard(() => map.set(key!, key! * 10)), `writer of ${key}`);
    }
    return map;
  },
  (map) => {
    const stored = storedKeys(map).length;
    return map.map.size === stored ? null : `len is ${map.map.size}, but ${stored} entries are there`;
  },
);

const duplicateKey = scenario(
  {
    name: "duplicate-key",
    title: "A key is stored in two cells",
    story:
      "The writer of 4 has searched the bucket in `mapassign`, has not found the key and has chosen the first free cell, " +
      "number 3. Before it writes the tophash, another task deletes the key in cell 0 and assigns 4 as well: it takes the " +
      "cell that has just become free. The writer goes on in cell 3. The map holds the key twice: a lookup finds the first, " +
      "an iteration gives out both, and after a delete the other one is still there.",
    schedule: "rg1~x.1~1@18:2~1y.s2wy6h~1g6apux",
  },
  function* (guard) {
    const map = uncheckedMap([1, 2, 3]);
    go(() => guard(() => map.set(4, 40)), "writer");
    go(() => guard(function* () {
      yield* map.delete(1);
      yield* map.set(4, 41);
    }), "deleter");
    return map;
  },
  (map) => {
    const keys = storedKeys(map);
    const twice = keys.filter((key, at) => keys.indexOf(key) !== at);
    return twice.length === 0 ? null : `twice in the map: ${listed(twice)}`;
  },
);

export const chainScenarios: readonly Scenario[] = [brokenChain, unlistedOverflow, lostCount, duplicateKey];
