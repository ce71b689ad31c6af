import type { RunInput } from "../case.ts";
import { UnbuildableError } from "../inputs/unbuildable.ts";
import { innerState, ownInnerSeeds } from "../inner-state.ts";
import { quickInputs } from "./attempts.ts";
import type { InputSource } from "./input-source.ts";
import type { RunMaker } from "./run-maker.ts";
import type { Asking, Found } from "./search.ts";
import { isTelling } from "./shape.ts";
import { showsAsMuch } from "./simplify.ts";

/** So many inputs whose calls come to a state of the same shape, and do not show the hazard, say that it comes from what was put there. */
const enoughRefuting = 24;

/** How inputs are tried. */
export interface Trial {
  try(input: RunInput, number: number): Asking<Found | null>;
  /** How many runs have come to the flagged place. */
  reached(): number;
  /** How many have made a change that left everything as it was. */
  idle(): number;
  isHalfOver(): boolean;
  isOver(): boolean;
}

/**
 * Of a run that shows a hazard from an inner state which was put there: looks for one that shows the same from a state that calls have built.
 * What was put there may be no program's doing, where two fields contradict each other as their class never lets them.
 */
export class BuiltStates {
  readonly #seeded: Found;
  readonly #maker: RunMaker;
  readonly #inputs: InputSource;
  readonly #names: readonly string[];
  /** Of the run with what was put there. */
  #shapes: readonly string[] = [];
  /** A hazard that a rare schedule shows is not refuted by a few schedules of an input. */
  readonly #thorough: number;
  #refuting = 0;

  constructor(seeded: Found, maker: RunMaker, inputs: InputSource) {
    this.#seeded = seeded;
    this.#maker = maker;
    this.#inputs = inputs;
    this.#names = innerState(seeded.input);
    this.#thorough = seeded.result.switches > 1 ? quickInputs : 0;
  }

  /** Whether anything was put there. */
  get isNeeded(): boolean {
    return this.#names.length > 0;
  }

  /** Whether calls come to states of the same shape, none of which shows it: the hazard is one of what was put there. */
  get isRefuted(): boolean {
    return this.#refuting >= enoughRefuting;
  }

  get refutation(): string {
    const names = this.#names.map((name) => `\`${name}\``).join(", ");
    return `Runs showed it only from what was put into ${names}. Calls come to states of the same form: ${this.#refuting} of them did not show it.`;
  }

  /** From now on runs tell the shape of the state in question. The next one has to be the run in question. */
  watch(): void {
    this.#maker.watched = ownInnerSeeds(this.#seeded.input) ?? [];
  }

  /** Half of what is left of the budget goes into this; all of it when otherwise the run would be refuted. */
  *find(trial: Trial): Asking<Found | null> {
    this.#shapes = this.#maker.facts.shapes;
    for (let number = 0; !trial.isOver() && (!trial.isHalfOver() || this.isRefuted); number++) {
      const input = this.#inputAt(number);
      if (input === null) return null;
      const [before, idle] = [trial.reached(), trial.idle()];
      const found = yield* trial.try(input, number + this.#thorough);
      if (found !== null && showsAsMuch(found.verdict, this.#seeded.verdict)) return found;
      if (trial.reached() > before && trial.idle() === idle && this.#hasAsManyCalls(input) && this.#isSameState()) this.#refuting++;
    }
    return null;
  }

  /** Fewer calls cannot show what takes two tasks. Those of the setup end before the others begin. */
  #hasAsManyCalls({ calls }: RunInput): boolean {
    return calls.length >= this.#seeded.input.calls.length;
  }

  /** Whether calls have come to what was put there, as far as can be seen. */
  #isSameState(): boolean {
    const { shapes } = this.#maker.facts;
    return this.#shapes.length > 0 && this.#shapes.every((shape, index) => shape === shapes[index] && isTelling(shape));
  }

  #inputAt(number: number): RunInput | null {
    try {
      return this.#inputs.builtAt(number);
    } catch (error) {
      if (error instanceof UnbuildableError) return null;
      throw error;
    }
  }
}
