import type { IrFunction, Ref } from "../ir/types.ts";
import type { DeclaredTypes, UnitFunction } from "../ir/unit.ts";
import { Flow } from "./flow.ts";
import { findIndexLoops } from "./index-loops.ts";
import { findIterations, type Iteration } from "./iterations.ts";
import { Kinds } from "./kinds.ts";
import { findMutations } from "./mutations.ts";
import { Rounds } from "./rounds.ts";
import type { Mutation } from "./types.ts";
import { type Accessor, type OuterAlias, Values } from "./values.ts";

/** Everything that the detectors ask about one function, computed when first asked for. */
export class FunctionAnalysis {
  readonly unitFunction: UnitFunction;
  readonly values: Values;
  readonly kinds: Kinds;
  #iterations: readonly Iteration[] | undefined;
  #own: readonly Mutation[] | undefined;
  #all: readonly Mutation[] | undefined;
  readonly #rounds = new Map<Ref, Rounds>();
  #openings: ReadonlyMap<Ref, readonly Ref[]> | undefined;

  /** @param options.later - What an async callback does after it has suspended counts as well. */
  constructor(types: DeclaredTypes, fn: UnitFunction, options: { alias?: OuterAlias; later?: boolean; accessor?: Accessor } = {}) {
    const { alias = (binding) => types.aliasOf(binding), later = false, accessor } = options;
    this.unitFunction = fn;
    this.values = new Values(new Flow(fn.ir, later), alias, undefined, accessor);
    this.kinds = new Kinds(types, fn, this.values);
  }

  get iterations(): readonly Iteration[] {
    return (this.#iterations ??= [...findIterations(this.values), ...findIndexLoops(this.values)]);
  }

  /** What the function's own code changes. */
  get ownMutations(): readonly Mutation[] {
    return (this.#own ??= findMutations(this.values));
  }

  /** What the function changes, through calls as well once they have been resolved. */
  get mutations(): readonly Mutation[] {
    return this.#all ?? this.ownMutations;
  }

  /** Adds what calls change. */
  addMutations(mutations: readonly Mutation[]): void {
    this.#all = [...this.mutations, ...mutations];
  }

  roundsOf(iteration: Iteration): Rounds {
    let rounds = this.#rounds.get(iteration.ref);
    if (!rounds) {
      rounds = new Rounds(this.values, iteration);
      this.#rounds.set(iteration.ref, rounds);
    }
    return rounds;
  }

  /** The events that open an iteration, and those that walk its iterator in a loop. */
  openingsOf({ ref }: Iteration): readonly Ref[] {
    this.#openings ??= openings(this.values.fn);
    return this.#openings.get(ref) ?? [];
  }
}

function openings({ events }: IrFunction): Map<Ref, Ref[]> {
  const found = new Map<Ref, Ref[]>();
  events.forEach((event, ref) => {
    if (event.op !== "iterate-open") return;
    for (const key of [ref, event.source]) found.set(key, [...(found.get(key) ?? []), ref]);
  });
  return found;
}
