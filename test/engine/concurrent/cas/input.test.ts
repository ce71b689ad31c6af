import { describe, expect, test } from "vitest";
import { CasMap } from "../../../../src/engine/concurrent/cas/cas-map.ts";
import { SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import { runSteps, type Steps } from "../../../../src/engine/step/step.ts";
import { codeOf, expectSame, least, most } from "./model.ts";

const notInt32 = [0.5, 2 ** 31, least - 1, NaN, Infinity, "1", null, undefined, 1n, Symbol("1"), {}, [1], true] as number[];

describe("what is no integer of 32 bits", () => {
  const map = CasMap.create({ capacity: 4 });
  map.store(1, 10);

  test.each(notInt32.map((value) => [value]))("is neither key nor value: %s", (value) => {
    for (const name of ["load", "has", "delete", "loadAndDelete"] as const) expect(codeOf(() => map[name](value))).toBe("bad-key");
    for (const name of ["store", "swap", "loadOrStore", "add", "compareAndDelete"] as const) {
      expect(codeOf(() => map[name](value, 1))).toBe("bad-key");
      expect(codeOf(() => map[name](1, value))).toBe("bad-value");
      expect(codeOf(() => runSteps(SteppedCasMap.create({ capacity: 1 })[name](1, value) as Steps<unknown>))).toBe("bad-value");
    }
    expect(codeOf(() => map.compareAndSwap(value, 1, 1))).toBe("bad-key");
    expect(codeOf(() => map.compareAndSwap(1, value, 1))).toBe("bad-value");
    expect(codeOf(() => map.compareAndSwap(1, 10, value))).toBe("bad-value");
    expectSame(map, new Map([[1, 10]]));
  });

  test.each([0, -1, 1.5, 2 ** 26 + 1, NaN, "4", undefined] as number[])("or no capacity: %s", (capacity) => {
    expect(codeOf(() => CasMap.create({ capacity }))).toBe("bad-capacity");
    expect(codeOf(() => SteppedCasMap.create({ capacity }))).toBe("bad-capacity");
  });

  test("a map in steps is smaller", () => {
    expect(codeOf(() => SteppedCasMap.create({ capacity: 2 ** 23 + 1 }))).toBe("bad-capacity");
  });
});

describe("attach", () => {
  test("gives the same map", () => {
    const map = CasMap.create({ capacity: 4 });
    const other = CasMap.attach(map.buffer);
    map.store(1, 2);
    expect(other.compareAndSwap(1, 2, 3)).toBe(true);
    expect(map.load(1)).toBe(3);
    expect(other.capacity).toBe(4);
    expect(other.buffer).toBe(map.buffer);
  });

  test.each<[string, unknown]>([
    ["nothing", undefined],
    ["a buffer that is not shared", new ArrayBuffer(1024)],
    ["an array on it", new Int32Array(CasMap.create({ capacity: 4 }).buffer)],
    ["one that is too short for a header", new SharedArrayBuffer(12)],
    ["one of zeros", new SharedArrayBuffer(1024)],
  ])("refuses %s", (_, buffer) => {
    expect(codeOf(() => CasMap.attach(buffer as SharedArrayBuffer))).toBe("bad-buffer");
  });

  test.each([
    ["the magic number", 0, 1],
    ["the version", 1, 2],
    ["a capacity that is none", 2, 0],
    ["a capacity that is none", 2, -4],
    ["a capacity that is too large", 2, most],
    ["a capacity of another size", 2, 5],
    ["a count of claimed slots that is negative", 3, -1],
    ["a count of claimed slots that is too large", 3, 10],
  ])("refuses a damaged header: %s", (_, word, value) => {
    const { buffer } = CasMap.create({ capacity: 4 });
    new Int32Array(buffer)[word] = value;
    expect(codeOf(() => CasMap.attach(buffer))).toBe("bad-buffer");
  });

  test("refuses a buffer that was cut off", () => {
    const { buffer } = CasMap.create({ capacity: 4 });
    const cut = new SharedArrayBuffer(buffer.byteLength - 4);
    new Int32Array(cut).set(new Int32Array(buffer, 0, cut.byteLength / 4));
    expect(codeOf(() => CasMap.attach(cut))).toBe("bad-buffer");
  });
});
