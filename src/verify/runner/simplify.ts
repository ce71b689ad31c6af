import type { Strategy } from "../../engine/schedule/strategy.ts";
import type { Budget, RunInput, VerifyCase } from "../case.ts";
import { real } from "../loop/real.ts";
import { innerState, withoutInnerState } from "../inner-state.ts";
import { departures } from "./attempts.ts";
import type { Verdict } from "./judge.ts";
import { InputReducer } from "./reduce-input.ts";
import type { Asking, Found } from "./search.ts";

/** For so many runs at most an input that shows the hazard is made simpler. */
const mostReductions = 400;
/** After these, the quietest schedule of what is left is looked for in so many runs more. */
const mostLast = 200;
/** Of the time of the search, so much may be spent besides. */
const timeShare = 0.4;

/** Makes runs that show a hazard simpler. */
export class Simplifier {
  readonly #reducer: InputReducer;
  readonly #budget: Budget;
  readonly #run: (input: RunInput, strategy: Strategy) => Asking<Found | null>;
  #left = 0;
  #end = 0;

  /** @param run makes one run and judges it. */
  constructor(verifyCase: VerifyCase, budget: Budget, run: (input: RunInput, strategy: Strategy) => Asking<Found | null>) {
    this.#reducer = new InputReducer(verifyCase);
    this.#budget = budget;
    this.#run = run;
  }

  /** A run that is simpler and shows the same: without inner state that was put there, if it can do without. */
  *simplest(found: Found): Asking<Found> {
    this.#left = mostReductions;
    this.#end = real.now() + this.#budget.milliseconds * timeShare;
    let best = yield* this.#withLessInnerState(found);
    for (let next: Found | null = best; next !== null; ) {
      next = yield* this.#simpler(best);
      best = next ?? best;
    }
    this.#left = mostLast;
    return (yield* this.#sameHazard(best.input, best)) ?? best;
  }

  *#withLessInnerState(found: Found): Asking<Found> {
    const names = innerState(found.input);
    if (names.length === 0) return found;
    const without = yield* this.#sameHazard(withoutInnerState(found.input), found);
    if (without !== null) return without;
    let best = found;
    if (names.length > 1) for (const name of names) best = (yield* this.#sameHazard(withoutInnerState(best.input, name), best)) ?? best;
    return best;
  }

  /** One step. */
  *#simpler(best: Found): Asking<Found | null> {
    for (const input of this.#reducer.simpler(best.input)) {
      if (this.#left <= 0) return null;
      const simpler = yield* this.#sameHazard(input, best);
      if (simpler !== null) return simpler;
    }
    return null;
  }

  /** The first schedule, by the number of departures, under which the input shows the same hazard; none that has more than are needed now. */
  *#sameHazard(input: RunInput, { verdict, result }: Found): Asking<Found | null> {
    for (let preemptions = 0; preemptions <= Math.min(2, result.switches); preemptions++) {
      for (const strategy of departures(preemptions, 60, this.#budget.seed)) {
        if (this.#left-- <= 0 || real.now() >= this.#end) return null;
        const found = yield* this.#run(input, strategy);
        if (found !== null && showsAsMuch(found.verdict, verdict)) return found;
      }
    }
    return null;
  }
}

/** Whether one shows the same hazard as another, and not on weaker evidence. */
export function showsAsMuch(one: Verdict, other: Verdict): boolean {
  return one.hazard === other.hazard && (one.evidence.strength === "strong" || other.evidence.strength === "weak");
}
