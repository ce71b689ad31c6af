import { types } from "node:util";
import { isPairs } from "./kinds.ts";

/** How a method that calls back for each item goes about it. */
export interface CallbackMethod {
  /** From the last to the first. */
  readonly isBackwards?: boolean;
  /** Which argument of the callback is the index, or the key. */
  readonly index: number;
  /** The result of the callback with which the method stops. */
  readonly stopsAt?: "truthy" | "falsy";
}

const methods: Readonly<Record<string, CallbackMethod>> = {
  forEach: { index: 1 },
  map: { index: 1 },
  filter: { index: 1 },
  flatMap: { index: 1 },
  some: { index: 1, stopsAt: "truthy" },
  every: { index: 1, stopsAt: "falsy" },
  find: { index: 1, stopsAt: "truthy" },
  findIndex: { index: 1, stopsAt: "truthy" },
  findLast: { index: 1, stopsAt: "truthy", isBackwards: true },
  findLastIndex: { index: 1, stopsAt: "truthy", isBackwards: true },
  reduce: { index: 2 },
  reduceRight: { index: 2, isBackwards: true },
};

/** The methods whose callbacks go through the receiver itself: those of arrays, and `forEach` of what else has it. */
export function callbackMethod(receiver: unknown, name: string): CallbackMethod | undefined {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined || typeof receiver !== "object" || receiver === null) return undefined;
  return Array.isArray(receiver) || types.isTypedArray(receiver) || name === "forEach" || "next" in receiver ? method : undefined;
}

/** Whether a method stops after this result of its callback. */
export function stops({ stopsAt }: CallbackMethod, result: unknown): boolean {
  if (stopsAt === undefined) return false;
  return stopsAt === "truthy" ? Boolean(result) : !result;
}

/** What a callback method has been told, as an item of an iteration: for lists the index. */
export function itemOf(receiver: object, { index }: CallbackMethod, args: readonly unknown[]): unknown {
  return types.isMap(receiver) || isPairs(receiver) ? [args[1], args[0]] : args[index - 1];
}

