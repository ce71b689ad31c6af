import { expect, test } from "vitest";
import { planned } from "./support.ts";

const LOOP = "for (const x of /*1*/xs/*1*/) void x;";

/** The release of `f`, which is declared so, and given the type that `Handle` means. */
function releaseOf(signature: string, handle: string): string | undefined {
  const plan = planned(`type Handle = ${handle};\nexport ${signature} { ${LOOP} return undefined as never; }`);
  if (plan.kind !== "case") throw new Error(plan.detail);
  return plan.case.entries.find(({ label }) => label === "f")!.release;
}

test.each<[string, string, string, string | undefined]>([
  ["a method without parameters", "function f(xs: number[]): Handle", "{ dispose(): void }", "dispose"],
  ["a method with optional parameters", "function f(xs: number[]): Handle", "{ close(code?: number): Promise<void> }", "close"],
  ["the object that a promise gives", "async function f(xs: number[]): Promise<Handle>", "{ unsubscribe: () => void }", "unsubscribe"],
  ["an object that may be missing", "function f(xs: number[]): Handle | undefined", "{ off(): void }", "off"],
  ["the most usual of several", "function f(xs: number[]): Handle", "{ stop(): void; dispose(): void }", "dispose"],
  ["a method that needs an argument", "function f(xs: number[]): Handle", "{ remove(key: string): void }", undefined],
  ["a function, which is called itself", "function f(xs: number[]): Handle", "{ (): void; cancel(): void }", undefined],
  ["an object with other methods", "function f(xs: number[]): Handle", "{ size: number; get(): void }", undefined],
  ["a property of that name that is no function", "function f(xs: number[]): Handle", "{ close: boolean }", undefined],
  ["nothing", "function f(xs: number[]): void", "{}", undefined],
])("what is returned is given up by %s", (_what, signature, handle, release) => {
  expect(releaseOf(signature, handle)).toBe(release);
});
