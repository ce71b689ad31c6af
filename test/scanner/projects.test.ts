import { symlinkSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { scanWith } from "../../src/scanner/scan.ts";
import { createTree, scanTree, skips } from "./helpers.ts";

const CODE = "insert();\n";

test("a directory without tsconfig gives all source files but generated, foreign and declaration files", async () => {
  const extensions = ["ts", "tsx", "mts", "cts", "js", "jsx", "mjs", "cjs"];
  const wanted = extensions.map((extension) => `src/${extension}.${extension}`);
  const ignored = [
    "node_modules/a/index.js",
    "packages/a/node_modules/b/index.js",
    "dist/a.js",
    "build/a.js",
    "out/a.js",
    "coverage/a.js",
    ".cache/a.js",
    "src/a.d.ts",
    "src/a.d.mts",
    "src/a.d.css.ts",
    "src/a.min.js",
    "src/a.vue",
    "src/a.svelte",
    "README.md",
  ];
  const tree = createTree(Object.fromEntries([...wanted, ...ignored].map((file) => [file, CODE])));
  const result = await scanTree(tree);
  expect(result.analysed).toEqual(wanted.sort());
  expect(result.skipped).toEqual([]);
  expect(result.stats).toMatchObject({ files: 8, lines: 8 });
  expect(result.root).toBe(tree);
});

test("a JavaScript file beside the TypeScript file that it was compiled from is left out", async () => {
  const tree = createTree({ "a.ts": CODE, "a.js": CODE, "b.tsx": CODE, "b.js": CODE, "c.js": CODE });
  expect((await scanTree(tree)).analysed).toEqual(["a.ts", "b.tsx", "c.js"]);
});

test("a tsconfig given by path decides what is scanned", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "include": ["src"], "exclude": ["src/old"] } // a comment`,
    "src/a.ts": CODE,
    "src/a.d.ts": "",
    "src/old/b.ts": CODE,
    "src/c.js": CODE,
    "other/d.ts": CODE,
  });
  expect((await scanTree(tree, { paths: ["tsconfig.json"] })).analysed).toEqual(["src/a.ts"]);
});

test("a directory with a tsconfig adds the JavaScript that it does not list, less what it excludes or writes", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "compilerOptions": { "outDir": "lib" }, "include": ["src"], "exclude": ["fixtures"] }`,
    "src/a.ts": CODE,
    "other/b.ts": CODE,
    "scripts/c.js": CODE,
    "fixtures/d.js": CODE,
    "lib/a.js": CODE,
  });
  expect((await scanTree(tree)).analysed).toEqual(["scripts/c.js", "src/a.ts"]);
});

test("JavaScript listed by a tsconfig that allows it belongs to that project; else it is a plain file", async () => {
  const tree = createTree({
    "allows/tsconfig.json": `{ "compilerOptions": { "allowJs": true, "target": "es5" } }`,
    "allows/a.js": CODE,
    "refuses/tsconfig.json": `{ "files": ["a.ts", "b.js"] }`,
    "refuses/a.ts": CODE,
    "refuses/b.js": CODE,
  });
  expect((await scanTree(tree)).analysed).toEqual(["allows/a.js", "refuses/a.ts", "refuses/b.js"]);
});

test("a jsconfig is a project as well", async () => {
  const tree = createTree({ "jsconfig.json": `{ "include": ["src"] }`, "src/a.js": CODE, "src/b.ts": CODE });
  expect((await scanTree(tree, { paths: ["jsconfig.json"] })).analysed).toEqual(["src/a.js", "src/b.ts"]);
});

test("references are followed, circles included, each project with its own options and each file once", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "files": [], "references": [{ "path": "app" }, { "path": "lib/tsconfig.build.json" }] }`,
    "app/tsconfig.json": `{ "compilerOptions": { "strict": false }, "include": [".", "../lib"], "references": [{ "path": "../lib/tsconfig.build.json" }] }`,
    "app/a.ts": CODE,
    "lib/tsconfig.build.json": `{ "references": [{ "path": "../app" }] }`,
    "lib/b.ts": CODE,
  });
  const result = await scanTree(tree);
  expect(result.analysed).toEqual(["app/a.ts", "lib/b.ts"]);
  expect(result.findings).toHaveLength(2);
});

