import type { CallInput, RunInput, VerifyCase } from "../case.ts";
import { type Description, isDescribed, type SeedDescription } from "../inputs/description.ts";
import type { SeedPlan, TypePlan } from "../inputs/plan.ts";
import { withoutWrappers } from "../inputs/plan-walk.ts";

/** Simpler inputs, one step each: those that leave out most come first. The plans say what may be left out. */
export class InputReducer {
  readonly #case: VerifyCase;

  constructor(verifyCase: VerifyCase) {
    this.#case = verifyCase;
  }

  *simpler(input: RunInput): Generator<RunInput, void, void> {
    for (const simpler of this.#simpler(input)) {
      yield simpler;
      // With less to call, what is called from a stub comes earlier.
      if (simpler.reentry.some(({ at }) => at > 0)) yield { ...simpler, reentry: simpler.reentry.map(({ at, call }) => ({ at: Math.max(0, at - 1), call })) };
    }
  }

  *#simpler(input: RunInput): Generator<RunInput, void, void> {
    for (const reentry of without(input.reentry)) yield { ...input, reentry };
    for (let index = input.setup.length - 1; index >= 0; index--) yield withoutSetup(input, index);
    if (input.calls.length > 1) for (const calls of without(input.calls)) if (calls.length > 0) yield { ...input, calls };
    for (const seeds of without(input.seeds)) yield { ...input, seeds };
    yield* inEach(input.receivers, (value, index) => this.#receiver(value, index), (receivers) => ({ ...input, receivers }));
    yield* inEach(input.seeds, (seed) => simplerSeed(seed, this.#case.seeds), (seeds) => ({ ...input, seeds }));
    yield* inEach(input.calls, (call) => this.#call(call), (calls) => ({ ...input, calls }));
    yield* inEach(input.setup, (call) => this.#call(call), (setup) => ({ ...input, setup }));
  }

  *#receiver(value: Description, index: number): Generator<Description, void, void> {
    const receiver = this.#case.receivers[index];
    if (receiver?.kind === "instance") yield* simpler(value, receiver.plan);
    else if (receiver !== undefined && Array.isArray(value)) yield* inEach(value as readonly Description[], (arg, at) => simpler(arg, receiver.parameters[at]?.plan), (args) => args);
  }

  *#call(call: CallInput): Generator<CallInput, void, void> {
    const parameters = typeof call.entry === "number" ? (this.#case.entries[call.entry]?.parameters ?? []) : [];
    yield* inEach(call.args, (arg, index) => simpler(arg, parameters[index]?.plan), (args) => ({ ...call, args }));
  }
}

/** A call of what the setup call returned goes with it. */
function withoutSetup(input: RunInput, index: number): RunInput {
  const isGone = ({ entry }: CallInput): boolean => typeof entry !== "number" && entry.returnedBy === index;
  const moved = (call: CallInput): CallInput =>
    typeof call.entry !== "number" && call.entry.returnedBy > index ? { ...call, entry: { returnedBy: call.entry.returnedBy - 1 } } : call;
  return {
    ...input,
    setup: input.setup.filter((_, each) => each !== index),
    calls: input.calls.filter((call) => !isGone(call)).map(moved),
    reentry: input.reentry.filter(({ call }) => !isGone(call)).map(({ at, call }) => ({ at, call: moved(call) })),
  };
}

function* simplerSeed(seed: SeedDescription, plans: readonly SeedPlan[]): Generator<SeedDescription, void, void> {
  const plan = plans.find(({ place }) => JSON.stringify(place) === JSON.stringify(seed.place))?.plan;
  for (const value of simpler(seed.value, plan)) yield { ...seed, value };
}

/** Collections with fewer entries, and parts that are simpler themselves. What has to have a shape keeps it: a list of an unknown plan may be a tuple. */
function* simpler(value: Description, declared: TypePlan | undefined): Generator<Description, void, void> {
  const plan = planFor(value, declared);
  if (Array.isArray(value)) {
    const items = value as readonly Description[];
    if (plan?.kind === "array") yield* without(items);
    if (plan?.kind === "array") yield* inEach(items, (item) => simpler(item, plan.element), (rest) => rest);
    if (plan?.kind === "tuple") yield* inEach(items, (item, index) => simpler(item, plan.elements[index]?.plan), (rest) => rest);
    return;
  }
  if (isDescribed(value)) yield* simplerObject(value, plan);
}

function* simplerObject(value: Exclude<Description, string | number | boolean | null | readonly Description[]>, plan: TypePlan | undefined): Generator<Description, void, void> {
  switch (value.kind) {
    case "gomap":
      for (const entries of without(value.entries)) yield { ...value, entries };
      for (const deleted of without(value.deleted ?? [])) yield { ...value, deleted: deleted.length > 0 ? deleted : undefined };
      break;
    case "map":
      for (const entries of without(value.entries)) yield { ...value, entries };
      if (plan?.kind === "map") yield* inEach(value.entries, function* ([key, inner]) { for (const each of simpler(inner, plan.value)) yield [key, each] as const; }, (entries) => ({ ...value, entries }));
      break;
    case "set":
      for (const elements of without(value.elements)) yield { ...value, elements };
      break;
    case "pairs":
      for (const entries of without(value.entries)) yield { ...value, entries };
      break;
    case "iterable":
      for (const items of without(value.items)) yield { ...value, items };
      break;
    case "custom":
      for (const seed of [0, 1, 2]) if (seed < value.seed) yield { ...value, seed };
      break;
    case "cast":
      for (const inner of simpler(value.value, plan)) yield { ...value, value: inner };
      break;
    case "instance": {
      const seeds = plan?.kind === "instance" ? (plan.seeds ?? []) : [];
      const parameters = plan?.kind === "instance" ? plan.parameters : [];
      if (value.otherwise !== undefined) yield { ...value, otherwise: undefined };
      for (const fewer of without(value.seeds ?? [])) yield { ...value, seeds: fewer };
      yield* inEach(value.seeds ?? [], (seed) => simplerSeed(seed, seeds), (fewer) => ({ ...value, seeds: fewer }));
      yield* inEach(value.args, (arg, index) => simpler(arg, parameters[index]?.plan), (args) => ({ ...value, args }));
      break;
    }
    case "object": {
      const planOf = (name: string): TypePlan | undefined => (plan?.kind === "object" ? plan.properties.find((each) => each.name === name)?.plan : undefined);
      yield* inEach(value.properties, function* ([name, inner]) { for (const each of simpler(inner, planOf(name))) yield [name, each] as const; }, (properties) => ({ ...value, properties }));
      break;
    }
    default:
  }
}

/** The part of a union that the value may be of: none where there are several. */
function planFor(value: Description, declared: TypePlan | undefined): TypePlan | undefined {
  const plan = declared && withoutWrappers(declared);
  if (plan?.kind !== "union") return plan;
  const kinds = Array.isArray(value) ? ["array", "tuple"] : isDescribed(value) ? [value.kind] : [];
  const fitting = plan.of.map(withoutWrappers).filter(({ kind }) => kinds.includes(kind));
  return fitting.length === 1 ? fitting[0] : undefined;
}

/** The list without one half, then without each of its items. */
function* without<T>(items: readonly T[]): Generator<readonly T[], void, void> {
  if (items.length > 3) {
    const middle = items.length >> 1;
    yield items.slice(0, middle);
    yield items.slice(middle);
  }
  for (let index = items.length - 1; index >= 0; index--) yield items.filter((_, each) => each !== index);
}

function* inEach<T, R>(items: readonly T[], reduce: (item: T, index: number) => Iterable<T>, rebuilt: (items: readonly T[]) => R): Generator<R, void, void> {
  for (const [index, item] of items.entries()) for (const each of reduce(item, index)) yield rebuilt(items.map((other, at) => (at === index ? each : other)));
}
