import type { Event, IrFunction, Ref } from "../ir/types.ts";
import type { AtomId } from "./atoms.ts";
import type { FunctionAnalysis } from "./function-analysis.ts";
import type { Iteration } from "./iterations.ts";
import { once } from "./once.ts";
import type { Values } from "./values.ts";

/** The function makes the collection empty, and only the loop itself puts anything in: no round ever runs. */
export function isAlwaysEmpty(analysis: FunctionAnalysis, iteration: Iteration): boolean {
  const { values } = analysis;
  const source = values.resolve(values.of(iteration.source));
  const atom = values.atom(source);
  if (atom.tag !== "allocation") return false;
  const made = values.fn.events[atom.ref]!;
  if (made.op !== "allocate" || made.parts.length > 0 || isGivenAway(values, source)) return false;
  const rounds = analysis.roundsOf(iteration);
  return analysis.index.exactlyOf(source).every(({ ref }) => rounds.contains(ref));
}

/** Could anything but this function's own code fill it? Closures that are not part of its graph count as well. */
function isGivenAway(values: Values, source: AtomId): boolean {
  return hasClosure(values.fn) || allHandedOut(values).has(source);
}

const hasClosure = once(({ events }: IrFunction) => events.some(({ op }) => op === "closure"));

const allHandedOut = once((values: Values): ReadonlySet<AtomId> => {
  const refs = values.fn.events.flatMap(handedOut);
  return new Set(refs.map((ref) => values.resolve(values.of(ref))));
});

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
