import type { TypePlan, UnconstructableReason } from "./plan.ts";
import { childrenOf, withoutWrappers } from "./plan-walk.ts";

/** @param type As TypeScript prints it. */
export function unconstructable(reason: UnconstructableReason, type: string): TypePlan {
  return { kind: "unconstructable", reason, type };
}

/** For values that are right when they run and that the compiler would not accept where they are printed. */
export function cast(plan: TypePlan): TypePlan {
  return plan.kind === "cast" || plan.kind === "unconstructable" ? plan : { kind: "cast", plan };
}

/** Simplest first, since that is what inputs shrink to; `true | false` is a boolean. */
export function unionOf(plans: readonly TypePlan[]): TypePlan {
  const isBoolean = (plan: TypePlan): boolean => plan.kind === "literal" && typeof plan.value === "boolean";
  const hasBoth = plans.filter(isBoolean).length > 1;
  let parts: TypePlan[] = hasBoth ? [...plans.filter((plan) => !isBoolean(plan)), { kind: "boolean" }] : [...plans];
  if (parts.filter(holdsCollection).length > 1) parts = parts.map((part) => (holdsCollection(part) ? cast(part) : part));
  parts.sort((left, right) => rank(left) - rank(right));
  return parts.length === 1 ? parts[0]! : { kind: "union", of: parts };
}

/** For `Set<string> | Set<number>` the compiler infers neither from `new Set()`. */
function holdsCollection(plan: TypePlan): boolean {
  return plan.kind === "map" || plan.kind === "set" || plan.kind === "promise" || childrenOf(plan).some(holdsCollection);
}

const RANKS: Readonly<Record<string, number>> = { undefined: 0, null: 1, boolean: 2, literal: 2, number: 3, string: 3 };

function rank(plan: TypePlan): number {
  return RANKS[withoutWrappers(plan).kind] ?? 4;
}

/** An optional member is left out instead of being undefined. */
export function withoutUndefined(plan: TypePlan): TypePlan {
  if (plan.kind !== "union") return plan;
  const rest = plan.of.filter((part) => part.kind !== "undefined");
  return rest.length === 1 ? rest[0]! : { kind: "union", of: rest };
}

/** What is not checked is most often used as an object. */
export const standInOfAny: TypePlan = { kind: "stand-in", type: "any" };
