import type { CallEvent, Event, Ref } from "../ir/types.ts";
import { copyFunctions, queryMethods } from "../semantics/methods.ts";
import type { Operation } from "../semantics/types.ts";
import { alias, sameKey } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { factsAt, subjectOf } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import { firstCalls, resolveCall } from "./mutations.ts";
import { once } from "./once.ts";
import { mayBeDeletedInRound, mayBeDeletedSince, removals } from "./removals.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

const bounded: ReadonlySet<string> = new Set(["%", "&", "|", "^", ">>", ">>>"]);

const additions: ReadonlySet<Operation> = new Set(["set", "add"]);

/** Is the key in the collection when `mutation` runs? By the branches that lead there, and by what is known to be in it. */
export function membershipOf(analysis: FunctionAnalysis, mutation: Mutation, key: AtomId): "present" | "absent" | undefined {
  const { values } = analysis;
  for (const fact of factsAt(values, mutation.ref)) {
    const subject = subjectOf(values, fact);
    const query = queryOf(analysis, subject.ref);
    const related = query ? alias(values, values.of(query.receiver), values.of(mutation.target)) : "no";
    if (!query || related === "no") continue;
    if (!sameKey(values, values.of(query.key), key)) continue;
    if (!subject.truth) return "absent";
    if (related === "must" && !mayBeDeletedSince(analysis, mutation, key, query.ref)) return "present";
  }
  if (analysis.iterationsAround(mutation.ref).some((other) => yieldsKeyOf(analysis, other, mutation, key))) return "present";
  if (isSetBefore(analysis, mutation, key)) return "present";
  return isNew(analysis, key) ? "absent" : undefined;
}

/** The key of another loop over the same collection, or over a copy of its keys, is in it. */
function yieldsKeyOf(analysis: FunctionAnalysis, other: Iteration, mutation: Mutation, key: AtomId): boolean {
  const { values } = analysis;
  if (other.index !== undefined) return false;
  const item = values.atoms.intern({ tag: "item", iteration: other.ref })!;
  const first = values.atoms.intern({ tag: "field", base: item, name: "0" })!;
  const target = values.of(mutation.target);
  const isMap = mutation.kinds.includes("Map") || mutation.kinds.includes("GoMap");
  const isStillThere = (): boolean => !mayBeDeletedInRound(analysis, mutation, key, other);
  if (other.form !== "iterator") {
    const second = values.atoms.intern({ tag: "key", iteration: other.ref });
    return key === second && alias(values, values.of(other.source), target) === "must" && isStillThere();
  }
  if (other.view !== "value" && alias(values, values.of(other.source), target) === "must") {
    return key === (isMap && other.view !== "key" ? first : item) && isStillThere();
  }
  const copied = copiedFrom(analysis, values.of(other.source));
  if (!copied || alias(values, copied.source, target) !== "must" || analysis.changesOf(values.of(other.source)).inserts) return false;
  return key === (isMap && copied.view !== "keys" ? first : item) && !mayBeDeletedSince(analysis, mutation, key, copied.ref);
}

interface Copy {
  /** The event that made it. */
  readonly ref: Ref;
  readonly source: AtomId;
  readonly view: string | undefined;
}

/** What an array is a copy of: `[...m.keys()]`, `Array.from(s)`. */
export function copiedFrom({ values }: FunctionAnalysis, value: AtomId): Copy | undefined {
  const atom = values.atom(values.resolve(value));
  if (atom.tag !== "allocation" && atom.tag !== "result") return undefined;
  const event = values.fn.events[atom.ref]!;
  const part = event.op === "allocate" && event.parts.length === 1 ? event.parts[0] : event.op === "call" ? copyArgument(values.fn.events[event.receiver ?? -1], event) : undefined;
  if (part === undefined) return undefined;
  const inner = values.fn.events[part]!;
  const isView = inner.op === "call" && (inner.method === "keys" || inner.method === "entries" || inner.method === "values" || (inner.method === "range" && values.atom(values.of(part)).tag === "iterator"));
  if (isView && inner.receiver !== undefined && inner.method !== "values") return { ref: atom.ref, source: values.of(inner.receiver), view: inner.method };
  return isView ? undefined : { ref: atom.ref, source: values.of(part), view: undefined };
}

function copyArgument(owner: Event | undefined, call: CallEvent): Ref | undefined {
  const name = owner?.op === "load" && owner.binding.kind === "global" ? owner.binding.name : undefined;
  return name && typeof call.method === "string" && copyFunctions.has(`${name}.${call.method}`) ? call.args[0] : undefined;
}

/** The function has put the key in on every way here, and takes nothing out of the collection. */
function isSetBefore(analysis: FunctionAnalysis, mutation: Mutation, key: AtomId): boolean {
  const { values } = analysis;
  const target = values.of(mutation.target);
  const same = analysis.changesOf(target);
  if (same.some(removals, ({ ref }) => ref !== mutation.ref)) return false;
  return same.someWithKey(additions, values.resolve(key), (other) =>
    other.ref !== mutation.ref &&
    // What a function that is called does, it does on some of its ways.
    !other.effect &&
    alias(values, values.of(other.target), target) === "must" &&
    dominates(values, other.ref, mutation.ref),
  );
}

function dominates({ fn, flow }: Values, first: Ref, second: Ref): boolean {
  const [from, to] = [fn.blockOf[first]!, fn.blockOf[second]!];
  return from === to ? first < second : flow.dominates(from, to);
}

interface Query {
  readonly ref: Ref;
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
  // `yield* map.has(key)`
  if (event.op === "suspend" && event.delegate && event.value !== undefined) return queryOf(analysis, event.value);
  if (event.op === "compute" && event.operator === "in") return { ref, receiver: event.operands[1]!, key: event.operands[0]! };
  if (event.op !== "call") return undefined;
  const call = resolveCall(values, event, ref);
  if (!call || !queryMethods.has(call.method) || call.args[0] === undefined) return undefined;
  return { ref, receiver: call.receiver, key: call.args[0] };
}

function getThatGave(analysis: FunctionAnalysis, atom: AtomId): Query | undefined {
  const { values } = analysis;
  const ref = getsOf(values).get(atom);
  return ref === undefined ? undefined : queryOf(analysis, ref);
}

/** The first call of `get` that gave each value. */
const getsOf = once((values: Values) => firstCalls(values, "get"));

/** A key that was computed or made just now is not in the collection. */
function isNew(analysis: FunctionAnalysis, key: AtomId): boolean {
  const { values } = analysis;
  const atom = values.atom(key);
  // What wraps around may come back to a key that is there.
  if (atom.tag === "compute" && bounded.has(atom.operator)) return false;
  if (atom.tag === "compute") return atom.operands.some((operand) => values.atom(operand).tag !== "constant");
  return atom.tag === "allocation" && values.fn.events[atom.ref]!.op === "allocate";
}
