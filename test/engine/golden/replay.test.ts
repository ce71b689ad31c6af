import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { replayFile } from "../../../src/engine/golden/files.ts";
import { fixtures, tables, traces } from "./recorded.ts";

/** So many the repository holds at least. */
const minTraces = 45;

test("there are recorded traces of every key type", () => {
  expect(traces.length).toBeGreaterThanOrEqual(minTraces);
  for (const keyType of ["i64", "u32", "str", "pair", "mixed", "f64", "iface"]) {
    expect(traces.filter((path) => basename(path).includes(`_${keyType}`)).length, keyType).toBeGreaterThan(0);
  }
});

test.each(["plain", "stepped"] as const)("the %s build does what the Go runtime did, step by step", async (build) => {
  for (const path of traces) {
    const result = await replayFile(path, build);
    expect(result.first, basename(path)).toBeUndefined();
    expect(result.mismatches, basename(path)).toBe(0);
    expect(result.steps, basename(path)).toBeGreaterThan(1);
  }
});

test.each(tables)("the rows of %s are as recorded", async (path) => {
  const { steps, first } = await replayFile(path, "plain");
  expect(first).toBeUndefined();
  expect(steps).toBeGreaterThan(500);
});

test("a wrong figure is one mismatch, shown with what was expected and what came", async () => {
  const { mismatches, first } = await replayFile(join(fixtures, "damaged/wrong_state_u32.jsonl.gz"), "plain");
  expect(mismatches).toBe(1);
  expect(first).toEqual({
    step: 649,
    what: 'line 649: set {"k":116,"v":192}',
    differences: [{ field: "state.noverflow", expected: 2, got: 1 }],
  });
});

test.each([
  ["cut_line_str.jsonl.gz", /^line 401 is not JSON/],
  ["truncated_gzip_i64.jsonl.gz", /^damaged or truncated after line \d+/],
])("%s is an error with its line", async (name, message) => {
  await expect(replayFile(join(fixtures, "damaged", name), "plain")).rejects.toThrow(message);
});
