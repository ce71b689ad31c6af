import { describe, expect, test } from "vitest";
import { random } from "../../../src/engine/schedule/random.ts";
import type { Strategy } from "../../../src/engine/schedule/strategy.ts";
import type { Wish } from "../../../src/verify/loop/driver.ts";
import { limitsOf } from "../../../src/verify/loop/limits.ts";
import { quiet } from "../../../src/verify/loop/quiet-strategy.ts";
import type { LoopResult } from "../../../src/verify/loop/result.ts";
import { VirtualLoop } from "../../../src/verify/loop/virtual-loop.ts";
import { tries } from "../../effort.ts";
import { asyncProgram } from "./async-programs.ts";
import { plainRuns } from "./plain-runs.ts";

const AsyncFunction = (async () => {}).constructor as new (...args: string[]) => (log: (...args: unknown[]) => void) => Promise<unknown>;

interface Made {
  readonly log: unknown[];
  readonly outcome: string;
}

/** Runs programs on a virtual loop, where `setTimeout` is the global one. */
async function virtualRuns(programs: readonly string[], loop: VirtualLoop, strategy: () => Strategy = quiet): Promise<Made[]> {
  const made: Made[] = [];
  let log: unknown[] = [];
  const next = (ended: LoopResult | null): Wish | null => {
    if (ended !== null) made.push({ log, outcome: ended.outcome.kind });
    const source = programs[made.length];
    return source === undefined ? null : { make: () => [{ label: "program", start: begin(source) }], strategy: ready(strategy()) };
  };
  const begin = (source: string) => {
    const act = new AsyncFunction("log", source);
    const mine: unknown[] = (log = []);
    return () => act((...args) => void mine.push(...args)).catch(() => mine.push("rejected"));
  };
  await loop.drive({ next, limits: limitsOf({ after: 10_000 }) });
  return made;
}

function ready(strategy: Strategy): Strategy {
  strategy.next();
  return strategy;
}

function programs(count: number, from: number, hasTimers: boolean): string[] {
  return Array.from({ length: count }, (_, i) => asyncProgram(from + i, hasTimers));
}

/** The first program whose logs differ, with its seed, or null. */
function firstDifference(from: number, plain: readonly { readonly log: readonly unknown[] }[], virtual: readonly Made[]) {
  for (const [i, { log }] of plain.entries()) {
    const { log: other, outcome } = virtual[i]!;
    if (JSON.stringify(log) !== JSON.stringify(other) || outcome !== "completed") return { seed: from + i, outcome, plain: log, virtual: other };
  }
  return null;
}

/** Of each kind. */
const COUNT = tries(2000, 600);

describe(`the order of events in ${COUNT} random asynchronous programs`, () => {
  test.each([false, true])("without timers it is the one of a plain process (turn by turn: %s)", async (isTurnByTurn) => {
    const texts = programs(COUNT, 1, false);
    const plain = plainRuns(texts, "due order");
    const virtual = await virtualRuns(texts, new VirtualLoop({ isTurnByTurn }));
    expect(firstDifference(1, plain, virtual)).toBeNull();
    expect(plain.reduce((sum, { log }) => sum + log.length, 0)).toBeGreaterThan(COUNT * 20);
  });

  test("with timers it is the one of a process whose timers fire in due order", async () => {
    const texts = programs(COUNT, 100_000, true);
    const plain = plainRuns(texts, "due order");
    const virtual = await virtualRuns(texts, new VirtualLoop());
    expect(firstDifference(100_000, plain, virtual)).toBeNull();
    expect(plain.filter(({ hasTies }) => hasTies).length).toBeLessThan(COUNT * 0.9);
  });

  test("under any schedule a program without other calls runs as in the quiet one: timers have one order", async () => {
    const texts = programs(300, 200_000, true);
    const plain = plainRuns(texts, "due order");
    const virtual = await virtualRuns(texts, new VirtualLoop(), () => random({ seed: 7 }));
    expect(firstDifference(200_000, plain, virtual)).toBeNull();
  });

  test("with real timers it is one that a real process shows", async () => {
    const from = 300_000;
    const all = programs(400, from, true);
    const plain = plainRuns(all, "due order");
    const distinct = all.filter((source, i) => source.includes("setTimeout") && !plain[i]!.hasTies);
    let open = distinct.map((source, i) => ({ source, i }));
    const virtual = await virtualRuns(distinct, new VirtualLoop());
    for (let attempt = 0; attempt < 8 && open.length > 0; attempt++) {
      const real = plainRuns(open.map(({ source }) => source), "real");
      open = open.filter(({ i }, place) => JSON.stringify(real[place]!.log) !== JSON.stringify(virtual[i]!.log));
    }
    expect(distinct.length).toBeGreaterThan(20);
    expect(open.map(({ source }) => source)).toEqual([]);
  });
});
