import { formatInvocation, formatTable, formatValue } from "./format.ts";
import { isPending, type Call } from "./history.ts";
import type { Model } from "./model.ts";
import type { Found } from "./search.ts";

/** Calls that no order explains. */
export interface NotLinearizable {
  readonly ok: false;
  /** For people: how far the calls can be ordered, and which then have no place, as a table in the order of time. */
  readonly explanation: string;
  /** The longest order that the model allows of calls from the beginning. */
  readonly ordered: readonly Call[];
  /** The calls one of which would have to come next, and none of which could. */
  readonly stuck: readonly Call[];
}

/** @param part the part of the state that the calls concern, as `Model.partition` names it. */
export function explain<State>(calls: readonly Call[], model: Model<State>, found: Found<State>, part?: string): NotLinearizable {
  const ordered = new Map(found.order.map((call, index) => [call, index + 1]));
  const left = calls.filter((call) => !ordered.has(call));
  const firstReturn = left.reduce((time, call) => Math.min(time, call.returned), Infinity);
  const stuck = left.filter((call) => !isPending(call) && call.invoked <= firstReturn);
  const rows = calls.map((call) => row(call, ordered.get(call), stuck.includes(call) ? hint(call, model, found.state) : ""));
  const table = formatTable(["place", "time", "task", "operation", "result", ""], rows);
  return { ok: false, explanation: `${title(calls, found, part)}\n${table}`, ordered: found.order, stuck };
}

function title(calls: readonly Call[], found: Found<unknown>, part: string | undefined): string {
  const of = part === undefined ? `${calls.length} operations` : `${calls.length} operations on ${part}`;
  return `not linearizable: of ${of} at most ${found.order.length} can be put in an order that explains the results`;
}

function row(call: Call, place: number | undefined, note: string): string[] {
  const time = isPending(call) ? `${call.invoked}-` : `${call.invoked}-${call.returned}`;
  const result = isPending(call) ? "pending" : formatValue(call.result);
  return [place === undefined ? (note === "" ? "" : "none") : String(place), time, call.task, formatInvocation(call), result, note];
}

function hint<State>(call: Call, model: Model<State>, state: State): string {
  return `could only give ${formatValue(model.apply(state, call).result)} next`;
}
