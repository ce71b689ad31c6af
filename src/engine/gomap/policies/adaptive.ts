import { EngineInputError, requireCount } from "../../errors.ts";
import { firstCell } from "../algorithm/cells.ts";
import { bucketCnt, emptyRest } from "../constants.ts";
import type { GrowthPolicy } from "../growth-policy.ts";
import type { Hmap } from "../hmap.ts";
import { requireLimit } from "./limits.ts";
import { SlidingWindow } from "./window.ts";

export interface AdaptiveOptions {
  /** How many insertions are looked back at: from 2 to 65,536, 256 by default. */
  readonly window?: number;
  /** The limit for keys that clump, in entries a bucket: from 1 on, 5 by default. */
  readonly low?: number;
  /** The limit for keys that spread evenly: up to 8, the default. */
  readonly high?: number;
}

const mostWindow = 65_536;

/**
 * The limit depends on how evenly the last insertions found the chains filled: on the variance of the cells in use that they met,
 * over their mean. A good hash makes that 1 at any load, and the limit halfway: 6.5 by default, as Go's. More (keys clump) lowers
 * it, to `low` from 2 on; less (keys lie more evenly than by chance) raises it, to `high` at 0. Each growth begins a new window;
 * until it is full the limit is the one halfway.
 *
 * @returns what makes a policy for each map: a window is of one map's insertions.
 * @throws EngineInputError for numbers out of range.
 */
export function adaptive({ window = 256, low = 5, high = 8 }: AdaptiveOptions = {}): () => GrowthPolicy {
  requireCount("window", window);
  if (window < 2 || window > mostWindow) {
    throw new EngineInputError("bad-policy", `window must be an integer from 2 to ${mostWindow}, not ${window}.`);
  }
  requireLimit("low", low);
  requireLimit("high", high);
  if (low > high) throw new EngineInputError("bad-policy", `low must not exceed high: ${low} is more than ${high}.`);
  return () => adaptivePolicy(window, low, high);
}

function adaptivePolicy(size: number, low: number, high: number): GrowthPolicy {
  const window = new SlidingWindow(size);
  const halfway = (low + high) / 2;
  let limit = halfway;
  return {
    name: `adaptive(${low} to ${high})`,
    isOverloaded: (count, B) => count > bucketCnt && count > limit * 2 ** B,
    observer: {
      grow() {
        window.clear();
        limit = halfway;
      },
      insert(h, bucket) {
        window.add(cellsMet(h, bucket));
        if (window.isFull) limit = high - (high - low) * Math.min(1, dispersion(window) / 2);
      },
    },
  };
}

/** The index of dispersion: 1 for what is spread by chance. */
function dispersion({ mean, variance }: SlidingWindow): number {
  return mean === 0 ? 1 : variance / mean;
}

/** The cells in use, live or emptied, that the insertion into this chain met: all but its own. */
function cellsMet(h: Hmap, bucket: number): number {
  return Math.max(0, cellsInUse(h, bucket) - 1);
}

function cellsInUse(h: Hmap, bucket: number): number {
  let cells = 0;
  for (let b = h.buckets!, j = bucket; ; ) {
    const first = firstCell(j);
    for (let c = first; c < first + bucketCnt; c++, cells++) if (b.tophash[c] === emptyRest) return cells;
    const p = b.overflow[j]!;
    if (p === 0) return cells;
    j = b.indexAt(p);
    b = b.memoryAt(p);
  }
}