test("a reference that leads nowhere is reported, and the rest scanned", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "include": ["src"], "references": [{ "path": "gone" }] }`,
    "src/a.ts": CODE,
  });
  const result = await scanTree(tree);
  expect(result.analysed).toEqual(["src/a.ts"]);
  expect(skips(result)).toEqual(["tsconfig.json | the referenced project gone/tsconfig.json does not exist"]);
});

test("without a tsconfig at the root nested ones are used, and all other files are plain", async () => {
  const tree = createTree({
    "packages/a/tsconfig.json": `{ "include": ["src"] }`,
    "packages/a/src/a.ts": CODE,
    "packages/a/test/a.test.ts": CODE,
    "packages/b/tsconfig.json": `{ "include": ["nothing"] }`,
    "packages/b/b.ts": CODE,
    "tools/c.mjs": CODE,
  });
  const result = await scanTree(tree);
  expect(result.analysed).toEqual(["packages/a/src/a.ts", "packages/a/test/a.test.ts", "packages/b/b.ts", "tools/c.mjs"]);
  expect(result.skipped).toEqual([]);
});

test("a tsconfig at the root that lists nothing is a base for others: the directory is scanned without it", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "compilerOptions": { "strict": true }, "files": [] }`,
    "packages/a/tsconfig.json": `{ "extends": "../../tsconfig.json", "include": ["."] }`,
    "packages/a/a.ts": CODE,
    "b.ts": CODE,
  });
  const result = await scanTree(tree);
  expect(result.analysed).toEqual(["b.ts", "packages/a/a.ts"]);
  expect(skips(result)).toEqual(["tsconfig.json | lists no file: its `files` and `include` match nothing"]);
});

test("a project of entry files includes what they import, but no packages", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "compilerOptions": { "paths": { "@app/*": ["./src/app/*"] } }, "files": ["src/main.ts"] }`,
    "src/main.ts": `import "./near.ts"; import "@app/far"; import "pkg"; insert();`,
    "src/near.ts": CODE,
    "src/app/far.ts": CODE,
    "src/unrelated.ts": CODE,
    "node_modules/pkg/package.json": `{ "name": "pkg", "main": "index.ts" }`,
    "node_modules/pkg/index.ts": CODE,
  });
  const result = await scanTree(tree);
  expect(result.analysed).toEqual(["src/app/far.ts", "src/main.ts", "src/near.ts"]);
  expect(result.findings).toHaveLength(3);
});

test("a single file is analysed with the nearest tsconfig that lists it", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "files": [], "references": [{ "path": "./tsconfig.app.json" }] }`,
    "tsconfig.app.json": `{ "include": ["src"] }`,
    "src/types.d.ts": "declare const ambient: Map<string, number>;",
    "src/a.ts": "ambient;",
    "src/b.ts": CODE,
  });
  const types: string[] = [];
  const result = await scanWith(
    ({ sourceFile, checker }) => {
      const typeChecker = checker();
      const ambient = sourceFile.statements[0]!.getChildAt(0, sourceFile);
      types.push(typeChecker.typeToString(typeChecker.getTypeAtLocation(ambient)));
      return [];
    },
    { cwd: tree, paths: ["src/a.ts"] },
  );
  expect(types).toEqual(["Map<string, number>"]);
  expect(result.stats.files).toBe(1);
});

test("several paths, the same file twice and links to it give each file once", async () => {
  const tree = createTree({ "a.ts": CODE, "src/b.ts": CODE });
  symlinkSync("b.ts", path.join(tree, "src/a-link-to-b.ts"));
  const result = await scanTree(tree, { paths: ["a.ts", "./a.ts", "src", "src/a-link-to-b.ts", "."] });
  expect(result.analysed).toEqual(["a.ts", "src/b.ts"]);
});

test("files outside the working directory are reported relative to it", async () => {
  const tree = createTree({ "here/a.ts": CODE, "there/b.ts": CODE });
  const result = await scanTree(path.join(tree, "here"), { paths: [".", "../there"] });
  expect(result.findings.map(({ file }) => file)).toEqual(["../there/b.ts", "a.ts"]);
});

test("a folder of a project is read with the tsconfig around it, as a single file is", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "compilerOptions": { "experimentalDecorators": true }, "include": ["src"], "exclude": ["src/old"] }`,
    "src/a.ts": CODE,
    "src/part/b.ts": CODE,
    "src/part/c.js": CODE,
    "src/old/d.ts": CODE,
  });
  const options = new Map<string, unknown>();
  const analyse = (paths: readonly string[]) =>
    scanWith((input) => {
      options.set(input.file, input.compilerOptions.experimentalDecorators);
      return [];
    }, { cwd: tree, paths });
  await analyse(["src"]);
  expect([...options].sort()).toEqual([["src/a.ts", true], ["src/old/d.ts", undefined], ["src/part/b.ts", true], ["src/part/c.js", undefined]]);
  options.clear();
  await analyse(["src/part"]);
  expect([...options].sort()).toEqual([["src/part/b.ts", true], ["src/part/c.js", undefined]]);
});
