import { expect, test } from "vitest";
import { ambiguousLiveMembers, liveFactories, liveMembers, staticFactories } from "../../src/semantics/methods.ts";
import { document, maybeMissing, methodOf, nodes } from "./platform.ts";

test.each([...liveMembers].filter(([name]) => !maybeMissing.has(name)))("%s holds a %s", (name, kind) => {
  const held = nodes.map((node): unknown => Reflect.get(node, name)).filter((value) => Object(value) === value);
  expect(held).not.toEqual([]);
  const type = kind === "DOMTokenList" ? /^DOMTokenList$/ : /^(NodeList|HTML\w*Collection)$/;
  for (const collection of held) expect((collection as object).constructor.name).toMatch(type);
});

test("ambiguous members are members", () => {
  expect([...ambiguousLiveMembers].filter((name) => !liveMembers.has(name))).toEqual([]);
});

const queries: Readonly<Record<string, readonly string[]>> = {
  getElementsByTagName: ["i"],
  getElementsByTagNameNS: ["*", "i"],
  getElementsByName: ["field"],
  getElementsByClassName: ["on"],
  querySelectorAll: ["i"],
  assignedNodes: [],
  assignedElements: [],
};

/** The list that a factory gives, before and after an element enters the document, and after it loses its class. */
function lengthsOf(factory: string): number[] {
  const owner = [document, document.createElement("slot")].find((node) => methodOf(node, factory)) ?? {};
  const list = methodOf(owner, factory)?.apply(owner, [...(queries[factory] ?? [])]) as ArrayLike<Element>;
  const lengths = [list.length];
  const entering = document.createElement("i");
  entering.className = "on";
  entering.setAttribute("name", "field");
  document.body.append(entering);
  lengths.push(list.length);
  entering.className = "";
  lengths.push(list.length);
  entering.remove();
  return lengths;
}

test.each([...liveFactories])("the list of %s is a %s", (name, kind) => {
  expect(lengthsOf(name)).toEqual(kind === "LiveClass" ? [0, 1, 0] : [0, 1, 1]);
});

test.each([...staticFactories].filter((name) => !maybeMissing.has(name)))("the list of %s never changes", (name) => {
  expect(lengthsOf(name)).toEqual([0, 0, 0]);
});
