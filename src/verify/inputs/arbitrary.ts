import fc from "fast-check";
import { build } from "./build.ts";
import type { Description, SeedDescription } from "./description.ts";
import { Generator } from "./generator.ts";
import { defaultInputs, type InputOptions } from "./keys.ts";
import type { SeedPlan, TypePlan } from "./plan.ts";
import { obstacleOf } from "./plan-walk.ts";
import { UnbuildableError } from "./unbuildable.ts";
import type { World } from "./world.ts";

/**
 * Descriptions of values of a plan. Plan all values of one run in one tuple: only what one plan describes shrinks together.
 *
 * @throws UnbuildableError if no value can be made.
 */
export function descriptionsOf(plan: TypePlan, options: InputOptions = defaultInputs): fc.Arbitrary<Description> {
  const obstacle = obstacleOf(plan);
  if (obstacle) throw new UnbuildableError(obstacle.reason, obstacle.type);
  return new Generator(plan, options).root();
}

/**
 * Values of a plan, each made afresh with objects that no other value shares. For values that must share objects, or that a witness is to
 * store, generate descriptions and build them.
 *
 * @throws UnbuildableError if no value can be made.
 */
export function arbitraryOf(plan: TypePlan, world: World, options: InputOptions = defaultInputs): fc.Arbitrary<unknown> {
  return descriptionsOf(plan, options).map((description) => build(description, { ...world, shared: new Map() }));
}

/** Descriptions of what to put into the places that the plans name; those of an instance come with its own description. */
export function seedsOf(seeds: readonly SeedPlan[], options: InputOptions = defaultInputs): fc.Arbitrary<SeedDescription[]> {
  const whole = { kind: "tuple", elements: seeds.map(({ plan }) => ({ plan })) } as const;
  return seeds.length === 0 ? fc.constant([]) : new Generator(whole, options).seeds(seeds);
}
