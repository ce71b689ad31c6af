import { blockedCause } from "./blocked.ts";
import type { CaseEnd } from "./protocol.ts";

const most = 4000;

/** The end that an error makes which nobody caught. */
export function endOf(error: unknown): CaseEnd {
  const blocked = blockedCause(error);
  const detail = describeError(error);
  if (blocked !== null) return { kind: "blocked", detail };
  const isDeep = error instanceof RangeError && error.message === "Maximum call stack size exceeded";
  return { kind: isDeep ? "stack-overflow" : "crash", detail };
}

export const nothingPending: CaseEnd = {
  kind: "hang",
  detail: "It waits for a promise that nothing can settle any more: no timer and no other work is pending.",
};

/** The stack of an error, cut. An error of user code may be anything, also one that throws when it is looked at. */
export function describeError(error: unknown): string {
  try {
    const text = error instanceof Error ? (error.stack ?? `${error.name}: ${error.message}`) : `thrown: ${String(error)}`;
    return text.slice(0, most);
  } catch {
    return "an error that cannot be printed";
  }
}
