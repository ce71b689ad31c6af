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

test("but a member of a stand-in that is declared as any is one, too: others would have no members of their own", () => {
  const plan = planOf(`${IMPORT}\nfunction make() { class Local { driver: any; other: unknown; } return new Local(); } const x = make(); x.driver; x.other; type T = ReturnType<typeof make>;`);
  expect(plan).toEqual({ kind: "stand-in", type: "Local", members: [{ name: "driver", plan: { kind: "stand-in", type: "any" } }, { name: "other", plan: { kind: "unknown" } }] });
});

test("what the code asks for may be lacking, what it calls then of is a promise", () => {
  const use = "declare const x: any; x.ready.then(f); x.load().then(f).catch(f); if (!x.logger || x.a.b) x.c?.d; (x.e && x.g) ? 1 : x.h; declare function f(): void;";
  const plan = planOf(`${IMPORT}\n${use} type T = Client;`);
  const members = plan.kind === "stand-in" ? (plan.members ?? []) : [];
  expect(members.map(({ name, plan: { kind }, isOptional }) => `${name}${isOptional ? "?" : ""}: ${kind}`).sort()).toEqual(
    ["b?: stand-in", "c?: stand-in", "e?: stand-in", "g?: stand-in", "load: cast", "logger?: stand-in", "ready: promise"],
  );
});

interface Stub {
  readonly returns: readonly { readonly kind: string }[];
}

/** One that several calls share lies one step deeper. */
function stubOf(sample: unknown): Stub {
  const { value } = sample as { readonly value?: Stub };
  return value ?? (sample as Stub);
}
