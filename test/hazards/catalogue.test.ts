import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { docsUrl, hazardById, hazardNamed, hazards, isHazardId, ruleName } from "../../src/hazards/catalogue.ts";
import { root } from "../fixtures/programs.ts";

/** All examples by file name, so that one program checks them. */
const examples = new Map<string, string>(
  hazards.flatMap(({ id, examples: { unsafe, safe } }) => [
    ...unsafe.map((code, index) => [`${id}-unsafe-${index + 1}.ts`, code] as const),
    ...safe.map((code, index) => [`${id}-safe-${index + 1}.ts`, code] as const),
  ]),
);

function typeErrors(): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    moduleDetection: ts.ModuleDetectionKind.Force,
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
    // The engine from its source: nothing here needs a build.
    paths: { "rangeguard/engine": [join(root, "src/engine/index.ts")] },
    allowImportingTsExtensions: true,
    lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts"],
    types: [],
  };
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (name, version) => {
    const code = examples.get(name);
    return code === undefined ? read(name, version) : ts.createSourceFile(name, code, version, true);
  };
  const program = ts.createProgram([...examples.keys()], options, host);
  const files = [...examples.keys()].map((name) => program.getSourceFile(name));
  expect(files).not.toContain(undefined);
  return [...program.getOptionsDiagnostics(), ...files.flatMap((file) => ts.getPreEmitDiagnostics(program, file))]
    .map(({ file, messageText }) => `${file?.fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
}

test("the examples are complete, correct TypeScript", () => {
  expect(examples.size).toBeGreaterThan(20);
  expect(typeErrors()).toEqual([]);
});

test("each hazard says what it is, why it bites, what a run shows and what to do", () => {
  for (const hazard of hazards) {
    expect(hazard.title).toMatch(/^[A-Z].*[^.]$/);
    expect(hazard.summary).toMatch(/^Disallow .*\.$/s);
    expect(hazard.oracle).toMatch(/^[A-Z][^.]*\.$/s);
    expect(hazard.remedy).toMatch(/^- /);
    expect(hazard.examples.unsafe.length).toBeGreaterThan(0);
    expect(hazard.examples.safe.length).toBeGreaterThan(0);
  }
});

test("an entry stands under its own id", () => {
  for (const hazard of hazards) expect(hazardById(hazard.id)).toBe(hazard);
});

test("knows its ids from other text", () => {
  expect(isHazardId("insert-during-iteration")).toBe(true);
  expect(isHazardId("no-insert-during-iteration")).toBe(false);
  expect(isHazardId("toString")).toBe(false);
});

test("finds a hazard by its id and by the name of its rule", () => {
  const hazard = hazardById("shift-during-iteration");
  expect(hazardNamed("shift-during-iteration")).toBe(hazard);
  expect(hazardNamed("no-shift-during-iteration")).toBe(hazard);
  expect(hazardNamed("rangeguard/no-shift-during-iteration")).toBe(hazard);
  expect(hazardNamed("shift")).toBeUndefined();
});

test("the documentation of a hazard is the page of its rule", () => {
  expect(docsUrl("insert-during-iteration")).toMatch(/^https:.*\/docs\/rules\/no-insert-during-iteration\.md$/);
  expect(ruleName("insert-during-iteration")).toBe("no-insert-during-iteration");
});
