import type { IterationForm } from "../../../src/semantics/types.ts";
import { hole, type Change, type Subject, type Walk } from "../subject.ts";
import { callbackWalks, forInWalks, indexWalks, iteratorWalks, type Identity } from "../walks.ts";

const idOf = (value: unknown) => (value === undefined ? hole : String(value));

type Sequence = (string | number)[] | Float64Array | Uint8Array;

function walksOf<C extends Sequence>(kind: "Array" | "TypedArray", sample: C): Subject<C>["walks"] {
  const identity: Identity<C> = {
    ofKey: (key, collection) => idOf(collection[Number(key)]),
    ofValue: idOf,
    ofEntry: (_, value) => idOf(value),
  };
  const callbackForms: IterationForm[] = ["callback", "callback-dense", "callback-backward"];
  return new Map<IterationForm, ReadonlyMap<string, Walk<C>>>([
    ["iterator", iteratorWalks(kind, sample, identity)],
    ...callbackForms.map((form) => [form, callbackWalks(form, sample, identity)] as const),
    ["for-in", forInWalks<C>((key, collection) => idOf(collection[Number(key)]))],
    ...indexWalks<C>(
      (collection) => collection.length,
      (collection, i) => idOf(collection[i]),
    ),
  ]);
}

const arrayChanges: Subject<string[]>["changes"] = {
  push: [(xs, { fresh }) => xs.push(fresh)],
  pop: [(xs) => xs.pop()],
  shift: [(xs) => xs.shift()],
  unshift: [(xs, { fresh }) => xs.unshift(fresh)],
  "splice-remove": [(xs, { position }) => xs.splice(position, 1)],
  "splice-insert": [(xs, { position, fresh }) => xs.splice(position, 0, fresh)],
  "splice-replace": [(xs, { position, fresh }) => xs.splice(position, 1, fresh)],
  sort: [(xs) => xs.sort()],
  reverse: [(xs) => xs.reverse()],
  copyWithin: [(xs) => xs.copyWithin(0, 1)],
  fill: [(xs, { fresh }) => xs.fill(fresh)],
  "index-write": [(xs, { position, fresh }) => (xs[position] = fresh)],
  "property-delete": [(xs, { position }) => delete xs[position]],
  "length-shrink": [(xs) => (xs.length = 0), (xs) => (xs.length = 1), (xs) => (xs.length -= 1)],
  "length-grow": [(xs) => (xs.length += 3)],
};

export const array: Subject<string[]> = {
  kind: "Array",
  name: "Array",
  layouts: () => [["e", "d", "c", "b", "a"]],
  create: (ids) => [...ids],
  contents: (collection) => Array.from(collection, idOf),
  fresh: (step) => [`new${step}`],
  walks: walksOf<string[]>("Array", []),
  changes: arrayChanges,
};

function typedArray<C extends Float64Array | Uint8Array>(
  name: string,
  from: (ids: readonly string[]) => C,
): Subject<C> {
  const write: Change<C> = (xs, { position, fresh }) => (xs[position] = Number(fresh));
  return {
    kind: "TypedArray",
    name,
    layouts: () => [["50", "40", "30", "20", "10"]],
    create: from,
    contents: (collection) => Array.from(collection, String),
    fresh: (step) => [`${100 + step}`],
    walks: walksOf("TypedArray", from([])),
    changes: {
      sort: [(xs) => xs.sort()],
      reverse: [(xs) => xs.reverse()],
      copyWithin: [(xs) => xs.copyWithin(0, 1)],
      fill: [(xs, { fresh }) => xs.fill(Number(fresh))],
      "index-write": [write],
      set: [
        (xs, { fresh }) => xs.set(Array.from(xs, () => Number(fresh))),
        (xs, { fresh }) => xs.set([Number(fresh)], 0),
        (xs, { fresh }) => xs.set([Number(fresh)], xs.length - 1),
      ],
    },
  };
}

export const floats = typedArray("Float64Array", (ids) => Float64Array.from(ids, Number));

export const bytes = typedArray("Uint8Array", (ids) => Uint8Array.from(ids, Number));
