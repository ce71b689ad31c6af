import { GoMap } from "../../../src/engine/index.ts";
import type { KeyRelation } from "../../../src/semantics/types.ts";
import type { Subject } from "../subject.ts";
import { callbackWalks, forInWalks, iteratorWalks, type Identity } from "../walks.ts";

const letters = ["e", "d", "c", "b", "a"];

interface Value {
  readonly id: string;
}

const mapIdentity: Identity<Map<string, Value>> = {
  ofKey: String,
  ofValue: (value) => (value as Value).id,
  ofEntry: String,
};

export const map: Subject<Map<string, Value>> = {
  kind: "Map",
  name: "Map",
  layouts: () => [letters],
  create: (ids) => new Map(ids.map((id) => [id, { id }])),
  contents: (collection) => [...collection.keys()],
  fresh: (step) => [`new${step}`],
  walks: new Map([
    ["iterator", iteratorWalks("Map", new Map(), mapIdentity)],
    ["callback", callbackWalks("callback", new Map(), mapIdentity)],
  ]),
  changes: {
    set: [(collection, { id }) => collection.set(id, { id })],
    delete: [(collection, { id }) => collection.delete(id)],
    clear: [(collection) => collection.clear()],
  },
  remove: (collection, { id }) => collection.delete(id),
};

/** The keys of a Go map in the order in which its first range gives them, which nothing but another map of the same seed tells. */
const goOrders = new WeakMap<GoMap<string, Value>, readonly string[]>();

/** Every other map has an empty cell before its entries: what is inserted next goes there. */
function goMapOf(ids: readonly string[], seed: number): GoMap<string, Value> {
  const made = GoMap.make<"string", Value>("string", null, { seed });
  const fillers = seed % 2 === 0 ? [] : ["filler"];
  for (const id of [...fillers, ...ids]) made.set(id, { id });
  for (const id of fillers) made.delete(id);
  return made;
}

const goMapIdentity: Identity<GoMap<string, Value>> = { ofKey: String, ofValue: (value) => (value as Value).id, ofEntry: String };

export const goMap: Subject<GoMap<string, Value>> = {
  kind: "GoMap",
  name: "GoMap",
  layouts: () => [letters],
  runs: 24,
  create: (ids, run = 0) => {
    const made = goMapOf(ids, run);
    goOrders.set(made, [...goMapOf(ids, run).keys()]);
    return made;
  },
  contents: (collection) => {
    const order = goOrders.get(collection) ?? [];
    const chains = collection.inspect().buckets ?? [];
    const keys = chains.flatMap(({ bmaps }) => bmaps.flatMap((bucket) => bucket.keys.filter((key) => key !== undefined)));
    return [...order.filter((key) => keys.includes(key)), ...keys.filter((key) => !order.includes(key))];
  },
  fresh: (step) => [`new${step}`],
  walks: new Map([
    ["iterator", iteratorWalks("GoMap", GoMap.make("string"), goMapIdentity)],
    ["callback", callbackWalks("callback", GoMap.make("string"), goMapIdentity)],
  ]),
  changes: { set: [(collection, { id }) => collection.set(id, { id })] },
  remove: (collection, { id }) => collection.delete(id),
};

const setIdentity: Identity<Set<string>> = { ofKey: String, ofValue: String, ofEntry: String };

export const set: Subject<Set<string>> = {
  kind: "Set",
  name: "Set",
  layouts: () => [letters],
  create: (ids) => new Set(ids),
  contents: (collection) => [...collection],
  fresh: (step) => [`new${step}`],
  walks: new Map([
    ["iterator", iteratorWalks("Set", new Set(), setIdentity)],
    ["callback", callbackWalks("callback", new Set(), setIdentity)],
  ]),
  changes: {
    add: [(collection, { id }) => collection.add(id)],
    delete: [(collection, { id }) => collection.delete(id)],
    clear: [(collection) => collection.clear()],
  },
  remove: (collection, { id }) => collection.delete(id),
};

type Plain = Record<string, number>;

