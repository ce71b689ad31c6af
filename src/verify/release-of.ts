import type { CallInput, Entry } from "./case.ts";

/** The method by which what a setup call returned is given up; undefined where it is a function itself, or nothing of the kind. */
export function releaseOf(entries: readonly Entry[], setup: readonly CallInput[], returnedBy: number): string | undefined {
  const entry = setup[returnedBy]?.entry;
  return typeof entry === "number" ? entries[entry]!.release : undefined;
}
