import type { Pending } from "./pending.ts";

/** In a quiet run the next call comes when all is done, or so many milliseconds after the one before. */
const patience = 1000;

/** When a call comes in a quiet run. */
export function quietArrival(earliest: number, { isIdle, now, lastStart }: { isIdle: boolean; now: number; lastStart: number }): number {
  return Math.max(earliest, isIdle ? now : lastStart + patience);
}

/** What comes first in a quiet run: by its time, then by when it was made. */
export function firstOf(candidates: readonly Pending[], timeOf: (pending: Pending) => number): Pending {
  let first = candidates[0]!;
  if (candidates.length === 1) return first;
  let least = timeOf(first);
  for (const each of candidates) {
    const time = timeOf(each);
    if (time > least || (time === least && each.order >= first.order)) continue;
    first = each;
    least = time;
  }
  return first;
}
