import { expect, test } from "vitest";
import { formatVerifyReport, testFileOf } from "../../../src/report/verify/index.ts";
import { confirmed, context, verified, witness } from "./sample.ts";

const results = [{ ...confirmed, witness: { ...witness, privateState: ["Pool.#open", "sockets"] } }];
const sentence = "The run starts from a private state that was put there: `Pool.#open`, `sockets`. Whether a program comes there is for you to judge.";

/** A text as it was before its lines were broken. */
function unbroken(text: string): string {
  return text.replace(/\n(\/\/)? */g, " ");
}

test("a report says that the run starts from a private state, and names it", () => {
  expect(unbroken(formatVerifyReport({ ...verified, results }, "pretty", context))).toContain(sentence);
  expect(formatVerifyReport(verified, "pretty", context)).not.toContain("private state");
});

test("JSON names it", () => {
  const witnessOf = (text: string): { privateState?: unknown } => JSON.parse(text).results[0].witness;
  expect(witnessOf(formatVerifyReport({ ...verified, results }, "json", context)).privateState).toEqual(["Pool.#open", "sockets"]);
  expect(witnessOf(formatVerifyReport({ ...verified, results: [confirmed] }, "json", context))).not.toHaveProperty("privateState");
});

test("so does the comment of an emitted test", () => {
  const text = testFileOf({ ...verified, results }, { ...context, testFile: "/project/race.test.ts" });
  expect(text).toContain("// The run starts from a private state");
  expect(unbroken(text ?? "")).toContain(sentence);
});
