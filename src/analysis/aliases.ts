import type { AtomId } from "./atoms.ts";
import type { Values } from "./values.ts";

/** `must`: the same object; `may`: on some way here; `no`: not known to be. */
export type Alias = "must" | "may" | "no";

const MAX_ALTERNATIVES = 8;
const MAX_DEPTH = 4;

/** Is what `a` stands for the same object as what `b` stands for? */
export function alias(values: Values, a: AtomId, b: AtomId): Alias {
  const [first, second] = [values.resolve(a), values.resolve(b)];
  if (first === second) return hasIdentity(values, first) ? "must" : "no";
  const [left, right] = [alternatives(values, first), alternatives(values, second)];
  const shared = left.filter((atom) => right.includes(atom) && hasIdentity(values, atom));
  // Two choices from the same things are made to differ: `const [small, large] = a.size < b.size ? [a, b] : [b, a]`.
  if (left.length > 1 && right.length > 1) return "no";
  if (shared.length === 0) return isMadeHere(values, first, second) || isMadeHere(values, second, first) ? "may" : "no";
  return left.length === 1 && right.length === 1 ? "must" : "may";
}

/** `made` is a new object of this function, and one of those that `choice` is chosen from. */
function isMadeHere(values: Values, made: AtomId, choice: AtomId): boolean {
  if (values.atom(made).tag !== "allocation") return false;
  return meanings(values, choice).has(made);
}

/** Everything that has to be looked at to tell whether something else is the same as `value`. */
export function meanings(values: Values, value: AtomId): ReadonlySet<AtomId> {
  const all = new Set([values.resolve(value)]);
  collect(values, value, all, MAX_DEPTH);
  for (const one of alternatives(values, value)) all.add(one);
  return all;
}

/**
 * What `value` may be where definitions meet or an expression chooses. The fresh `[]` or `new Map()` of a `??` is left out, unless
 * there is nothing else.
 */
export function alternatives(values: Values, value: AtomId): AtomId[] {
  const all = new Set<AtomId>();
  collect(values, value, all, MAX_DEPTH);
  if (all.size > MAX_ALTERNATIVES) return [value];
  const meant = [...all].filter((id) => {
    const { tag } = values.atom(id);
    return tag !== "constant" && tag !== "allocation";
  });
  return meant.length > 0 ? meant : [...all].filter((id) => values.atom(id).tag !== "constant");
}

function collect(values: Values, value: AtomId, into: Set<AtomId>, depth: number): void {
  const resolved = values.resolve(value);
  const atom = values.atom(resolved);
  const isOpen = depth > 0 && into.size <= MAX_ALTERNATIVES;
  if (isOpen && atom.tag === "phi" && values.isLoopPhi(resolved)) {
    for (const leaf of constantLeaves(values, resolved)) into.add(leaf);
  } else if (isOpen && (atom.tag === "choice" || atom.tag === "phi")) {
    for (const operand of values.operandsOf(resolved)) collect(values, operand, into, depth - 1);
  } else if (isOpen && atom.tag === "field") {
    const bases = new Set<AtomId>();
    collect(values, atom.base, bases, depth - 1);
    for (const base of bases) into.add(values.member(base, atom.name) ?? resolved);
  } else {
    into.add(resolved);
  }
}

/**
 * What a variable that is written in a loop may be: what comes from outside the function is the same in all rounds, and anything else
 * is stood for by the variable itself.
 */
function constantLeaves(values: Values, phi: AtomId): ReadonlySet<AtomId> {
  const leaves = new Set<AtomId>();
  const seen = new Set([phi]);
  for (const each of seen) {
    const atom = values.atom(each);
    if (seen.size > MAX_ALTERNATIVES) return new Set([phi]);
    if (atom.tag === "phi" || atom.tag === "choice") for (const operand of values.operandsOf(each)) seen.add(values.resolve(operand));
    else leaves.add(atom.tag === "parameter" || atom.tag === "binding" ? each : phi);
  }
  return leaves;
}

/** Primitives are equal without being the same collection. */
function hasIdentity(values: Values, id: AtomId): boolean {
  const { tag } = values.atom(id);
  return tag !== "constant" && tag !== "compute" && tag !== "closure";
}

/** Are two keys the same for sure? */
export function sameKey(values: Values, a: AtomId, b: AtomId): boolean {
  return values.resolve(a) === values.resolve(b);
}
