import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ts } from "ts-morph";
import { afterAll } from "vitest";
import type { HazardId } from "../../../src/hazards/types.ts";
import type { Site } from "../../../src/verify/site.ts";
import type { CaseForTests, CaseInTests, WithTestsResult } from "../../../src/verify/with-tests/types.ts";
import { root } from "../../fixtures/programs.ts";

const compiled = mkdtempSync(join(tmpdir(), "rangeguard-test-"));
afterAll(() => rmSync(compiled, { recursive: true, force: true }));

/** What runs inside of the suites, compiled: their processes load no TypeScript. Beside this, it may need only the types of the rest. */
for (const folder of ["trace", "oracles", "instrument", "with-tests", "with-tests/inside"]) {
  mkdirSync(join(compiled, folder), { recursive: true });
  for (const name of readdirSync(join(root, "src/verify", folder)).filter((each) => each.endsWith(".ts"))) {
    const { outputText } = ts.transpileModule(readFileSync(join(root, "src/verify", folder, name), "utf8"), {
      compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true, rewriteRelativeImportExtensions: true },
    });
    writeFileSync(join(compiled, folder, name.replace(/\.ts$/, ".js")), outputText);
  }
}
writeFileSync(join(compiled, "package.json"), '{ "type": "module" }');

export const inside = pathToFileURL(join(compiled, "with-tests/inside/"));

export function fixture(name: string): string {
  return join(root, "fixtures/with-tests", name);
}

export const syncHazards: readonly HazardId[] = [
  "insert-during-iteration",
  "reinsert-during-iteration",
  "shift-during-iteration",
  "remove-ahead-during-iteration",
];

/** Cases for all iterations of a file, named after their function and line: `emit:30`. */
export function casesOf(file: string, firstId = 1): { readonly cases: CaseForTests[]; readonly sites: Map<string, readonly Site[]> } {
  const source = readFileSync(file, "utf8");
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, true);
  const cases: CaseForTests[] = [];
  const sites: Site[] = [];
  const add = (loop: ts.Node, marked: ts.Node): void => {
    const site: Site = { id: firstId + sites.length, role: "iterate", file, start: marked.getStart(tree), end: marked.end, collection: marked.getText(tree) };
    sites.push(site);
    cases.push({ id: nameOf(loop), hazards: syncHazards, sites: [site], primary: site.id, acceptsWeak: true });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isForOfStatement(node)) add(node, node.expression);
    else if (ts.isForStatement(node) || ts.isForInStatement(node)) add(node, node);
    else if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression) && iterating.test(node.expression.name.text)) add(node, node.expression.expression);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return { cases, sites: new Map([[file, sites]]) };
}

const iterating = /^(forEach|map|filter|some|every|find|findIndex|findLast|findLastIndex|flatMap|reduce|reduceRight)$/;

function nameOf(node: ts.Node): string {
  const owner = ts.findAncestor(node, (each) => (ts.isFunctionDeclaration(each) || ts.isMethodDeclaration(each)) && each.name !== undefined);
  const line = node.getSourceFile().getLineAndCharacterOfPosition(node.getStart()).line + 1;
  return `${(owner as ts.FunctionDeclaration | undefined)?.name?.getText() ?? "module"}:${line}`;
}

export function caseNamed(result: WithTestsResult, name: string): CaseInTests {
  const found = result.cases.find(({ id }) => id.startsWith(`${name}:`));
  if (found === undefined) throw new Error(`no case ${name} among ${result.cases.map(({ id }) => id).join()}`);
  return found;
}

/** Tests by name, with what became of them: `passed`, `failed: <messages>`. */
export function outcomes({ suite }: WithTestsResult): Record<string, string> {
  return Object.fromEntries((suite.tests ?? []).map(({ name, state, errors }) => [name, [state, ...errors].join(": ")]));
}
