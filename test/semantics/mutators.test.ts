import { expect, test } from "vitest";
import { mutatorFunctions, mutatorMethods, mutatorProperties, type MutatorEntry } from "../../src/semantics/methods.ts";
import { document, functionNamed, maybeMissing, nodes, samples } from "./platform.ts";

const tokens = document.createElement("i").classList;

/** The objects of the platform that an entry may be called or assigned on. */
function ownersOf({ kind, receiver }: MutatorEntry): readonly object[] {
  if (receiver === "collection") return [samples[kind]];
  return receiver === "element-tokens" ? [tokens] : nodes;
}

const named = [...mutatorMethods, ...mutatorProperties].filter(([name]) => !maybeMissing.has(name));

test.each(named)("%s is a member of what it is said to be called on", (name, entries) => {
  for (const entry of entries) {
    const exists = ownersOf(entry).some((owner) => name in owner);
    expect({ ...entry, exists }).toEqual({ ...entry, exists: true });
  }
});

test.each([...mutatorFunctions])("%s changes the argument that it says", (name, { target, key, operation }) => {
  const value = name === "Reflect.set" ? 2 : { value: 2 };
  const given = key === undefined ? [{ x: 1 }, { x: { value: 2 } }] : [{ x: 1 }, "x", value];
  expect(key === undefined || given[key] === "x").toBe(true);
  functionNamed(name)?.(...given);
  const changed = given[target] as { x?: unknown };
  expect("x" in changed).toBe(operation !== "property-delete");
  expect(changed.x).not.toBe(1);
});
