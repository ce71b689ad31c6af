import type { HazardId } from "../../hazards/types.ts";
import type { Ambient, Entry, Receiver, RunInput } from "../case.ts";
import type { Description, SeedDescription } from "../inputs/description.ts";

/** A call, by the place of its entry in `StoredRun.entries`. */
export interface StoredCall {
  readonly entry: number | { readonly returnedBy: number };
  readonly args: readonly Description[];
}

/** By what an entry is found again: not by its place, which another order of entries changes. */
export interface StoredEntry {
  readonly label: string;
  readonly accessor?: Entry["accessor"];
  /** Of a function: see `relativeModule`. */
  readonly module?: string;
  /** Of a method: the place of its object in `StoredRun.receivers`. */
  readonly on?: number;
  /** Entries of which all of this is the same are told apart by their order: from 0 on. */
  readonly number: number;
}

export interface StoredReceiver {
  readonly kind: Receiver["kind"];
  readonly label: string;
  readonly number: number;
  readonly value: Description;
}

/** The input of a run, such that it can be made again after changes of the code around. Modules are relative to the flagged file. */
export interface StoredRun {
  readonly entries: readonly StoredEntry[];
  readonly receivers: readonly StoredReceiver[];
  readonly seeds: readonly SeedDescription[];
  readonly ambients?: readonly Ambient[];
  readonly setup: readonly StoredCall[];
  readonly calls: readonly StoredCall[];
  readonly reentry: readonly { readonly at: number; readonly call: StoredCall }[];
}

/** What a witness says. */
export interface DecodedWitness {
  /** Id of the finding. */
  readonly finding: string;
  /** Of the finding: relative to where the scan started, with forward slashes. */
  readonly file: string;
  /** The line of the finding, as it was then. */
  readonly line: number;
  /** As the source names the collection. */
  readonly collection: string;
  /** What the run shows. */
  readonly hazard: HazardId;
  readonly run: StoredRun;
  /** Of the virtual event loop: see `replayLoop`. */
  readonly schedule: string;
}

/** Names of what a run needs, each by its place in the case. @param relative How a module is named. */
export function storeEntries(entries: readonly Entry[], relative: (module: string) => string): StoredEntry[] {
  return numbered(entries.map(({ label, accessor, target }) => ({
    label,
    ...(accessor !== undefined && { accessor }),
    ...(target.kind === "function" ? { module: relative(target.declared.module) } : { on: target.receiver }),
  })));
}

export function storeReceivers(receivers: readonly Receiver[]): Omit<StoredReceiver, "value">[] {
  return numbered(receivers.map(({ kind, label }) => ({ kind, label })));
}

/** The places of the entries that a run calls, in the order of the case. */
export function entriesCalledBy({ setup, calls, reentry }: Pick<RunInput, "setup" | "calls" | "reentry">): number[] {
  const called = [...setup, ...calls, ...reentry.map(({ call }) => call)].map(({ entry }) => entry);
  return [...new Set(called.filter((entry) => typeof entry === "number"))].sort((a, b) => a - b);
}

function numbered<Item extends object>(items: readonly Item[]): (Item & { readonly number: number })[] {
  const counts = new Map<string, number>();
  return items.map((item) => {
    const key = JSON.stringify(item);
    const number = counts.get(key) ?? 0;
    counts.set(key, number + 1);
    return { ...item, number };
  });
}
