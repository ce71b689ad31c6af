import fc from "fast-check";
import type { Ambient, AmbientPlan, CallInput, Entry, RunInput, VerifyCase } from "../case.ts";
import { descriptionsOf, seedsOf } from "../inputs/arbitrary.ts";
import { type Description, isDescribed, type SeedDescription } from "../inputs/description.ts";
import type { ElementPlan, TypePlan } from "../inputs/plan.ts";
import { withoutInnerState } from "../inner-state.ts";
import { Choices } from "./choices.ts";
import { type Pattern, Patterns } from "./patterns.ts";
import { StateKeys } from "./state-keys.ts";

/** So many values are generated at a time. */
const chunk = 16;

/** More than there are objects in a pool. */
const aliasIndex = 100;

/** Chooses the inputs of the runs of a case, each from its number and the seed alone. */
export class InputSource {
  readonly #case: VerifyCase;
  readonly #seed: number;
  readonly #patterns: Patterns;
  readonly #values = new Map<string, Supply<unknown>>();

  constructor(verifyCase: VerifyCase, seed: number) {
    this.#case = verifyCase;
    this.#seed = seed;
    this.#patterns = new Patterns(verifyCase);
  }

  /** @throws UnbuildableError when no value can be made for a parameter or a receiver. */
  at(number: number): RunInput {
    return this.#input(number, false);
  }

  /** One without inner state that was put there: what there is, calls build. @throws UnbuildableError as `at` */
  builtAt(number: number): RunInput {
    return withoutInnerState(this.#input(number, true));
  }

  #input(number: number, isBuilt: boolean): RunInput {
    const choices = new Choices(this.#seed * 7919 + number);
    const pattern = this.#patterns.at(number, choices, isBuilt);
    const { receivers, seeds, ambients = [] } = this.#case;
    const calls = [...pattern.setup, ...pattern.calls, ...pattern.reentries];
    const args = this.#argumentsOf(calls);
    const seeded = {
      receivers: receivers.map((receiver, index) => this.#next(`receiver ${index}`, () => descriptionsOf(planOfReceiver(receiver), this.#case.inputs))),
      seeds: seeds.length === 0 ? [] : this.#next<SeedDescription[]>("seeds", () => seedsOf(seeds, this.#case.inputs)),
    };
    const state = isBuilt ? withoutInnerState(seeded) : seeded;
    const keys = new StateKeys(state, choices);
    const inputs = calls.map((entry, index): CallInput => {
      const met = withoutAliases(keys.meet(args[index]!, this.#case.entries[entry]!.parameters));
      keys.collectFromArguments(met);
      return { entry, args: met };
    });
    const setup = inputs.slice(0, pattern.setup.length);
    return {
      ...state,
      ...(ambients.length > 0 && { ambients: this.#ambients(ambients) }),
      setup,
      calls: this.#concurrentCalls(inputs.slice(setup.length, setup.length + pattern.calls.length), pattern, choices),
      reentry: inputs.slice(setup.length + pattern.calls.length).map((call) => ({ at: choices.below(4), call: this.#perhapsReturned(call, pattern, choices) })),
    };
  }

  #ambients(plans: readonly AmbientPlan[]): Ambient[] {
    const plan: TypePlan = { kind: "tuple", elements: plans.map(({ plan: each }) => ({ plan: each })) };
    const values = this.#next("ambients", () => descriptionsOf(plan, this.#case.inputs)) as readonly Description[];
    return plans.map(({ name }, index) => ({ name, value: values[index]! }));
  }

  #argumentsOf(entries: readonly number[]): (readonly Description[])[] {
    const plan: TypePlan = { kind: "tuple", elements: entries.map((entry) => ({ plan: tupleOf(this.#case.entries[entry]!.parameters) })) };
    return this.#next(`calls ${entries.join()}`, () => descriptionsOf(plan, this.#case.inputs)) as (readonly Description[])[];
  }

  #concurrentCalls(calls: readonly CallInput[], { isSame }: Pattern, choices: Choices): CallInput[] {
    return calls.map((call, index) => {
      const first = isSame ? calls.find(({ entry }) => entry === call.entry)! : call;
      const isMain = this.#entryOf(call)?.role === "main";
      return index === 0 || isMain ? first : choices.isOneIn(4) ? first : call;
    });
  }

  #entryOf({ entry }: CallInput): Entry | undefined {
    return typeof entry === "number" ? this.#case.entries[entry] : undefined;
  }

  /** In the place of a call: that of what a setup call has returned, such as an unsubscribe. */
  #perhapsReturned(call: CallInput, { setup }: Pattern, choices: Choices): CallInput {
    return setup.length > 0 && choices.isOneIn(2) ? { entry: { returnedBy: choices.below(setup.length) }, args: [] } : call;
  }

  #next<T>(key: string, make: () => fc.Arbitrary<T>): T {
    let supply = this.#values.get(key);
    if (supply === undefined) this.#values.set(key, (supply = new Supply<unknown>(make(), this.#seed)));
    return supply.next() as T;
  }
}

/** The plan of a receiver; of one that a function makes, that of the arguments. */
function planOfReceiver(receiver: VerifyCase["receivers"][number]): TypePlan {
  return receiver.kind === "instance" ? receiver.plan : tupleOf(receiver.parameters);
}

function tupleOf(elements: readonly ElementPlan[]): TypePlan {
  return { kind: "tuple", elements };
}

/** Few functions mean to be given one object twice: what came of that would be blamed on safe code. The second one is an equal object. */
function withoutAliases(args: readonly Description[]): readonly Description[] {
  const seen = new Set<string>();
  return args.map((arg, position) => {
    if (!isDescribed(arg) || arg.kind !== "shared" || !/^(?:object|instance)-/.test(arg.pool)) return arg;
    const key = `${arg.pool} ${arg.index}`;
    if (seen.has(key)) return { ...arg, index: aliasIndex * position + arg.index };
    seen.add(key);
    return arg;
  });
}

/** A stream of generated values. */
class Supply<T> {
  readonly #arbitrary: fc.Arbitrary<T>;
  #seed: number;
  #values: T[] = [];

  constructor(arbitrary: fc.Arbitrary<T>, seed: number) {
    this.#arbitrary = arbitrary;
    this.#seed = seed;
  }

  next(): T {
    if (this.#values.length === 0) this.#values = fc.sample(this.#arbitrary, { numRuns: chunk, seed: this.#seed++ });
    return this.#values.shift()!;
  }
}
