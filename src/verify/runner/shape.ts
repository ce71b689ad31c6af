import { types } from "node:util";

/** Below this depth the kind of a value is all that is told. */
const mostDepth = 2;
/** Of more elements the shapes are not told apart. */
const mostElements = 100;
/** More of them are as good as these. */
const many = 2;

type ForEach = (visit: (value: unknown) => void) => void;

/** As they were before the trace watched them. */
const forEachOfMap = Reflect.get(Map.prototype, "forEach") as ForEach;
const forEachOfSet = Reflect.get(Set.prototype, "forEach") as ForEach;

/** Stands for what cannot be looked into. */
const opaque = "?";

/**
 * What kind of state a value is, without the texts and numbers in it: two states of one shape differ in what they hold, not in what they
 * are made of. Getters are not called.
 */
export function shapeOf(value: unknown): string {
  return shapeAt(value, 0);
}

/** Whether a shape says that there is something, and what: a value of the same shape may take its place. */
export function isTelling(shape: string): boolean {
  return !shape.includes(opaque) && !/^(undefined|null|\[0.*|\{\})$/s.test(shape);
}

function shapeAt(value: unknown, depth: number): string {
  if (value === null || value === undefined || typeof value === "boolean") return String(value);
  if (types.isProxy(value) || value instanceof WeakMap || value instanceof WeakSet) return opaque;
  if (typeof value !== "object") return typeof value;
  if (types.isPromise(value)) return "promise";
  const elements = elementsOf(value);
  if (elements !== undefined) return `[${sizeText(elements.length)}${depth < mostDepth ? ` ${shapesOf(elements, depth)}` : ""}]`;
  return depth < mostDepth ? `{${membersText(value, depth)}}` : "object";
}

/** Of maps the values: their keys are texts and numbers, or objects that stand for themselves. */
function elementsOf(value: object): readonly unknown[] | undefined {
  const elements: unknown[] = [];
  if (Array.isArray(value)) for (let index = 0; index < Math.min(value.length, mostElements); index++) elements.push(value[index]);
  else if (types.isMap(value)) Reflect.apply(forEachOfMap, value, [(each: unknown) => void elements.push(each)]);
  else if (types.isSet(value)) Reflect.apply(forEachOfSet, value, [(each: unknown) => void elements.push(each)]);
  else return undefined;
  return elements.slice(0, mostElements);
}

function sizeText(size: number): string {
  return size < many ? String(size) : `${many}+`;
}

function shapesOf(values: readonly unknown[], depth: number): string {
  return [...new Set(values.map((value) => (isPrimitive(value) ? "primitive" : shapeAt(value, depth + 1))))].sort().join(" ");
}

function membersText(value: object, depth: number): string {
  const members = Object.entries(Object.getOwnPropertyDescriptors(value)).map(([name, descriptor]) => `${name}:${shapeAt(descriptor.value, depth + 1)}`);
  return members.sort().join(" ");
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== "object" && typeof value !== "function");
}
