import { describe, expect, test } from "vitest";
import { candidatesFor } from "../../src/scanner/project-inputs.ts";
import { scan } from "../../src/scanner/scan.ts";
import type { ScanResult } from "../../src/scanner/types.ts";
import { createTree, places, skips } from "./helpers.ts";

const HELPER = "export function grow(xs: string[], x: string) { xs.push(x + 1); }\n";
const main = (from: string, name = "grow"): string => `import { ${name} } from "${from}";\nexport function f(xs: string[]) {\n  for (const x of xs) ${name.split(" ").at(-1)}(xs, x);\n}\n`;
const FOUND = ["src/main.ts:3:23"];

const scanTree = (files: Record<string, string>): Promise<ScanResult> => scan({ cwd: createTree(files), level: "strict" });

describe("an imported function that changes its argument is found where it is called", () => {
  test.each<[string, Record<string, string>]>([
    ["from a file beside it", { "src/main.ts": main("./b"), "src/b.ts": HELPER }],
    ["as a JavaScript file that a TypeScript file stands for", { "src/main.ts": main("./b.js"), "src/b.ts": HELPER }],
    ["as .mjs for .mts", { "src/main.ts": main("./b.mjs"), "src/b.mts": HELPER }],
    ["as .jsx for .tsx", { "src/main.ts": main("./b.jsx"), "src/b.tsx": HELPER }],
    ["with the extension .ts", { "src/main.ts": main("./b.ts"), "src/b.ts": HELPER }],
    ["from a JavaScript file", { "src/main.ts": main("./b"), "src/b.js": HELPER.replaceAll(/: string(?:\[\])?/g, "") }],
    ["from the index of a directory", { "src/main.ts": main("./lib"), "src/lib/index.ts": HELPER }],
    ["from the index of its own directory", { "src/main.ts": main("."), "src/index.ts": HELPER }],
    ["from the directory above", { "src/main.ts": main("../lib/b"), "lib/b.ts": HELPER }],
    ["under another name", { "src/main.ts": main("./b", "grow as widen"), "src/b.ts": HELPER }],
    ["re-exported", { "src/main.ts": main("./a"), "src/a.ts": 'export { grow } from "./b";', "src/b.ts": HELPER }],
    ["re-exported under another name", { "src/main.ts": main("./a", "widen"), "src/a.ts": 'export { grow as widen } from "./b";', "src/b.ts": HELPER }],
    ["re-exported with all others", { "src/main.ts": main("./a"), "src/a.ts": 'export * from "./c"; export * from "./b";', "src/b.ts": HELPER, "src/c.ts": "export {};" }],
    ["two calls away", { "src/main.ts": main("./a"), "src/a.ts": 'import { grow as inner } from "./b"; export function grow(ys: string[], y: string) { inner(ys, y); }', "src/b.ts": HELPER }],
    ["in files that import each other", { "src/main.ts": `${main("./b")}export const more = 1;`, "src/b.ts": `import { more } from "./main"; more; ${HELPER}` }],
  ])("%s", async (_, files) => {
    const result = await scanTree(files);
    expect(skips(result)).toEqual([]);
    expect(places(result)).toEqual(FOUND);
  });

  test("whatever has been analysed and forgotten in between", async () => {
    const walk = 'import { m } from "./b";\nimport { put } from "./z";\nexport function go() { for (const x of m) put(x); }\n';
    const files = {
      "a.ts": walk,
      "b.ts": "export const m = new Set<string>();\nexport async function fill(xs: string[]) { for (const x of xs) { await 1; m.add(x); } }\n",
      "c.ts": walk,
      "z.ts": 'import { m } from "./b";\nexport function put(x: string) { m.add(x + "!"); }\n',
    };
    const result = await scanTree(files);
    expect(skips(result)).toEqual([]);
    expect(places(result)).toEqual(["a.ts:3:43", "c.ts:3:43"]);
  });

  test("a function that hands on closures can be asked for again after its file", async () => {
    const files = {
      "a.ts": "function visit(x: string, f: () => void) { f(); }\nexport async function run(xs: string[]) { for (const x of xs) { await 1; visit(x, () => {}); } }\n",
      "b.ts": 'import { run } from "./a";\nexport async function go(ys: string[]) { for (const y of ys) { await run(ys); ys.push(y + 1); } }\n',
    };
    const result = await scanTree(files);
    expect(skips(result)).toEqual([]);
    expect(places(result)).toContain("b.ts:2:79");
  });

  const aliased = (text: string, paths: string): Promise<ScanResult> =>
    scanTree({
      "src/main.ts": text,
      "src/lib/b.ts": HELPER,
      "tsconfig.json": `{ "compilerOptions": { "module": "esnext", "moduleResolution": "bundler", "paths": { ${paths} } }, "include": ["src"] }`,
    });

  test("through an alias of the tsconfig", async () => {
    const text = `${main("@lib/b")}export const more = (ys: string[]) => ys.push("a");\n`;
    expect(places(await aliased(text, '"@lib/*": ["./src/lib/*"]'))).toEqual(FOUND);
    expect(places(await aliased(text, '"@other/*": ["./src/lib/*"]'))).toEqual([]);
  });

  test("through an alias, by a file that has no change of its own", async () => {
    expect(places(await aliased(main("@lib/b"), '"@lib/*": ["./src/lib/*"]'))).toEqual(FOUND);
  });

  test("as a member of a whole file", async () => {
    const text = 'import * as lib from "./b";\nexport function f(xs: string[]) {\n  for (const x of xs) lib.grow(xs, x);\n}\n';
    expect(places(await scanTree({ "src/main.ts": text, "src/b.ts": HELPER }))).toEqual(FOUND);
  });

  test("as a method of an imported class, and of its base", async () => {
    const text = 'import { A } from "./a";\nexport function f(a: A) {\n  for (const x of a.xs) a.put(x);\n}\n';
    const a = 'import { B } from "./b"; export class A extends B {}';
    const b = "export class B { xs: string[] = []; put(x: string) { this.xs.push(x); } }";
    expect(places(await scanTree({ "src/main.ts": text, "src/a.ts": a, "src/b.ts": b }))).toEqual(["src/main.ts:3:25"]);
  });
});

