import { afterEach, expect, test } from "vitest";
import { Builtins } from "../../../src/verify/runner/builtins.ts";

const undo: (() => void)[] = [];
afterEach(() => undo.splice(0).forEach((put) => put()));

/** Until the end of the test. */
function define(object: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  const was = Reflect.getOwnPropertyDescriptor(object, key);
  Object.defineProperty(object, key, { configurable: true, ...descriptor });
  undo.push(() => void (was === undefined ? Reflect.deleteProperty(object, key) : Object.defineProperty(object, key, was)));
}

test("use changes nothing", () => {
  const builtins = new Builtins();
  /a(b)/.exec("ab");
  new Map([[1, 2]]).set(3, 4);
  expect(builtins.changed()).toBeNull();
});

test.each<[name: string, object: object, key: PropertyKey]>([
  ["Map.prototype.set", Map.prototype, "set"],
  ["Date.now", Date, "now"],
  ["JSON.parse", JSON, "parse"],
  ["Array.prototype[Symbol.iterator]", Array.prototype, Symbol.iterator],
  ["%MapIterator%.prototype.next", Object.getPrototypeOf(new Map().values()) as object, "next"],
  ["Promise", globalThis, "Promise"],
])("%s that is replaced is named", (name, object, key) => {
  const builtins = new Builtins();
  define(object, key, { value: () => 0, writable: true });
  const changed = builtins.changed();
  undo.splice(0).forEach((put) => put());
  expect(changed).toBe(name);
  expect(builtins.changed()).toBeNull();
});

test("a getter that is replaced is named", () => {
  const builtins = new Builtins();
  define(Map.prototype, "size", { get: () => 1 });
  const changed = builtins.changed();
  undo.splice(0).forEach((put) => put());
  expect(changed).toBe("Map.prototype.size");
});

test("what is added counts where each `for...in` meets it", () => {
  const builtins = new Builtins();
  define(Object.prototype, "hidden", { value: 1, enumerable: false });
  define(Reflect, "metadata", { value: 1, enumerable: true });
  expect(builtins.changed()).toBeNull();
  define(Array.prototype, "shown", { value: 1, enumerable: true });
  const changed = builtins.changed();
  undo.splice(0).forEach((put) => put());
  expect(changed).toBe("Array.prototype.shown");
});

test("what is frozen is named", () => {
  const own = { method: () => 1 };
  define(globalThis, "Intl", { value: own, writable: true });
  const builtins = new Builtins();
  Object.freeze(own);
  expect(builtins.changed()).toBe("Intl");
});
