import fc from "fast-check";
import { Canonical } from "./canonical.ts";
import { type CallbackCall, type Description, type FunctionDescription, identityOf, type Property, type SeedDescription } from "./description.ts";
import { describeGoMap } from "./gomap-entries.ts";
import type { InputOptions } from "./keys.ts";
import { LazyArbitrary, lazily } from "./lazy.ts";
import type { ElementPlan, FunctionPlan, InstancePlan, ObjectPlan, PropertyPlan, ReferencePlan, SeedPlan, TypePlan } from "./plan.ts";
import { absent, customOf, describeLiteral, instanceOf, isNothing, joinTemplate, simplest, standInOf, typeOf } from "./make-description.ts";
import { callbacksOf, Definitions, withoutWrappers } from "./plan-walk.ts";
import { poolOf } from "./pools.ts";
import { choicesOf, isPossible, isWanted, leavesOf } from "./reach.ts";
import { Scalars } from "./scalars.ts";

/** Where in a value one is: how many references may still be unfolded, and how many collections lie around. */
interface Scope {
  readonly depth: number;
  readonly level: number;
}

type Descriptions = fc.Arbitrary<Description>;

const OMITTED = Symbol("omitted");
const UNKNOWN: TypePlan = {
  kind: "union",
  of: [{ kind: "string" }, { kind: "number" }, { kind: "string" }, { kind: "boolean" }, { kind: "null" }, { kind: "undefined" }, { kind: "object", properties: [] }],
};
/** Of the choices that a hook makes. */
const MAX_SEED = 999;
/** Objects of a pool are small whatever surrounds them, so that they are the same everywhere. */
const POOL_DEPTH = 1;

/** Makes arbitraries of the parts of one plan. */
export class Generator {
  readonly #plan: TypePlan;
  readonly #options: InputOptions;
  readonly #definitions: Definitions;
  readonly #canonical: Canonical;
  readonly #scalars: Scalars;
  readonly #unfolded = new Map<string, Descriptions>();

  constructor(plan: TypePlan, options: InputOptions) {
    this.#plan = plan;
    this.#options = options;
    this.#definitions = new Definitions(plan);
    this.#canonical = new Canonical(this.#definitions, options);
    this.#scalars = new Scalars(options.keys);
  }

