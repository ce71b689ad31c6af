import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const folder = fileURLToPath(new URL("../../../src/verify/inputs/", import.meta.url));

/** The modules that a module loads when it runs, and theirs. */
function loadedBy(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const [, specifier] of readFileSync(file, "utf8").matchAll(/^import (?!type )[^;]*?"([^"]+)";/gm)) {
    if (specifier!.startsWith(".")) loadedBy(join(dirname(file), specifier!), found);
    else found.add(specifier!);
  }
  return found;
}

test.each(["arbitrary.ts", "build.ts", "conforms.ts", "describe.ts", "seed.ts", "world.ts"])("%s loads no compiler", (name) => {
  const packages = [...loadedBy(folder + name)].filter((file) => !file.startsWith("/"));
  expect(packages.filter((each) => each !== "fast-check" && !each.startsWith("node:"))).toEqual([]);
});

test("the parent's side loads one: the check above could fail", () => {
  expect(loadedBy(`${folder}from-function.ts`)).toContain("ts-morph");
});