describe("nothing is found", () => {
  test.each<[string, Record<string, string>]>([
    ["for a helper that changes a copy", { "src/main.ts": main("./b"), "src/b.ts": HELPER.replace("xs.push", "[...xs].push") }],
    ["for a package", { "src/main.ts": main("b"), "src/b.ts": HELPER }],
    ["for another export of the file", { "src/main.ts": main("./b", "shrink"), "src/b.ts": `${HELPER}export function shrink() {}` }],
    ["for a file that is not there", { "src/main.ts": main("./gone"), "src/b.ts": HELPER }],
  ])("%s", async (_, files) => {
    const result = await scanTree(files);
    expect(skips(result)).toEqual([]);
    expect(places(result)).toEqual([]);
  });
});

test("a file that is skipped is no obstacle to those that import it", async () => {
  const own = `${main("./b")}export function g(s: Set<string>) {\n  for (const x of s) s.add(x + 1);\n}\n`;
  const result = await scanTree({ "src/main.ts": own, "src/b.ts": `${HELPER} <<<<<<< HEAD` });
  expect(result.skipped.map(({ file }) => file)).toEqual(["src/b.ts"]);
  expect(places(result)).toContain("src/main.ts:6:22");
});

test("the finding's trace leads into the other file", async () => {
  const { findings } = await scanTree({ "src/main.ts": main("./b"), "src/b.ts": HELPER });
  expect(findings[0]!.trace.map(({ role, file }) => `${role} ${file}`).slice(0, 3)).toEqual(["iterate src/main.ts", "call src/main.ts", "mutate src/b.ts"]);
});

test("what an import may mean, in the order in which it is looked for", () => {
  const candidates = candidatesFor("src/a.js");
  expect(candidates[0]).toBe("src/a.js");
  expect(candidates.indexOf("src/a.ts")).toBeGreaterThan(0);
  expect(candidates.indexOf("src/a.ts")).toBeLessThan(candidates.indexOf("src/a.js/index.ts"));
  expect(candidatesFor("src/a")).toEqual(expect.arrayContaining(["src/a.ts", "src/a.tsx", "src/a/index.ts", "src/a/index.js"]));
  expect(candidatesFor("src/a.test")).toContain("src/a.test.ts");
});
