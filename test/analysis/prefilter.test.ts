import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { detect } from "../../src/analysis/detect.ts";
import { FunctionAnalysis } from "../../src/analysis/function-analysis.ts";
import { mayDisturb } from "../../src/analysis/prefilter.ts";
import type { AnalysisOptions, TypeOracle } from "../../src/analysis/types.ts";
import { noSettings } from "../../src/hazards/settings.ts";
import type { Unit, UnitFunction } from "../../src/ir/unit.ts";
import { lowerProgram } from "../../src/lowering/core/lower.ts";
import { collectionKinds } from "../../src/semantics/names.ts";
import { readPrograms, root } from "../fixtures/programs.ts";
import { lower } from "../lowering/core/graph.ts";
import { fromCompiler } from "../lowering/front-ends.ts";

const SEED = 20_251_109;

/** Whatever types could say, too. */
const oracles: readonly (TypeOracle | undefined)[] = [
  undefined,
  ...[...new Set(collectionKinds.values())].map((kind): TypeOracle => ({ kindOf: () => kind })),
];

const options: AnalysisOptions = { checkWorklists: true, settings: noSettings };

const isAsked = (unit: Unit, fn: UnitFunction): boolean => mayDisturb(fn, (binding) => unit.types.aliasOf(binding));

/** The functions that are passed over although there is something to find in them. */
function wronglyPassedOver(unit: Unit): string[] {
  return unit.functions
    .filter((fn) => !isAsked(unit, fn))
    .filter((fn) => oracles.some((oracle) => detect(new FunctionAnalysis(unit.types, fn), oracle, options).length > 0))
    .map(({ ir }) => ir.name);
}

test.each(readPrograms().map(({ path }) => [path]))("no function with a finding is passed over in %s", (path) => {
  const dialect = path.endsWith(".js") ? "js" : "ts";
  expect(wronglyPassedOver(lowerProgram(fromCompiler(readFileSync(join(root, path), "utf8"), dialect)))).toEqual([]);
});

/** Statements by which things get other names, are walked and are changed. */
const templates: readonly string[] = [
  ...["A = B;", "const N = A;", "const N = A ?? B;", "const N = A ? B : A;", "o.p = A;", "A = o.p;", "o.p = o.q;", "const { p: N } = A;"],
  ...["const [N] = A;", "A = B.get(k);", "A = B[k];", "B.set(k, A);", "B[k] = A;", "A = { p: B }.p;", "A = [B][0];", "[A] = [B];"],
  ...["A = A.sort();", "this.p = A;", "A = this.p;", "A = B.p.q;", "B.p = A.p;", "const N = (x) => x;", "A = (() => B)();", "A = A.at(0);"],
  ...["for (const x of A) { S }", "for (const x of A.keys()) { S }", "for (const [x, y] of A) { S }", "for (const x in A) { S }", "A.forEach((x, y, z) => { S });"],
  ...["A.forEach(function (x, y, z) { S }, B);", "for (let i = 0; i < A.length; i++) { S use(A[i]); }", "const N = A.values(); N.next(); S N.next();"],
  ...["for (const x of A.values().filter(use)) { S }", "Array.from(A, (x) => { S });", "if (use(A)) { S } else { S }", "try { S } finally { S }", "for (const x of A.children) { S }"],
  ...["A.add(x);", "A.set(x, 1);", "A.delete(k);", "A.clear();", "A.push(x);", "A.splice(k, 1);", "A[k] = 1;", "delete A[k];", "A.length = 0;", "A.sort();"],
  ...["A.add.call(B, x);", "const N = A.add.bind(B); N(x);", "Object.assign(A, B);", "Reflect.deleteProperty(A, k);", "z.push(x);", "x.add(k);", "x.remove();"],
  ...["A.remove();", "x.classList.add(k);", "A.appendChild(x);", "x.p.push(k);", "A.p.push(x);", "this.add(x);", "for (const x of this) { S }"],
];

const MAX_DEPTH = 3;

function body(choices: readonly number[]): string {
  let at = 0;
  let names = 0;
  const below = (count: number): number => (choices[at++] ?? 0) % count;
  const variables = ["a", "b"];
  const variable = (): string => variables[below(variables.length)]!;
  const statements = (depth: number): string =>
    Array.from({ length: 1 + below(4) }, () => {
      const template = templates[below(templates.length)]!;
      if (depth >= MAX_DEPTH && template.includes("S")) return "";
      const name = `n${++names}`;
      const text = template.replace(/\b[ABNS]\b/g, (letter) => (letter === "N" ? name : letter === "S" ? statements(depth + 1) : variable()));
      return template.startsWith("const N") ? `var ${text.slice("const ".length)}` : text;
    }).join("\n");
  return statements(0);
}

describe("random functions", () => {
  const programs = fc.array(fc.nat(2 ** 16), { maxLength: 60, size: "max" }).map((choices) => `function subject(a, b, o, k, use, x, y, z) { ${body(choices)} }`);

  test(`with a finding are not passed over (3,000 programs, seed ${SEED})`, () => {
    let found = 0;
    fc.assert(
      fc.property(programs, (text) => {
        const unit = lower(text);
        expect(wronglyPassedOver(unit)).toEqual([]);
        if (unit.functions.some((fn) => detect(new FunctionAnalysis(unit.types, fn), undefined, options).length > 0)) found++;
      }),
      { numRuns: 3000, seed: SEED },
    );
    expect(found).toBeGreaterThan(200);
  });
});

test.each([
  "function subject(a) { return a.map((x) => x + 1); }",
  "function subject(a, b) { for (const x of a) b.push(x); }",
  "function subject(a) { a.push(1); a.sort(); }",
  "function subject(a) { const b = []; for (const x of a) b.push(x); return b; }",
  "function subject(m) { m.set(1, 2); }",
])("passed over: %s", (text) => {
  const unit = lower(text);
  expect(isAsked(unit, unit.functions.find(({ ir }) => ir.name === "subject")!)).toBe(false);
});
