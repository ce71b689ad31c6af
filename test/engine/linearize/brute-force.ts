import { isPending, type Call } from "../../../src/engine/linearize/history.ts";
import { applyToPlainMap, isAlike } from "./calls.ts";

/** Whether any permutation of the calls that returned, and of any of the pending ones, is an order that explains the results. */
export function isLinearizableByForce(calls: readonly Call[]): boolean {
  const pending = calls.filter(isPending);
  for (let subset = 0; subset < 1 << pending.length; subset++) {
    const chosen = calls.filter((call) => !isPending(call) || (subset >> pending.indexOf(call)) & 1);
    for (const order of permutations(chosen)) if (keepsTime(order) && explains(order)) return true;
  }
  return false;
}

/** No call is before another one that had returned when it was invoked. */
export function keepsTime(order: readonly Call[]): boolean {
  return order.every((earlier, index) => order.slice(index + 1).every((later) => !(later.returned < earlier.invoked)));
}

/** The calls, one after the other, give their results. */
export function explains(order: readonly Call[]): boolean {
  const map = new Map<unknown, unknown>();
  return order.every((call) => isAlike(applyToPlainMap(map, call), call.result) || isPending(call));
}

/** The most calls that returned which can be the beginning of an order. */
export function longestBeginning(calls: readonly Call[], order: readonly Call[] = []): number {
  const left = calls.filter((call) => !order.includes(call));
  let longest = order.filter((call) => !isPending(call)).length;
  for (const next of left) {
    if (left.some((other) => other.returned < next.invoked) || !explains([...order, next])) continue;
    longest = Math.max(longest, longestBeginning(calls, [...order, next]));
  }
  return longest;
}

function* permutations<T>(items: readonly T[]): Generator<T[]> {
  if (items.length === 0) yield [];
  for (const [index, item] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [item, ...rest];
  }
}
