import type { SteppedLoop } from "./hooks.ts";

type Method = (...args: unknown[]) => unknown;

/** What `Hooks.stepped` gives where nothing is to be taken apart: it makes the call, and yields nothing. */
export function atOnce(receiver: unknown, name: string): (...args: unknown[]) => Generator<number, unknown, void> {
  const method = (receiver as Record<string, unknown>)[name];
   
  return function* (...args) {
    return Reflect.apply(method as Method, receiver, args);
  };
}

/** What `Hooks.steppedLoop` gives there. */
export class LoopAtOnce implements SteppedLoop {
  value: unknown = undefined;
  readonly #iterator: Iterator<unknown>;

  constructor(receiver: unknown, name: string) {
    const method = (receiver as Record<string, unknown>)[name];
    const iterable = typeof method === "function" ? Reflect.apply(method as Method, receiver, []) : receiver;
    this.#iterator = (iterable as Iterable<unknown>)[Symbol.iterator]();
  }

   
  *next(): Generator<number, boolean, void> {
    const next = this.#iterator.next();
    this.value = next.value;
    return next.done !== true;
  }
}
