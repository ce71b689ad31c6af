import { expect, test } from "vitest";
import { planOf, samplesOf } from "./helpers.ts";

const IMPORT = 'import type { Client, Awaitable } from "not-installed";';

test("an object stands in for a type of a package that is not installed, by its name", () => {
  expect(planOf(`${IMPORT}\ntype T = Client;`)).toEqual({ kind: "stand-in", type: "Client" });
});

test("what is declared as any may be anything", () => {
  expect(planOf("type T = any;")).toEqual({ kind: "unknown" });
});

test("a callback with such a result gives a promise at times, and at times none", () => {
  const samples = samplesOf(planOf(`${IMPORT}\ntype T = () => Awaitable<string>;`), 60);
  const kinds = samples.flatMap((sample) => stubOf(sample).returns.map(({ kind }) => kind));
  // One that several places share is a stand-in, too.
  expect([...new Set(kinds)].sort()).toEqual(["promise", "shared", "stand-in"]);
});

interface Stub {
  readonly returns: readonly { readonly kind: string }[];
}

/** One that several calls share lies one step deeper. */
function stubOf(sample: unknown): Stub {
  const { value } = sample as { readonly value?: Stub };
  return value ?? (sample as Stub);
}
