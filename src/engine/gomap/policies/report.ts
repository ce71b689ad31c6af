import { requireCount } from "../../errors.ts";
import { makemapSmall } from "../algorithm/create.ts";
import { isSameSize } from "../algorithm/cells.ts";
import { createHmap, mapOver } from "../go-map.ts";
import type { GrowthPolicy } from "../growth-policy.ts";
import type { Hasher, Hmap } from "../hmap.ts";
import type { KeyKind } from "../key-types.ts";
import type { Buckets } from "../memory.ts";
import { addObserver } from "../observers.ts";
import { type ProbeLength, probeLengths } from "./probes.ts";

/** What the maps that are compared have in common. */
export interface ComparisonOptions {
  /** How many entries are inserted into an empty map. */
  readonly entries: number;
  /** The maps' seed. */
  readonly seed: number | bigint;
  /** The key type: `uint64` by default. */
  readonly kind?: KeyKind;
  /** The keys by the order of their insertion, no two the same: 0, 1, 2, ... by default. */
  readonly keys?: (index: number) => unknown;
  /** A hash function: Go's by default. */
  readonly hasher?: Hasher;
}

/** What a policy costs. */
export interface PolicyFigures {
  readonly policy: string;
  readonly entries: number;
  /** Entries per bucket in the end. */
  readonly load: number;
  /** Of all buckets in Go's memory, preallocated and overflow buckets among them. */
  readonly bytes: number;
  /** The most there ever were, old buckets included. */
  readonly peakBytes: number;
  /** Entries that growth moved, per insertion. */
  readonly movesPerInsert: number;
  /** How often the number of buckets was doubled. */
  readonly grows: number;
  /** Growth to the same size: Go's answer to too many overflow buckets, whatever the policy. */
  readonly sameSizeGrows: number;
  /** How many cells a lookup looks at that finds its key, over all keys. */
  readonly hit: ProbeLength;
  /** How many cells a lookup looks at that does not, over all buckets. */
  readonly miss: ProbeLength;
}

/**
 * Fills a map under each policy with the same keys.
 *
 * @throws EngineInputError as `GoMap.make` and `set` do, and for a number of entries that is none.
 */
export function comparePolicies(policies: readonly (GrowthPolicy | (() => GrowthPolicy))[], options: ComparisonOptions): PolicyFigures[] {
  requireCount("entries", options.entries);
  return policies.map((policy) => figuresOf(policy, options));
}

function figuresOf(policy: GrowthPolicy | (() => GrowthPolicy), options: ComparisonOptions): PolicyFigures {
  const { entries, seed, kind = "uint64", keys = (index) => index, hasher } = options;
  const h = createHmap(kind, { seed, policy, hasher });
  makemapSmall(h);
  const map = mapOver<unknown, number>(h, kind);
  let [moves, grows, sameSizeGrows, peakBytes] = [0, 0, 0, 0];
  addObserver(h, {
    grow: () => void (isSameSize(h.flags) ? sameSizeGrows++ : grows++),
    evacuate: (_, _bucket, moved) => void (moves += moved),
    insert: () => void (peakBytes = Math.max(peakBytes, bytesOf(h))),
  });
  for (let index = 0; index < entries; index++) map.set(keys(index), index);
  return {
    policy: h.policy.name,
    entries: h.count,
    load: h.count / 2 ** h.B,
    bytes: bytesOf(h),
    peakBytes,
    movesPerInsert: h.count === 0 ? 0 : moves / h.count,
    grows,
    sameSizeGrows,
    ...probeLengths(h),
  };
}

function bytesOf({ buckets, oldbuckets, t }: Hmap): number {
  return (bucketsIn(buckets) + bucketsIn(oldbuckets)) * t.bucketSize;
}

function bucketsIn(buckets: Buckets | null): number {
  return buckets === null ? 0 : buckets.n + (buckets.heap?.used ?? 0);
}

/** The figures as a table of text, a line for each policy. */
export function formatReport(rows: readonly PolicyFigures[]): string {
  const cells = [header, ...rows.map(columns)];
  const widths = header.map((_, column) => Math.max(...cells.map((line) => line[column]!.length)));
  const pad = (text: string, column: number): string => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!));
  return cells.map((line) => line.map(pad).join("  ").trimEnd()).join("\n");
}

const header = ["policy", "entries", "load", "KiB", "KiB at peak", "moves/insert", "grows", "same size", "hit", "max", "miss", "max"];

function columns(row: PolicyFigures): string[] {
  const { policy, entries, load, bytes, peakBytes, movesPerInsert, grows, sameSizeGrows, hit, miss } = row;
  return [
    policy,
    ...[entries, load.toFixed(2), (bytes / 1024).toFixed(1), (peakBytes / 1024).toFixed(1), movesPerInsert.toFixed(2)].map(String),
    ...[grows, sameSizeGrows, hit.mean.toFixed(2), hit.max, miss.mean.toFixed(2), miss.max].map(String),
  ];
}
