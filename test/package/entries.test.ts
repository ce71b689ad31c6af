import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { packagesLoadedBy, root, runNode, runNpm } from "./processes.ts";

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string };
const isHeavy = (name: string): boolean => /^(@?ts-morph|typescript|@typescript-eslint|eslint)(\/|$)/.test(name);

beforeAll(() => {
  runNode(["scripts/setup.mjs"], root);
}, 180_000);

describe("in the repository", () => {
  test("the ESLint entry loads neither ts-morph nor TypeScript nor typescript-eslint", () => {
    expect([...packagesLoadedBy("rangeguard/eslint", root)].filter(isHeavy)).toEqual([]);
  });

  test("the scanner's entry does load ts-morph, so that the probe can see it", () => {
    expect(packagesLoadedBy("rangeguard", root)).toContain("ts-morph");
  });
});

describe("as a tarball, installed in an empty project", () => {
  let project: string;
  let packed: string[];

  beforeAll(() => {
    project = mkdtempSync(join(tmpdir(), "rangeguard-package-"));
    writeFileSync(join(project, "package.json"), JSON.stringify({ name: "empty", private: true, type: "module" }));
    const [tarball] = JSON.parse(
      runNpm("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", project], root),
    ) as [{ filename: string; files: { path: string }[] }];
    packed = tarball.files.map((file) => file.path);
    runNpm("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${tarball.filename}`], project);
  }, 240_000);

  afterAll(() => {
    if (project) rmSync(project, { recursive: true, force: true });
  });

  test("holds compiled code, the documents, the schema and what npm always adds, and no sources", () => {
    const expected = /^(dist\/.*(\.js|\.d\.ts)|docs\/.*\.md|schemas\/.*\.json|LICENSE|NOTICE|README\.md|package\.json)$/;
    expect(packed.filter((path) => !expected.test(path))).toEqual([]);
    expect(packed.filter((path) => path.startsWith("dist/src/engine/golden/"))).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(["LICENSE", "NOTICE", "README.md", "dist/rules/index.js", "dist/src/index.js", "schemas/config.schema.json"]));
  });

  test("the ESLint entry loads no other package, and works without ESLint", () => {
    expect([...packagesLoadedBy("rangeguard/eslint", project)]).toEqual(["rangeguard"]);
  });

  test("the plugin has its rules and configurations", () => {
    const program = `import plugin from "rangeguard/eslint";
      console.log(JSON.stringify([plugin.meta.name, plugin.meta.version, Object.keys(plugin.configs).sort()]))`;
    const output = runNode(["--input-type=module", "--eval", program], project);
    expect(JSON.parse(output)).toEqual(["rangeguard", version, ["recommended", "strict"]]);
  });

  test("the engine's entry loads no other package, and makes maps", () => {
    expect([...packagesLoadedBy("rangeguard/engine", project)]).toEqual(["rangeguard"]);
    const program = `import { GoMap } from "rangeguard/engine";
      console.log(JSON.stringify([...GoMap.make("string", null, { seed: 1 }).set("a", 1)]))`;
    expect(JSON.parse(runNode(["--input-type=module", "--eval", program], project))).toEqual([["a", 1]]);
  });

  test("the scanner's entry finds a hazard", () => {
    writeFileSync(join(project, "sample.js"), "const s = new Set([1]);\nfor (const n of s) s.add(n + 1);\n");
    const program = `import { scan } from "rangeguard";
      const { findings } = await scan({ paths: ["sample.js"] });
      console.log(JSON.stringify(findings.map((f) => [f.file, f.hazard, f.range.start.line])))`;
    const output = runNode(["--input-type=module", "--eval", program], project);
    expect(JSON.parse(output)).toEqual([["sample.js", "insert-during-iteration", 2]]);
  });

  test("the command line tells its version", () => {
    expect(runNpm("npx", ["--no-install", "rangeguard", "--version"], project).trim()).toBe(version);
  });
});
