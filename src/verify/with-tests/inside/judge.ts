import { type Evidence, type Judged, oracles } from "../../oracles/index.ts";
import type { PlannedCase } from "../plan.ts";
import type { CurrentTest } from "./current-test.ts";
import type { Reporter } from "./reporter.ts";
import type { SiteState } from "./site-state.ts";
import type { Recorded } from "./windows.ts";

/** Judges windows by the oracles of the cases that their sites belong to. A case that has shown all of its hazards is settled. */
export class Judge {
  readonly #test: CurrentTest;
  readonly #reporter: Reporter;
  /** `case hazard`, for those that were shown in this process. */
  readonly #shown = new Set<string>();

  constructor(test: CurrentTest, reporter: Reporter) {
    this.#test = test;
    this.#reporter = reporter;
  }

  judge({ log, sites }: Recorded): void {
    for (const state of sites) for (const each of [...state.cases]) this.#judgeCase(each, state, { log, sites: new Map(each.roles) });
  }

  #judgeCase(found: PlannedCase, state: SiteState, judged: Judged): void {
    for (const hazard of found.hazards) {
      const key = `${found.id} ${hazard}`;
      if (this.#shown.has(key)) continue;
      const evidence = oracles[hazard as keyof typeof oracles](judged);
      if (evidence === null || !counts(found, evidence)) continue;
      this.#shown.add(key);
      this.#reporter.evidence({ case: found.id, hazard, ...evidence, test: this.#test.name() });
    }
    if (found.hazards.every((hazard) => this.#shown.has(`${found.id} ${hazard}`))) state.settle(found.id);
  }
}

function counts({ acceptsWeak }: PlannedCase, { strength }: Evidence): boolean {
  return strength === "strong" || acceptsWeak;
}
