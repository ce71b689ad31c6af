import { describe, expect, test } from "vitest";
import { GoPanic } from "../../../src/engine/errors.ts";
import { GoSlice } from "../../../src/engine/slice/go-slice.ts";
import type { GrowthRule } from "../../../src/engine/slice/grow.ts";

const int = { zero: 0 };

function numbers(...values: number[]): GoSlice<number> {
  const slice = GoSlice.make(values.length, undefined, int);
  for (const [index, value] of values.entries()) slice.set(index, value);
  return slice;
}

function shape(slice: GoSlice<unknown>): [length: number, capacity: number] {
  return [slice.length, slice.capacity];
}

describe("make", () => {
  test("has the zero value everywhere, up to the capacity", () => {
    const slice = GoSlice.make(2, 4, int);
    expect(shape(slice)).toEqual([2, 4]);
    expect(slice.toArray()).toEqual([0, 0]);
    expect(slice.slice(0, 4).toArray()).toEqual([0, 0, 0, 0]);
    expect(slice.isNil).toBe(false);
  });

  test("has undefined where no zero value is known", () => {
    const slice: GoSlice<string | undefined> = GoSlice.make<string>(1, 2);
    expect(slice.append("a").toArray()).toEqual([undefined, "a"]);
  });

  test("fills up to a slot that is written far behind", () => {
    const slice = GoSlice.make(1000, 2000, int);
    slice.set(999, 1);
    slice.set(500, 2);
    expect(slice.toArray().flatMap((value, index) => (value === 0 ? [] : [[index, value]]))).toEqual([
      [500, 2],
      [999, 1],
    ]);
  });

  test("takes no memory for slots that nobody wrote", () => {
    const slice = GoSlice.make(0, 2 ** 40, { zero: 0, elemSize: 1 });
    expect(shape(slice.append(1))).toEqual([1, 2 ** 40]);
    expect(slice.slice(2 ** 39, 2 ** 40).get(5)).toBe(0);
    const far = slice.slice(2 ** 39, 2 ** 39 + 1);
    const code = "too-many-slots";
    expect(() => far.set(0, 1)).toThrow(expect.objectContaining({ name: "EngineInputError", code }));
  });
});

describe("append", () => {
  test("writes into the shared array while there is capacity", () => {
    const base = GoSlice.make(3, 5, int);
    const one = base.append(1);
    const other = base.append(2);
    expect([one.toArray(), other.toArray(), base.length]).toEqual([[0, 0, 0, 2], [0, 0, 0, 2], 3]);
    expect(one.sharesMemoryWith(base)).toBe(true);
  });

  test("copies when there is none", () => {
    const base = numbers(1, 2, 3);
    const grown = base.append(4);
    grown.set(0, 9);
    expect([base.toArray(), grown.toArray(), shape(grown)]).toEqual([[1, 2, 3], [9, 2, 3, 4], [4, 6]]);
    expect(grown.sharesMemoryWith(base)).toBe(false);
  });

  test("copies only the elements, not what is behind them", () => {
    const base = numbers(1, 2, 3, 4);
    const grown = base.slice(1, 2, 2).append(5, 6);
    expect(grown.slice(0, grown.capacity).toArray()).toEqual([2, 5, 6]);
  });

  test("keeps zeros that nobody wrote", () => {
    expect(GoSlice.make(3, 3, int).append(1).toArray()).toEqual([0, 0, 0, 1]);
  });

  test("of nothing gives the same slice", () => {
    const nothing = GoSlice.nil(int);
    expect(nothing.append().isNil).toBe(true);
    expect(shape(numbers(1).append())).toEqual([1, 1]);
  });

  test("of a slice's own elements", () => {
    const base = GoSlice.make(0, 8, int).append(1, 2, 3);
    expect(base.slice(0, 1).append(...base).toArray()).toEqual([1, 1, 2, 3]);
    expect(base.toArray()).toEqual([1, 1, 2]);
  });

  test.each<[number, GrowthRule | undefined, number]>([
    [8, undefined, 848],
    [8, "go1.18", 848],
    [8, "go1.17", 1024],
    [1, "go1.18", 896],
    [0, "go1.18", 513],
  ])("to 512 elements of %i bytes with %s: capacity %i", (elemSize, growth, capacity) => {
    expect(GoSlice.make(512, 512, { elemSize, growth }).append(1).capacity).toBe(capacity);
  });

  test("beyond all memory is Go's panic", () => {
    const huge = GoSlice.make(1, 1, { elemSize: 2 ** 48, zero: 0 });
    expect(() => huge.append(1)).toThrow(new GoPanic("runtime error: growslice: cap out of range"));
  });
});

