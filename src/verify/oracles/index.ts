import { checkThenActAcrossAwait } from "./check-then-act-across-await.ts";
import { clearAfterAwait } from "./clear-after-await.ts";
import { escapingMutation } from "./escaping-mutation.ts";
import type { Oracle } from "./evidence.ts";
import { insertDuringIteration } from "./insert-during-iteration.ts";
import { iterationAcrossAwait } from "./iteration-across-await.ts";
import { lostUpdateAcrossAwait } from "./lost-update-across-await.ts";
import { reinsertDuringIteration } from "./reinsert-during-iteration.ts";
import { removeAheadDuringIteration } from "./remove-ahead-during-iteration.ts";
import { shiftDuringIteration } from "./shift-during-iteration.ts";

/** The oracles that judge one run, by hazard. Those of GoMaps judge several: see `gomapInsertInRange`, `gomapUnsynchronized`. */
export const oracles = {
  "insert-during-iteration": insertDuringIteration,
  "reinsert-during-iteration": reinsertDuringIteration,
  "shift-during-iteration": shiftDuringIteration,
  "remove-ahead-during-iteration": removeAheadDuringIteration,
  "iteration-across-await": iterationAcrossAwait,
  "check-then-act-across-await": checkThenActAcrossAwait,
  "lost-update-across-await": lostUpdateAcrossAwait,
  "clear-after-await": clearAfterAwait,
  "escaping-mutation": escapingMutation,
} as const satisfies Readonly<Record<string, Oracle>>;

export type { Evidence, Judged, Oracle } from "./evidence.ts";
export { gomapInsertInRange, gomapUnsynchronized, hasInsertionInRange, type InsertionOptions, isFatal, type ScheduledRun } from "./gomap.ts";
export { isSerial, outcomeText, serialOrders, serialOutcomes } from "./serial.ts";
