import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { GoMap } from "../../../src/engine/gomap/go-map.ts";
import { root } from "../../fixtures/programs.ts";

export type Mode =
  | "stable"
  | "stable-hint2n"
  | "insert1-nogrow"
  | "insert1-grow"
  | "insertEach-nogrow"
  | "insertEach-grow"
  | "deleteAhead"
  | "deleteAhead-insert1-grow"
  | "deleteCurrent"
  | "deleteBehind-insert1";

export interface RecordedCase {
  readonly n: number;
  readonly mode: Mode;
  readonly trials: number;
  readonly grewTrials: number;
  readonly inserted?: number;
  readonly insertedVisited?: number;
  readonly pInsertedVisited?: number;
  readonly pByInsertionDecile?: readonly (number | null)[];
  readonly visitedMean: number;
  readonly visitedSd: number;
  readonly visitedHistogram: readonly [visited: number, trials: number][];
  readonly firstKeyCounts: readonly number[];
}

/** What 20,000 loops over a map[int]int did in go1.19.8, each over a map of its own. */
export interface Recorded {
  readonly cases: readonly RecordedCase[];
  readonly oneBucketFirstKey: readonly { readonly n: number; readonly orders: Readonly<Record<string, number>> }[];
  readonly clearInsideLoop: readonly {
    readonly n: number;
    readonly growStartedJustBefore: boolean;
    readonly trials: number;
    readonly ghostHistogram: readonly [ghosts: number, trials: number][];
  }[];
}

const file = [join(root, "../shared/golden/stats.json"), join(root, "fixtures/golden/stats.json")].find(existsSync)!;

export const recorded = JSON.parse(readFileSync(file, "utf8")) as Recorded;

type IntMap = GoMap<number | bigint, unknown>;

/** A map with the keys from 0 to n - 1. A growth that filling has started is driven to its end by assigning keys anew. */
export function filled(n: number, hint: number | null, seed: number): IntMap {
  const map: IntMap = GoMap.make("int64", hint, { seed });
  for (let key = 0; key < n; key++) map.set(key, key);
  for (let key = 0; map.h.oldbuckets !== null; key = (key + 1) % n) map.set(key, key);
  return map;
}

/** What one loop did. */
export interface Trial {
  readonly first: number;
  /** How often each key came: the original ones from 0 on, then those inserted by the loop, in that order. */
  readonly visits: readonly number[];
  readonly deletedAhead: readonly number[];
  readonly grew: boolean;
}

function hintOf(mode: Mode, n: number): number | null {
  if (mode === "stable-hint2n" || mode === "insert1-nogrow") return 2 * n;
  return mode === "insertEach-nogrow" ? 4 * n : null;
}

export function loopOnce(mode: Mode, n: number, seed: number): Trial {
  const map = filled(n, hintOf(mode, n), seed);
  const { buckets } = map.h;
  const visits = new Array<number>(n).fill(0);
  const deletedAhead: number[] = [];
  let first = -1;
  let previous = -1;
  let ahead = n - 1;
  for (const each of map.keys()) {
    const key = Number(each);
    if (first < 0) first = key;
    visits[key]!++;
    const inserts = mode.startsWith("insertEach") ? visits.length < 4 * n : mode.includes("insert1") && key < n;
    if (inserts) map.set(visits.push(0) - 1, 0);
    if (mode.startsWith("deleteAhead")) {
      while (ahead >= 0 && visits[ahead]! > 0) ahead--;
      if (ahead >= 0 && map.delete(ahead)) deletedAhead.push(ahead--);
    }
    if (mode === "deleteCurrent") map.delete(key);
    if (mode === "deleteBehind-insert1" && previous >= 0) map.delete(previous);
    if (key < n) previous = key;
  }
  return { first, visits, deletedAhead, grew: map.h.buckets !== buckets };
}

/** @returns how many keys come after the loop has cleared the map with its third. */
export function ghostsOnce(n: number, growsBefore: boolean, seed: number): number {
  const map = filled(n, null, seed);
  let visited = 0;
  map.forEach(() => {
    if (++visited !== 3) return;
    if (growsBefore) map.set(n, n);
    map.clear();
  });
  return visited - 3;
}
