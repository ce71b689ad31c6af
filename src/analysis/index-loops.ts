import type { Ref } from "../ir/types.ts";
import type { AtomId, Value } from "./atoms.ts";
import type { Iteration } from "./iterations.ts";
import type { Values } from "./values.ts";

const comparisons: ReadonlySet<string> = new Set(["<", "<=", ">", ">=", "!=", "!=="]);

/** Finds loops that walk a sequence by an index that grows: `i < xs.length` decides about another round. */
export function findIndexLoops(values: Values): Iteration[] {
  const { fn, flow } = values;
  const loops: Iteration[] = [];
  for (const block of flow.order) {
    const { terminator, events } = fn.blocks[block]!;
    if (terminator.type !== "branch") continue;
    const condition = fn.events[terminator.condition]!;
    if (condition.op !== "compute" || !comparisons.has(condition.operator) || condition.operands.length !== 2) continue;
    const [left, right] = condition.operands as [Ref, Ref];
    const found = indexLoop(values, left, right) ?? indexLoop(values, right, left);
    if (found) loops.push({ ref: terminator.condition, view: "value", under: undefined, steps: [{ block, index: events.length }], ...found });
  }
  return loops;
}

function indexLoop(values: Values, index: Ref, bound: Ref): Pick<Iteration, "source" | "form" | "index"> | undefined {
  const length = lengthOf(values, bound);
  if (!length) return undefined;
  const value = values.resolve(values.of(index));
  const [phi] = value;
  if (value.length !== 1 || phi === undefined || values.atom(phi).tag !== "phi") return undefined;
  if (!values.operandsOf(phi).some((operand) => grows(values, operand, phi))) return undefined;
  return { source: length.source, form: length.live ? "index-forward" : "index-forward-cached", index: phi };
}

/** The sequence whose length `bound` is; `live` when the length is read again in each round. */
function lengthOf(values: Values, bound: Ref): { source: Ref; live: boolean } | undefined {
  const event = values.fn.events[bound]!;
  if (event.op === "field" && event.key === "length") return { source: event.object, live: true };
  if (event.op !== "load") return undefined;
  // A constant that was set from `xs.length` before the loop: find the field event that it holds.
  const [atom] = values.of(bound);
  const field = atom === undefined ? undefined : values.atom(atom);
  if (field?.tag !== "field" || field.name !== "length") return undefined;
  const source = values.fn.events.findIndex(
    (other, ref) => other.op === "field" && other.key === "length" && values.of(ref)[0] === atom,
  );
  const origin = values.fn.events[source];
  return origin?.op === "field" ? { source: origin.object, live: false } : undefined;
}

function grows(values: Values, operand: Value, phi: AtomId): boolean {
  return operand.some((id) => {
    const offset = linear(values, id);
    return offset.offset > 0 && reaches(values, offset.base, phi, 8);
  });
}

/** Is `base` the phi, or something that is the phi on some path (an adjusted index)? */
function reaches(values: Values, base: AtomId, phi: AtomId, budget: number): boolean {
  if (base === phi) return true;
  if (budget === 0 || values.atom(base).tag !== "phi") return false;
  return values.operandsOf(base).some((operand) => operand.some((id) => reaches(values, linear(values, id).base, phi, budget - 1)));
}

/** `atom` as `base + offset`. */
export function linear(values: Values, atom: AtomId): { readonly base: AtomId; readonly offset: number } {
  let base = atom;
  let offset = 0;
  for (;;) {
    const at = values.atom(base);
    if (at.tag !== "compute" || (at.operator !== "+" && at.operator !== "-")) return { base, offset };
    const [left, right] = at.operands as [AtomId, AtomId];
    const constant = values.atom(right);
    if (constant.tag !== "constant" || typeof constant.value !== "number") return { base, offset };
    offset += at.operator === "+" ? constant.value : -constant.value;
    base = left;
  }
}
