import { EngineInputError } from "../../../../src/engine/errors.ts";
import type { SteppedCasMap } from "../../../../src/engine/concurrent/cas/stepped-cas-map.ts";
import type { Steps } from "../../../../src/engine/step/step.ts";
import { type Action, applied, steps } from "./model.ts";

/** An operation that a task did, from one moment to another. */
export interface Done {
  readonly task: number;
  readonly action: Action;
  readonly from: number;
  readonly to: number;
  /** What it gave back, or the code of what it threw. */
  readonly result: unknown;
}

/** What tasks have done in one order of their steps. */
export interface Outcome {
  readonly done: readonly Done[];
  readonly map: SteppedCasMap;
  /** Out of how many tasks the next one was chosen, each time, and which it was. */
  readonly choices: readonly { readonly count: number; readonly chosen: number }[];
}

export type Program = readonly (readonly Action[])[];

/** Runs the tasks; `choose` says which of `count` makes the next step. */
export function interleave(map: SteppedCasMap, program: Program, choose: (count: number) => number): Outcome {
  const done: Done[] = [];
  const choices: { count: number; chosen: number }[] = [];
  let time = 0;
  const now = () => time++;
  let left = program.map((actions, task) => perform(map, task, actions, { now, done }));
  while (left.length > 0) {
    const chosen = choose(left.length);
    choices.push({ count: left.length, chosen });
    const task = left[chosen]!;
    if (task.next().done) left = left.filter((each) => each !== task);
  }
  return { done, map, choices };
}

function* perform(map: SteppedCasMap, task: number, actions: readonly Action[], log: { now(): number; done: Done[] }): Steps<void> {
  for (const [i, action] of actions.entries()) {
    // Others may come between two operations, and before the first, as a generator does not begin by itself.
    if (i > 0) yield 0;
    const from = log.now();
    const result = yield* resultOf(steps(map, action));
    log.done.push({ task, action, from, to: log.now(), result });
  }
}

function* resultOf(operation: Steps<unknown>): Steps<unknown> {
  try {
    return yield* operation;
  } catch (error) {
    if (error instanceof EngineInputError) return error.code;
    throw error;
  }
}

const most = 200_000;

/** Every order of the tasks' steps. @returns how many there are. Throws when there are too many to try. */
export function everyInterleaving(create: () => SteppedCasMap, program: Program, visit: (outcome: Outcome) => void): number {
  let prefix: number[] = [];
  for (let count = 1; ; count++) {
    let at = 0;
    const outcome = interleave(create(), program, () => prefix[at++] ?? 0);
    visit(outcome);
    const { choices } = outcome;
    const last = choices.findLastIndex(({ count: of, chosen }) => chosen + 1 < of);
    if (last < 0) return count;
    if (count === most) throw new Error(`more than ${most} interleavings`);
    prefix = [...choices.slice(0, last).map(({ chosen }) => chosen), choices[last]!.chosen + 1];
  }
}

/**
 * Whether the operations, one after the other in some order, give these results and leave what the map holds. An operation that ended
 * before another began comes before it.
 */
export function isLinearizable({ done, map }: Outcome, initial: ReadonlyMap<number, number>): boolean {
  const final = JSON.stringify(entries(new Map(map.map)));
  const search = (left: readonly Done[], state: Map<number, number>): boolean => {
    if (left.length === 0) return JSON.stringify(entries(state)) === final;
    const soonest = Math.min(...left.map(({ to }) => to));
    return left.some((each) => {
      if (each.from > soonest) return false;
      const next = new Map(state);
      const expected = applied(next, each.action);
      const isSame = each.action.name === "delete" || JSON.stringify(expected) === JSON.stringify(each.result);
      return isSame && search(left.filter((other) => other !== each), next);
    });
  };
  return search(done, new Map(initial));
}

function entries(map: ReadonlyMap<number, number>): [number, number][] {
  return [...map].sort(([a], [b]) => a - b);
}
