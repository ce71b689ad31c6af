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

const betweenTasks: ReadonlySet<HazardId> = new Set(["check-then-act-across-await", "lost-update-across-await", "clear-after-await"]);

/**
 * Whether it is other tasks that do the harm, which come from outside. What a stub calls while it is itself being called, before the function
 * has come to its first wait, is none of them: few that are asked for something ask back at once, and nobody guards against it.
 */
export function isBetweenTasks(hazard: HazardId): boolean {
  return betweenTasks.has(hazard);
}
