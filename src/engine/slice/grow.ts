import { describeValue, EngineInputError, GoPanic, requireCount } from "../errors.ts";
import { maxAlloc, roundUpSize } from "../memory/size-classes.ts";

/**
 * Which Go's rule `append` follows; the name is the version that the rule is that of.
 * - `go1.17`: twice the capacity below 1,024 elements, then steps of a quarter. Go 1.16 and 1.17 (before, the length decided).
 * - `go1.18`: twice the capacity below 256 elements, then steps of a quarter plus 192. Go 1.18 to 1.21. Since 1.22 it is the same
 *   for elements without pointers; with pointers, blocks above 512 bytes have an 8 byte header, which this does not model.
 */
export type GrowthRule = "go1.17" | "go1.18";

/** An `append` to a slice, as far as its capacity is concerned. */
export interface Growth {
  /** Elements that the slice has room for now. */
  readonly capacity: number;
  /** Elements that there must be room for: length and appended ones. */
  readonly needed: number;
  /** Bytes of an element, as `unsafe.Sizeof` says. */
  readonly elemSize: number;
  /** `go1.18` unless given. */
  readonly rule?: GrowthRule;
}

const limits: Readonly<Record<GrowthRule, { readonly doublesBelow: number; readonly extra: number }>> = {
  "go1.17": { doublesBelow: 1024, extra: 0 },
  "go1.18": { doublesBelow: 256, extra: 3 * 256 },
};

/**
 * The capacity, in elements, that a slice has after an `append`; the same as before when `needed` fits. Go 1.19, `growslice` in
 * runtime/slice.go, and the same function of Go 1.17.
 *
 * @throws GoPanic `runtime error: growslice: cap out of range` above 2^48 bytes.
 * @throws EngineInputError when a number is no integer from 0 to 2^53 - 1, or the rule is unknown.
 */
export function nextCapacity({ capacity, needed, elemSize, rule = "go1.18" }: Growth): number {
  requireCount("capacity", capacity);
  requireCount("needed", needed);
  requireCount("elemSize", elemSize);
  requireGrowthRule(rule);
  if (needed <= capacity) return capacity;
  if (elemSize === 0) return needed;
  const bytes = elemSize * wantedCapacity(capacity, needed, rule);
  // What is too large for an exact product is above the limit in any case; rounding up never leads past it.
  if (bytes > maxAlloc) throw new GoPanic("runtime error: growslice: cap out of range");
  return Math.floor(roundUpSize(bytes) / elemSize);
}

/** @throws EngineInputError when `rule` is no growth rule. */
export function requireGrowthRule(rule: GrowthRule): void {
  if (!Object.hasOwn(limits, rule)) {
    const known = Object.keys(limits).join(" or ");
    throw new EngineInputError("unknown-growth-rule", `the growth rule must be ${known}, not ${describeValue(rule)}`);
  }
}

/** Before the allocator rounds it up. */
function wantedCapacity(capacity: number, needed: number, rule: GrowthRule): number {
  const { doublesBelow, extra } = limits[rule];
  if (needed > 2 * capacity) return needed;
  if (capacity < doublesBelow) return 2 * capacity;
  let wanted = capacity;
  while (wanted < needed) wanted += Math.floor((wanted + extra) / 4);
  return wanted;
}
