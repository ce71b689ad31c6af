import fc from "fast-check";
import type { Call } from "../../../src/engine/linearize/history.ts";
import { same } from "../../../src/engine/linearize/identity.ts";

type Times = readonly [invoked: number, returned: number];

/** A call that somebody wrote down: `call("1", [1, 4], "store", [7, 1])`. */
export function call(task: string, [invoked, returned]: Times, name: string, args: readonly unknown[], result?: unknown): Call {
  return { task, invoked, returned, name, args, result };
}

export const found = (value: unknown): object => ({ value, loaded: true });
export const absent = { value: undefined, loaded: false };

const names = ["load", "store", "loadOrStore", "loadAndDelete", "delete", "swap", "compareAndSwap", "compareAndDelete"];

/** The operations on a plain Map: written apart from the model that is checked against it. */
export function applyToPlainMap(map: Map<unknown, unknown>, { name, args: [key, a, b] }: Pick<Call, "name" | "args">): unknown {
  const before = map.has(key) ? found(map.get(key)) : absent;
  const hit = map.has(key) && map.get(key) === a;
  if (name === "store" || name === "swap" || (name === "loadOrStore" && !map.has(key))) map.set(key, a);
  if (name === "delete" || name === "loadAndDelete" || (name === "compareAndDelete" && hit)) map.delete(key);
  if (name === "compareAndSwap" && hit) map.set(key, b);
  if (name === "load") return (before as { value: unknown }).value;
  if (name === "loadOrStore") return before === absent ? { value: a, loaded: false } : before;
  if (name === "swap" || name === "loadAndDelete") return before;
  return name.startsWith("compare") ? hit : undefined;
}

/** Whether two results of operations on a map are alike. */
export function isAlike(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return same(a, b);
  const [left, right] = [a, b] as Record<string, unknown>[];
  return same(left!["value"], right!["value"]) && left!["loaded"] === right!["loaded"];
}

/** Histories of up to 3 tasks on 2 keys: of a correct map, or with some results of another map, and now and then a pending call. */
export function smallHistories(maxCalls: number): fc.Arbitrary<Call[]> {
  return fc.array(fc.nat(9999), { minLength: 8 * maxCalls, maxLength: 8 * maxCalls }).map((tape) => historyOf(tape, maxCalls));
}

function historyOf(tape: readonly number[], maxCalls: number): Call[] {
  let position = 0;
  const draw = (below: number): number => tape[position++ % tape.length]! % below;
  const tasks: ({ call: { -readonly [F in keyof Call]: Call[F] }; isDone: boolean } | null)[] = [null, null, null];
  const calls: Call[] = [];
  const map = new Map<unknown, unknown>();
  const isWrong = draw(2) === 0;
  // The sooner it ends, the more calls are pending.
  const end = maxCalls * (2 + draw(3));
  for (let time = 1; time < end; time++) {
    const index = draw(3);
    const current = tasks[index]!;
    if (current === null) {
      if (calls.length === maxCalls) continue;
      const begun = { ...call(String(index + 1), [time, Infinity], names[draw(names.length)]!, [draw(2), draw(3), draw(3)]) };
      calls.push(begun);
      tasks[index] = { call: begun, isDone: false };
    } else if (!current.isDone) {
      const wrong = isWrong && draw(2) === 0;
      current.call.result = applyToPlainMap(wrong ? new Map(map).set(current.call.args[0], draw(3)) : map, current.call);
      current.isDone = true;
    } else {
      current.call.returned = time;
      tasks[index] = null;
    }
  }
  return calls;
}
