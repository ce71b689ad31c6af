import type { ProgramNode } from "./ast.ts";
import { INPUTS, PARAMETERS, type Rendered } from "./render.ts";
import { CONSTANTS } from "./scope.ts";
import { Recorder, type Shown, tracedCollections } from "./traced.ts";

export interface Executed {
  readonly shown: readonly Shown[];
  readonly runs: number;
  /** Runs that were stopped, since they took too many steps. */
  readonly endless: number;
}

/** All contents, in every order, of the keys that a program names; fewer at a time where there are two collections to fill. */
const contents = arrangements(CONSTANTS, CONSTANTS.length);
const smallContents = arrangements(CONSTANTS, 2);

/** Runs a program on all its inputs: every content of the collections and every value of the flags that it uses. */
export function execute({ kinds }: ProgramNode, { traced, used }: Rendered): Executed {
  Error.stackTraceLimit = 0;
  const recorder = new Recorder();
  const collections = tracedCollections(recorder);
  const subject = compile(traced, recorder, collections);
  let [runs, endless] = [0, 0];
  const make = (at: number, keys: readonly string[]): object =>
    kinds[at] === "Map" ? new collections.Map(keys.map((key) => [key, 0])) : new collections.Set(keys);
  const full = PARAMETERS.every((name) => used.has(name)) ? smallContents : contents;
  const [first, second] = PARAMETERS.map((name) => (used.has(name) ? full : [[]]));
  const [f0, f1] = INPUTS.map((name) => (used.has(name) ? [false, true] : [false]));
  for (const one of first!) {
    for (const other of second!) {
      for (const flag of f0!) {
        for (const further of f1!) {
          recorder.reset();
          try {
            subject(make(0, one), make(1, other), flag, further);
          } catch {
            // Errors are ways out like others.
          }
          runs++;
          if (recorder.isEndless) endless++;
        }
      }
    }
  }
  return { shown: [...recorder.shown], runs, endless };
}

type Subject = (one: object, other: object, flag: boolean, further: boolean) => unknown;

function compile(traced: string, recorder: Recorder, { Map, Set }: { Map: unknown; Set: unknown }): Subject {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running the program is what the test is about
  const make = new Function("$", "visit", "Map", "Set", traced) as (...parts: unknown[]) => Subject;
  return make(recorder, () => recorder.effect(), Map, Set);
}

function arrangements(keys: readonly string[], most: number): string[][] {
  if (most === 0) return [[]];
  return [[], ...keys.flatMap((key) => arrangements(keys.filter((other) => other !== key), most - 1).map((rest) => [key, ...rest]))];
}
