import { expect, test } from "vitest";
import type { LoopResult } from "../../../src/verify/loop/result.ts";
import { Failures } from "../../../src/verify/runner/failures.ts";

const lacking = new ReferenceError("indexedDB is not defined");

function ended(errors: readonly unknown[], uncaught: readonly unknown[] = []): LoopResult {
  const calls = [...errors.map((value) => ({ state: "rejected", value })), { state: "fulfilled", value: undefined }];
  return { calls, uncaught: uncaught.map((error) => ({ error, turn: 1 })), outcome: { kind: "completed" } } as unknown as LoopResult;
}

function reasonBeyond(...runs: readonly LoopResult[]): unknown {
  const failures = new Failures();
  for (const run of runs) failures.came(run);
  return failures.reasonBeyond();
}

test("a browser is needed where each run lacked something of it beyond the flagged place", () => {
  const expected = { verdict: "not executable", reason: "needs-browser", detail: "ReferenceError: indexedDB is not defined" };
  expect(reasonBeyond(ended([lacking]), ended([new Error("closed"), lacking]), ended([], [lacking]))).toEqual(expected);
});

test("one run that goes on without a browser says that it is not needed", () => {
  expect(reasonBeyond(ended([lacking]), ended([]))).toBeNull();
  expect(reasonBeyond(ended([new ReferenceError("settings is not defined")]))).toBeNull();
  expect(reasonBeyond()).toBeNull();
});
