import { describeValue, EngineInputError } from "../../errors.ts";
import { bucketCnt, maxB } from "../constants.ts";
import type { GrowthPolicy } from "../growth-policy.ts";

/** Below one entry a bucket, the next growth would be due before the one that runs has ended. */
const least = 1;
/**
 * Up to a full bucket, insertions never make more overflow buckets than there are buckets, not even where all keys collide. Beyond,
 * Go's growth to the same size, its answer to too many of them, would be due again as soon as it has ended.
 */
const most = bucketCnt;

/** A policy whose limit, in entries a bucket, depends on B alone; it is kept within what stays usable. */
function limitedByB(name: string, limit: (B: number) => number): GrowthPolicy {
  const usable = (B: number): number => Math.min(limit(B), most);
  const limits = Float64Array.from({ length: maxB + 1 }, (_, B) => Math.max(bucketCnt, Math.floor(usable(B) * 2 ** B)));
  return { name, isOverloaded: (count, B) => count > (B <= maxB ? limits[B]! : usable(B) * 2 ** B) };
}

/** @throws EngineInputError unless the value is a number from `least` to `most`. */
function requireNumber(name: string, value: number, from: number, to = Infinity): void {
  if (Number.isFinite(value) && value >= from && value <= to) return;
  const range = to === Infinity ? `from ${from} on` : `from ${from} to ${to}`;
  throw new EngineInputError("bad-policy", `${name} must be a number ${range}, not ${describeValue(value)}.`);
}

/** @throws EngineInputError unless the value is a limit that stays usable. */
export function requireLimit(name: string, value: number): void {
  requireNumber(name, value, least, most);
}

/** What the curves have in common. */
export interface CurveOptions {
  /** The limit of a map of one bucket, in entries: from 1 to 8, 4 by default. */
  readonly from?: number;
  /** What it rises by: from 0 on. */
  readonly step?: number;
}

/** A policy whose limit starts with `from` and rises by `step` for every 1 of `rise(B)`. */
export function curve(name: string, from: number, step: number, rise: (B: number) => number): GrowthPolicy {
  requireLimit("from", from);
  requireNumber("step", step, 0);
  return limitedByB(`${name}(${from} + ${step})`, (B) => from + step * rise(B));
}
