import type { Budget, CaseAnswer, RunInput, RunRecord, VerifyCase } from "../../case.ts";
import { UnbuildableError } from "../../inputs/unbuildable.ts";
import { innerState, withoutInnerState } from "../../inner-state.ts";
import type { LoopResult } from "../../loop/result.ts";
import { InputSource } from "../input-source.ts";
import type { Program } from "../program.ts";
import { InputReducer } from "../reduce-input.ts";
import type { AnswerPart, Asking } from "../search.ts";
import { InsertionSearch } from "./insertions.ts";
import { type GoMapFound, GoMapRuns } from "./runs.ts";
import { SharedMapSearch } from "./shared-maps.ts";

/** For so many runs at most an input that shows the hazard is made simpler. */
const mostReductions = 400;
/** So many findings may not be shown by their replay, before the search is given up. */
const mostUncontrolled = 3;

/** How one hazard is looked for. */
interface Method {
  /** Tries an input. */
  try(input: RunInput, number: number): Asking<GoMapFound | null>;
  /** Makes recorded runs again. @returns a text when they are others. */
  repeat(input: RunInput, schedule: string): Asking<GoMapFound | string | null>;
}

/** Whether a case is about Go maps. */
export function isAboutGoMaps({ sites }: VerifyCase): boolean {
  return sites.some(({ role }) => role === "range" || role === "use" || role === "step");
}

/** The search for runs that show a hazard of Go maps: see `Search`. It takes several runs to tell. */
export class GoMapSearch {
  readonly #runs: GoMapRuns;
  readonly #method: Method;
  readonly #reducer: InputReducer;

  constructor(verifyCase: VerifyCase, program: Program, budget: Budget) {
    this.#runs = new GoMapRuns(verifyCase, program, budget);
    const primary = verifyCase.sites.find(({ id }) => id === verifyCase.primary);
    this.#method = primary?.role === "range" ? new InsertionSearch(this.#runs) : new SharedMapSearch(this.#runs);
    this.#reducer = new InputReducer(verifyCase);
  }

  *search(): Asking<CaseAnswer> {
    const runs = this.#runs;
    const inputs = new InputSource(runs.case, runs.seed);
    let uncontrolled = 0;
    for (let number = 0; !runs.isSpent && uncontrolled < mostUncontrolled; number++) {
      let input: RunInput;
      try {
        input = inputs.at(number);
      } catch (error) {
        if (!(error instanceof UnbuildableError)) throw error;
        return runs.answer(runs.failures.unbuildable(error, runs.case));
      }
      const found = yield* this.#method.try(input, number);
      if (found === null) continue;
      const simplest = yield* this.#simplest(found);
      const again = yield* this.#method.repeat(simplest.input, simplest.schedule);
      if (again !== null && typeof again !== "string") return runs.answer(runs.confirmed(again));
      uncontrolled++;
    }
    return runs.answer(this.#nothingFound(uncontrolled));
  }

  /** Makes recorded runs again. @param explores whether other schedules of the same input count too. */
  *replay({ input, schedule, hazard }: RunRecord, explores = false): Asking<CaseAnswer> {
    const runs = this.#runs;
    if (!runs.case.hazards.includes(hazard)) return runs.answer({ verdict: "not reproduced" });
    let found = yield* this.#method.repeat(input, schedule);
    if (explores && (found === null || typeof found === "string")) found = yield* this.#method.try(input, 0);
    if (found === null || typeof found === "string") return runs.answer({ verdict: "not reproduced", ...(found !== null && { detail: found }) });
    return runs.answer(runs.confirmed(found));
  }

  hung(result: LoopResult): CaseAnswer {
    return this.#runs.hung(result);
  }

  tooSlow(message: string): CaseAnswer {
    return this.#runs.answer({ verdict: "not executable", reason: "time-limit", detail: message });
  }

  /** A simpler input that shows as much. */
  *#simplest(found: GoMapFound): Asking<GoMapFound> {
    const before = this.#runs.made;
    let best = yield* this.#withoutInnerState(found);
    for (let hasChanged = true; hasChanged; ) {
      hasChanged = false;
      for (const input of this.#reducer.simpler(best.input)) {
        if (this.#runs.isSpent || this.#runs.made - before > mostReductions) return best;
        const simpler = yield* this.#method.try(input, 0);
        if (simpler === null || !isAsTelling(simpler, best)) continue;
        best = simpler;
        hasChanged = true;
        break;
      }
    }
    return best;
  }

  *#withoutInnerState(found: GoMapFound): Asking<GoMapFound> {
    if (innerState(found.input).length === 0) return found;
    const without = yield* this.#method.try(withoutInnerState(found.input), 0);
    return without !== null && isAsTelling(without, found) ? without : found;
  }

  #nothingFound(uncontrolled: number): AnswerPart {
    if (this.#runs.reached === 0) return this.#runs.failures.reason(this.#runs.case);
    const detail = uncontrolled > 0 ? "Runs showed it, but the same schedules did not show it again: something outside of the schedule decides." : undefined;
    return { verdict: "not reproduced", ...(detail && { detail }) };
  }
}

/** A fatal error says more than a race. */
function isAsTelling(one: GoMapFound, other: GoMapFound): boolean {
  const isFatal = ({ shown }: GoMapFound): boolean => shown.lines.at(-1)?.startsWith("fatal error") === true;
  return isFatal(one) || !isFatal(other);
}
