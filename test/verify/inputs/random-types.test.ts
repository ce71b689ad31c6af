import fc from "fast-check";
import { expect, test } from "vitest";
import { build } from "../../../src/verify/inputs/build.ts";
import { conforms } from "../../../src/verify/inputs/conforms.ts";
import { describe as print } from "../../../src/verify/inputs/describe.ts";
import { load, planOfAlias, samplesOf, typeErrors, worldOf } from "./helpers.ts";

const PRELUDE = `
export enum Color { Red, Green }
export interface Tree { value: string; kids: Tree[] }
export type Json = string | number | null | Json[] | { [key: string]: Json };
`;

const { type } = fc.letrec<{ type: string; leaf: string; key: string }>((tie) => ({
  leaf: fc.constantFrom("string", "number", "boolean", "bigint", "undefined", "null", '"a"', "7", "false", "Color", "Level", "Date", "Tree", "Json", "`id-${number}`", "symbol"),
  key: fc.constantFrom("string", "number", '"a" | "b"', "Color", "{ id: string }"),
  type: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    tie("leaf"),
    tie("type").map((element) => `(${element})[]`),
    tie("type").map((element) => `readonly (${element})[]`),
    fc.tuple(tie("type"), tie("type")).map(([first, second]) => `[${first}, (${second})?]`),
    fc.tuple(tie("type"), tie("type")).map(([first, second]) => `[${first}, ...(${second})[]]`),
    fc.tuple(tie("type"), tie("type")).map(([first, second]) => `{ a: ${first}; readonly b?: ${second} }`),
    fc.tuple(tie("key"), tie("type")).map(([key, value]) => `Map<${key}, ${value}>`),
    fc.tuple(tie("key"), tie("type")).map(([key, value]) => `ReadonlyMap<${key}, ${value}>`),
    tie("key").map((element) => `Set<${element}>`),
    tie("type").map((value) => `Record<string, ${value}>`),
    tie("type").map((value) => `Partial<Record<"a" | "b", ${value}>>`),
    fc.tuple(tie("type"), tie("type")).map((parts) => parts.join(" | ")),
    fc.tuple(tie("type"), tie("type")).map(([first, second]) => `{ a: ${first} } & { b: ${second} }`),
    tie("type").filter((value) => !value.includes("Promise")).map((value) => `Promise<${value}>`),
    fc.tuple(tie("type"), tie("type")).map(([argument, value]) => `((argument: ${argument}, callback: (value: ${argument}) => void) => ${value})`),
    tie("type").map((element) => `Iterable<${element}>`),
  ),
}));

/** `Level` is an enum of strings; none may be written as a text. */
const LEVEL = `export enum Level { Low = "low", High = "high" }`;

test("values of random types conform, and are of the type where they are printed", () => {
  const types = fc.array(type, { minLength: 30, maxLength: 30 });
  fc.assert(
    fc.property(types, (texts) => {
      const source = [PRELUDE, LEVEL, ...texts.map((text, index) => `export type T${index} = ${text};`)].join("\n");
      const { file, context } = load(source);
      const lines = texts.flatMap((text, index) => {
        const plan = planOfAlias(file, context, `T${index}`);
        return samplesOf(plan, 6).map((description, sample) => {
          expect(conforms(build(description, worldOf()), plan), `${text} is not ${print(description)}`).toBe(true);
          return `const x${index}_${sample}: T${index} = ${print(description)};`;
        });
      });
      expect(typeErrors([source, ...lines].join("\n")).slice(0, 5)).toEqual([]);
    }),
    { numRuns: 8, seed: 6, endOnFailure: true },
  );
});
