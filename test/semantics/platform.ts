import { JSDOM } from "jsdom";
import { GoMap } from "../../src/engine/index.ts";
import type { CollectionKind } from "../../src/semantics/types.ts";

export const { document } = new JSDOM("").window;

export type Method = (...parameters: unknown[]) => unknown;

/** The method of that name, if the owner has one. */
export function methodOf(owner: object, name: string): Method | undefined {
  const member: unknown = Reflect.get(owner, name);
  return typeof member === "function" ? (member as Method) : undefined;
}

/** The function of a dotted name (`Object.keys`), bound to its owner, if the platform has it. */
export function functionNamed(name: string): Method | undefined {
  const path = name.split(".");
  const last = path.pop() ?? "";
  const owner: unknown = path.reduce<unknown>((holder, step) => Reflect.get(Object(holder) as object, step), globalThis);
  const found = methodOf(Object(owner) as object, last);
  return found && ((...given) => found.call(owner, ...given));
}

/** Standard members that came after Node 20.19 or that jsdom 26 lacks: they need not be there. */
export const maybeMissing: ReadonlySet<string> = new Set([
  ...["getOrInsert", "getOrInsertComputed", "toArray", "union", "intersection", "difference", "symmetricDifference"],
  ...["Object.groupBy", "Map.groupBy", "Float16Array.from", "Float16Array.of"],
  ...["moveBefore", "innerText", "outerText", "elementsFromPoint", "sandbox", "part"],
]);

/** One collection of each kind that holds `x` (7 for numbers), not `y` (8). */
export const samples: Readonly<Record<CollectionKind, object>> = {
  Map: new Map([["x", 1]]),
  GoMap: goMapWith("x"),
  Set: new Set(["x"]),
  Array: ["x"],
  TypedArray: new Uint8Array([7]),
  Object: { x: 1 },
  URLSearchParams: new URLSearchParams("x=1"),
  Headers: new Headers([["x", "1"]]),
  FormData: formDataOf("x"),
  LiveTree: document.createElement("select").options,
  LiveClass: document.getElementsByClassName("x"),
  DOMTokenList: elementWithClass("x").classList,
};

/** One of each element that has collections or mutators of its own, and the document. */
export const nodes: readonly (Document | Element)[] = [
  document,
  ...["div", "form", "table", "tr", "tbody", "select", "a", "map", "output", "input", "iframe"].map((name) =>
    document.createElement(name),
  ),
];

function goMapWith(key: string): GoMap<string, number> {
  const map = GoMap.make<"string", number>("string");
  map.set(key, 1);
  return map;
}

export function formDataOf(...names: string[]): FormData {
  const data = new FormData();
  for (const name of names) data.append(name, "1");
  return data;
}

function elementWithClass(className: string): Element {
  const element = document.createElement("i");
  element.className = className;
  return element;
}
