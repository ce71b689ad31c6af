import type { GrowthPolicy } from "../growth-policy.ts";
import { curve, type CurveOptions } from "./limits.ts";

/**
 * The limit rises by `step` entries a bucket with every doubling: small maps stay fast, large ones small. By default from 4, by
 * 0.25: 6.5, which is Go's, at 1,024 buckets. It never exceeds 8, a full bucket.
 *
 * @throws EngineInputError for numbers out of range.
 */
export function linear({ from = 4, step = 0.25 }: CurveOptions = {}): GrowthPolicy {
  return curve("linear", from, step, (B) => B);
}
