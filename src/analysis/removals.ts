import type { BlockId, Ref } from "../ir/types.ts";
import type { Operation } from "../semantics/types.ts";
import { sameKey } from "./aliases.ts";
import type { AtomId } from "./atoms.ts";
import { factsAt, subjectOf } from "./facts.ts";
import { allSuccessors } from "./flow.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

export const removals: ReadonlySet<Operation> = new Set(["delete", "clear", "property-delete", "remove"]);

/** More removals of one collection than this are not looked at one by one: one of them may be the one. */
const MAX_REMOVALS = 64;

/** Has this round, on some way, deleted `key` before `mutation` writes it again? */
export function deletedInRound(analysis: FunctionAnalysis, mutation: Mutation, key: AtomId, iteration: Iteration): boolean {
  const { values } = analysis;
  const changes = analysis.changesIn(iteration, values.of(mutation.target));
  const before = (other: Mutation): boolean => isBefore(analysis, other, mutation, iteration, isEarlierInCall);
  if (changes.someWithKey(removals, values.resolve(key), before)) return true;
  // Of a call it may not be known which key it deletes.
  return changes.someWithKey(removals, undefined, (other) => other.operation === "clear" && before(other));
}

/** As `deletedInRound`, or something that may be `key`. */
export function mayBeDeletedInRound(analysis: FunctionAnalysis, mutation: Mutation, key: AtomId, iteration: Iteration): boolean {
  let looked = 0;
  return analysis
    .changesIn(iteration, analysis.values.of(mutation.target))
    .some(
      removals,
      (other) =>
        ++looked > MAX_REMOVALS ||
        (mayBeOf(analysis, other, key) && isBefore(analysis, other, mutation, iteration, mayBeEarlierInCall)),
    );
}

/** Can something that may be `key` have been removed between event `since`, where it was there, and `mutation`? */
export function mayBeDeletedSince(analysis: FunctionAnalysis, mutation: Mutation, key: AtomId, since: Ref): boolean {
  const { values } = analysis;
  const isConstant = (id: AtomId): boolean => values.atom(values.resolve(id)).tag === "constant";
  // Rounds may lie between: what is named alike need not be the same then, and what differs in one round may be equal in another.
  const isOther = ({ key: removed }: Mutation): boolean =>
    removed !== undefined && isConstant(values.of(removed)) && isConstant(key) && !sameKey(values, values.of(removed), key);
  let looked = 0;
  return analysis
    .changesOf(values.of(mutation.target))
    .some(
      removals,
      (other) =>
        ++looked > MAX_REMOVALS ||
        (other !== mutation && other.ref !== since && !isOther(other) && reachesWithout(values, other.ref, mutation.ref, since)),
    );
}

/** The removal comes first in the same round, and `mutation` is not just what is done when it had nothing to do: `m.delete(k) || m.set(k, v)`. */
function isBefore(
  analysis: FunctionAnalysis,
  removal: Mutation,
  mutation: Mutation,
  iteration: Iteration,
  isInCall: (removal: Mutation, mutation: Mutation) => boolean,
): boolean {
  if (removal === mutation) return false;
  const isOneCall = removal.ref === mutation.ref && isInCall(removal, mutation);
  if (!isOneCall && !analysis.roundsOf(iteration).reachesInRound(removal.ref, mutation.ref)) return false;
  const { values } = analysis;
  return !factsAt(values, mutation.ref).some((fact) => {
    const { ref, truth } = subjectOf(values, fact);
    return !truth && values.of(ref) === values.of(removal.ref);
  });
}

/** One call makes both changes: in this order? */
function isEarlierInCall({ effect: first }: Mutation, { effect: second }: Mutation): boolean {
  if (!first || !second || first.origin.fn !== second.origin.fn) return false;
  return first.origin.ref < second.origin.ref;
}

/** A summary holds like effects once, so the one that is asked about may come later as well. */
function mayBeEarlierInCall({ effect: first }: Mutation, { effect: second }: Mutation): boolean {
  return first !== undefined && second !== undefined;
}

/** May the removal be about `key`? Not where the branches that lead to it say that they differ. */
function mayBeOf({ values }: FunctionAnalysis, removal: Mutation, key: AtomId): boolean {
  if (removal.key === undefined) return true;
  const removed = values.resolve(values.of(removal.key));
  if (areDifferent(values, removed, key)) return false;
  return !factsAt(values, removal.ref).some((fact) => {
    const { ref, truth, compared } = subjectOf(values, fact);
    if (truth || compared === undefined) return false;
    const pair = [values.resolve(values.of(ref)), values.resolve(values.of(compared))];
    return pair.includes(removed) && pair.includes(key);
  });
}

/** Two constants, or a text and the same with something added. */
function areDifferent(values: Values, a: AtomId, b: AtomId): boolean {
  if (a === b) return false;
  if (values.atom(a).tag === "constant" && values.atom(b).tag === "constant") return true;
  const isLonger = (longer: AtomId, shorter: AtomId): boolean => {
    const atom = values.atom(longer);
    return atom.tag === "compute" && (atom.operator === "+" || atom.operator === "template") && atom.operands.includes(shorter);
  };
  return isLonger(a, b) || isLonger(b, a);
}

/** Can control get from just after `from` to `to` without passing `barrier`? */
function reachesWithout({ fn }: Values, from: Ref, to: Ref, barrier: Ref): boolean {
  const seen = new Set<BlockId>();
  const block = fn.blockOf[from]!;
  const work = [{ block, index: fn.blocks[block]!.events.indexOf(from) + 1 }];
  while (work.length > 0) {
    const at = work.pop()!;
    const { events } = fn.blocks[at.block]!;
    const next = events.slice(at.index).find((ref) => ref === to || ref === barrier);
    if (next === to) return true;
    if (next !== undefined) continue;
    for (const successor of allSuccessors(fn, at.block)) {
      if (seen.has(successor)) continue;
      seen.add(successor);
      work.push({ block: successor, index: 0 });
    }
  }
  return false;
}

/** The events that take out again, for sure, what `mutation` has put in. */
export function removedAgainBy({ values, index }: FunctionAnalysis, mutation: Mutation): Ref[] {
  if (mutation.key === undefined || mutation.inserted.length === 0) return [];
  const key = values.of(mutation.key);
  return index
    .exactlyOf(values.of(mutation.target))
    .filter(({ operation, key: removed, effect }) => {
      // What a function that is called does, it does on some of its ways.
      if (effect || !removals.has(operation)) return false;
      return removed === undefined ? operation === "clear" : sameKey(values, values.of(removed), key);
    })
    .map(({ ref }) => ref);
}
