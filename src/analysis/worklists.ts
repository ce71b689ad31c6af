import type { Ref } from "../ir/types.ts";
import type { Operation } from "../semantics/types.ts";
import type { AtomId } from "./atoms.ts";
import { indexOffset } from "./decisions.ts";
import { factsAt, subjectOf } from "./facts.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import { provenanceOf } from "./provenance.ts";
import type { Mutation } from "./types.ts";
import type { Values } from "./values.ts";

const membershipTests: ReadonlySet<string> = new Set(["has", "get", "includes", "indexOf", "some", "find", "contains", "hasOwnProperty", "hasOwn"]);
const removals: ReadonlySet<Operation> = new Set(["delete", "clear", "splice-remove", "length-shrink", "pop", "shift", "property-delete"]);

/**
 * `intended`: a work-list that ends: only insertions, into a Set or under a membership test, of values reached from the current
 * entry; the test may be missing where the loop takes the entry first, `const node = queue[head++]`. `likely`: the same without the
 * test (a walk over a tree), or with the test for values from elsewhere. `no`: the loop feeds itself.
 */
export type Worklist = "intended" | "likely" | "no";

export function worklistOf(analysis: FunctionAnalysis, mutation: Mutation, iteration: Iteration): Worklist {
  const { values } = analysis;
  if (mutation.inserted.length === 0) return "no";
  const provenances = mutation.inserted.map((ref) => provenanceOf(values, analysis.mutations, values.of(ref), iteration));
  const tested = isTested(analysis, mutation, iteration);
  const madeOfComputed = mutation.inserted.every((ref) => values.atom(values.of(ref)).tag === "allocation");
  const reached = provenances.every((provenance) => provenance === "reached" || (provenance === "computed" && tested && madeOfComputed));
  if (removesToo(analysis, mutation, iteration)) return "no";
  // A new object is in no Set yet.
  if (reached) return tested || (mutation.operation === "add" && !madeOfComputed) || isTakenBefore(values, mutation, iteration) ? "intended" : "likely";
  // A test lets each value in once; so this ends, too, unless the values are made up on the way.
  return tested && provenances.every((provenance) => provenance !== "computed") ? "likely" : "no";
}

/** The index has moved on when the insertion is made: the loop takes entries from a queue. One that walks a list moves on at the end of the round. */
function isTakenBefore(values: Values, { ref }: Mutation, { index, form }: Iteration): boolean {
  return index !== undefined && form === "index-forward" && (indexOffset(values, ref, index) ?? 0) > 0;
}

function removesToo(analysis: FunctionAnalysis, mutation: Mutation, iteration: Iteration): boolean {
  const { values } = analysis;
  const target = values.of(mutation.target);
  return analysis.changesIn(iteration, target).has(removals);
}

/** Does a membership test of some collection, made in this round, guard the insertion? */
function isTested(analysis: FunctionAnalysis, mutation: Mutation, iteration: Iteration): boolean {
  const { values } = analysis;
  const [step] = iteration.steps;
  return factsAt(values, mutation.ref, step?.block).some((fact) => {
    const { ref, truth } = subjectOf(values, fact);
    return !truth && analysis.roundsOf(iteration).contains(fact.condition) && isMembershipTest(analysis, ref);
  });
}

function isMembershipTest(analysis: FunctionAnalysis, ref: Ref): boolean {
  const { values } = analysis;
  const event = values.fn.events[ref]!;
  switch (event.op) {
    case "call":
      return typeof event.method === "string" && membershipTests.has(event.method) && isFilled(analysis, event.receiver);
    case "compute":
      return event.operator === "in";
    case "load":
      return isMembershipAtom(analysis, values.of(ref), ref);
    case "field":
      // `visited[id]`, `node.visited`: a mark on what is inserted.
      return typeof event.key !== "string" || /^(is)?_?(visited|seen|done|marked|queued)$/i.test(event.key);
    default:
      return false;
  }
}

/** A set of its own that the function never adds to can hold nothing back. */
function isFilled(analysis: FunctionAnalysis, receiver: Ref | undefined): boolean {
  if (receiver === undefined) return true;
  const tested = analysis.values.of(receiver);
  return analysis.values.atom(tested).tag !== "allocation" || analysis.changesOf(tested).inserts;
}

/** The kept answer of a membership test. */
function isMembershipAtom(analysis: FunctionAnalysis, id: AtomId, ref: Ref): boolean {
  const atom = analysis.values.atom(id);
  return atom.tag === "entry" || (atom.tag === "result" && atom.ref !== ref && isMembershipTest(analysis, atom.ref));
}
