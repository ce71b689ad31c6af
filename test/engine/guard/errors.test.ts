import { describe, expect, test } from "vitest";
import type { ConcurrentModificationError } from "../../../src/engine/guard/errors.ts";
import { guarded } from "../../../src/engine/guard/guarded.ts";
import { placeOf } from "../../../src/engine/guard/stacks.ts";
import { errorOf } from "./programs.ts";

const letters = (): Map<string, number> => guarded(new Map([["a", 1], ["b", 2], ["c", 3]]));

describe("an error", () => {
  function insertLate(map: Map<string, number>): void {
    map.set("new key", 1);
  }

  test("says what, where and which iteration, and what to do", () => {
    const map = letters();
    map.keys().next();
    const error = errorOf(() => insertLate(map)) as ConcurrentModificationError;
    expect(error.name).toBe("ConcurrentModificationError");
    expect(error.message).toMatch(
      /^Cannot insert the key "new key": iteration 1, started at \S*errors\.test\.ts:\d+:\d+ and open, has visited 1 entry\. Insert after the loop, or iterate over a copy\.$/,
    );
    expect(error.iteration).toMatchObject({ id: 1, visited: 1 });
    expect(error.iteration.stack).toMatch(/^ +at .*errors\.test\.ts:\d+:\d+/);
    expect(error.modificationStack).toMatch(/^ +at insertLate .*errors\.test\.ts/);
    for (const stack of [error.iteration.stack, error.modificationStack]) expect(stack).not.toContain("src/engine");
  });

  test.each([0, 1, Infinity])("has its own limit of frames, not the program's of %d", (limit) => {
    const before = Error.stackTraceLimit;
    Error.stackTraceLimit = limit;
    try {
      const map = letters();
      map.keys().next();
      expect(errorOf(() => map.clear())).toMatchObject({ message: expect.stringMatching(/errors\.test\.ts:\d+:\d+/) });
      expect(Error.stackTraceLimit).toBe(limit);
    } finally {
      Error.stackTraceLimit = before;
    }
  });
});

test.each([
  ["    at load (file:///app/a b.js:10:5)", "file:///app/a b.js:10:5"],
  ["    at async file:///app/a.js:10:5", "file:///app/a.js:10:5"],
  ["    at C:\\app\\a.js:10:5", "C:\\app\\a.js:10:5"],
  ["    at Array.from (<anonymous>)\n    at new Cache [as Store] (/app/a.js:1:2)\n    at /app/b.js:3:4", "/app/a.js:1:2"],
  ["    at eval (eval at run (file:///app/a.js:1:2), <anonymous>:3:4)", "<anonymous>:3:4"],
  ["    at native", "an unknown place"],
  ["", "an unknown place"],
])("the place of %j is %s", (stack, place) => {
  expect(placeOf(stack)).toBe(place);
});
