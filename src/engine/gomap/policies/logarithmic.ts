import type { GrowthPolicy } from "../growth-policy.ts";
import { curve, type CurveOptions } from "./limits.ts";

/**
 * The limit rises with log2(B + 1), by `step` entries a bucket for every 1 of that: fast at first, then hardly any more. By
 * default from 4, by 1: 6 at 8 buckets, 8 at 32,768. It never exceeds 8, a full bucket.
 *
 * @throws EngineInputError for numbers out of range.
 */
export function logarithmic({ from = 4, step = 1 }: CurveOptions = {}): GrowthPolicy {
  return curve("logarithmic", from, step, (B) => Math.log2(B + 1));
}
