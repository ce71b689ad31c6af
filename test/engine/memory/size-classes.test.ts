import { describe, expect, test } from "vitest";
import { EngineInputError } from "../../../src/engine/errors.ts";
import { maxAlloc, roundUpSize, sizeClasses } from "../../../src/engine/memory/size-classes.ts";
import { recorded } from "../slice/golden.ts";

test("the size classes are those of Go 1.19.8", () => {
  expect(sizeClasses).toEqual(recorded.sizeClasses.classToSize);
  expect(Object.isFrozen(sizeClasses)).toBe(true);
});

describe("a size is rounded up", () => {
  test("as Go 1.19.8 did", () => {
    expect(recorded.sizeClasses.roundupsize.map(([size]) => [size, roundUpSize(size)])).toEqual(recorded.sizeClasses.roundupsize);
  });

  test("to the smallest class that has room, for every small size", () => {
    const sizes = Array.from({ length: 32_769 }, (_, size) => size);
    expect(sizes.filter((size) => roundUpSize(size) !== sizeClasses.find((each) => each >= size))).toEqual([]);
  });

  test.each([
    [32_768, 32_768],
    [32_769, 40_960],
    [2 ** 31, 2 ** 31],
    [2 ** 32 + 1, 2 ** 32 + 8192],
    [maxAlloc - 1, maxAlloc],
    [maxAlloc, maxAlloc],
    [Number.MAX_SAFE_INTEGER, 2 ** 53],
  ])("to whole pages when it is large: %d to %d", (size, rounded) => {
    expect(roundUpSize(size)).toBe(rounded);
  });
});

test.each([
  [-1, "-1"],
  [1.5, "1.5"],
  [NaN, "NaN"],
  [Infinity, "Infinity"],
  [2 ** 53, "9007199254740992"],
  ["8", '"8"'],
  [8n, "8n"],
  [null, "null"],
  [[8], "an array"],
  [{}, "an object"],
  [() => 8, "a function"],
  ["9".repeat(60), `"${"9".repeat(40)}…"`],
])("%s is no size", (size, shown) => {
  const call = (): number => roundUpSize(size as number);
  expect(call).toThrow(EngineInputError);
  expect(call).toThrow(`size must be an integer from 0 to 2^53 - 1, not ${shown}`);
});