describe("a nil slice", () => {
  test("is empty, and a slice of it is nil", () => {
    const nothing = GoSlice.nil(int);
    expect([shape(nothing), nothing.toArray(), nothing.isNil, nothing.slice(0, 0).isNil]).toEqual([[0, 0], [], true, true]);
    expect(nothing.sharesMemoryWith(GoSlice.nil(int))).toBe(false);
  });

  test("grows like any other", () => {
    const grown = GoSlice.nil<string>({ zero: "", elemSize: 16 }).append("a", "b", "c");
    expect([shape(grown), grown.isNil, grown.slice(0, 3).toArray()]).toEqual([[3, 3], false, ["a", "b", "c"]]);
    expect(GoSlice.nil().append(1).toArray()).toEqual([1]);
  });

  test("is copied from and to", () => {
    expect([numbers(1).copyFrom(GoSlice.nil(int)), GoSlice.nil(int).copyFrom(numbers(1))]).toEqual([0, 0]);
  });
});

describe("slice", () => {
  test("shares the elements", () => {
    const base = numbers(1, 2, 3, 4, 5);
    const part = base.slice(1, 3);
    part.set(0, 9);
    expect([part.toArray(), shape(part), base.toArray()]).toEqual([[9, 3], [2, 4], [1, 9, 3, 4, 5]]);
  });

  test("reaches up to the capacity, and has defaults", () => {
    const base = numbers(1, 2, 3, 4);
    expect(base.slice(0, 1).slice(0, 4).toArray()).toEqual([1, 2, 3, 4]);
    expect([base.slice().toArray(), base.slice(3).toArray(), base.slice(undefined, 1).toArray()]).toEqual([[1, 2, 3, 4], [4], [1]]);
    expect(shape(base.slice(1, 2, 3))).toEqual([1, 2]);
  });

  test("that ends its capacity does not overwrite what is behind", () => {
    const base = numbers(1, 2, 3);
    expect(base.slice(0, 1, 1).append(9).toArray()).toEqual([1, 9]);
    expect(base.toArray()).toEqual([1, 2, 3]);
  });

  test("shares memory when some slot is within both capacities", () => {
    const base = numbers(1, 2, 3, 4);
    expect(base.slice(0, 1).sharesMemoryWith(base.slice(3))).toBe(true);
    expect(base.slice(0, 2, 2).sharesMemoryWith(base.slice(2))).toBe(false);
    expect(base.slice(4).sharesMemoryWith(base)).toBe(false);
  });
});

describe("copyFrom", () => {
  test.each([
    { to: 0, from: 2, result: [3, 4, 5, 4, 5] },
    { to: 2, from: 0, result: [1, 2, 1, 2, 3] },
    { to: 1, from: 1, result: [1, 2, 3, 4, 5] },
  ])("overlapping, from $from to $to", ({ to, from, result }) => {
    const base = numbers(1, 2, 3, 4, 5);
    expect(base.slice(to).copyFrom(base.slice(from))).toBe(5 - Math.max(to, from));
    expect(base.toArray()).toEqual(result);
  });

  test("as many as both have", () => {
    const target = numbers(1, 2, 3);
    expect([target.copyFrom(numbers(8, 9)), target.toArray()]).toEqual([2, [8, 9, 3]]);
    expect(numbers(1).copyFrom(numbers(8, 9))).toBe(1);
  });
});

test("an iteration has the length of the start and the elements of the moment", () => {
  let slice = numbers(1, 2, 3).slice(0, 3);
  const seen: number[] = [];
  for (const value of slice) {
    seen.push(value);
    if (seen.length === 1) slice.set(1, 20);
    slice = slice.append(9);
  }
  expect(seen).toEqual([1, 20, 3]);
});
