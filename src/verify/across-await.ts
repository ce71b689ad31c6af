import type { HazardId } from "../hazards/types.ts";

const acrossAwait: ReadonlySet<HazardId> = new Set([
  "iteration-across-await",
  "check-then-act-across-await",
  "lost-update-across-await",
  "clear-after-await",
  "escaping-mutation",
  "gomap-unsynchronized",
]);

/** Whether it takes several calls at the same time, or what a call leaves behind, to see a hazard. */
export function isAcrossAwait(hazard: HazardId): boolean {
  return acrossAwait.has(hazard);
}
