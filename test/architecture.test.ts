import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, test } from "vitest";

/**
 * What each part may import besides itself: files and folders, `(types)` by `import type` only. A file belongs to the longest of
 * these names that its path starts with.
 */
const arrows: Readonly<Record<string, readonly string[]>> = {
  "src/index.ts": ["src/scanner", "src/report", "src/hazards", "src/version.ts"],
  "src/cli": ["src/scanner", "src/report", "src/hazards", "src/verify", "src/version.ts"],
  "src/report": ["src/hazards", "src/scanner/types.ts (types)", "src/verify/reasons.ts", "src/version.ts"],
  "src/report/verify": [
    "src/report",
    "src/verify/witness",
    "src/verify/types.ts (types)",
    "src/verify/case.ts (types)",
    "src/verify/inputs/plan.ts (types)",
    "src/hazards (types)",
    "src/engine/trace/chrome.ts (types)",
  ],
  "src/scanner": ["src/analysis", "src/lowering/tsmorph", "src/lowering/core", "src/ir", "src/hazards"],
  "src/scanner/types.ts": ["src/hazards (types)"],
  rules: ["src/lowering/estree", "src/lowering/core", "src/analysis", "src/hazards", "src/ir (types)", "src/version.ts"],
  "src/lowering/estree": ["src/lowering/core", "src/ir", "src/semantics"],
  "src/lowering/tsmorph": ["src/lowering/core", "src/ir", "src/semantics"],
  "src/lowering/core": ["src/ir", "src/semantics"],
  "src/analysis": ["src/ir", "src/semantics", "src/hazards"],
  "src/ir": ["src/semantics (types)"],
  "src/semantics": ["src/hazards (types)"],
  "src/hazards": [],
  "src/engine": [],
  "src/verify/inputs": [],
  "src/verify/loop": ["src/engine"],
  "src/verify/instrument": ["src/verify/site.ts (types)"],
  "src/verify/trace": ["src/verify/instrument/hooks.ts", "src/verify/instrument/observe.ts", "src/verify/instrument/at-once.ts", "src/verify/site.ts (types)"],
  "src/verify/gomap": ["src/engine", "src/verify/trace", "src/verify/instrument/hooks.ts (types)", "src/verify/inputs/description.ts (types)", "src/verify/oracles/gomap.ts (types)"],
  "src/verify/oracles": ["src/verify/trace", "src/verify/site.ts (types)", "src/hazards (types)"],
  "src/verify/process": ["src/verify/child"],
  "src/verify/child": [],
  "src/verify/witness": ["src/verify/release-of.ts", "src/verify/inputs", "src/verify/case.ts (types)", "src/verify/types.ts (types)", "src/hazards"],
  "src/verify": [
    "src/scanner",
    "src/hazards",
    "src/verify/all-sites",
    "src/verify/planner",
    "src/verify/project",
    "src/verify/process",
    "src/verify/witness",
    "src/verify/case.ts (types)",
    "src/verify/reasons.ts",
    "src/verify/with-tests",
    "src/verify/define.ts",
  ],
  "src/verify/case.ts": ["src/verify/inputs (types)", "src/verify/reasons.ts (types)", "src/verify/site.ts (types)", "src/hazards (types)"],
  "src/verify/across-await.ts": ["src/hazards (types)"],
  "src/verify/release-of.ts": ["src/verify/case.ts (types)"],
  "src/verify/files-of.ts": ["src/verify/case.ts (types)"],
  "src/verify/inner-state.ts": ["src/verify/case.ts (types)", "src/verify/inputs"],
  "src/verify/types.ts": ["src/verify/case.ts (types)", "src/verify/reasons.ts (types)", "src/scanner/types.ts (types)", "src/hazards (types)"],
  "src/verify/planner": ["src/verify/across-await.ts", "src/verify/inputs", "src/verify/case.ts (types)", "src/verify/site.ts (types)", "src/verify/reasons.ts (types)", "src/verify/instrument", "src/scanner", "src/semantics", "src/hazards (types)"],
  "src/verify/all-sites": ["src/verify/planner/candidate.ts", "src/verify/instrument", "src/verify/site.ts (types)", "src/scanner", "src/analysis", "src/semantics", "src/hazards"],
  "src/verify/define.ts": [],
  "src/verify/project": ["src/verify/inputs", "src/verify/instrument", "src/scanner (types)", "src/verify/site.ts (types)"],
  "src/verify/runner": [
    "src/verify/gomap",
    "src/verify/inputs",
    "src/verify/loop",
    "src/verify/trace",
    "src/verify/oracles",
    "src/verify/instrument",
    "src/verify/across-await.ts",
    "src/verify/release-of.ts",
    "src/verify/files-of.ts",
    "src/verify/inner-state.ts",
    "src/verify/site.ts (types)",
    "src/verify/case.ts (types)",
    "src/verify/child/runner.ts (types)",
    "src/verify/define.ts (types)",
    "src/verify/project (types)",
    "src/verify/reasons.ts (types)",
    "src/engine",
    "src/hazards/lock-names.ts",
    "src/hazards (types)",
  ],
  "src/verify/with-tests": ["src/verify/instrument", "src/verify/trace", "src/verify/oracles", "src/verify/case.ts (types)", "src/verify/site.ts (types)", "src/hazards (types)"],
  "src/verify/reasons.ts": ["src/verify/child/protocol.ts (types)"],
  "src/verify/site.ts": [],
  "src/version.ts": [],
};

