import { describe, expect, test } from "vitest";
import { stronglyConnected } from "../../src/analysis/strongly-connected.ts";

/** The components of what `a` reaches, each sorted, in the order in which they are found. */
function componentsOf(edges: Readonly<Record<string, string>>): string[] {
  return stronglyConnected("a", (node) => (edges[node] ?? "").split(" ").filter(Boolean)).map((component) => [...component].sort().join(""));
}

describe("strongly connected components", () => {
  test.each<[string, Record<string, string>, string[]]>([
    ["a node alone", {}, ["a"]],
    ["a node that leads to itself", { a: "a" }, ["a"]],
    ["a chain, its end first", { a: "b", b: "c" }, ["c", "b", "a"]],
    ["a circle", { a: "b", b: "c", c: "a" }, ["abc"]],
    ["a circle behind a node", { a: "b", b: "c", c: "b d" }, ["d", "bc", "a"]],
    ["two circles that share a node", { a: "b c", b: "a", c: "a" }, ["abc"]],
    ["two circles, one of which leads to the other", { a: "b", b: "a c", c: "d", d: "c" }, ["cd", "ab"]],
    ["a diamond, its parts once", { a: "b c", b: "d", c: "d" }, ["d", "b", "c", "a"]],
    ["an edge to a finished component, which joins nothing", { a: "b c", b: "d", c: "b a" }, ["d", "b", "ac"]],
    ["a circle within a circle", { a: "b", b: "c", c: "b d", d: "a" }, ["abcd"]],
  ])("of %s", (_, edges, expected) => {
    expect(componentsOf(edges)).toEqual(expected);
  });

  test("leave out what the root does not reach", () => {
    expect(componentsOf({ a: "b", c: "a" })).toEqual(["b", "a"]);
  });

  test("do not need the stack", () => {
    const last = 100_000;
    expect(stronglyConnected(0, (node) => (node < last ? [node + 1] : []))).toHaveLength(last + 1);
    expect(stronglyConnected(0, (node) => [(node + 1) % last])).toHaveLength(1);
  });

  test("ask for the successors of each node once", () => {
    const asked: string[] = [];
    const edges: Record<string, string[]> = { a: ["b", "c"], b: ["c", "a"], c: ["b"] };
    stronglyConnected("a", (node) => (asked.push(node), edges[node]!));
    expect(asked.sort()).toEqual(["a", "b", "c"]);
  });
});
