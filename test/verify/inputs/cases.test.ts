import fc from "fast-check";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { ts } from "ts-morph";
import { expect, test } from "vitest";
import { seedsOf } from "../../../src/verify/inputs/arbitrary.ts";
import { build } from "../../../src/verify/inputs/build.ts";
import { conforms } from "../../../src/verify/inputs/conforms.ts";
import { planOfModuleState, planOfParametersOf, planOfReceiver } from "../../../src/verify/inputs/from-function.ts";
import type { TypePlan } from "../../../src/verify/inputs/plan.ts";
import { obstacleOf } from "../../../src/verify/inputs/plan-walk.ts";
import { findNodes, loadAll, runText, samplesOf, worldOf } from "./helpers.ts";

const folder = fileURLToPath(new URL("../../../../shared/cases/", import.meta.url));
const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const texts = Object.fromEntries(names.map((name) => [name, readFileSync(folder + name, "utf8")]));

/** Makes 20 values and says why not, if it cannot. */
function attempt(plan: TypePlan, classes: Readonly<Record<string, unknown>>): string | undefined {
  const obstacle = obstacleOf(plan);
  if (obstacle) return `${obstacle.reason} (${obstacle.type})`;
  for (const description of samplesOf(plan, 20)) {
    const value = build(description, worldOf(classes));
    if (!conforms(value, plan)) return `does not conform: ${JSON.stringify(description)}`;
  }
  return undefined;
}

test("parameters, receivers and state of the shared cases are planned and built", () => {
  const counts = { functions: 0, parameters: 0, classes: 0, moduleSeeds: 0, fieldSeeds: 0 };
  const failures: string[] = [];
  const { files, context } = loadAll(texts);
  for (const [name, text] of Object.entries(texts)) {
    const file = files[name]!;
    const classNodes = findNodes(file, ts.isClassDeclaration);
    const classNames = classNodes.map((node) => node.name!.text);
    const classes = runText(text.replace(/^import .*$/gm, "const load: any = async () => 1, send: any = async () => {};"), classNames);
    for (const declaration of [...findNodes(file, ts.isFunctionDeclaration), ...findNodes(file, ts.isMethodDeclaration)]) {
      counts.functions++;
      for (const parameter of planOfParametersOf(declaration, context)) {
        counts.parameters++;
        const failure = attempt(parameter.plan, classes);
        if (failure) failures.push(`${name}: parameter ${parameter.name}: ${failure}`);
      }
    }
    for (const node of classNodes) {
      counts.classes++;
      const plan = planOfReceiver(node, context);
      if (plan.kind === "instance") counts.fieldSeeds += plan.seeds?.length ?? 0;
      const failure = attempt(plan, classes);
      if (failure) failures.push(`${name}: class ${node.name!.text}: ${failure}`);
    }
    const state = planOfModuleState(file, context);
    counts.moduleSeeds += state.length;
    expect(fc.sample(seedsOf(state), { numRuns: 5, seed: 1 })).toHaveLength(5);
  }
  expect(counts.functions).toBeGreaterThanOrEqual(139);
  expect(counts.parameters).toBeGreaterThanOrEqual(130);
  expect(counts.classes).toBeGreaterThanOrEqual(19);
  expect([counts.moduleSeeds, counts.fieldSeeds]).toEqual([17, 16]);
  expect(failures).toEqual([
    "dom-htmlcollection.ts: parameter root: dom (Element)",
    "dom-queryselectorall.ts: parameter root: dom (Element)",
  ]);
});
