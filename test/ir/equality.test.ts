import { existsSync, readdirSync, readFileSync } from "node:fs";
import { extname, join, relative } from "node:path";
import { describe, expect, test } from "vitest";
import { printFunction } from "../../src/ir/print.ts";
import type { Unit } from "../../src/ir/unit.ts";
import { lowerProgram } from "../../src/lowering/core/lower.ts";
import { root } from "../fixtures/programs.ts";
import { type Dialect, fromCompiler, fromEslint } from "../lowering/front-ends.ts";
import { JAVASCRIPT, JSX, TSX, TYPESCRIPT } from "../lowering/snippets.ts";

const print = (unit: Unit): string => unit.functions.map(({ ir }) => printFunction(ir)).join("\n\n");

/** All source files below a folder of the repository, if it is there. */
function files(folder: string): [name: string, file: string, dialect: Dialect][] {
  const start = join(root, folder);
  if (!existsSync(start)) return [];
  return readdirSync(start, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.[jt]sx?$/.test(name) && !name.includes("node_modules"))
    .map((name) => [relative(root, join(start, name)), join(start, name), extname(name).slice(1) as Dialect]);
}

const snippets: [text: string, dialect: Dialect][] = [
  ...[...JAVASCRIPT, ...TYPESCRIPT].map((text): [string, Dialect] => [text, "ts"]),
  ...[...JSX, ...TSX].map((text): [string, Dialect] => [text, "tsx"]),
];

describe("both front ends lead to the same intermediate representation", () => {
  test.each([...files("fixtures"), ...files("../shared/cases")])("of %s", (_, file, dialect) => {
    const text = readFileSync(file, "utf8").replace(/^\uFEFF/, "");
    const printed = print(lowerProgram(fromEslint(text, dialect)));
    expect(printed).toContain("function #0 module");
    expect(print(lowerProgram(fromCompiler(text, dialect)))).toBe(printed);
  });

  test.each(snippets)("of %s", (text, dialect) => {
    expect(print(lowerProgram(fromCompiler(text, dialect)))).toBe(print(lowerProgram(fromEslint(text, dialect))));
  });
});

describe("a graph", () => {
  test.each(files("fixtures"))("has no block that leads nowhere: %s", (_, file, dialect) => {
    const printed = print(lowerProgram(fromCompiler(readFileSync(file, "utf8"), dialect)));
    expect(printed).not.toMatch(/^ +unreachable/m);
  });
});
