import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { printFunction } from "../../../src/ir/print.ts";
import type { Ref } from "../../../src/ir/types.ts";
import { functionNamed, Graph, lower } from "./graph.ts";
import { type Answer, ANSWERS, compile, type Outcome, type Run } from "./oracle.ts";
import { PARAMETERS, randomProgram } from "./random-programs.ts";

const SEED = 20_251_107;

const choices = fc.array(fc.nat(2 ** 16), { maxLength: 120, size: "max" });
const answer = fc.constantFrom<Answer>("yes", "yes", "yes", "yes", "no", "no", "no", "nothing", "throw");
const oracles = fc.array(fc.array(answer, { maxLength: 40, size: "max" }), { minLength: 6, maxLength: 6 });

function graphOfProgram(body: string): Graph {
  return new Graph(functionNamed(lower(`async function subject(${PARAMETERS}) { ${body} }`), "subject"));
}

/** Follows a run through the graph, by all ways at once; tells where no way is left. */
function contradiction(graph: Graph, { steps, outcomes, exit }: Run): string | undefined {
  let next = [graph.first()];
  let marks = new Set<Ref>();
  for (const [index, step] of steps.entries()) {
    marks = new Set(next.flatMap((at) => [...at.marks].filter((mark) => graph.label(mark) === step)));
    if (marks.size === 0) return `no way from ${steps[index - 1] ?? "the start"} to ${step} after ${steps.slice(0, index).join(" ")}`;
    next = [...marks].map((mark) => graph.after(mark, outcomes[index]));
  }
  if (next.some(({ exits }) => exits.has(exit))) return undefined;
  if (exit === "throw" && [...marks].some((mark) => graph.isUncaught(mark))) return undefined;
  return `no way from ${steps.at(-1) ?? "the start"} to ${exit}`;
}

describe("the control flow of random programs", () => {
  test(`has a way for whatever the program does (2,000 programs, 6 runs each, seed ${SEED})`, async () => {
    await fc.assert(
      fc.asyncProperty(choices, oracles, async (list, answers) => {
        const body = randomProgram(list, false);
        const graph = graphOfProgram(body);
        const run = compile(body);
        for (const oracle of answers) {
          const done = await run(oracle);
          const problem = contradiction(graph, done);
          if (problem) throw new Error(`${problem}\n${oracle.join(" ")}\n${body}\n${printFunction(graph.fn)}`);
        }
      }),
      { numRuns: 2000, seed: SEED },
    );
  });

  test(`has no way that the program could not go (1,000 programs, 4 walks each, seed ${SEED})`, async () => {
    const turns = fc.array(fc.array(fc.nat(2 ** 16), { minLength: 12, maxLength: 12 }), { minLength: 4, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(choices, turns, async (list, walks) => {
        const body = randomProgram(list, true);
        const graph = graphOfProgram(body);
        const run = compile(body);
        for (const walk of walks) {
          const path = walkThrough(graph, walk);
          if (!(await canGo(run, path))) throw new Error(`cannot go ${path.join(" ")}\n${body}\n${printFunction(graph.fn)}`);
        }
      }),
      { numRuns: 1000, seed: SEED },
    );
  });

  test(`never ends in a block that leads nowhere (1,000 programs, seed ${SEED})`, () => {
    fc.assert(
      fc.property(choices, (list) => {
        const edges = graphOfProgram(randomProgram(list, false)).edges();
        expect(Object.values(edges).join(" ")).not.toContain("stuck");
      }),
      { numRuns: 1000, seed: SEED },
    );
  });
});

/** A way through the graph, as the labels of its marks, perhaps with the exit. */
function walkThrough(graph: Graph, turns: readonly number[]): string[] {
  const path: string[] = [];
  let next = graph.first();
  for (const turn of turns) {
    const options: (Ref | string)[] = [...next.marks, ...next.exits];
    const option = options[turn % options.length]!;
    if (typeof option === "string") return [...path, option];
    path.push(graph.label(option));
    next = graph.after(option);
  }
  return path;
}

/** Is there an oracle under which the program goes this way? Looks for one answer by answer. */
async function canGo(run: (answers: readonly Answer[]) => Promise<Run>, path: readonly string[]): Promise<boolean> {
  const search = async (answers: readonly Answer[]): Promise<boolean> => {
    const { steps, exit, certain } = await run(answers);
    const sure = [...steps, exit].slice(0, certain);
    if (path.slice(0, certain).some((label, index) => label !== sure[index])) return false;
    if (certain >= path.length) return true;
    if (certain > steps.length) return false;
    for (const answer of ANSWERS) if (await search([...answers, answer])) return true;
    return false;
  };
  return search([]);
}

test("a run that the graph has no way for is noticed", () => {
  const graph = graphOfProgram("if (m(1)) m(2); else m(3);");
  const check = (steps: string[], outcomes: Outcome[], exit: Run["exit"]): string | undefined =>
    contradiction(graph, { steps, outcomes, exit, certain: steps.length + 1 });
  expect(check(["1", "2"], ["truthy", "truthy"], "return")).toBeUndefined();
  expect(check(["1", "2"], ["truthy", "throws"], "throw")).toBeUndefined();
  expect(check(["1", "3"], ["truthy", "truthy"], "return")).toContain("no way from 1 to 3");
  expect(check(["1", "2", "3"], ["truthy", "truthy", "truthy"], "return")).toContain("no way from 2 to 3");
  expect(check(["1"], ["truthy"], "return")).toContain("no way from 1 to return");
});

test("a way that the program cannot go is noticed", async () => {
  const run = compile("if (m(1)) m(2); else m(3);");
  expect(await canGo(run, ["1", "3", "return"])).toBe(true);
  expect(await canGo(run, ["1", "3", "2"])).toBe(false);
});
