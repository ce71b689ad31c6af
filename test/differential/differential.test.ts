import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tries } from "../effort.ts";
import { type GeneratorOptions, programs } from "./arbitrary.ts";
import type { ProgramNode } from "./ast.ts";
import { describe as describeProgram } from "./compare.ts";
import { Figures, outcomeOf } from "./outcome.ts";
import { render } from "./render.ts";
import { linted, scanned, type Warning } from "./static-side.ts";

/** `RANGEGUARD_PROGRAMS=100000` tries more of them; further seeds follow the fixed ones. */
const PROGRAMS = Number(process.env["RANGEGUARD_PROGRAMS"] ?? tries(10_000, 2000));
const PER_SEED = 1000;
const FIRST_SEED = 20_261_101;
const SEEDS = Array.from({ length: Math.ceil(PROGRAMS / PER_SEED) }, (_, at) => FIRST_SEED + at);

/** What the analysis does not see yet is off. */
const OPTIONS: GeneratorOptions = { helpers: true, sameTwice: true, liveResults: true };

/** Of the warnings, at most this share, in percent, may be of what no run shows. */
const MAX_IDLE = 5;

const figures = new Figures();

/** The smallest program found in which a run shows what the analysis is silent about. */
function silentProgram(seed: number, arbitrary: fc.Arbitrary<ProgramNode>, count?: Figures): string | undefined {
  let failed = false;
  const property = fc.property(arbitrary, (program) => {
    const outcome = outcomeOf(program, scanned);
    // After a failure come the smaller ones that it is brought down to.
    if (!failed) count?.add(outcome);
    failed ||= outcome.silent.length > 0;
    return outcome.silent.length === 0;
  });
  const details = fc.check(property, { numRuns: PER_SEED, seed });
  const program = details.counterexample?.[0];
  if (!program) return undefined;
  const { rendered, warnings, executed } = outcomeOf(program, scanned);
  return `seed ${seed}, path ${details.counterexamplePath}\n${describeProgram(rendered, warnings, executed)}`;
}

describe("whatever a run shows, the analysis warns of", () => {
  test.each(SEEDS)(`in ${PER_SEED} random programs, seed %i`, (seed) => {
    expect(silentProgram(seed, programs(OPTIONS), figures)).toBeUndefined();
  });
});

test(`at most ${MAX_IDLE} % of the warnings are of what no run shows`, () => {
  const text = `seeds ${SEEDS[0]} to ${SEEDS.at(-1)}: ${figures.toString()}`;
  // eslint-disable-next-line no-console -- the figures are part of the output
  console.info(text);
  expect(figures.programs).toBe(SEEDS.length * PER_SEED);
  // Enough of each kind for the shares to mean something.
  for (const { shown, agreed } of Object.values(figures.counts)) expect(Math.min(shown, agreed)).toBeGreaterThan(figures.programs / 20);
  expect(figures.idleShare("any, recommended"), text).toBeLessThanOrEqual(MAX_IDLE);
  expect(figures.idleShare("any"), text).toBeLessThanOrEqual(MAX_IDLE);
});

test(`both front ends give the same warnings (300 programs, seed ${FIRST_SEED})`, () => {
  const property = fc.property(programs(OPTIONS), (program) => {
    const { source } = render(program);
    expect(linted(source)).toEqual(scanned(source));
  });
  fc.assert(property, { numRuns: 300, seed: FIRST_SEED });
});

describe("the comparison notices", () => {
  const sample = fc.sample(programs(OPTIONS), { numRuns: 200, seed: FIRST_SEED });

  test("an analysis that is silent", () => {
    const silent = sample.filter((program) => outcomeOf(program, () => []).silent.length > 0);
    expect(silent.length).toBeGreaterThan(50);
  });

  test("an analysis that warns of one line only", () => {
    const partly = sample.filter((program) => outcomeOf(program, (source) => scanned(source).slice(0, 1)).silent.length > 0);
    expect(partly.length).toBeGreaterThan(10);
  });

  test("an analysis that warns of every line", () => {
    const all = (source: string): Warning[] =>
      source.split("\n").map((_, at) => ({ family: "grow", hazard: "insert-during-iteration", level: "recommended", line: at + 1 }));
    const count = new Figures();
    for (const program of sample) count.add(outcomeOf(program, all));
    expect(count.idleShare("any, recommended")).toBeGreaterThan(20);
  });
});
