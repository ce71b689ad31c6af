import type { ElementPlan, FunctionPlan, InstancePlan, ObjectPlan, PropertyPlan, TypePlan, UnconstructablePlan } from "./plan.ts";

/** The plans directly inside of one. */
export function childrenOf(plan: TypePlan): readonly TypePlan[] {
  switch (plan.kind) {
    case "array":
    case "set":
    case "iterable":
      return [plan.element];
    case "tuple":
      return plan.elements.map((element) => element.plan);
    case "object":
      return childrenOfObject(plan);
    case "map":
    case "gomap":
      return [plan.key, plan.value];
    case "promise":
      return [plan.value];
    case "union":
    case "intersection":
      return plan.of;
    case "template":
      return plan.types;
    case "instance":
      return childrenOfInstance(plan);
    case "stand-in":
      return plansOf(plan.members);
    case "function":
      return [...plan.parameters.map((parameter) => parameter.plan), plan.returns, ...plansOf(plan.properties)];
    case "define":
    case "cast":
      return [plan.plan];
    default:
      return [];
  }
}

function childrenOfObject({ properties, index = [] }: ObjectPlan): readonly TypePlan[] {
  return [...plansOf(properties), ...index.map(({ value }) => value)];
}

function childrenOfInstance({ parameters, abstractMembers, seeds = [], otherwise }: InstancePlan): readonly TypePlan[] {
  return [...parameters.map((parameter) => parameter.plan), ...plansOf(abstractMembers), ...seeds.map((seed) => seed.plan), ...plansOf(otherwise)];
}

function plansOf(properties: readonly PropertyPlan[] = []): readonly TypePlan[] {
  return properties.map((property) => property.plan);
}

/** What is known of the recursive parts of a plan. */
export class Definitions {
  readonly #plans = new Map<string, TypePlan>();
  readonly #depths = new Map<string, number>();

  constructor(root: TypePlan) {
    this.#collect(root);
    for (const id of this.#plans.keys()) this.#depths.set(id, Infinity);
    for (let hasChanged = true; hasChanged; ) {
      hasChanged = false;
      for (const [id, plan] of this.#plans) {
        const depth = this.depthOf(plan);
        if (depth < this.#depths.get(id)!) hasChanged = true;
        this.#depths.set(id, depth);
      }
    }
  }

  #collect(plan: TypePlan): void {
    if (plan.kind === "define" && !this.#plans.has(plan.id)) this.#plans.set(plan.id, plan.plan);
    for (const child of childrenOf(plan)) this.#collect(child);
  }

  get(id: string): TypePlan {
    const plan = this.#plans.get(id);
    if (!plan) throw new TypeError(`The plan refers to "${id}", which it does not define. Was it cut out of a larger plan?`);
    return plan;
  }

  /** How many references a complete value of the plan needs at least; infinite if there is no complete value, or none without a stand-in. */
  depthOf(plan: TypePlan): number {
    switch (plan.kind) {
      case "unconstructable":
      case "stand-in":
        return Infinity;
      case "define":
        return this.#depths.get(plan.id)!;
      case "reference":
        return 1 + (this.#depths.get(plan.id) ?? 0);
      case "tuple":
        return this.#largest(requiredOf(plan.elements));
      case "object":
        return this.#largest(plan.properties.filter((property) => !property.isOptional));
      case "instance":
        return this.#largest(requiredOf(plan.parameters));
      case "union":
        return Math.min(...plan.of.map((part) => this.depthOf(part)));
      case "intersection":
      case "template":
      case "promise":
      case "cast":
        return Math.max(0, ...childrenOf(plan).map((part) => this.depthOf(part)));
      default:
        return 0;
    }
  }

  #largest(members: readonly { readonly plan: TypePlan }[]): number {
    return Math.max(0, ...members.map(({ plan }) => this.depthOf(plan)));
  }
}

/** Those that must be given. */
function requiredOf(elements: readonly ElementPlan[]): readonly ElementPlan[] {
  return elements.filter((element) => !element.isOptional && !element.isRest);
}

/**
 * What stands in the way of any value of the plan; undefined if it can be made. Members of objects, entries of collections and results of
 * functions stand in nobody's way: they are left out, or throw when they are used.
 */
export function obstacleOf(plan: TypePlan): UnconstructablePlan | undefined {
  switch (plan.kind) {
    case "unconstructable":
      return plan;
    case "union":
      return plan.of.some((part) => obstacleOf(part) === undefined) ? undefined : firstObstacle(plan.of);
    case "tuple":
      return firstObstacle(requiredOf(plan.elements).map((element) => element.plan));
    case "instance":
      return firstObstacle(requiredOf(plan.parameters).map((parameter) => parameter.plan));
    case "intersection":
    case "template":
    case "promise":
    case "define":
    case "cast":
      return firstObstacle(childrenOf(plan));
    default:
      return undefined;
  }
}

function firstObstacle(plans: readonly TypePlan[]): UnconstructablePlan | undefined {
  for (const plan of plans) {
    const obstacle = obstacleOf(plan);
    if (obstacle) return obstacle;
  }
  return undefined;
}

/** The plan without the wrappers that do not change what the value is. */
export function withoutWrappers(plan: TypePlan): TypePlan {
  while (plan.kind === "define" || plan.kind === "cast") plan = plan.plan;
  return plan;
}

/** The parameters that are callbacks, by index. */
export function callbacksOf(plan: FunctionPlan): readonly { readonly argument: number; readonly plan: FunctionPlan }[] {
  return plan.parameters.flatMap(({ plan: parameter, isRest }, argument) => {
    const callback = withoutWrappers(parameter);
    return !isRest && callback.kind === "function" ? [{ argument, plan: callback }] : [];
  });
}
