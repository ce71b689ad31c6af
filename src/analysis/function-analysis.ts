import type { BlockId, IrFunction, Ref } from "../ir/types.ts";
import type { DeclaredTypes, UnitFunction } from "../ir/unit.ts";
import type { AtomId } from "./atoms.ts";
import { Flow } from "./flow.ts";
import { findIndexLoops } from "./index-loops.ts";
import { findIterations, type Iteration } from "./iterations.ts";
import { Kinds } from "./kinds.ts";
import { type Changes, MutationIndex } from "./mutation-index.ts";
import { findMutations } from "./mutations.ts";
import { append, once } from "./once.ts";
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
  readonly #inRounds = new Map<Iteration, readonly Mutation[]>();
  readonly #indexes = new Map<Iteration, MutationIndex>();
  #index: MutationIndex | undefined;
  /** Positions in the list of all. */
  #mutationsByBlock: ReadonlyMap<BlockId, readonly number[]> | undefined;
  #iterationsByBlock: ReadonlyMap<BlockId, readonly Iteration[]> | undefined;

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
    this.#inRounds.clear();
    this.#indexes.clear();
    this.#index = undefined;
    this.#mutationsByBlock = undefined;
  }

  roundsOf(iteration: Iteration): Rounds {
    let rounds = this.#rounds.get(iteration.ref);
    if (!rounds) {
      rounds = new Rounds(this.values, iteration);
      this.#rounds.set(iteration.ref, rounds);
    }
    return rounds;
  }

  /** The mutations that run in rounds of the iteration, in order. */
  mutationsIn(iteration: Iteration): readonly Mutation[] {
    let inside = this.#inRounds.get(iteration);
    if (!inside) {
      const { mutations } = this;
      const byBlock = (this.#mutationsByBlock ??= groupBy([...mutations.keys()], (at) => [this.values.fn.blockOf[mutations[at]!.ref]!]));
      const rounds = this.roundsOf(iteration);
      const positions = [...rounds.blocks()].flatMap((block) => byBlock.get(block) ?? []).sort((a, b) => a - b);
      inside = positions.map((at) => mutations[at]!).filter(({ ref }) => rounds.contains(ref));
      this.#inRounds.set(iteration, inside);
    }
    return inside;
  }

  /** The function's changes of `value`. */
  changesOf(value: AtomId): Changes {
    return this.index.of(value);
  }

  /** Those that run in rounds of the iteration. */
  changesIn(iteration: Iteration, value: AtomId): Changes {
    let index = this.#indexes.get(iteration);
    if (!index) {
      index = new MutationIndex(this.values, this.mutationsIn(iteration));
      this.#indexes.set(iteration, index);
    }
    return index.of(value);
  }

  get index(): MutationIndex {
    return (this.#index ??= new MutationIndex(this.values, this.mutations));
  }

  /** The iterations in whose rounds the event can run. */
  iterationsAround(ref: Ref): Iteration[] {
    this.#iterationsByBlock ??= groupBy(this.iterations, (iteration) => this.roundsOf(iteration).blocks());
    const around = this.#iterationsByBlock.get(this.values.fn.blockOf[ref]!) ?? [];
    return around.filter((iteration) => this.roundsOf(iteration).contains(ref));
  }

  /** The events that open an iteration, and those that walk its iterator in a loop. */
  openingsOf({ ref }: Iteration): readonly Ref[] {
    return openings(this.values.fn).get(ref) ?? [];
  }
}

function groupBy<T>(items: readonly T[], blocksOf: (item: T) => Iterable<BlockId>): Map<BlockId, T[]> {
  const groups = new Map<BlockId, T[]>();
  for (const item of items) for (const block of blocksOf(item)) append(groups, block, item);
  return groups;
}

const openings = once(({ events }: IrFunction): ReadonlyMap<Ref, readonly Ref[]> => {
  const found = new Map<Ref, Ref[]>();
  events.forEach((event, ref) => {
    if (event.op !== "iterate-open") return;
    for (const key of [ref, event.source]) append(found, key, ref);
  });
  return found;
});
