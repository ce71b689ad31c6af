import type { View } from "../ir/types.ts";
import type { CollectionKind, KeyRelation } from "../semantics/types.ts";
import type { AtomId } from "./atoms.ts";
import { factsAt, subjectOf } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import { linear } from "./index-loops.ts";
import type { Iteration } from "./iterations.ts";
import { membershipOf } from "./membership.ts";
import { deletedInRound, mayBeDeletedInRound, mayBeDeletedSince } from "./removals.ts";
import type { Mutation } from "./types.ts";

const pairKinds: ReadonlySet<CollectionKind> = new Set(["Map", "GoMap", "URLSearchParams", "Headers", "FormData"]);
const sequenceKinds: ReadonlySet<CollectionKind> = new Set(["Array", "TypedArray", "LiveTree", "LiveClass"]);

/** Relation of the key that `mutation` is about to the current round of `iteration` over the same collection. */
export function relationOf(
  analysis: FunctionAnalysis,
  mutation: Mutation,
  iteration: Iteration,
  kind: CollectionKind,
): KeyRelation {
  const { values } = analysis;
  if (mutation.key === undefined || mutation.operation.startsWith("length-")) return "none";
  const key = values.resolve(values.of(mutation.key));
  if (sequenceKinds.has(kind)) return positionRelation(analysis, mutation, key, iteration, kind);
  if (isCurrentKey(analysis, key, iteration, kind) || equalsCurrentKey(analysis, mutation, key, iteration, kind)) {
    if (deletedInRound(analysis, mutation, key, iteration)) return "current-deleted";
    // Something that may be the current entry has been taken out: putting it in may put it at the end.
    const isLost = mutation.inserted.length > 0 && mayBeDeletedInRound(analysis, mutation, key, iteration);
    return isLost ? "unknown" : "current";
  }
  const isPassed = isKeyOfEarlierRound(analysis, key, iteration, kind);
  // Whether a removed entry has been visited is not known, even where it is known to be there.
  if (mutation.inserted.length === 0) return isPassed ? "present" : "unknown";
  if (deletedInRound(analysis, mutation, key, iteration)) return "current-deleted";
  return isPassed && !mayBeDeletedSince(analysis, mutation, key, iteration.ref) ? "present" : (membershipOf(analysis, mutation, key) ?? "unknown");
}

/** Do the branches that lead to the mutation say so: `if (k === wanted) m.set(wanted, ...)`? */
function equalsCurrentKey(
  analysis: FunctionAnalysis,
  mutation: Mutation,
  key: AtomId,
  iteration: Iteration,
  kind: CollectionKind,
): boolean {
  const { values } = analysis;
  return factsAt(values, mutation.ref).some((fact) => {
    const { ref, truth, compared } = subjectOf(values, fact);
    if (!truth || compared === undefined) return false;
    const [left, right] = [values.resolve(values.of(ref)), values.resolve(values.of(compared))];
    const other = left === key ? right : right === key ? left : undefined;
    return other !== undefined && isCurrentKey(analysis, other, iteration, kind);
  });
}

/** `prev = k` at the end of each round: nothing, or the key of the round before. */
function isKeyOfEarlierRound(analysis: FunctionAnalysis, key: AtomId, iteration: Iteration, kind: CollectionKind): boolean {
  const { values } = analysis;
  if (!values.isLoopPhi(key)) return false;
  const operands = values.operandsOf(key).map((operand) => values.resolve(operand));
  const keys = operands.filter((operand) => isCurrentKey(analysis, operand, iteration, kind));
  const isNothing = (operand: AtomId): boolean => {
    const atom = values.atom(operand);
    return atom.tag === "constant" && (atom.value === undefined || atom.value === null);
  };
  return keys.length > 0 && operands.every((operand) => operand === key || keys.includes(operand) || isNothing(operand));
}

/** Is `key` the key of the round that the iteration is in? */
export function isCurrentKey(analysis: FunctionAnalysis, key: AtomId, iteration: Iteration, kind: CollectionKind): boolean {
  return currentKeys(analysis, iteration, kind).includes(key);
}

function currentKeys(analysis: FunctionAnalysis, iteration: Iteration, kind: CollectionKind): AtomId[] {
  const { atoms } = analysis.values;
  const { ref, form, view, index } = iteration;
  if (index !== undefined) return [index];
  const item = atoms.intern({ tag: "item", iteration: ref })!;
  const key = atoms.intern({ tag: "key", iteration: ref })!;
  const part = (name: string): AtomId => atoms.intern({ tag: "field", base: item, name })!;
  if (form === "for-in") return [item];
  if (form !== "iterator") return pairKinds.has(kind) || sequenceKinds.has(kind) ? [key] : [key, item];
  if (pairKinds.has(kind)) return keyOfView(view, item, part("0"));
  if (sequenceKinds.has(kind)) return view === "entry" ? [part("0")] : view === "key" ? [item] : [];
  return view === "entry" ? [part("0"), part("1")] : [item];
}

function keyOfView(view: View, item: AtomId, first: AtomId): AtomId[] {
  if (view === "key") return [item];
  return view === "value" ? [] : [first];
}

/** Where an index stands to the current one. */
function positionRelation(
  analysis: FunctionAnalysis,
  mutation: Mutation,
  key: AtomId,
  iteration: Iteration,
  kind: CollectionKind,
): KeyRelation {
  const { values } = analysis;
  if (isCurrentKey(analysis, key, iteration, kind) || isIndexOfItem(analysis, key, iteration)) return "current";
  const { base, offset } = linear(values, key);
  const atom = values.atom(base);
  if (atom.tag === "field" && atom.name === "length" && offset >= 0) {
    if (atom.base === values.of(mutation.target)) return "absent";
  }
  const forward = iteration.form !== "index-backward" && iteration.form !== "callback-backward";
  if (offset !== 0 && isCurrentKey(analysis, base, iteration, kind)) return offset > 0 === forward ? "ahead" : "present";
  return startsAhead(analysis, base, iteration, kind) ? "ahead" : "unknown";
}

/** `for (let j = i + 1; ...; j++)` inside the loop by `i`: every `j` is ahead of `i`, adjusted or not. */
function startsAhead(analysis: FunctionAnalysis, id: AtomId, iteration: Iteration, kind: CollectionKind): boolean {
  const { values } = analysis;
  if (values.atom(id).tag !== "phi") return false;
  const operands = values.operandsOf(id).map((operand) => linear(values, operand));
  const starts = operands.filter(({ base }) => isCurrentKey(analysis, base, iteration, kind));
  return starts.length > 0 && starts.every(({ offset }) => offset > 0);
}

/** `xs.indexOf(x)` for the current `x`. */
function isIndexOfItem(analysis: FunctionAnalysis, id: AtomId, iteration: Iteration): boolean {
  const { values } = analysis;
  const atom = values.atom(id);
  if (atom.tag !== "result") return false;
  const event = values.fn.events[atom.ref]!;
  if (event.op !== "call" || (event.method !== "indexOf" && event.method !== "lastIndexOf")) return false;
  const item = values.atoms.intern({ tag: "item", iteration: iteration.ref });
  return event.args[0] !== undefined && values.of(event.args[0]) === item;
}
