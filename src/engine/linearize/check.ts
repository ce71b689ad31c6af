import { EngineInputError } from "../errors.ts";
import { explain, type NotLinearizable } from "./explain.ts";
import { formatInvocation, type RecordedCalls } from "./format.ts";
import { isPending, type Call } from "./history.ts";
import type { Model } from "./model.ts";
import { search } from "./search.ts";

/** Calls that an order explains. */
export interface Linearizable {
  readonly ok: true;
  /** The calls in such an order: all that returned, and those of the pending ones that must have taken effect. */
  readonly order: readonly Call[];
}

/**
 * Whether the calls look as if each had happened at once, at some moment between its invocation and its response (Herlihy and Wing
 * 1990). A pending call may have taken effect or not.
 *
 * @throws EngineInputError where a call returned before it was invoked, or is one that the model does not know.
 */
export function checkLinearizable<State>(history: RecordedCalls, model: Model<State>): Linearizable | NotLinearizable {
  const calls = history.calls.toSorted((a, b) => a.invoked - b.invoked);
  calls.forEach(checkTimes);
  const orders: Call[][] = [];
  for (const [part, some] of partsOf(calls, model)) {
    const found = search(some, model);
    if (!found.ok) return explain(some, model, found, part);
    orders.push([...found.order]);
  }
  return { ok: true, order: orders.length === 1 ? orders[0]! : merge(orders) };
}

/** The calls by the part of the state that they concern, or all of them together. */
function partsOf<State>(calls: Call[], model: Model<State>): Map<string | undefined, Call[]> {
  const parts = new Map<string | undefined, Call[]>();
  for (const call of calls) {
    const part = model.partition?.(call);
    if (part === undefined) return new Map([[undefined, calls]]);
    const some = parts.get(part);
    if (some === undefined) parts.set(part, [call]);
    else some.push(call);
  }
  return parts;
}

/**
 * One order of all calls out of those of the parts. Each call is given a moment: its invocation, or that of a later one which comes
 * before it in its part. It is not after its response, so the order of moments keeps calls in order that do not overlap.
 */
function merge(orders: readonly (readonly Call[])[]): Call[] {
  const moments = new Map<Call, number>();
  for (const order of orders) {
    let moment = -Infinity;
    for (const call of order) moments.set(call, (moment = Math.max(moment, call.invoked)));
  }
  return [...moments.keys()].sort((a, b) => moments.get(a)! - moments.get(b)!);
}

function checkTimes(call: Call): void {
  if (call.invoked < call.returned && Number.isFinite(call.invoked)) return;
  const times = isPending(call) ? `invoked at ${call.invoked}` : `invoked at ${call.invoked} and returned at ${call.returned}`;
  throw new EngineInputError(
    "invalid-history",
    `${formatInvocation(call)} of task ${call.task} is ${times}: a call is invoked at a finite time and returns after it, or at Infinity ` +
      "where it is pending. Use History to record calls, or correct the times",
  );
}
