import { EngineInputError } from "../errors.ts";
import { checkLinearizable, type Linearizable } from "./check.ts";
import type { NotLinearizable } from "./explain.ts";
import { formatInvocation, formatValue, type RecordedCalls } from "./format.ts";
import { isPending, Thrown, type Call } from "./history.ts";
import { same } from "./identity.ts";
import { mapModel, rangeLoad } from "./model.ts";

export interface RangeOptions {
  /** What the map holds before the first call. */
  readonly entries?: Iterable<readonly [unknown, unknown]>;
  /**
   * A key that did not come must have been absent at some moment of the call, even where its value was stored or swapped meanwhile.
   * `sync.Map` keeps this: "Range may reflect any mapping for that key from any point during the Range call". False if not given.
   */
  readonly isStrict?: boolean;
}

/**
 * Checks the calls of a `ConcurrentMap`: those of `range` by `checkRange`, all others by `checkLinearizable`, which comes first.
 * Throws as these do.
 */
export function checkMapHistory(history: RecordedCalls, options: RangeOptions = {}): Linearizable | NotLinearizable {
  const model = mapModel(options.entries);
  const others = checkLinearizable({ calls: history.calls.filter((call) => call.name !== "range") }, model);
  return others.ok && history.calls.some((call) => call.name === "range") ? checkRange(history, options) : others;
}

/**
 * Checks what the `range` calls of a map gave. Such a call is recorded as `range` with the list of `[key, value]` that came as its
 * result, and with how many it took at most as its argument where its body ends it. What Go documents (`sync.Map.Range`, 1.23): no
 * key comes twice; each value was the key's own at some moment of the call; a key that was there and not changed during the whole
 * call comes. The moments must fit the order of all other calls. Those of `range` itself are in the order as `range.load(key)`.
 *
 * @throws EngineInputError where the result of a `range` call is not a list of pairs.
 */
export function checkRange(history: RecordedCalls, options: RangeOptions = {}): Linearizable | NotLinearizable {
  const entries = [...(options.entries ?? [])];
  const others = history.calls.filter((call) => call.name !== "range");
  const keys = new Set([...entries.map(([key]) => key), ...others.map((call) => call.args[0])]);
  const calls = [...others];
  for (const range of history.calls) {
    if (range.name !== "range" || isPending(range)) continue;
    if (range.result instanceof Thrown) return refuse(range, `${formatInvocation(range)} ${formatValue(range.result)}`);
    const pairs = pairsOf(range);
    const given = new Map(pairs);
    if (given.size < pairs.length) return refuse(range, `a key came twice in range: ${formatValue(pairs)}`);
    for (const [key, value] of given) calls.push(loadBy(range, key, { value, loaded: true }));
    if (isLeftEarly(range, pairs)) continue;
    for (const key of keys) {
      if (!given.has(key) && (options.isStrict || !isChanged(key, range, others))) calls.push(loadBy(range, key, { value: undefined, loaded: false }));
    }
  }
  return checkLinearizable({ calls }, mapModel(entries));
}

/** What the range saw of one key, as a call at the same time. */
function loadBy(range: Call, key: unknown, result: unknown): Call {
  return { ...range, name: rangeLoad, args: [key], result };
}

function isLeftEarly(range: Call, pairs: readonly unknown[]): boolean {
  const limit = range.args[0];
  return typeof limit === "number" && pairs.length >= limit;
}

/** Whether a call that may have changed the key overlaps with the range. */
function isChanged(key: unknown, range: Call, others: readonly Call[]): boolean {
  return others.some(
    (call) => same(key, call.args[0]) && call.invoked < range.returned && range.invoked < call.returned && mayChange(call),
  );
}

/** Whether the call may have changed its key, by what it gave back. */
function mayChange(call: Call): boolean {
  if (call.name === "load") return false;
  if (isPending(call)) return true;
  const { loaded } = (call.result ?? {}) as { readonly loaded?: boolean };
  if (call.name === "loadOrStore") return loaded !== true;
  if (call.name === "loadAndDelete") return loaded !== false;
  return call.result !== false;
}

function pairsOf(range: Call): readonly (readonly [unknown, unknown])[] {
  if (Array.isArray(range.result) && range.result.every((pair) => Array.isArray(pair) && pair.length === 2)) {
    return range.result as [unknown, unknown][];
  }
  throw new EngineInputError(
    "invalid-history",
    `the result of ${formatInvocation(range)} of task ${range.task} is ${formatValue(range.result)}, not the list of [key, value] that ` +
      "came. Record steps that collect and return them",
  );
}

function refuse(range: Call, reason: string): NotLinearizable {
  const explanation = `${reason} (task ${range.task}, time ${range.invoked}-${range.returned})`;
  return { ok: false, explanation, ordered: [], stuck: [range] };
}
