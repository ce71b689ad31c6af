import { expect, test } from "vitest";
import type { Site } from "../../../src/verify/site.ts";
import type { RunLog } from "../../../src/verify/trace/log.ts";
import { Trace } from "../../../src/verify/trace/trace.ts";

const site: Site = { id: 1, role: "act", file: "a.ts", start: 0, end: 1, collection: "state.cache" };

function logOf(act: (trace: Trace) => void): RunLog["entries"] {
  const trace = new Trace();
  trace.install();
  trace.begin({ clock: { task: () => "1", turn: () => 0 }, sites: [site] });
  try {
    act(trace);
    return trace.end().entries;
  } finally {
    trace.uninstall();
  }
}

test("a write of undefined has a value, an operation without an operand has none", () => {
  const state = { cache: new Map() };
  const [without, written] = logOf(({ hooks }) => {
    hooks.event(1, "act", state, ["cache"]);
    hooks.value(1, "act", undefined, state, ["cache"]);
  });
  expect("value" in without!).toBe(false);
  expect("value" in written!).toBe(true);
});

test("an operation is put down to its announcement, whichever kind it is", () => {
  const cache = new Map([["a", 1]]);
  const entries = logOf(({ hooks }) => {
    for (const act of [() => cache.get("a"), () => cache.set("a", 2), () => cache.set("b", 3), () => cache.delete("a"), () => cache.has("a")]) {
      hooks.event(1, "act", cache, []);
      act();
    }
  });
  const operations = entries.filter(({ kind }) => kind !== "act");
  expect(operations.map(({ kind, announced, before }) => ({ kind, announced, before }))).toEqual([
    { kind: "get", announced: 0, before: undefined },
    { kind: "overwrite", announced: 2, before: 1 },
    { kind: "insert", announced: 4, before: undefined },
    { kind: "delete", announced: 6, before: undefined },
    { kind: "has", announced: 8, before: undefined },
  ]);
});

test("properties of an object that come, change and go are found at the end of the turn", () => {
  const state: Record<string, number> = { a: 1, b: 2 };
  const entries = logOf((trace) => {
    trace.track(state);
    delete state["a"];
    state["b"] = 3;
    state["c"] = 4;
  });
  expect(entries.map(({ kind, key, value, before }) => [kind, key, value, before])).toEqual([
    ["overwrite", "b", 3, 2],
    ["insert", "c", 4, undefined],
    ["delete", "a", 1, undefined],
  ]);
});