/** Packages that are large: who may load them at run time. Everybody may name their types. */
const loaders: Readonly<Record<string, readonly string[]>> = {
  "ts-morph": ["src/scanner", "src/lowering/tsmorph", "src/cli", "src/verify/inputs", "src/verify/instrument", "src/verify/planner", "src/verify/all-sites", "src/verify/project"],
  typescript: [],
  "@typescript-eslint/": [],
  eslint: [],
};

const maxLines = 450;

interface Import {
  readonly file: string;
  readonly line: number;
  /** A path from the repository's root for a relative import, otherwise as written. */
  readonly target: string;
  readonly isType: boolean;
}

const root = fileURLToPath(new URL("..", import.meta.url));
const files = ["src", "rules"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .sort(),
);
const imports = files.flatMap(importsOf);

test("every file belongs to a part that has arrows", () => {
  expect(files.filter((file) => partOf(file) === undefined)).toEqual([]);
});

test("imports follow the arrows", () => {
  const broken = imports.filter(({ target }) => files.includes(target)).filter((each) => !isAllowed(each));
  expect(broken.map((each) => `${describe(each)}: ${partOf(each.file)} may import ${allowedTo(each.file)}`)).toEqual([]);
});

test("the arrows make no circle", () => {
  const below = new Map(Object.entries(arrows).map(([part, targets]) => [part, targets.map((name) => name.split(" ")[0]!)]));
  for (const part of below.keys()) expect(reachableFrom(part, below), part).not.toContain(part);
});

test("files of the engine make no circle of imports that run", () => {
  const below = new Map(files.filter((file) => file.startsWith("src/engine/")).map((file) => [file, [] as string[]]));
  for (const { file, target, isType } of imports) if (!isType && below.has(target)) below.get(file)?.push(target);
  for (const file of below.keys()) expect(reachableFrom(file, below), file).not.toContain(file);
});

test("relative imports lead to files of src and rules", () => {
  const lost = imports.filter(({ target }) => /^(\.|src\/|rules\/)/.test(target) && !files.includes(target));
  expect(lost.map(describe)).toEqual([]);
});

test("large packages are loaded only where they may be", () => {
  const broken = imports.filter(({ file, target, isType }) => {
    const [, parts] = Object.entries(loaders).find(([name]) => isPackage(target, name)) ?? [];
    return parts !== undefined && !isType && !parts.includes(partOf(file) ?? "");
  });
  expect(broken.map(describe)).toEqual([]);
});

test("ts-morph is named only by the scanner, its lowering and the command line", () => {
  const broken = imports.filter(({ target }) => isPackage(target, "ts-morph"));
  expect(broken.filter(({ file }) => !loaders["ts-morph"]!.includes(partOf(file) ?? "")).map(describe)).toEqual([]);
});

test(`no file that is written by hand has more than ${maxLines} lines`, () => {
  const written = files.filter((file) => !file.startsWith("src/engine/gomap/generated/"));
  const sizes = written.map((file) => [file, readFileSync(join(root, file), "utf8").trimEnd().split("\n").length] as const);
  expect(sizes.filter(([, lines]) => lines > maxLines)).toEqual([]);
});

function partOf(file: string): string | undefined {
  return Object.keys(arrows)
    .filter((part) => file === part || file.startsWith(`${part}/`))
    .sort((a, b) => b.length - a.length)[0];
}

function isAllowed({ file, target, isType }: Import): boolean {
  const from = partOf(file);
  if (from === undefined) return false;
  return [from, ...arrows[from]!].some((arrow) => {
    const name = arrow.replace(" (types)", "");
    return (arrow === name || isType) && (target === name || target.startsWith(`${name}/`));
  });
}

function allowedTo(file: string): string {
  const targets = arrows[partOf(file) ?? ""] ?? [];
  return targets.length > 0 ? targets.join(", ") : "nothing";
}

function reachableFrom(part: string, below: ReadonlyMap<string, readonly string[]>): Set<string> {
  const reached = new Set(below.get(part));
  for (const each of reached) for (const next of below.get(each) ?? []) reached.add(next);
  return reached;
}

function isPackage(target: string, name: string): boolean {
  return target === name || target.startsWith(name.endsWith("/") ? name : `${name}/`);
}

function describe({ file, line, target, isType }: Import): string {
  return `${file}:${line} imports ${target}${isType ? " (types)" : ""}`;
}

/** Import and export declarations, `import("...")` as a type and as a call, and `require("...")`. */
function importsOf(file: string): Import[] {
  const source = ts.createSourceFile(file, readFileSync(join(root, file), "utf8"), ts.ScriptTarget.Latest, false);
  const found: Import[] = [];
  const add = (node: ts.Node, specifier: ts.Node | undefined, isType: boolean): void => {
    if (!specifier || !ts.isStringLiteralLike(specifier)) return;
    const line = source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1;
    const name = specifier.text;
    const target = name.startsWith(".") ? posix.join(posix.dirname(file), name) : name;
    found.push({ file, line, target, isType });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node)) {
      add(node, node.moduleSpecifier, node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword);
    } else if (ts.isExportDeclaration(node)) add(node, node.moduleSpecifier, node.isTypeOnly);
    else if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) add(node, node.argument.literal, true);
    else if (ts.isCallExpression(node)) {
      const isLoad = node.expression.kind === ts.SyntaxKind.ImportKeyword || node.expression.getText(source) === "require";
      if (isLoad) add(node, node.arguments[0], false);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}
