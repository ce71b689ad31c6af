import type { AtomId, Value } from "./atoms.ts";
import type { Values } from "./values.ts";

/** `must`: the same object; `may`: on some way here; `no`: not known to be. */
export type Alias = "must" | "may" | "no";

/** Is what `a` stands for the same object as what `b` stands for? */
export function alias(values: Values, a: Value, b: Value): Alias {
  const first = withoutFallbacks(values, values.resolve(a));
  const second = withoutFallbacks(values, values.resolve(b));
  if (first.length === 0 || second.length === 0) return "no";
  const shared = first.filter((atom) => second.includes(atom) && hasIdentity(values, atom));
  if (shared.length === 0) return "no";
  return shared.length === first.length && shared.length === second.length ? "must" : "may";
}

/** Leaves out what no one means by the collection: `undefined`, and the fresh `[]` or `new Map()` of a `??`. */
export function withoutFallbacks(values: Values, value: Value): Value {
  if (value.length === 1) return value;
  const rest = value.filter((id) => {
    const { tag } = values.atom(id);
    return tag !== "constant" && tag !== "allocation";
  });
  return rest.length > 0 ? rest : value.filter((id) => values.atom(id).tag !== "constant");
}

/** Primitives are equal without being the same collection. */
function hasIdentity(values: Values, id: AtomId): boolean {
  const { tag } = values.atom(id);
  return tag !== "constant" && tag !== "compute" && tag !== "closure";
}

/** Are two keys the same for sure? */
export function sameKey(values: Values, a: Value, b: Value): boolean {
  const [first, ...more] = values.resolve(a);
  const [second, ...others] = values.resolve(b);
  return first !== undefined && first === second && more.length === 0 && others.length === 0;
}
