import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { replayFile } from "../../../src/engine/golden/files.ts";
import { fixtures } from "./recorded.ts";

let folder: string;
const lines = gunzipSync(readFileSync(join(fixtures, "traces/clear_i64_growing_n30.jsonl.gz"))).toString().split("\n");

beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), "golden-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** The trace with its lines changed, as a file. */
function changed(change: (lines: string[]) => void): string {
  const copy = [...lines];
  change(copy);
  const path = join(folder, "trace.jsonl");
  writeFileSync(path, copy.join("\n"));
  return path;
}

test("an unpacked trace replays like a packed one", async () => {
  expect(await replayFile(changed(() => {}), "plain")).toMatchObject({ steps: lines.length - 1, mismatches: 0 });
});

test.each<[string, (lines: string[]) => void, RegExp]>([
  ["ends early at the end of a line", (lines) => lines.splice(-3), /^truncated: the last line, \d+, is not a snapshot/],
  ["is empty", (lines) => lines.splice(0), /^the file is empty$/],
  ["has a header without a field", (lines) => (lines[0] = lines[0]!.replace("fastrand0", "x")), /^line 1 has no "fastrand0"/],
  ["has a key type that nobody knows", (lines) => (lines[0] = lines[0]!.replace('"i64"', '"i63"')), /^line 1: unknown keyType "i63"/],
  ["has an operation that nobody knows", (lines) => (lines[4] = lines[4]!.replace('"set"', '"put"')), /^line 5: unknown operation "put"/],
  ["has no key for a set", (lines) => (lines[4] = lines[4]!.replace('"k"', '"q"')), /^line 5: the arguments of set have no "k"/],
  ["has a key that is none", (lines) => (lines[4] = lines[4]!.replace(/"k":"[^"]*"/, '"k":"x"')), /^line 5: "x" is no decimal number/],
  ["has a key that is a number", (lines) => (lines[4] = lines[4]!.replace(/"k":"[^"]*"/, '"k":1')), /^line 5: 1 is no decimal number/],
  ["has a hint as text", (lines) => (lines[0] = lines[0]!.replace('"hint":null', '"hint":"10"')), /^line 1: the hint must be/],
  ["starts with a state below 0", (lines) => (lines[0] = lines[0]!.replace(/"fastrand0":"/, '"fastrand0":"-')), /^line 1: "-\d+" is no unsigned/],
  ["has a key beyond its type", (lines) => (lines[4] = lines[4]!.replace(/"k":"/, '"k":"99999999999999999999')), /^line 5: A key of a map\[int64\] cannot be/],
])("a trace that %s is an error with its line", async (_, change, message) => {
  await expect(replayFile(changed(change), "plain")).rejects.toThrow(message);
});

test.each([
  ["no JSON", "{", /^not JSON/],
  ["no object", "3", /^the JSON is not an object/],
  ["another table", "{}", /^this JSON file is neither hashes.json nor slicegrow.json/],
  ["no rows", '{"sets": [], "fastrand": []}', /^the table has no rows/],
  ["half a table", '{"sets": [{"hashkey": ["1"]}], "fastrand": []}', /^row 1: /],
])("a table that is %s is an error", async (_, text, message) => {
  const path = join(folder, "table.json");
  writeFileSync(path, text);
  await expect(replayFile(path, "plain")).rejects.toThrow(message);
});

test("a table with a wrong hash has a mismatch", async () => {
  const text = readFileSync(join(fixtures, "hashes.json"), "utf8").replace("3173149047166029633", "3173149047166029634");
  const path = join(folder, "table.json");
  writeFileSync(path, text);
  const { mismatches, first } = await replayFile(path, "plain");
  expect(mismatches).toBe(1);
  expect(first!.differences).toEqual([
    { field: 'hash of i64 "0", seed 3506588255', expected: "3173149047166029634", got: "3173149047166029633" },
  ]);
});
