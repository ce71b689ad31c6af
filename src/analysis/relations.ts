import type { Ref, View } from "../ir/types.ts";
import { queryMethods } from "../semantics/methods.ts";
import type { CollectionKind, KeyRelation, Operation } from "../semantics/types.ts";
import { alias, sameKey } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { factsAt, subjectOf } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import { linear } from "./index-loops.ts";
import type { Iteration } from "./iterations.ts";
import { resolveCall } from "./mutations.ts";
import type { Mutation } from "./types.ts";

const pairKinds: ReadonlySet<CollectionKind> = new Set(["Map", "URLSearchParams", "Headers", "FormData"]);
const sequenceKinds: ReadonlySet<CollectionKind> = new Set(["Array", "TypedArray", "LiveTree", "LiveClass"]);

const removals: ReadonlySet<Operation> = new Set(["delete", "clear", "property-delete", "remove"]);

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
  if (isCurrentKey(analysis, key, iteration, kind)) {
    return deletedInRound(analysis, mutation, iteration, kind) ? "current-deleted" : "current";
  }
  // Whether a removed entry has been visited is not known, even where it is known to be there.
  return mutation.inserted.length === 0 ? "unknown" : (membership(analysis, mutation, key) ?? "unknown");
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

/** Has this round, on some way, deleted the current key before `mutation` writes it again? */
function deletedInRound(analysis: FunctionAnalysis, mutation: Mutation, iteration: Iteration, kind: CollectionKind): boolean {
  const { values } = analysis;
  const target = values.of(mutation.target);
  const rounds = analysis.roundsOf(iteration);
  return analysis.mutations.some((other) => {
    if (other.ref === mutation.ref) return false;
    if (!removals.has(other.operation)) return false;
    if (alias(values, values.of(other.target), target) === "no") return false;
    if (other.key !== undefined && !isCurrentKey(analysis, values.resolve(values.of(other.key)), iteration, kind)) return false;
    return rounds.contains(other.ref) && rounds.reachesInRound(other.ref, mutation.ref);
  });
}

/** Is the key in the collection when `mutation` runs? By the branches that lead there, and by loops over the same collection. */
function membership(analysis: FunctionAnalysis, mutation: Mutation, key: AtomId): "present" | "absent" | undefined {
  const { values } = analysis;
  for (const other of analysis.iterations) {
    if (!pairsUp(analysis, other, mutation, key)) continue;
    return "present";
  }
  for (const fact of factsAt(values, mutation.ref)) {
    const subject = subjectOf(values, fact);
    const query = queryOf(analysis, subject.ref);
    if (!query || alias(values, values.of(query.receiver), values.of(mutation.target)) === "no") continue;
    if (!sameKey(values, values.of(query.key), key)) continue;
    return subject.truth ? "present" : "absent";
  }
  return isNew(analysis, key) ? "absent" : undefined;
}

/** The key of another loop over the same collection, or over a copy of it, is in it. */
function pairsUp(analysis: FunctionAnalysis, other: Iteration, mutation: Mutation, key: AtomId): boolean {
  const { values } = analysis;
  if (other.form === "index-forward" || !analysis.roundsOf(other).contains(mutation.ref)) return false;
  const kind = mutation.kinds.includes("Map") ? "Map" : "Set";
  if (!isCurrentKey(analysis, key, other, kind)) return false;
  return alias(values, values.of(other.source), values.of(mutation.target)) === "must";
}

interface Query {
  readonly receiver: Ref;
  readonly key: Ref;
}

/** The membership test that `ref` is, if it is one. */
function queryOf(analysis: FunctionAnalysis, ref: Ref): Query | undefined {
  const { values } = analysis;
  const event = values.fn.events[ref]!;
  if (event.op === "load") {
    const atom = values.of(ref);
    const result = values.atom(atom);
    if (result.tag === "result") return queryOf(analysis, result.ref);
    if (result.tag === "entry" && result.how === "get") return getThatGave(analysis, atom);
    return undefined;
  }
  if (event.op === "compute" && event.operator === "in") return { receiver: event.operands[1]!, key: event.operands[0]! };
  if (event.op !== "call") return undefined;
  const call = resolveCall(values, event, ref);
  if (!call || !queryMethods.has(call.method) || call.args[0] === undefined) return undefined;
  return { receiver: call.receiver, key: call.args[0] };
}

function getThatGave(analysis: FunctionAnalysis, atom: AtomId): Query | undefined {
  const { values } = analysis;
  const ref = values.fn.events.findIndex(
    (event, index) => event.op === "call" && event.method === "get" && values.of(index) === atom,
  );
  return ref < 0 ? undefined : queryOf(analysis, ref);
}

/** A key that was computed or made just now is not in the collection. */
function isNew(analysis: FunctionAnalysis, key: AtomId): boolean {
  const { values } = analysis;
  const atom = values.atom(key);
  if (atom.tag === "compute") return atom.operands.some((operand) => values.atom(operand).tag !== "constant");
  return atom.tag === "allocation" && values.fn.events[atom.ref]!.op === "allocate";
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
  if (offset !== 0 && isCurrentKey(analysis, base, iteration, kind)) return offset > 0 ? "ahead" : "present";
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
