import { inspect } from "node:util";

/** The orders in which calls can come one after the other: all of them up to four calls, else the first and the last of each. */
export function serialOrders(count: number): number[][] {
  const calls = Array.from({ length: count }, (_, index) => index);
  if (count <= 4) return permutations(calls);
  return calls.flatMap((call) => {
    const others = calls.filter((other) => other !== call);
    return [[call, ...others], [...others, call]];
  });
}

function permutations(items: readonly number[]): number[][] {
  if (items.length === 0) return [[]];
  return items.flatMap((item) => permutations(items.filter((other) => other !== item)).map((rest) => [item, ...rest]));
}

/**
 * The outcomes of the calls in every serial order, as texts. An outcome is what can be told from outside: results or errors of the
 * calls, the state afterwards, external calls and their arguments.
 * @param run makes all calls in that order, each after the one before has settled, on fresh state. What it gives is `outcomeText`'s.
 */
export async function serialOutcomes(count: number, run: (order: readonly number[]) => unknown): Promise<Set<string>> {
  const outcomes = new Set<string>();
  for (const order of serialOrders(count)) outcomes.add(outcomeText(await run(order)));
  return outcomes;
}

/** Whether an outcome is one that a serial order gives. With more than four calls, `serial` is not complete, and a "no" says less. */
export function isSerial(outcome: unknown, serial: ReadonlySet<string>): boolean {
  return serial.has(outcomeText(outcome));
}

/** The same text for outcomes that cannot be told apart. The order of the properties of an object does not count, that of a Map does. */
export function outcomeText(outcome: unknown): string {
  hideResourceNumbers(outcome);
  return inspect(outcome, {
    depth: 12,
    sorted: true,
    maxArrayLength: 10_000,
    maxStringLength: null,
    breakLength: Infinity,
    compact: true,
    customInspect: false,
    getters: false,
  });
}

const resourceNumbers = new Set(["async_id_symbol", "trigger_async_id_symbol", "asyncId", "triggerId", "kResourceStore"]);
const mostObjects = 10_000;

/** Node numbers promises and timers, in properties that `inspect` shows: others in each run. It may read them, but not show them. */
function hideResourceNumbers(root: unknown): void {
  const seen = new Set<unknown>([root]);
  for (const value of seen) {
    if (typeof value !== "object" || value === null || seen.size > mostObjects) continue;
    for (const symbol of Object.getOwnPropertySymbols(value)) {
      const isNumber = resourceNumbers.has(symbol.description ?? "");
      if (isNumber && Object.getOwnPropertyDescriptor(value, symbol)?.configurable === true) Object.defineProperty(value, symbol, { enumerable: false });
    }
    if (value instanceof Map) for (const [key, item] of value as Map<unknown, unknown>) seen.add(key).add(item);
    if (value instanceof Set) for (const item of value as Set<unknown>) seen.add(item);
    for (const name of Object.getOwnPropertyNames(value)) seen.add(Object.getOwnPropertyDescriptor(value, name)?.value);
  }
}