  /** The whole plan. A receiver is always made afresh, that its state may differ. */
  root(): Descriptions {
    const scope = { depth: this.#options.maxDepth, level: 0 };
    const plan = withoutWrappers(this.#plan);
    return plan.kind === "instance" ? this.#instance(plan, scope) : this.#of(this.#plan, scope);
  }

  #of(plan: TypePlan, scope: Scope): Descriptions {
    const pool = poolOf(plan);
    if (pool === undefined) return this.#fresh(plan, scope);
    const members = Array.from({ length: this.#options.sharedObjects }, (_, index) => lazily(() => this.#member(plan, pool, index)));
    const shared = fc.nat({ max: members.length - 1 }).map((index) => members[index]!());
    // One stand-in is as good as another, and there may be many of them.
    return plan.kind === "stand-in" ? shared : fc.oneof(this.#fresh(plan, scope), shared);
  }

  #member(plan: TypePlan, pool: string, index: number): Description {
    return { kind: "shared", pool, index, value: this.#canonical.of(plan, index, POOL_DEPTH) };
  }

  #fresh(plan: TypePlan, scope: Scope): Descriptions {
    switch (plan.kind) {
      case "unknown":
        return this.#of(UNKNOWN, scope);
      case "array":
        return this.#array(plan.element, scope);
      case "tuple":
        return this.#elements(plan.elements, scope);
      case "object":
        return this.#object(plan, scope);
      case "map":
        return this.#map(plan, scope);
      case "gomap":
        return fc.tuple(this.#entries(plan, scope), this.#list(plan.key, scope, true)).map(([entries, deleted]) => describeGoMap(plan, entries, deleted));
      case "set":
        return this.#list(plan.element, scope, true).map((elements) => ({ kind: "set", elements, ...(plan.isWeak && { isWeak: true }) }));
      case "promise":
        return this.#of(plan.value, scope).map((value) => ({ kind: "promise", value }));
      case "union":
        return fc.oneof(...choicesOf(this.#definitions, plan.of, scope.depth).map((part) => this.#of(part, scope)));
      case "instance":
        return this.#instance(plan, scope);
      case "function":
        return this.#function(plan, scope);
      case "iterable":
        return this.#array(plan.element, scope).map((items) => ({ kind: "iterable", form: plan.form, items: items as readonly Description[] }));
      case "intersection":
        return fc.tuple(...plan.of.map((part) => this.#fresh(part, scope))).map((parts) => ({ kind: "merge", parts }));
      case "define":
        return this.#of(plan.plan, scope);
      case "reference":
        return this.#unfold(plan.id, scope) ?? this.#bottom(plan, scope);
      case "custom":
        return fc.nat({ max: MAX_SEED }).map((seed) => customOf(plan, seed));
      case "cast":
        return this.#of(plan.plan, scope).map((value) => ({ kind: "cast", value }));
      default:
        return this.#simple(plan, scope);
    }
  }

  #simple(plan: TypePlan, scope: Scope): Descriptions {
    switch (plan.kind) {
      case "literal":
        return fc.constant(describeLiteral(plan));
      case "enum":
        return fc.constantFrom(...plan.members).map(({ name, value }) => ({ kind: "enum", declared: plan.declared, isConst: plan.isConst, member: name, value }));
      case "template":
        return fc.tuple(...plan.types.map((type) => this.#of(type, scope))).map((parts) => joinTemplate(plan.texts, parts));
      case "date":
        return fc.nat({ max: this.#options.sharedObjects - 1 }).map((index) => simplest(plan, index));
      default:
        return this.#scalars.of(plan) ?? fc.constant(simplest(plan));
    }
  }

  #unfold(id: string, { depth, level }: Scope): Descriptions | undefined {
    if (depth <= 0) return undefined;
    const key = `${id} ${depth} ${level}`;
    let unfolded = this.#unfolded.get(key);
    if (!unfolded) {
      unfolded = new LazyArbitrary(() => this.#of(this.#definitions.get(id), { depth: depth - 1, level }));
      this.#unfolded.set(key, unfolded);
    }
    return unfolded;
  }

  #bottom(plan: ReferencePlan, { level }: Scope): Descriptions {
    const parts = leavesOf(this.#definitions, plan);
    return parts.length > 0 ? fc.oneof(...parts.map((part) => this.#of(part, { depth: 0, level }))) : fc.constant(standInOf(typeOf(plan)));
  }

  #sizeAt(level: number): number {
    return Math.max(1, Math.ceil(this.#options.maxEntries / (level + 1)));
  }

  /** Elements of a collection: mostly all different, since a trace tells them apart by what they are. */
  #list(element: TypePlan, scope: Scope, isDistinct: boolean): fc.Arbitrary<Description[]> {
    if (!isWanted(this.#definitions, element, scope.depth)) return fc.constant([]);
    const inner = this.#of(element, { ...scope, level: scope.level + 1 });
    const maxLength = this.#sizeAt(scope.level);
    const distinct = fc.uniqueArray(inner, { maxLength, selector: identityOf });
    if (isDistinct) return distinct;
    return fc.oneof({ arbitrary: distinct, weight: 5 }, { arbitrary: fc.array(inner, { maxLength }), weight: 1 });
  }

  #array(element: TypePlan, scope: Scope): Descriptions {
    return this.#list(element, scope, false);
  }

  #map(plan: TypePlan & { kind: "map" }, scope: Scope): Descriptions {
    const weak = plan.isWeak ? { isWeak: true } : {};
    return this.#entries(plan, scope).map((entries) => ({ kind: "map", entries, ...weak }));
  }

  /** Entries with different keys. */
  #entries({ key, value }: { readonly key: TypePlan; readonly value: TypePlan }, scope: Scope): fc.Arbitrary<[Description, Description][]> {
    if (!isWanted(this.#definitions, key, scope.depth) || !isWanted(this.#definitions, value, scope.depth)) return fc.constant([]);
    const inner = { ...scope, level: scope.level + 1 };
    const entry = fc.tuple(this.#of(key, inner), this.#of(value, inner));
    return fc.uniqueArray(entry, { maxLength: this.#sizeAt(scope.level), selector: ([each]) => identityOf(each) });
  }

  #object(plan: ObjectPlan, scope: Scope): Descriptions {
    const declared = new Set(plan.properties.map((property) => property.name));
    const indexed = (plan.index ?? []).filter(({ value }) => isWanted(this.#definitions, value, scope.depth)).map(({ key, value }) => {
      const name = key === "number" ? this.#scalars.indexes : this.#scalars.texts;
      const entry = fc.tuple(name, this.#of(value, { ...scope, level: scope.level + 1 }));
      return fc.uniqueArray(entry, { maxLength: this.#sizeAt(scope.level), selector: ([text]) => text });
    });
    return fc.tuple(this.#properties(plan.properties, scope), ...indexed).map(([properties, ...groups]) => {
      const rest = new Map(groups.flat().filter(([name]) => !declared.has(name)));
      return { kind: "object", properties: [...properties, ...rest] };
    });
  }

  #properties(properties: readonly PropertyPlan[], scope: Scope): fc.Arbitrary<Property[]> {
    const given = properties.filter((property) => !property.isOptional || isWanted(this.#definitions, property.plan, scope.depth));
    const values = given.map(({ plan, isOptional }) => this.#orOmitted(plan, isOptional, scope));
    return fc.tuple(...values).map((each) => {
      return each.flatMap((value, index): Property[] => (value === OMITTED ? [] : [[given[index]!.name, value]]));
    });
  }

  #orOmitted(plan: TypePlan, isOptional: boolean | undefined, scope: Scope): fc.Arbitrary<Description | typeof OMITTED> {
    return isOptional ? fc.option(this.#of(plan, scope), { nil: OMITTED, freq: 2 }) : this.#of(plan, scope);
  }

  /** Arguments of a call, or a tuple: what is omitted at the end is left out, what is omitted before is undefined. */
  #elements(elements: readonly ElementPlan[], scope: Scope): fc.Arbitrary<Description[]> {
    const given = elements.filter(({ plan, isOptional }) => !isOptional || isWanted(this.#definitions, plan, scope.depth));
    const parts = given.map(({ plan, isOptional, isRest }): fc.Arbitrary<readonly (Description | typeof OMITTED)[]> => {
      if (plan.kind === "custom" && plan.isList === true) return this.#fresh(plan, scope).map((list) => [list]);
      return isRest ? this.#list(plan, scope, false) : this.#orOmitted(plan, isOptional, scope).map((value) => [value]);
    });
    return fc.tuple(...parts).map((each) => {
      const values = each.flat();
      return values.slice(0, 1 + values.findLastIndex((value) => value !== OMITTED)).map((value) => (value === OMITTED ? { kind: "undefined" } : value));
    });
  }

  #instance(plan: InstancePlan, scope: Scope): Descriptions {
    const args = this.#elements(plan.parameters, scope);
    const members = this.#properties(plan.abstractMembers ?? [], scope);
    // Seldom needed, and then one is as good as another.
    const spare = Array.from({ length: this.#options.sharedObjects }, (_, index) => lazily(() => this.#canonical.otherwise(plan, index, POOL_DEPTH)));
    const index = fc.nat({ max: spare.length - 1 });
    return fc.tuple(args, members, this.seeds(plan.seeds ?? [], scope), index).map(([given, abstractMembers, seeds, number]) => {
      return instanceOf(plan, { args: given, members: abstractMembers, seeds, otherwise: spare[number]!() });
    });
  }

  /** What to put where. Places that get nothing are left out. */
  seeds(seeds: readonly SeedPlan[], scope: Scope = { depth: this.#options.maxDepth, level: 0 }): fc.Arbitrary<SeedDescription[]> {
    const wanted = seeds.filter((seed) => isWanted(this.#definitions, seed.plan, scope.depth));
    const values = wanted.map(({ plan, how }) => (how === "entries" ? this.#fresh(withoutWrappers(plan), scope) : this.#orOmitted(plan, how === "resource", scope)));
    return fc.tuple(...values).map((each) => {
      return each.flatMap((value, index): SeedDescription[] => {
        const { place, how } = wanted[index]!;
        return value === OMITTED ? [] : [{ place, how, value }];
      });
    });
  }

  #function(plan: FunctionPlan, scope: Scope): Descriptions {
    const inner = { ...scope, level: scope.level + 1 };
    const value = isPossible(plan.returns, scope.depth) ? this.#of(plan.returns, inner) : fc.constant(absent(plan.returns));
    const returns = isNothing(plan.returns) ? fc.constant([]) : fc.oneof({ arbitrary: fc.tuple(value), weight: 2 }, { arbitrary: fc.array(value, { minLength: 2, maxLength: 3 }), weight: 1 });
    return fc.tuple(returns, this.#calls(plan, inner), this.#properties(plan.properties ?? [], inner)).map(([results, calls, properties]): FunctionDescription => ({
      kind: "function",
      name: plan.name,
      returns: results,
      ...(calls.length > 0 && { calls }),
      ...(properties.length > 0 && { properties }),
    }));
  }

  /** Each callback is called never, at once, or later. */
  #calls(plan: FunctionPlan, scope: Scope): fc.Arbitrary<CallbackCall[]> {
    const calls = callbacksOf(plan).map(({ argument, plan: callback }) => {
      const when = fc.constantFrom("now", "later");
      const call = fc.tuple(when, this.#elements(callback.parameters, scope)).map(([moment, args]): CallbackCall => ({ argument, when: moment, args }));
      return fc.array(call, { maxLength: 2 });
    });
    return fc.tuple(...calls).map((each) => each.flat());
  }
}
