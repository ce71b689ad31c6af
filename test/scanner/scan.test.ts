import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { noSettings } from "../../src/hazards/settings.ts";
import type { FileInput } from "../../src/scanner/analyser.ts";
import { ScanError } from "../../src/scanner/errors.ts";
import { scan, scanWith } from "../../src/scanner/scan.ts";
import type { ScanProgress } from "../../src/scanner/types.ts";
import { createTree, markerAnalyser, places, scanTree, skips } from "./helpers.ts";

test("findings come sorted by file, then position, whatever the order of the paths", async () => {
  const tree = createTree({ "b.ts": "insert();\n insert(); insert();", "a.ts": "insert();", "Z.ts": "insert();" });
  const result = await scanTree(tree, { paths: ["b.ts", "a.ts", "Z.ts"] });
  expect(places(result)).toEqual(["Z.ts:1:1", "a.ts:1:1", "b.ts:1:1", "b.ts:2:2", "b.ts:2:12"]);
});

test("strict findings need level strict, or the hazard named", async () => {
  const tree = createTree({ "a.ts": "insert();\nremoveAhead();\n" });
  expect(places(await scanTree(tree))).toEqual(["a.ts:1:1"]);
  expect(places(await scanTree(tree, { level: "strict" }))).toEqual(["a.ts:1:1", "a.ts:2:1"]);
  expect(places(await scanTree(tree, { rules: ["remove-ahead-during-iteration"] }))).toEqual(["a.ts:2:1"]);
});

test("the analysis is told the options", async () => {
  const tree = createTree({ "a.ts": "" });
  const seen: unknown[] = [];
  const analyser = (_: unknown, options: unknown) => (seen.push(options), []);
  await scanWith(analyser, { cwd: tree });
  await scanWith(analyser, { cwd: tree, level: "strict", rules: ["shift-during-iteration"], checkWorklists: true });
  expect(seen).toEqual([
    { level: "recommended", rules: undefined, checkWorklists: false, settings: noSettings },
    { level: "strict", rules: ["shift-during-iteration"], checkWorklists: true, settings: noSettings },
  ]);
});

test("an unknown rule is a usage error that names the nearest one", async () => {
  const tree = createTree({ "a.ts": "" });
  const attempt = scan({ cwd: tree, rules: ["no-insert-during-iterations" as never] });
  await expect(attempt).rejects.toThrow(ScanError);
  await expect(attempt).rejects.toMatchObject({ message: "There is no hazard `no-insert-during-iterations`.",
    hint: "Did you mean `no-insert-during-iteration`?" });
});

test("lines are counted as `wc -l` does, with a last line that has no line break", async () => {
  const tree = createTree({ "a.ts": "", "b.ts": "b;\n", "c.ts": "\nc;" });
  expect((await scanTree(tree)).stats).toMatchObject({ files: 3, lines: 3 });
});

test("the input names file, language and text, and nodes know their parents once types are asked for", async () => {
  const tree = createTree({ "src/a.tsx": "\ufeffinsert();" });
  const inputs: FileInput[] = [];
  await scanWith((input) => (inputs.push(input), input.checker(), []), { cwd: tree });
  expect(inputs).toMatchObject([{ file: "src/a.tsx", language: "tsx", text: "insert();" }]);
  expect(inputs[0]!.sourceFile.statements[0]!.parent).toBe(inputs[0]!.sourceFile);
});

test("types come from the library, from other files and from packages, in the same syntax tree", async () => {
  const tree = createTree({
    "tsconfig.json": `{ "include": ["src"] }`,
    "src/a.ts": `import { jobs } from "./b"; import { done } from "pkg"; jobs; done;`,
    "src/b.ts": "export const jobs = new Map<string, Set<number>>();",
    "node_modules/pkg/package.json": `{ "name": "pkg", "types": "index.d.ts" }`,
    "node_modules/pkg/index.d.ts": "export declare const done: WeakMap<object, string>;",
  });
  const types: string[] = [];
  const result = await scanWith(
    ({ file, sourceFile, checker, relative }) => {
      for (const statement of sourceFile.statements.filter(ts.isExpressionStatement)) {
        const type = checker().getTypeAtLocation(statement.expression);
        types.push(`${file}: ${checker().typeToString(type)}`);
        const symbol = checker().getSymbolAtLocation(statement.expression)!;
        const original = checker().getAliasedSymbol(symbol).declarations![0]!.getSourceFile().fileName;
        types.push(relative(original));
      }
      return [];
    },
    { cwd: tree },
  );
  expect(types).toEqual([
    "src/a.ts: Map<string, Set<number>>",
    "src/b.ts",
    "src/a.ts: WeakMap<object, string>",
    "node_modules/pkg/index.d.ts",
  ]);
  expect(result.skipped).toEqual([]);
});

test("the checker is fresh after an analysis that failed, and as good as before", async () => {
  const tree = createTree({ "a.ts": "new Set<string>();", "b.ts": "new Set<string>();", "c.ts": "new Set<string>();" });
  const checkers: ts.TypeChecker[] = [];
  const types: string[] = [];
  const result = await scanWith(
    ({ file, sourceFile, checker }) => {
      checkers.push(checker());
      const type = checker().getTypeAtLocation((sourceFile.statements[0] as ts.ExpressionStatement).expression);
      types.push(checker().typeToString(type));
      if (file === "b.ts") throw new RangeError("Maximum call stack size exceeded");
      return [];
    },
    { cwd: tree },
  );
  expect(skips(result)).toEqual(["b.ts | internal error: Maximum call stack size exceeded; please report"]);
  expect(result.stats.files).toBe(2);
  expect(types).toEqual(["Set<string>", "Set<string>", "Set<string>"]);
  expect(checkers[0]).toBe(checkers[1]);
  expect(checkers[1]).not.toBe(checkers[2]);
});

test("progress counts every file once per phase", async () => {
  const tree = createTree({ "a.ts": "", "b.js": "", "broken.ts": "let let let" });
  const steps: ScanProgress[] = [];
  await scanWith(markerAnalyser, { cwd: tree, onProgress: (progress) => steps.push(progress) });
  const phases = (["load", "analyse"] as const).map((phase) => steps.filter((step) => step.phase === phase));
  for (const phase of phases) {
    expect(phase.map(({ done, total }) => `${done}/${total}`)).toEqual(["1/3", "2/3", "3/3"]);
    expect(phase.map(({ file }) => file).sort()).toEqual(["a.ts", "b.js", "broken.ts"]);
  }
});
