import fc from "fast-check";
import { expect, test } from "vitest";
import { allSuccessors, Flow } from "../../src/analysis/flow.ts";
import type { BlockId, IrFunction } from "../../src/ir/types.ts";
import { functionNamed, lower } from "../lowering/core/graph.ts";
import { PARAMETERS, randomProgram } from "../lowering/core/random-programs.ts";

const SEED = 20_251_108;
const programs = fc.array(fc.nat(2 ** 16), { maxLength: 60, size: "max" }).map((choices) => {
  const text = `async function subject(${PARAMETERS}) { ${randomProgram(choices, false)} }`;
  return functionNamed(lower(text), "subject");
});

/** Blocks that control can reach without passing `without`. */
function reachable(fn: IrFunction, without?: BlockId): Set<BlockId> {
  const seen = new Set<BlockId>(without === 0 ? [] : [0]);
  for (const block of seen) for (const to of allSuccessors(fn, block)) if (to !== without) seen.add(to);
  return seen;
}

test(`a block dominates those that control cannot reach without it (300 programs, seed ${SEED})`, () => {
  fc.assert(
    fc.property(programs, (fn) => {
      const flow = new Flow(fn);
      const all = reachable(fn);
      for (const block of all) {
        const dominated = (other: BlockId): boolean => {
          let at = other;
          while (at !== block && at !== flow.idom[at]) at = flow.idom[at]!;
          return at === block;
        };
        const rest = reachable(fn, block);
        const expected = [...all].filter((other) => !rest.has(other));
        expect([...all].filter(dominated)).toEqual(expected);
        expect([...all].filter((other) => flow.dominates(block, other))).toEqual(expected);
      }
    }),
    { numRuns: 300, seed: SEED },
  );
});

test(`order, predecessors and frontiers are what they are defined to be (300 programs, seed ${SEED})`, () => {
  fc.assert(
    fc.property(programs, (fn) => {
      const flow = new Flow(fn);
      const all = reachable(fn);
      expect(new Set(flow.order)).toEqual(all);
      expect(flow.order).toHaveLength(all.size);
      for (const block of fn.blocks.keys()) expect(flow.isReachable(block)).toBe(all.has(block));
      const dominates = (a: BlockId, b: BlockId): boolean => a === b || (b !== flow.idom[b] && dominates(a, flow.idom[b]!));
      for (const block of all) {
        for (const to of allSuccessors(fn, block)) expect(flow.predecessors[to]).toContain(block);
        const frontier = [...all].filter(
          (other) => flow.predecessors[other]!.some((from) => dominates(block, from)) && (block === other || !dominates(block, other)),
        );
        const joins = frontier.filter((other) => flow.predecessors[other]!.length > 1);
        expect(new Set(flow.frontiers.get(block))).toEqual(new Set(joins));
      }
    }),
    { numRuns: 300, seed: SEED },
  );
});

test("what runs later is not reached from its caller", () => {
  const fn = functionNamed(lower("function subject(xs) { xs.forEach(async (x) => { await x; later(); }); }"), "subject");
  const call = fn.events.findIndex((event) => event.op === "call" && event.callee !== undefined);
  expect(new Flow(fn).isReachable(fn.blockOf[call]!)).toBe(false);
});
