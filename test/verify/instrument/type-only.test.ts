import { Project, ts } from "ts-morph";
import { expect, test } from "vitest";
import { instrument } from "../../../src/verify/instrument/instrument.ts";
import { typeOnlyNames } from "../../../src/verify/instrument/type-only.ts";

test("names of types that are exported again are found with the checker, and left out", () => {
  const project = new Project({ useInMemoryFileSystem: true, compilerOptions: { target: ts.ScriptTarget.ES2023 } });
  project.createSourceFile("a.ts", "export interface I {} export type T = 1; export class C {} export enum E { A } export const v = 1");
  const source = 'import { I as J, v } from "./a"; import { gone } from "missing"; export { I, T, C, E } from "./a"; export { J, v, gone }';
  const file = project.createSourceFile("b.ts", source).compilerNode;
  const typeOnly = typeOnlyNames(file, project.getTypeChecker().compilerObject);
  expect([...typeOnly].map((at) => /^\w+( as \w+)?/.exec(source.slice(at))![0])).toEqual(["I as J", "I", "T", "J"]);
  const { code } = instrument(source, "b.ts", [], { typeOnly, isExposed: false });
  expect(code.split("\n").slice(0, 4)).toEqual(['import { v } from "./a";', 'import { gone } from "missing";', 'export { C, E } from "./a";', "export { v, gone };"]);
});
