import type { LoweredFunction } from "../lowering/core/context.ts";
import type { Unit } from "../lowering/core/lower.ts";
import type { Binding, Ref } from "../ir/types.ts";
import { Flow } from "./flow.ts";
import { findIndexLoops } from "./index-loops.ts";
import { findIterations, type Iteration } from "./iterations.ts";
import { Kinds } from "./kinds.ts";
import { findMutations } from "./mutations.ts";
import { Rounds } from "./rounds.ts";
import type { Mutation } from "./types.ts";
import { Values } from "./values.ts";

/** Everything that the detectors ask about one function, computed when first asked for. */
export class FunctionAnalysis {
  readonly lowered: LoweredFunction;
  readonly values: Values;
  readonly kinds: Kinds;
  readonly iterations: readonly Iteration[];
  #mutations: readonly Mutation[] | undefined;
  readonly #rounds = new Map<Ref, Rounds>();

  constructor(unit: Unit, lowered: LoweredFunction) {
    this.lowered = lowered;
    this.values = new Values(new Flow(lowered.ir), (binding) => outerAlias(unit, binding));
    this.kinds = new Kinds(unit, lowered, this.values);
    this.iterations = [...findIterations(this.values), ...findIndexLoops(this.values)];
  }

  get mutations(): readonly Mutation[] {
    return (this.#mutations ??= findMutations(this.values));
  }

  roundsOf(iteration: Iteration): Rounds {
    let rounds = this.#rounds.get(iteration.ref);
    if (!rounds) {
      rounds = new Rounds(this.values, iteration);
      this.#rounds.set(iteration.ref, rounds);
    }
    return rounds;
  }
}

const MAX_ALIASES = 5;

/** Follows constants of outer scopes that were initialized with another name or a member of one. */
function outerAlias(unit: Unit, start: Binding): { root: Binding; path: readonly string[] } {
  let root = start;
  const path: string[] = [];
  for (let hops = 0; hops < MAX_ALIASES && root.kind === "constant"; hops++) {
    const declaration = unit.names.declarations.get(root);
    let init = declaration?.init;
    const fields: string[] = [];
    while (init?.type === "Member" && typeof init.property === "string") {
      fields.unshift(init.property);
      init = init.object;
    }
    if (!declaration || init?.type !== "Name") break;
    const next = declaration.scope.resolve(init.name);
    if (next.kind === "variable" || next.kind === "parameter" || next.kind === "global") break;
    path.unshift(...fields);
    root = next;
  }
  return { root, path };
}
