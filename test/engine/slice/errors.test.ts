import { describe, expect, test } from "vitest";
import { EngineInputError, GoPanic } from "../../../src/engine/errors.ts";
import { GoSlice } from "../../../src/engine/slice/go-slice.ts";
import type { GrowthRule } from "../../../src/engine/slice/grow.ts";

/** `s := make([]int, 3, 5)` */
const three = GoSlice.make(3, 5, { zero: 0 });

describe("what is out of range is the panic that go1.19.8 printed", () => {
  test.each<[string, () => unknown, string]>([
    ["get 5", () => three.get(5), "index out of range [5] with length 3"],
    ["get -1", () => three.get(-1), "index out of range [-1]"],
    ["get 3", () => three.get(3), "index out of range [3] with length 3"],
    ["set 4", () => three.set(4, 1), "index out of range [4] with length 3"],
    ["nil get 0", () => GoSlice.nil().get(0), "index out of range [0] with length 0"],
    ["slice 4", () => three.slice(4), "slice bounds out of range [4:3]"],
    ["slice -1", () => three.slice(-1), "slice bounds out of range [-1:]"],
    ["slice 0 6", () => three.slice(0, 6), "slice bounds out of range [:6] with capacity 5"],
    ["slice 0 -1", () => three.slice(0, -1), "slice bounds out of range [:-1]"],
    ["slice 3 2", () => three.slice(3, 2), "slice bounds out of range [3:2]"],
    ["slice 7 6", () => three.slice(7, 6), "slice bounds out of range [:6] with capacity 5"],
    ["slice -1 2", () => three.slice(-1, 2), "slice bounds out of range [-1:]"],
    ["slice 0 2 6", () => three.slice(0, 2, 6), "slice bounds out of range [::6] with capacity 5"],
    ["slice 0 2 -1", () => three.slice(0, 2, -1), "slice bounds out of range [::-1]"],
    ["slice 0 4 3", () => three.slice(0, 4, 3), "slice bounds out of range [:4:3]"],
    ["slice 0 -1 3", () => three.slice(0, -1, 3), "slice bounds out of range [:-1:]"],
    ["slice 3 2 4", () => three.slice(3, 2, 4), "slice bounds out of range [3:2:]"],
    ["slice -1 2 4", () => three.slice(-1, 2, 4), "slice bounds out of range [-1::]"],
    ["make -1", () => GoSlice.make(-1), "makeslice: len out of range"],
    ["make 3 2", () => GoSlice.make(3, 2), "makeslice: cap out of range"],
    ["make 0 -1", () => GoSlice.make(0, -1), "makeslice: cap out of range"],
    ["make 2^46", () => GoSlice.make(2 ** 46), "makeslice: len out of range"],
    ["make 0 2^46", () => GoSlice.make(0, 2 ** 46), "makeslice: cap out of range"],
    ["make -1 -1", () => GoSlice.make(-1, -1), "makeslice: len out of range"],
  ])("%s", (_, act, message) => {
    expect(act).toThrow(new GoPanic(`runtime error: ${message}`));
  });
});

describe("what is no integer is the caller's mistake", () => {
  test.each<[string, () => unknown, code: string]>([
    ["get", () => three.get(0.5), "invalid-integer"],
    ["set", () => three.set(NaN, 1), "invalid-integer"],
    ["slice low", () => three.slice(0.5), "invalid-integer"],
    ["slice high", () => three.slice(0, Infinity), "invalid-integer"],
    ["slice max", () => three.slice(0, 1, 1.5), "invalid-integer"],
    ["make length", () => GoSlice.make("3" as never), "invalid-integer"],
    ["make capacity", () => GoSlice.make(1, 2 ** 53), "invalid-integer"],
    ["elemSize", () => GoSlice.make(1, 1, { elemSize: -8 }), "invalid-count"],
    ["growth", () => GoSlice.nil({ growth: "double" as GrowthRule }), "unknown-growth-rule"],
  ])("%s", (_, act, code) => {
    expect(act).toThrow(expect.objectContaining({ name: "EngineInputError", code }));
    expect(act).toThrow(EngineInputError);
  });

  test("the message says which and what", () => {
    expect(() => three.get(0.5)).toThrow("index must be an integer within ±(2^53 - 1), not 0.5");
  });
});
