import type { ReferencePlan, TypePlan } from "./plan.ts";
import { type Definitions, obstacleOf, withoutWrappers } from "./plan-walk.ts";

/** A value can be made with `depth` references left, and a complete one unless there is none anywhere. */
export function isWanted(definitions: Definitions, plan: TypePlan, depth: number): boolean {
  const needed = definitions.depthOf(plan);
  return needed <= depth || (needed === Infinity && isPossible(plan, depth));
}

/** Some value can be made with `depth` references left, perhaps with members that throw. */
export function isPossible(plan: TypePlan, depth: number): boolean {
  if (plan.kind === "reference") return depth > 0;
  if (plan.kind === "union") return plan.of.some((part) => isPossible(part, depth));
  return obstacleOf(plan) === undefined;
}

/** The parts of a union that can be made, complete ones if there are any besides undefined and null. Never none. */
export function choicesOf(definitions: Definitions, parts: readonly TypePlan[], depth: number): readonly TypePlan[] {
  const complete = parts.filter((part) => definitions.depthOf(part) <= depth);
  if (complete.some(isTelling)) return complete;
  const possible = parts.filter((part) => isPossible(part, depth));
  return possible.length > 0 ? possible : parts.slice(0, 1);
}

export function isTelling({ kind }: TypePlan): boolean {
  return kind !== "undefined" && kind !== "null";
}

/** The parts of a recursive type at which it can end: `string` of `type Json = string | Json[]`. */
export function leavesOf(definitions: Definitions, { id }: ReferencePlan): readonly TypePlan[] {
  const plan = withoutWrappers(definitions.get(id));
  return plan.kind === "union" ? plan.of.filter((part) => definitions.depthOf(part) <= 0) : [];
}
