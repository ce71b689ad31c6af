import { makemap, makemapSmall } from "../../engine/gomap/algorithm/create.ts";
import { FastRand } from "../../engine/gomap/fastrand.ts";
import { type Hmap, noCache } from "../../engine/gomap/hmap.ts";
import { entriesOf } from "../../engine/gomap/inspect.ts";
import type { AnyGoMap } from "./maps.ts";

/**
 * Puts a map that outlives runs back into the state that it has now, with another hash seed: as it would be in a process of its own.
 *
 * @param seedOf gives the seed of the run that is about to begin. All such maps get the same: what a map draws must not depend on how many others there are.
 */
export function savedGoMap(map: AnyGoMap, seedOf: () => number): () => void {
  const { h } = map;
  const { B } = h;
  const entries = entriesOf(h);
  return () => {
    reseed(h, seedOf());
    clear(map, B);
    for (const [key, value] of entries) map.set(key, value);
  };
}

function reseed(h: Hmap, seed: number): void {
  const state = (BigInt(Math.imul(seed ^ 0x5bd1e995, 0x9e3779b1) >>> 0) << 32n) | BigInt(seed >>> 0);
  (h as { random: FastRand }).random = new FastRand(state);
}

/** As when it was made, with room for as many entries. */
function clear(map: AnyGoMap, B: number): void {
  const { h } = map;
  // A policy that remembers, or a rehash that goes on, would not know of it.
  if (h.observer !== null) return map.clear();
  Object.assign(h, { count: 0, flags: 0, B: 0, noverflow: 0, buckets: null, oldbuckets: null, nevacuate: 0, extra: null, found: null });
  Object.assign(h, { cache: noCache, cacheShift: 31, cells: null });
  if (B === 0) makemapSmall(h);
  else makemap(h, hintFor(h, B));
}

/** The least number of entries for which so many buckets are made. */
function hintFor(h: Hmap, B: number): number {
  let hint = 1;
  while (h.policy.isOverloaded(hint, B - 1, h) === false) hint++;
  return hint;
}
