import { expect, test } from "vitest";
import {
  callbackMethods,
  defaultViews,
  eagerIteratorMethods,
  lazyIteratorHelpers,
  queryMethods,
  typedArrayNames,
  viewMethods,
} from "../../src/semantics/methods.ts";
import type { CollectionKind } from "../../src/semantics/types.ts";
import { document, methodOf, samples, type Method } from "./platform.ts";

test("each query method exists on its kinds and answers as it says", () => {
  const proves = {
    truthy: (answer: unknown) => !!answer,
    "not-nullish": (answer: unknown) => answer !== null && answer !== undefined,
    "not-minus-one": (answer: unknown) => answer !== -1,
  };
  for (const [name, { kinds, presentWhen }] of queryMethods) {
    for (const kind of kinds) {
      const ask = (item: unknown) => proves[presentWhen](methodOf(samples[kind], name)?.call(samples[kind], item));
      const [held, other] = kind === "TypedArray" ? [7, 8] : ["x", "y"];
      expect([name, kind, ask(held), ask(other)]).toEqual([name, kind, true, false]);
    }
  }
});

test.each([...callbackMethods])("%s passes the element, key and collection where it says", (name, { elementAt }) => {
  const letters = ["a", "b", "c"];
  const collect: Method = (...given) => {
    expect(given[elementAt]).toBe(letters[given[elementAt + 1] as number]);
    expect(given[elementAt + 2]).toBe(letters);
  };
  expect.hasAssertions();
  methodOf(letters, name)?.call(letters, collect, undefined);
});

test.each([...callbackMethods])("%s leaves the loop when it says", (name, { leavesWhen }) => {
  const stepsWith = (answer: boolean) => {
    let steps = 0;
    const letters = ["a", "b", "c"];
    // The last argument is the start value of a reduction; elsewhere it is an unused `thisArg`.
    methodOf(letters, name)?.call(letters, () => (steps++, answer), undefined);
    return steps;
  };
  expect(stepsWith(true)).toBe(leavesWhen === "truthy" ? 1 : 3);
  expect(stepsWith(false)).toBe(leavesWhen === "falsy" ? 1 : 3);
});

test.each([...callbackMethods])("%s walks in its order, and over holes if it finds", (name, { form, elementAt }) => {
  const sparse = ["a", "b", "c"];
  delete sparse[1];
  const seen: unknown[] = [];
  methodOf(sparse, name)?.call(sparse, (...given: unknown[]) => void seen.push(given[elementAt]), undefined);
  // `every` ends at the first undefined answer.
  const visited = name === "every" ? ["a"] : name.startsWith("find") ? ["a", undefined, "c"] : ["a", "c"];
  expect(seen).toEqual(form === "callback-backward" ? visited.toReversed() : visited);
  if (form === "callback-dense") expect(name).toMatch(/^find/);
});

test("each view is live and yields what it says", () => {
  for (const [name, view] of viewMethods) {
    const map = new Map([["k", "v"]]);
    const items = methodOf(map, name)?.call(map) as Iterator<unknown>;
    expect(items.next().value).toEqual({ key: "k", value: "v", entry: ["k", "v"] }[view]);
    map.set("later", "v");
    expect(items.next().done).toBe(false);
  }
});

test("all iterable kinds have the views, but for HTMLCollection", () => {
  const { LiveTree, LiveClass, Object: plain, ...others } = samples;
  for (const name of viewMethods.keys()) {
    for (const owner of [...Object.values(others), document.childNodes]) expect(methodOf(owner, name)).toBeDefined();
    for (const owner of [LiveTree, LiveClass, plain]) expect(methodOf(owner, name)).toBeUndefined();
  }
});

test("the default view of each kind is that of its own iterator", () => {
  const pairs: readonly CollectionKind[] = ["Map", "GoMap", "URLSearchParams", "Headers", "FormData"];
  for (const kind of Object.keys(samples) as CollectionKind[]) {
    if (kind === "Object") continue;
    const items = samples[kind] as Iterable<unknown>;
    const view = pairs.includes(kind) ? "entry" : "value";
    expect([kind, defaultViews[kind]]).toEqual([kind, view]);
    for (const item of items) expect(Array.isArray(item)).toBe(view === "entry");
  }
  for (const key in samples.Object) expect([defaultViews.Object, key]).toEqual(["key", "x"]);
});

// Node 20 has no iterator helpers.
const helpers = "Iterator" in globalThis;

test.skipIf(!helpers).each([...lazyIteratorHelpers])("%s of an iterator reads nothing before next()", (name) => {
  const argument = { take: 9, drop: 0, flatMap: () => [1] }[name] ?? (() => true);
  const set = new Set([1]);
  const items = set.values();
  const lazy = methodOf(items, name)?.call(items, argument) as Iterator<unknown>;
  set.add(2);
  expect([lazy.next().done, lazy.next().done, lazy.next().done]).toEqual([false, false, true]);
});

test.skipIf(!helpers).each([...eagerIteratorMethods])("%s of an iterator walks it at once", (name) => {
  const items = new Set([1, 2]).values();
  const goOn = callbackMethods.get(name)?.leavesWhen === "falsy";
  methodOf(items, name)?.call(items, () => goOn, 0);
  expect(items.next().done).toBe(true);
});

test("typed array names are those of the platform", () => {
  const parent: unknown = Object.getPrototypeOf(Uint8Array);
  const present = Object.getOwnPropertyNames(globalThis).filter(
    (name) => name.endsWith("Array") && Object.getPrototypeOf(Reflect.get(globalThis, name)) === parent,
  );
  // Node 20 and 22 have no Float16Array.
  expect(new Set([...present, "Float16Array"])).toEqual(new Set(typedArrayNames));
});
