import type { DefinePlan, TypePlan } from "./plan.ts";

const pooled: ReadonlySet<TypePlan["kind"]> = new Set(["object", "function", "instance", "stand-in", "custom"]);
const pools = new WeakMap<TypePlan, string>();

/**
 * The name of the pool that objects of a plan come from, undefined for plans of values without an identity of their own. Equal plans share a
 * pool: an argument can be an object that is in the seeded state as well.
 */
export function poolOf(plan: TypePlan): string | undefined {
  if (!pooled.has(plan.kind) || (plan.kind === "custom" && plan.isList === true)) return undefined;
  let pool = pools.get(plan);
  if (pool === undefined) {
    pool = `${plan.kind}-${hash(identityOf(plan))}`;
    pools.set(plan, pool);
  }
  return pool;
}

/** Stubs of one signature are alike, whatever the parameter is called; a recursive type is the same inside and outside of itself. */
function identityOf(plan: TypePlan): string {
  return JSON.stringify(plan, (_key, value: unknown) => {
    // What is known of a stand-in depends on the file that asks.
    if (hasKind(value, "stand-in")) return { ...value, members: undefined };
    if (hasKind(value, "instance")) return { ...value, otherwise: undefined };
    if (hasKind(value, "define")) return { kind: "reference", id: (value as DefinePlan).id };
    return hasKind(value, "function") ? { ...value, name: "" } : value;
  });
}

function hasKind(value: unknown, kind: TypePlan["kind"]): value is TypePlan {
  return typeof value === "object" && value !== null && (value as { kind?: unknown }).kind === kind;
}

/** FNV-1a, 32 bits. */
function hash(text: string): string {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  return (state >>> 0).toString(36);
}