export const object: Subject<Plain> = {
  kind: "Object",
  name: "plain object",
  layouts: () => [letters],
  create: (ids) => Object.fromEntries(ids.map((id) => [id, 1])),
  contents: (collection) => Object.keys(collection),
  fresh: (step) => [`new${step}`],
  walks: new Map([["for-in", forInWalks<Plain>((key) => key)]]),
  changes: {
    "index-write": [
      (collection, { id }) => (collection[id] = 2),
      (collection, { id }) => Object.assign(collection, { [id]: 2 }),
      (collection, { id }) => Reflect.set(collection, id, 2),
    ],
    "property-delete": [
      (collection, { id }) => delete collection[id],
      (collection, { id }) => Reflect.deleteProperty(collection, id),
    ],
  },
  remove: (collection, { id }) => delete collection[id],
};

const headersIdentity: Identity<Headers> = { ofKey: String, ofEntry: String };

/** Walked in sorted order, whatever the order of insertion; a new name may sort before or after the current one. */
export const headers: Subject<Headers> = {
  kind: "Headers",
  name: "Headers",
  layouts: () => [letters.toReversed()],
  create: (ids) => new Headers(ids.map((id): [string, string] => [id, "1"])),
  contents: (collection) => [...collection.keys()],
  fresh: (step) => [`0new${step}`, `znew${step}`],
  walks: new Map([
    ["iterator", iteratorWalks("Headers", new Headers(), headersIdentity)],
    ["callback", callbackWalks("callback", new Headers(), headersIdentity)],
  ]),
  changes: {
    set: [(collection, { id }) => collection.set(id, "2")],
    append: [(collection, { id }) => collection.append(id, "2")],
    delete: [(collection, { id }) => collection.delete(id)],
  },
  remove: (collection, { id }) => collection.delete(id),
};

/** Names may occur more than once, so an element is known by name and value. */
interface PairList {
  append(name: string, value: string): void;
  set(name: string, value: string): void;
  delete(name: string): void;
  get(name: string): unknown;
  getAll(name: string): unknown[];
  entries(): Iterable<[string, unknown]>;
}

function pairList<C extends PairList>(kind: "URLSearchParams" | "FormData", construct: () => C): Subject<C> {
  const identity: Identity<C> = { ofEntry: (name, value) => `${name}=${value}` };
  const nameOf = (id: string) => id.slice(0, id.indexOf("="));
  const valueOf = (id: string) => id.slice(id.indexOf("=") + 1);
  return {
    kind,
    name: kind,
    layouts: pairLayouts,
    create: (ids) => {
      const collection = construct();
      for (const id of ids) collection.append(nameOf(id), valueOf(id));
      return collection;
    },
    contents: (collection) => Array.from(collection.entries(), ([name, value]) => `${name}=${value}`),
    fresh: (step) => [`new${step}=1`],
    walks: new Map([
      ["iterator", iteratorWalks(kind, construct(), identity)],
      ["callback", callbackWalks("callback", construct(), identity)],
    ]),
    changes: {
      // The first pair of that name keeps its value, and so its identity.
      set: [(collection, { id }) => collection.set(nameOf(id), String(collection.get(nameOf(id)) ?? valueOf(id)))],
      append: [
        (collection, { id }) => {
          const taken = collection.getAll(nameOf(id)).includes(valueOf(id));
          collection.append(nameOf(id), taken ? "appended" : valueOf(id));
        },
      ],
      delete: [(collection, { id }) => collection.delete(nameOf(id))],
    },
    remove: (collection, { id }) => collection.delete(nameOf(id)),
  };
}

/** One occurrence of each name, then names with a second occurrence where the relation still holds. */
function pairLayouts(relation: KeyRelation): readonly (readonly string[])[] {
  const single = letters.map((letter) => `${letter}=1`);
  const repeated: Partial<Record<KeyRelation, readonly string[]>> = {
    current: ["cdcba", "edcca"],
    present: ["ddcba", "edcda", "edcbe"],
    ahead: ["edcbb"],
  };
  const doubled = (repeated[relation] ?? []).map((names) => Array.from(names, (name, i) => `${name}=${i}`));
  return [single, ...doubled];
}

export const formData: Subject<FormData> = pairList("FormData", () => new FormData());

const params = pairList("URLSearchParams", () => new URLSearchParams());

export const searchParams: Subject<URLSearchParams> = {
  ...params,
  changes: { ...params.changes, sort: [(collection) => collection.sort()] },
};
