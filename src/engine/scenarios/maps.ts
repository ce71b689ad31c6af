import { bucketMask, firstCell, noldbuckets } from "../gomap/algorithm/cells.ts";
import { mapaccess } from "../gomap/generated/stepped.ts";
import { bucketCnt } from "../gomap/constants.ts";
import type { Hmap } from "../gomap/hmap.ts";
import { type BucketPlace, chain, entriesOf } from "../gomap/inspect.ts";
import { hashKey } from "../gomap/keys/general.ts";
import type { Buckets } from "../gomap/memory.ts";
import { SteppedMap } from "../gomap/stepped-map.ts";
import { sharedFields } from "../gomap/steps.ts";
import { read, type Steps } from "../step/step.ts";

/** `map[int64]V`. */
export type IntMap = SteppedMap<number | bigint, unknown>;

export interface MapChoice {
  readonly hint?: number;
  /** Where iterations start, and the hashes. */
  readonly seed?: number;
  /** Whether elems hold pointers: the collector scans the buckets then, and old ones are wiped. */
  readonly pointers?: boolean;
  /** The keys' values: ten times the key by default. */
  readonly elemOf?: (key: number) => unknown;
}

const tenfold = (key: number): unknown => key * 10;

/** A map that does not notice that it is used by several tasks, with these keys in it. */
export function uncheckedMap(keys: readonly number[], { hint, seed = 1, pointers = false, elemOf = tenfold }: MapChoice = {}): IntMap {
  const map: IntMap = SteppedMap.make("int64", hint ?? null, { seed, elem: { size: 8, pointers } });
  map.map.h.detect = false;
  for (const key of keys) map.map.set(key, elemOf(key));
  return map;
}

/** A map of 8 buckets that has evacuated 3 of its 4 old ones. */
export interface NearlyGrown {
  readonly map: IntMap;
  /** A key in the last old bucket. */
  readonly waiting: number;
  /** A key that is not in the map. */
  readonly next: number;
}

export function nearlyGrown(choice: MapChoice = {}): NearlyGrown {
  const { elemOf = tenfold } = choice;
  const map = uncheckedMap(range(1, 27), choice);
  const { h } = map.map;
  for (let key = 28; h.nevacuate < 3; key++) map.map.set(key, elemOf(key));
  const waiting = range(1, 26).find((key) => bucketOf(h, key, 2) === 3)!;
  return { map, waiting, next: 100 };
}

/** The integers from first to last. */
export function range(first: number, last: number): number[] {
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

/** The first positive keys that hash to this one of 2^B buckets. */
export function keysOfBucket({ map: { h } }: IntMap, bucket: number, count: number, B = h.B): number[] {
  const keys: number[] = [];
  for (let key = 1; keys.length < count; key++) if (bucketOf(h, key, B) === bucket) keys.push(key);
  return keys;
}

/** The number of a key's bucket among 2^B. */
function bucketOf(h: Hmap, key: number, B = h.B): number {
  return hashKey(h, key, h.hash0) & bucketMask(B);
}

/** The entries in the cells that a chain of the map leads to. */
export function storedEntries({ map: { h } }: IntMap): [unknown, unknown][] {
  return entriesOf(h);
}

/** The keys of the cells that a chain of the map leads to, as often as they are there. No lookup finds another key. */
export function storedKeys(map: IntMap): unknown[] {
  return storedEntries(map).map(([key]) => key);
}

/** The keys in the cells of a memory, whatever leads to it. */
export function keysIn(memory: Buckets): Set<unknown> {
  return new Set(memory.keys.filter((_, cell) => memory.tophash[cell]! > 0));
}

/** The overflow buckets that chains of the map lead to. */
export function reachableOverflow({ map: { h } }: IntMap): BucketPlace[] {
  const arrays = [
    { memory: h.buckets, count: bucketMask(h.B) + 1 },
    { memory: h.oldbuckets, count: noldbuckets(h.B, h.flags) },
  ];
  return arrays.flatMap(({ memory, count }) => {
    if (memory === null) return [];
    return range(0, Math.min(count, memory.n) - 1).flatMap((index) => chain(memory, index).slice(1));
  });
}

/** The keys in the cells of one bucket. */
export function keysOfPlace({ memory, index }: BucketPlace): unknown[] {
  const first = firstCell(index);
  return range(first, first + bucketCnt - 1).filter((cell) => memory.tophash[cell]! > 0).map((cell) => memory.keys[cell]);
}

/** `value, ok := m[key]`. */
export function* lookup(map: IntMap, key: number): Steps<{ readonly value: unknown; readonly ok: boolean }> {
  const { h } = map.map;
  const cell = yield* mapaccess(h, key);
  if (cell < 0) return { value: undefined, ok: false };
  const memory = h.found!;
  yield read(memory, sharedFields.indexOf("elems"), cell);
  return { value: memory.elems[cell], ok: true };
}

/** Keys in a sentence. */
export function listed(keys: readonly unknown[]): string {
  return `${keys.length === 1 ? "key" : "keys"} ${keys.join(", ")}`;
}
