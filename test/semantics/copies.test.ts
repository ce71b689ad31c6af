import { expect, test } from "vitest";
import { copyFunctions, copyMethods } from "../../src/semantics/methods.ts";
import { document, formDataOf, functionNamed, maybeMissing, methodOf } from "./platform.ts";

/** An owner of copy methods, the arguments that they need there, and a change that a live answer would show. */
interface Owner {
  readonly create: () => object;
  readonly methods: Readonly<Record<string, readonly unknown[]>>;
  readonly change: (owner: never) => void;
}

const arrayMethods = {
  ...{ slice: [], concat: [], flat: [], toSorted: [], toReversed: [], toSpliced: [0, 0], with: [0, "z"] },
  ...{ filter: [() => true], map: [String], flatMap: [(item: unknown) => [item]] },
};
const { slice, toSorted, toReversed, filter } = arrayMethods;

const owners: readonly Owner[] = [
  { create: () => ["a", "b"], methods: arrayMethods, change: (array: string[]) => array.fill("c").push("d") },
  {
    create: () => new Uint8Array([1, 2]),
    methods: { slice, toSorted, toReversed, filter, map: [Number], with: [0, 1] },
    change: (numbers: Uint8Array) => numbers.fill(3),
  },
  {
    create: () => new Set(["a", "b"]),
    methods: {
      ...{ union: [new Set(["z"])], intersection: [new Set(["a"])] },
      ...{ difference: [new Set(["a"])], symmetricDifference: [new Set(["a"])] },
    },
    change: (set: Set<string>) => set.clear(),
  },
  { create: () => new Set(["a"]).values(), methods: { toArray: [] }, change: (items: Iterator<string>) => items.next() },
  {
    create: () => new URLSearchParams("a=1"),
    methods: { getAll: ["a"] },
    change: (params: URLSearchParams) => params.append("a", "2"),
  },
  { create: () => formDataOf("a"), methods: { getAll: ["a"] }, change: (data: FormData) => data.append("a", "2") },
  {
    create: () => new Headers([["set-cookie", "a=1"]]),
    methods: { getSetCookie: [] },
    change: (headers: Headers) => headers.append("set-cookie", "b=2"),
  },
  {
    create: () => {
      const parent = document.createElement("div");
      parent.append(document.createElement("p"));
      return parent;
    },
    methods: { getAttributeNames: [], querySelectorAll: ["p"] },
    change: (parent: Element) => {
      parent.id = "changed";
      parent.append(document.createElement("p"));
    },
  },
  { create: () => Object("a b") as object, methods: { split: [" "] }, change: () => undefined },
];

const tooOld = "newer than this platform";

test.for([...copyMethods])("%s returns a collection of its own, which does not follow the receiver", (name, { skip }) => {
  const able = owners.filter(({ methods }) => name in methods);
  expect(able).not.toEqual([]);
  for (const { create, methods, change } of able) {
    const owner = create();
    const method = methodOf(owner, name);
    if (!method && maybeMissing.has(name)) skip(tooOld);
    const copy = method?.apply(owner, [...(methods[name] ?? [])]) as Iterable<unknown>;
    const held = [...copy];
    change(owner as never);
    expect(copy).not.toBe(owner);
    expect([...copy]).toEqual(held);
  }
});

const shown = (value: unknown) => JSON.stringify(value, (_, part: unknown) => (typeof part === "bigint" ? `${part}n` : part));

test.for([...copyFunctions])("%s returns a collection of its own, which does not follow its argument", (name, { skip }) => {
  const copy = functionNamed(name);
  if (!copy && maybeMissing.has(name)) skip(tooOld);
  const one = name.startsWith("Big") ? 1n : 1;
  const source: unknown[] = name === "Object.fromEntries" ? [["a", 1]] : [one];
  const given = name.endsWith(".of") ? source : name.endsWith("groupBy") ? [source, String] : [source];
  const made = copy?.(...given);
  const before = shown(made);
  source.push(...source);
  expect(made).not.toBe(source);
  expect(shown(made)).toBe(before);
  expect(Object(made)).toBe(made);
});
