import { expect, test } from "vitest";
import { isTelling, shapeOf } from "../../../src/verify/runner/shape.ts";

class Entry {
  readonly name: string;
  isOpen = false;
  constructor(name: string) {
    this.name = name;
  }
}

test.each<[string, unknown, unknown]>([
  ["texts and numbers differ", { id: 1, name: "a" }, { name: "b", id: 2 }],
  ["elements differ", ["a"], ["b"]],
  ["one holds more of the same", ["a", "b"], ["a", "b", "c"]],
  ["keys differ", new Map([["a", { id: 1 }]]), new Map([["b", { id: 2 }]])],
  ["instances hold other texts", new Entry("a"), new Entry("b")],
])("is the same where %s", (_what, one, other) => {
  expect(shapeOf(one)).toBe(shapeOf(other));
});

test.each<[string, unknown, unknown]>([
  ["one is empty", [], ["a"]],
  ["one holds one, the other several", ["a"], ["a", "b"]],
  ["a flag is another", { name: "a", isOpen: true }, { name: "a", isOpen: false }],
  ["a member is missing", { id: 1 }, { id: 1, next: null }],
  ["one is an object, the other a list of them", { id: 1 }, [{ id: 1 }]],
  ["elements are objects of another kind", new Set([{ a: 1 }]), new Set([{ b: 1 }])],
  ["one holds functions", [() => {}], ["a"]],
])("is another one where %s", (_what, one, other) => {
  expect(shapeOf(one)).not.toBe(shapeOf(other));
});

test("calls no getter", () => {
  const value = {
    get name(): string {
      throw new Error("is called");
    },
  };
  expect(() => shapeOf([value])).not.toThrow();
});

test.each<[string, unknown]>([
  ["texts", ["a"]],
  ["an object", { id: 1 }],
  ["a map", new Map([["a", 1]])],
])("tells what is there: %s", (_what, value) => {
  expect(isTelling(shapeOf(value))).toBe(true);
});

test.each<[string, unknown]>([
  ["nothing", undefined],
  ["an empty list", []],
  ["an object without members", {}],
  ["an empty set", new Set()],
  ["a map that cannot be listed", new WeakMap()],
  ["a stand-in", new Proxy(() => {}, {})],
  ["a list with a stand-in", [new Proxy({}, {})]],
])("does not tell what is there: %s", (_what, value) => {
  expect(isTelling(shapeOf(value))).toBe(false);
});
