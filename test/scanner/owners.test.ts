import { expect, test } from "vitest";
import { createTree, scanTree, skips } from "./helpers.ts";

const CODE = "insert();\n";

test("a tsconfig is read for a file only as long as none that lists the file is found", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "include": ["src"], "references": [{ "path": "broken" }] }`,
    "jsconfig.json": "{ broken",
    "broken/tsconfig.json": "{ broken",
    "src/a.ts": CODE,
    "b.ts": CODE,
  });
  const owned = await scanTree(tree, { paths: ["src/a.ts"] });
  expect([owned.analysed, skips(owned)]).toEqual([["src/a.ts"], []]);
  const loose = await scanTree(tree, { paths: ["b.ts"] });
  expect(skips(loose).map((skip) => skip.split(" | ")[0])).toEqual(["broken/tsconfig.json", "jsconfig.json"]);
});

test("the tsconfig around a folder is not read when the projects in the folder have all of its files", async () => {
  const tree = createTree({
    "tsconfig.json": "{ broken",
    "packages/a/tsconfig.json": "{}",
    "packages/a/a.ts": CODE,
  });
  const result = await scanTree(tree, { paths: ["packages"] });
  expect([result.analysed, skips(result)]).toEqual([["packages/a/a.ts"], []]);
  expect(skips(await scanTree(tree, { paths: ["packages", "packages/a/a.ts"] }))).toEqual([]);
});
