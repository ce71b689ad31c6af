import type { Event, Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";

/** The function makes the collection empty, and only the loop itself puts anything in: no round ever runs. */
export function isAlwaysEmpty(analysis: FunctionAnalysis, iteration: Iteration): boolean {
  const { values, mutations } = analysis;
  const source = values.resolve(values.of(iteration.source));
  const atom = values.atom(source);
  if (atom.tag !== "allocation") return false;
  const made = values.fn.events[atom.ref]!;
  if (made.op !== "allocate" || made.parts.length > 0 || isGivenAway(analysis, source)) return false;
  const rounds = analysis.roundsOf(iteration);
  return mutations.every(({ ref, target }) => values.resolve(values.of(target)) !== source || rounds.contains(ref));
}

/** Could anything but this function's own code fill it? Closures that are not part of its graph count as well. */
function isGivenAway({ values }: FunctionAnalysis, source: AtomId): boolean {
  const { events } = values.fn;
  const isSource = (ref: Ref): boolean => values.resolve(values.of(ref)) === source;
  return events.some((event) => event.op === "closure" || handedOut(event).some(isSource));
}

function handedOut(event: Event): readonly Ref[] {
  switch (event.op) {
    case "call":
      return event.args;
    case "put":
      return [event.value];
    case "allocate":
      return event.parts;
    case "unknown":
      return event.operands;
    case "suspend":
      return event.value === undefined ? [] : [event.value];
    default:
      return [];
  }
}
