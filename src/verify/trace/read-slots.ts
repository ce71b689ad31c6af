import { types } from "node:util";
import { isPairs, isTyped } from "./kinds.ts";
import { list } from "./natives.ts";
import type { Numbers, Slot } from "./shadow.ts";

type Method = (this: void, ...args: unknown[]) => unknown;

const { apply, ownKeys } = Reflect;
const mapEntries = Reflect.get(Map.prototype, "entries") as Method;
const setValues = Reflect.get(Set.prototype, "values") as Method;
const pairEntries = [URLSearchParams, Headers, FormData].map(({ prototype }) => ({ prototype, entries: Reflect.get(prototype, "entries") }));

/** What a collection holds now. Getters of plain objects are not called. */
export function readSlots(target: object, next: Numbers): Slot[] {
  const slots: Slot[] = [];
  const add = (key: unknown, value: unknown): void => list.add(slots, { entry: next(), key, value });
  if (types.isMap(target)) drain(pairs(mapEntries, target), ([key, value]) => add(key, value));
  else if (types.isSet(target)) drain(apply(setValues, target, []) as Iterator<unknown>, (value) => add(value, value));
  else if (isPairs(target)) readPairs(target, add);
  else if (Array.isArray(target) || isTyped(target) || "length" in target) readElements(target as ArrayLike<unknown>, slots, next);
  else for (const key of ownKeys(target)) readProperty(target, key, add);
  return slots;
}

function pairs(entries: Method, target: object): Iterator<readonly [unknown, unknown]> {
  return apply(entries, target, []) as Iterator<readonly [unknown, unknown]>;
}

function drain<T>(iterator: Iterator<T>, each: (item: T) => void): void {
  for (let step = iterator.next(); step.done !== true; step = iterator.next()) each(step.value);
}

function readPairs(target: object, add: (key: unknown, value: unknown) => void): void {
  const { entries } = pairEntries.find(({ prototype }) => Object.prototype.isPrototypeOf.call(prototype, target))!;
  drain(pairs(entries, target), ([key, value]) => add(key, value));
}

function readElements(target: ArrayLike<unknown>, slots: Slot[], next: Numbers): void {
  for (let i = 0; i < target.length; i++) {
    const isHole = Array.isArray(target) && !Object.hasOwn(target, i);
    list.add(slots, { entry: isHole ? 0 : next(), key: target[i], value: target[i] });
  }
}

function readProperty(target: object, key: string | symbol, add: (key: unknown, value: unknown) => void): void {
  const descriptor = Object.getOwnPropertyDescriptor(target, key);
  if (descriptor?.enumerable === true && typeof key === "string") add(key, descriptor.value);
}
