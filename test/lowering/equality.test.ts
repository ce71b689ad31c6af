import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { firstDifference } from "./compare.ts";
import { type Dialect, fromCompiler, fromEslint } from "./front-ends.ts";
import { JAVASCRIPT, JSX, SCRIPTS, TSX, TYPESCRIPT } from "./snippets.ts";

function difference(text: string, dialect: Dialect, sourceType?: "module" | "script"): string | undefined {
  return firstDifference(fromCompiler(text, dialect), fromEslint(text, dialect, sourceType));
}

describe("both front ends give the same tree", () => {
  test.each(JAVASCRIPT)("for JavaScript, %s", (text) => {
    expect(difference(text, "js")).toBeUndefined();
  });

  test.each(SCRIPTS)("for a script, %s", (text) => {
    expect(difference(text, "js", "script")).toBeUndefined();
  });

  test.each(JSX)("for JSX, %s", (text) => {
    expect(difference(text, "jsx")).toBeUndefined();
    expect(difference(text, "tsx")).toBeUndefined();
  });

  test.each(TSX)("for JSX in TypeScript, %s", (text) => {
    expect(difference(text, "tsx")).toBeUndefined();
  });

  test.each([...JAVASCRIPT, ...TYPESCRIPT])("for TypeScript, %s", (text) => {
    expect(difference(text, "ts")).toBeUndefined();
  });

  test.each(JAVASCRIPT)("with a byte order mark and Windows line ends, %s", (text) => {
    expect(difference(`\uFEFF${text.replace(/^#.*/, "").replaceAll("; ", ";\r\n")}`, "ts")).toBeUndefined();
  });

  test.each(files("../../fixtures", "../../../shared/cases"))("for %s", (_, file, dialect) => {
    expect(difference(readFileSync(file, "utf8"), dialect)).toBeUndefined();
  });
});

function files(...folders: readonly string[]): [name: string, file: string, dialect: Dialect][] {
  return folders
    .map((folder) => path.join(import.meta.dirname, folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) =>
      readdirSync(folder, { recursive: true, encoding: "utf8" })
        .filter((name) => !name.includes("node_modules") && /\.(?:js|jsx|ts|tsx)$/.test(name))
        .map((name): [string, string, Dialect] => [name, path.join(folder, name), path.extname(name).slice(1) as Dialect]),
    );
}

test("a difference is found wherever it is", () => {
  const base = fromCompiler("f(() => { let a: Map<string, A[]>; });", "ts");
  for (const other of ["f(() => { let a: Map<string, B[]>; });", "f(() => { var a: Map<string, A[]>; });", "f(() => {});"]) {
    expect(firstDifference(base.body, fromCompiler(other, "ts").body)).toBeDefined();
  }
});
