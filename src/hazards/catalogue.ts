import { checkThenActAcrossAwait } from "./check-then-act-across-await.ts";
import { clearAfterAwait } from "./clear-after-await.ts";
import { escapingMutation } from "./escaping-mutation.ts";
import { gomapInsertInRange } from "./gomap-insert-in-range.ts";
import { gomapUnsynchronized } from "./gomap-unsynchronized.ts";
import { insertDuringIteration } from "./insert-during-iteration.ts";
import { iterationAcrossAwait } from "./iteration-across-await.ts";
import { lostUpdateAcrossAwait } from "./lost-update-across-await.ts";
import { reinsertDuringIteration } from "./reinsert-during-iteration.ts";
import { removeAheadDuringIteration } from "./remove-ahead-during-iteration.ts";
import { shiftDuringIteration } from "./shift-during-iteration.ts";
import type { Hazard, HazardId } from "./types.ts";

/** Where the project lives. */
export const homepage = "https://github.com/rangeguard/rangeguard";

/** Typed as a record so that the compiler asks for the entry of a new id. */
const catalogue: Readonly<Record<HazardId, Hazard>> = {
  "insert-during-iteration": insertDuringIteration,
  "reinsert-during-iteration": reinsertDuringIteration,
  "shift-during-iteration": shiftDuringIteration,
  "remove-ahead-during-iteration": removeAheadDuringIteration,
  "iteration-across-await": iterationAcrossAwait,
  "check-then-act-across-await": checkThenActAcrossAwait,
  "lost-update-across-await": lostUpdateAcrossAwait,
  "clear-after-await": clearAfterAwait,
  "escaping-mutation": escapingMutation,
  "gomap-insert-in-range": gomapInsertInRange,
  "gomap-unsynchronized": gomapUnsynchronized,
};

/** All hazards, in the order in which documentation lists them. */
export const hazards: readonly Hazard[] = Object.values(catalogue);

export function hazardById(id: HazardId): Hazard {
  return catalogue[id];
}

export function isHazardId(text: string): text is HazardId {
  return Object.hasOwn(catalogue, text);
}

/** The hazard that a person means by `name`: its id, or the name of its rule (`no-<id>`, `rangeguard/no-<id>`). */
export function hazardNamed(name: string): Hazard | undefined {
  const id = name.replace(/^rangeguard\//, "").replace(/^no-/, "");
  return isHazardId(id) ? catalogue[id] : undefined;
}

/** Name of the hazard's ESLint rule, without the plugin's prefix. */
export function ruleName(id: HazardId): string {
  return `no-${id}`;
}

/** Address of the hazard's documentation page. */
export function docsUrl(id: HazardId): string {
  return `${homepage}/blob/main/docs/rules/${ruleName(id)}.md`;
}
