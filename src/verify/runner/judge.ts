import type { HazardId } from "../../hazards/types.ts";
import { isBetweenTasks } from "../across-await.ts";
import type { RunInput, Shown, ShownEvent, VerifyCase } from "../case.ts";
import { formatTurns, type LoopResult } from "../loop/result.ts";
import { describe } from "../oracles/describe.ts";
import { type Evidence, oracles } from "../oracles/index.ts";
import type { SiteRole } from "../site.ts";
import type { LogEntry, RunLog } from "../trace/log.ts";

/** What a run shows. */
export interface Verdict {
  readonly hazard: HazardId;
  readonly evidence: Evidence;
}

/** For these hazards it counts whether the outcome is one that a serial order of the calls gives. */
export const needsSerial: ReadonlySet<HazardId> = new Set(["check-then-act-across-await", "lost-update-across-await"]);

const mostEvents = 400;

/** Judges runs of a case. */
export class Judge {
  readonly #case: VerifyCase;
  readonly #roles: ReadonlyMap<number, SiteRole>;
  /** Of the acts or writes that harm is done by: none for other hazards. */
  readonly #acts: ReadonlySet<number>;

  constructor(verifyCase: VerifyCase) {
    this.#case = verifyCase;
    this.#roles = new Map(verifyCase.sites.map(({ id, role }) => [id, role]));
    const acts = verifyCase.hazards.some(isBetweenTasks) ? verifyCase.sites.filter(({ role }) => role === "act" || role === "write") : [];
    this.#acts = new Set(acts.map(({ id }) => id));
  }

  /** Whether the run came to the flagged place. */
  hasReached({ entries }: RunLog, result: LoopResult): boolean {
    return untilFault(entries, result).some(({ site }) => site === this.#case.primary);
  }

  /** Whether the run came to where the harm would be done. */
  hasActed(log: RunLog, result: LoopResult): boolean {
    if (!this.hasReached(log, result)) return false;
    return this.#acts.size === 0 || log.entries.some(({ site }) => site !== undefined && this.#acts.has(site));
  }

  /** Whether a change at one of the places left everything as it was: the run says nothing of one that does not. */
  hasChangedNothing({ entries }: RunLog): boolean {
    return entries.some(({ kind, site, before, value }) => kind === "overwrite" && site !== undefined && this.#roles.has(site) && Object.is(before, value));
  }

  /**
   * @param input what was run.
   * @param isSerial undefined: not known. It is then taken for a no, so that what is seen may have to be judged again.
   */
  judge(log: RunLog, result: LoopResult, input: RunInput, isSerial?: boolean): Verdict | null {
    const seen = { ...log, entries: untilFault(log.entries, result) };
    for (const hazard of this.#case.hazards) {
      if (!(hazard in oracles) || isOthersDoing(hazard, input)) continue;
      const serial = needsSerial.has(hazard) ? { isSerial: isSerial ?? false, isOneCall: input.calls.length < 2 } : {};
      const evidence = oracles[hazard as keyof typeof oracles]({ log: seen, sites: this.#roles, isFlagged: this.#case.isUnflagged !== true, ...serial });
      if (evidence !== null && (evidence.strength === "strong" || this.#case.acceptsWeak)) return { hazard, evidence };
    }
    return null;
  }
}

/** A listener that removes another one means it: that one is not to be called. Only what the code itself removes counts. Nor is one another task. */
function isOthersDoing(hazard: HazardId, { reentry }: RunInput): boolean {
  return reentry.length > 0 && (hazard === "remove-ahead-during-iteration" || isBetweenTasks(hazard));
}

/** An error that nobody catches ends a real process: what comes in later turns would not be. */
export function untilFault(entries: readonly LogEntry[], { uncaught }: LoopResult): readonly LogEntry[] {
  const [first] = uncaught;
  if (first === undefined) return entries;
  const end = entries.findIndex(({ turn }) => turn > first.turn);
  return end < 0 ? entries : entries.slice(0, end);
}

/** A run for people. */
export function shownOf({ evidence }: Verdict, log: RunLog, result: LoopResult): Shown {
  const events = log.entries.slice(0, mostEvents).map((entry): ShownEvent => ({ turn: entry.turn, task: entry.task, text: describe(entry) }));
  return { lines: evidence.lines, strength: evidence.strength, turns: formatTurns(result), switches: result.switches, events };
}
