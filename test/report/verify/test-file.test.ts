import ts from "typescript";
import { expect, test } from "vitest";
import { isEmittedTest, testFileOf } from "../../../src/report/verify/index.ts";
import type { VerifyResult, Witness } from "../../../src/verify/types.ts";
import { decodeWitness } from "../../../src/verify/witness/text.ts";
import { confirmed, context, notExecutable, verified, witness } from "./sample.ts";

const testFile = "/project/test/races/sockets.test.ts";

interface EmittedTest {
  readonly name: string;
  readonly body: () => Promise<void>;
  readonly timeout: number;
}

interface Asked {
  readonly witness: string;
  readonly file: URL;
}

test("is a file with a comment and a test for each confirmed finding", async () => {
  await expect(emitted()).toMatchFileSnapshot("snapshots/emitted.txt");
});

test("asks for the run of the witness in the flagged file, and fails as long as there are lines", async () => {
  const asked: Asked[] = [];
  const [only] = load(emitted(), asked, ["both acted"]);
  await expect(only!.body()).rejects.toThrow("both acted");
  expect(decodeWitness(asked[0]!.witness)).toEqual(decodeWitness(witness.text));
  expect(asked[0]!.file.href).toBe("file:///project/src/sockets.ts");
  expect(only!.timeout).toBeGreaterThanOrEqual(30_000);
});

test("passes when the hazard is gone", async () => {
  const [only] = load(emitted(), [], []);
  await expect(only!.body()).resolves.toBeUndefined();
});

test.each([
  ["src/page [id] 100%.ts", "/project/src/page [id] 100%.ts"],
  ["src/a#b?c.ts", "/project/src/a#b?c.ts"],
  ["../outside.ts", "/outside.ts"],
  ["test/races/beside:it.ts", "/project/test/races/beside:it.ts"],
])("finds a file called %s", async (file, absolute) => {
  const asked: Asked[] = [];
  const [only] = load(emitted([{ ...confirmed, finding: { ...confirmed.finding, file } }]), asked, []);
  await only!.body();
  expect(decodeURIComponent(asked[0]!.file.pathname)).toBe(absolute);
  expect(asked[0]!.file.search + asked[0]!.file.hash).toBe("");
});

test.each(['*/ process.exit(); /*', "\n process.exit();", "\u2028process.exit()//", '"); process.exit(); ("', "`${process.exit()}`", "\\", `@${"vitest"}-environment x`, "@ts-nocheck", `eslint${"-"}disable`])(
  "nothing from the project gets out of comments and strings: %j",
  (evil) => {
    const run = { ...witness.run, input: { ...witness.run.input, calls: [{ entry: 0, args: [evil] }] } };
    const hostile: Witness = { ...witness, run, shown: { ...witness.shown, lines: [evil] } };
    const finding = { ...confirmed.finding, file: `src/${evil}.ts`, message: evil };
    const text = emitted([{ ...confirmed, finding, witness: hostile }], evil);
    const source = ts.createSourceFile("a.ts", text, ts.ScriptTarget.Latest);
    expect(source.statements.map(({ kind }) => kind)).toEqual([ts.SyntaxKind.ImportDeclaration, ts.SyntaxKind.ImportDeclaration, ts.SyntaxKind.ExpressionStatement]);
    expect(load(text, [], [])).toHaveLength(1);
    expect(text).not.toMatch(/@(vitest|ts)-/);
    expect(text.split("\n").filter((line) => line.startsWith("//")).join("\n")).not.toMatch(/eslint-disable/);
  },
);

test("there is none where nothing is confirmed", () => {
  expect(testFileOf({ ...verified, results: [notExecutable] }, { ...context, testFile })).toBeUndefined();
});

test("is known again, unlike files of others", () => {
  expect(isEmittedTest(emitted())).toBe(true);
  expect(isEmittedTest('import { test } from "vitest";\n')).toBe(false);
});

function emitted(results: VerifyResult["results"] = verified.results, path = "src"): string {
  const replayCommand = (text: string) => `rangeguard verify ${path} --replay ${text}`;
  return testFileOf({ ...verified, results }, { ...context, testFile, replayCommand })!;
}

/** Runs the file with stand-ins for what it imports. */
function load(text: string, asked: Asked[], lines: readonly string[]): EmittedTest[] {
  const tests: EmittedTest[] = [];
  const modules: Record<string, unknown> = {
    vitest: { expect, test: (name: string, body: EmittedTest["body"], timeout: number) => tests.push({ name, body, timeout }) },
    "rangeguard/verify": {
      verifyWitness: (given: string, { file }: { file: URL }) => {
        asked.push({ witness: given, file });
        return Promise.resolve(lines);
      },
    },
  };
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(text.replaceAll("import.meta.url", "importMetaUrl"), { compilerOptions });
  // eslint-disable-next-line @typescript-eslint/no-implied-eval
  new Function("require", "exports", "importMetaUrl", outputText)((name: string) => modules[name], {}, `file://${testFile}`);
  return tests;
}
