import { plainMap } from "../../trace/natives.ts";
import type { PlannedCase, PlannedSite } from "../plan.ts";
import type { CurrentTest } from "./current-test.ts";

/** How many visits of a site are watched before only some of its iterations are. */
const freeVisits = 100_000;

/** Of how many iterations one is watched from then on. A power of two. */
const sample = 256;

/** How much work one site may make: steps of recording and judging. */
const mostWork = 3_000_000;

/** How many different tests are told apart at a site. */
const mostTests = 10_000;

/** What a process of the suite knows of a site. */
export class SiteState {
  readonly site: PlannedSite;
  /** Cases that may be judged by the iterations at this site. One that is settled is taken out. */
  readonly cases: PlannedCase[] = [];
  reached = 0;
  /** How many tests came here. */
  tests = 0;
  #isWatched = false;
  #iterations = 0;
  #visits = 0;
  #work = 0;
  #lastTest: object | undefined;
  readonly #tests = plainMap<object, true>();

  constructor(site: PlannedSite) {
    this.site = site;
  }

  /** The case judges its iterations. */
  judge(found: PlannedCase): void {
    this.cases.push(found);
    this.#isWatched = true;
  }

  /** Someone has come here. @returns whether the count is one that is worth being written down. */
  reach(test: CurrentTest): boolean {
    const count = ++this.reached;
    const key = test.key();
    if (key !== undefined && key !== this.#lastTest) this.#reachIn(key);
    return (count & (count - 1)) === 0;
  }

  /** Whether the iteration that begins here is to be watched. */
  wantsWatch(): boolean {
    if (!this.#isWatched) return false;
    return this.#visits < freeVisits || (++this.#iterations & (sample - 1)) === 0;
  }

  visited(count: number): void {
    this.#visits += count;
  }

  worked(steps: number): void {
    this.#work += steps;
    if (this.#work > mostWork) this.#isWatched = false;
  }

  /** Nothing more is to be found out about a case here. */
  settle(caseId: string): void {
    const index = this.cases.findIndex(({ id }) => id === caseId);
    if (index >= 0) this.cases.splice(index, 1);
    if (this.cases.length === 0) this.#isWatched = false;
  }

  #reachIn(key: object): void {
    this.#lastTest = key;
    if (this.#tests.size >= mostTests || this.#tests.has(key)) return;
    this.#tests.set(key, true);
    this.tests++;
  }
}
