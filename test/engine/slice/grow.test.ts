import { describe, expect, test } from "vitest";
import { EngineInputError, GoPanic } from "../../../src/engine/errors.ts";
import { maxAlloc } from "../../../src/engine/memory/size-classes.ts";
import { type GrowthRule, nextCapacity } from "../../../src/engine/slice/grow.ts";
import { recorded } from "./golden.ts";

/** Column names of the recording. */
function appended(column: string, capacity: number): number {
  if (column === "cap") return capacity;
  if (column === "floor(cap/2)") return Math.floor(capacity / 2);
  if (column === "2*cap+3") return 2 * capacity + 3;
  return Number(column);
}

/** Every new capacity while `last` elements are appended one by one to a nil slice. */
function chain(elemSize: number, last: number, rule?: GrowthRule): [length: number, capacity: number][] {
  const steps: [number, number][] = [];
  let capacity = 0;
  for (let length = 0; length <= last; length++) {
    const next = nextCapacity({ capacity, needed: length + 1, elemSize, rule });
    if (next !== capacity) steps.push([length, next]);
    capacity = next;
  }
  return steps;
}

describe.each(recorded.sizes)("$type, $size bytes: the capacities of Go 1.19.8", ({ size, newcap, partial, ...more }) => {
  test.each(Object.entries(newcap))("%s appended to a full slice", (column, expected) => {
    const capacities = recorded.caps.map((capacity) =>
      nextCapacity({ capacity, needed: capacity + appended(column, capacity), elemSize: size }),
    );
    expect(capacities).toEqual(expected);
  });

  test("appended to a slice with room", () => {
    for (const [length, capacity, count, newCapacity] of partial) {
      expect(nextCapacity({ capacity, needed: length + count, elemSize: size })).toBe(newCapacity);
    }
  });

  test("appended one by one to nil", () => {
    expect(chain(size, more.chain.at(-1)![0])).toEqual(more.chain);
  });
});

test("elements without size get as much as is needed", () => {
  const { "[len,cap,n]": appends, newcap } = recorded.zeroSizeElem;
  const results = appends.map(([length, capacity, count]) => nextCapacity({ capacity, needed: length + count, elemSize: 0 }));
  expect(results).toEqual(newcap);
  // go1.19.8: append([]struct{}(nil), make([]struct{}, 1<<47)...)
  expect(nextCapacity({ capacity: 0, needed: 2 ** 47, elemSize: 0 })).toBe(2 ** 47);
});

describe("the rule before Go 1.18", () => {
  // Not recorded but calculated from runtime/slice.go of 1.17. 1024: a quarter more is 1280, 10,240 bytes, a size class. 1280:
  // 1600, 12,800 bytes, class 13,568, so 1696. 1696: 2120, 16,960, class 18,432, so 2304. From 4096 on whole pages: 6400 elements
  // are 51,200 bytes, 7 pages, so 7168.
  const powers = Array.from({ length: 11 }, (_, power) => 2 ** power);

  test("doubles to 1,024 elements, then adds quarters", () => {
    const capacities = chain(8, 9000, "go1.17").map(([, capacity]) => capacity);
    expect(capacities).toEqual([...powers, 1280, 1696, 2304, 3072, 4096, 5120, 7168, 9216]);
  });

  test.each([
    // 1023 elements are doubled, 2046 * 8 = 16,368 bytes, class 16,384.
    { capacity: 1023, needed: 1024, elemSize: 8, next: 2048 },
    { capacity: 1024, needed: 1025, elemSize: 1, next: 1280 },
    // 1280 and 1600 are too few, 2000 is enough: class 2048.
    { capacity: 1024, needed: 1700, elemSize: 1, next: 2048 },
    { capacity: 1024, needed: 2049, elemSize: 1, next: 2304 },
    { capacity: 5, needed: 11, elemSize: 8, next: 12 },
    // 10 elements of 24 bytes fill the class of 240.
    { capacity: 5, needed: 6, elemSize: 24, next: 10 },
  ])("$capacity to $needed of $elemSize bytes is $next", ({ next, ...growth }) => {
    expect(nextCapacity({ ...growth, rule: "go1.17" })).toBe(next);
  });

  test("differs from the one since 1.18 between 256 and 1,024 elements", () => {
    const growth = { capacity: 512, needed: 513, elemSize: 8 };
    expect(nextCapacity({ ...growth, rule: "go1.17" })).toBe(1024);
    expect(nextCapacity({ ...growth, rule: "go1.18" })).toBe(848);
  });
});

describe("what is too large", () => {
  test.each([
    { capacity: 0, needed: maxAlloc + 1, elemSize: 1 },
    { capacity: 0, needed: maxAlloc / 8 + 1, elemSize: 8 },
    { capacity: maxAlloc / 2 + 1, needed: maxAlloc / 2 + 2, elemSize: 3 },
    { capacity: 0, needed: 1, elemSize: maxAlloc + 1 },
    { capacity: 0, needed: Number.MAX_SAFE_INTEGER, elemSize: Number.MAX_SAFE_INTEGER },
  ])("is Go's panic: $needed elements of $elemSize bytes", (growth) => {
    expect(() => nextCapacity(growth)).toThrow(new GoPanic("runtime error: growslice: cap out of range"));
  });

  test("starts above 2^48 bytes", () => {
    expect(nextCapacity({ capacity: 0, needed: maxAlloc, elemSize: 1 })).toBe(maxAlloc);
    expect(nextCapacity({ capacity: 0, needed: 1, elemSize: maxAlloc })).toBe(1);
  });
});

test("nothing changes when there is room", () => {
  expect(nextCapacity({ capacity: 7, needed: 7, elemSize: 8 })).toBe(7);
});

test.each([
  [{ capacity: -1, needed: 1, elemSize: 8 }, "invalid-count", "capacity must be an integer from 0 to 2^53 - 1, not -1"],
  [{ capacity: 1, needed: 1.5, elemSize: 8 }, "invalid-count", "needed must be an integer from 0 to 2^53 - 1, not 1.5"],
  [{ capacity: 1, needed: 1, elemSize: NaN }, "invalid-count", "elemSize must be an integer from 0 to 2^53 - 1, not NaN"],
  [
    { capacity: 1, needed: 1, elemSize: 8, rule: "go1" as GrowthRule },
    "unknown-growth-rule",
    'the growth rule must be go1.17 or go1.18, not "go1"',
  ],
])("%j is refused", (growth, code, message) => {
  expect(() => nextCapacity(growth)).toThrow(expect.objectContaining({ name: "EngineInputError", code, message }));
  expect(() => nextCapacity(growth)).toThrow(EngineInputError);
});
