import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import ts from "typescript";
import * as input from "../../../../src/engine/concurrent/cas/input.ts";
import * as layout from "../../../../src/engine/concurrent/cas/layout.ts";
import { type SteppedAlgorithm, SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import * as stepsModule from "../../../../src/engine/concurrent/cas/steps.ts";
import * as table from "../../../../src/engine/concurrent/cas/table.ts";
import * as word from "../../../../src/engine/concurrent/cas/word.ts";
import * as step from "../../../../src/engine/step/step.ts";
import { root } from "../../../fixtures/programs.ts";

const home = join(root, "src/engine/concurrent/cas");
const source = readFileSync(join(home, "algorithm.ts"), "utf8");
const generator = pathToFileURL(join(root, "scripts/stepped-atomics.mjs")).href;
const { steppedAtomics } = (await import(generator)) as { steppedAtomics(text: string, fields: readonly string[]): string };

const stored = "Atomics.store(t.values, slot, wordOf(value))";
const added = "wordOf((value + delta) | 0)";

/** Ways to get the algorithm wrong, each the plain source with another text: what is one access becomes a load and then a store. */
export const mutants = {
  claim: [
    "Atomics.compareExchange(t.keys, slot, empty, mark)",
    "(Atomics.load(t.keys, slot) || (Atomics.store(t.keys, slot, mark), empty))",
  ],
  swap: ["Atomics.exchange(t.values, slot, wordOf(value))", `[Atomics.load(t.values, slot), ${stored}][0]`],
  loadOrStore: [
    "Atomics.compareExchange(t.values, slot, absent, wordOf(value))",
    `(Atomics.load(t.values, slot) || (${stored}, absent))`,
  ],
  loadAndDelete: ["Atomics.exchange(t.values, slot, absent)", "[Atomics.load(t.values, slot), Atomics.store(t.values, slot, absent)][0]"],
  compareAndSwap: [
    "valueOf(Atomics.compareExchange(t.values, slot, wordOf(old), wordOf(next))) === old",
    "valueOf(Atomics.load(t.values, slot)) === old && Atomics.store(t.values, slot, wordOf(next)) !== absent",
  ],
  compareAndDelete: [
    "valueOf(Atomics.compareExchange(t.values, slot, wordOf(old), absent)) === old",
    "valueOf(Atomics.load(t.values, slot)) === old && Atomics.store(t.values, slot, absent) === absent",
  ],
  add: [`Atomics.compareExchange(t.values, slot, word, ${added})`, `(Atomics.store(t.values, slot, ${added}), word)`],
  /** Refuses a key that has just been given the last slot. */
  full: ["return Atomics.load(t.keys, slot);", "return empty;"],
} satisfies Record<string, readonly [from: string, to: string]>;

export type Mutant = keyof typeof mutants;

/** A map with this mistake in it. */
export function brokenCasMap(mutant: Mutant, capacity: number): SteppedCasMap {
  return SteppedCasMap.create({ capacity }, broken.get(mutant) ?? build(mutant));
}

const broken = new Map<Mutant, SteppedAlgorithm>();

function build(mutant: Mutant): SteppedAlgorithm {
  const [from, to] = mutants[mutant];
  if (source.split(from).length !== 2) throw new Error(`algorithm.ts does not have this just once: ${from}`);
  const algorithm = stepped(source.replace(from, () => to));
  broken.set(mutant, algorithm);
  return algorithm;
}

/** The stepped build of such a source, as a module. */
function stepped(text: string): SteppedAlgorithm {
  const known: Record<string, object> = {
    "../../../step/step.ts": step,
    "../steps.ts": stepsModule,
    "../table.ts": table,
    "../input.ts": input,
    "../layout.ts": layout,
    "../word.ts": word,
  };
  const { outputText } = ts.transpileModule(steppedAtomics(text, stepsModule.casFields), {
    compilerOptions: { target: ts.ScriptTarget.ES2023, module: ts.ModuleKind.CommonJS },
  });
  const exports = {} as SteppedAlgorithm;
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- a module that no file holds
  new Function("exports", "require", outputText)(exports, (name: string) => known[name]);
  return exports;
}
