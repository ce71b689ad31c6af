import type { SiteRole } from "../site.ts";
import type { LogEntry, RunLog } from "../trace/log.ts";
import { describe } from "./describe.ts";

/** What is to be judged: the log of one run, and what the case is about. */
export interface Judged {
  readonly log: RunLog;
  /** The roles of the sites of the case: loops and acts count only there. All count where it is left out. */
  readonly sites?: ReadonlyMap<number, SiteRole>;
  /** The analysis, which sees where values come from, has found the hazard here: what may still look like a work-list is none. */
  readonly isFlagged?: boolean;
  /** Whether the outcome of the run is one that some serial order of its calls gives: see `isSerial`. Left out where nobody knows. */
  readonly isSerial?: boolean;
  /** Whether the run has one call only: then there are no other orders to compare its outcome with, and `isSerial` is a supposition. */
  readonly isOneCall?: boolean;
}

/** What an oracle has seen. */
export interface Evidence {
  /** The events, in their order, one a line: the last one says what is wrong. */
  readonly lines: readonly string[];
  /**
   * `strong`: an entry or a write is lost, repeated or doubled in this run. `weak`: what happened can do harm, but need not; enough
   * for findings of level strict.
   */
  readonly strength: "strong" | "weak";
}

/** What a run shows of one hazard: null where it shows nothing. */
export type Oracle = (judged: Judged) => Evidence | null;

export function evidence(entries: readonly LogEntry[], conclusion: string, strength: Evidence["strength"] = "strong"): Evidence {
  const unique = [...new Set(entries)].sort((a, b) => a.at - b.at);
  return { lines: [...unique.map(describe), conclusion], strength };
}
