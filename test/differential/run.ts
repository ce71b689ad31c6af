import type { Kind, ProgramNode } from "./ast.ts";
import { INPUTS, PARAMETERS, type Rendered } from "./render.ts";
import { CONSTANTS } from "./scope.ts";
import { Recorder, type Shown, tracedCollections } from "./traced.ts";

export interface Executed {
  readonly shown: readonly Shown[];
  readonly runs: number;
  /** Runs that were stopped, since they took too many steps. */
  readonly endless: number;
}

type Contents = readonly (readonly string[])[];

/** All contents, in every order, of the keys that a program names. */
const allContents = arrangements(CONSTANTS, CONSTANTS.length);
const smallContents = arrangements(CONSTANTS, 2);

/** Runs each function of a program on all its inputs: every content of the collections and every value of the flags, or keys, that it uses. */
export function execute({ kinds, helpers }: ProgramNode, { traced, used }: Rendered): Executed {
  // Errors are ways out like others, and there are many of them.
  Error.stackTraceLimit = 0;
  const recorder = new Recorder();
  const collections = tracedCollections(recorder);
  const compiled = compile(traced, recorder, collections);
  let [runs, endless] = [0, 0];
  const make = (kind: Kind, keys: readonly string[]): object =>
    kind === "Map" ? new collections.Map(keys.map((key) => [key, 0])) : new collections.Set(keys);
  const runAll = (run: (one: object, other: object) => void, [left, right]: readonly [Kind, Kind], contents: readonly Contents[]): void => {
    for (const one of contents[0]!) {
      for (const other of contents[1]!) {
        recorder.reset();
        try {
          run(make(left, one), make(right, other));
        } catch {
          // See above.
        }
        runs++;
        if (recorder.isEndless) endless++;
      }
    }
  };
  // Fewer contents at a time where there are two collections to fill.
  const contentsFor = (names: readonly string[], at: number): Contents[] => {
    const full = names.every((name) => used[at]!.has(name)) ? smallContents : allContents;
    return names.map((name) => (used[at]!.has(name) ? full : [[]]));
  };
  compiled.helpers.forEach((helper, at) => {
    const keys = used[at]!.has("key") ? CONSTANTS : CONSTANTS.slice(0, 1);
    const contents = contentsFor(["p0", "p1"], at);
    for (const key of keys) runAll((one, other) => void helper(one, other, key), helpers[at]!.kinds, contents);
  });
  const [flags, others] = INPUTS.map((name) => (used.at(-1)!.has(name) ? [false, true] : [false]));
  const contents = contentsFor(PARAMETERS, used.length - 1);
  for (const flag of flags!) {
    for (const further of others!) runAll((one, other) => void compiled.subject(one, other, flag, further), kinds, contents);
  }
  return { shown: [...recorder.shown], runs, endless };
}

interface Compiled {
  readonly subject: (one: object, other: object, flag: boolean, further: boolean) => unknown;
  readonly helpers: readonly ((one: object, other: object, key: string) => unknown)[];
}

function compile(traced: string, recorder: Recorder, { Map, Set }: { Map: unknown; Set: unknown }): Compiled {
  // eslint-disable-next-line @typescript-eslint/no-implied-eval -- running the program is what the test is about
  const make = new Function("$", "visit", "Map", "Set", traced) as (...parts: unknown[]) => Compiled;
  return make(recorder, () => recorder.effect(), Map, Set);
}

function arrangements(keys: readonly string[], most: number): string[][] {
  if (most === 0) return [[]];
  return [[], ...keys.flatMap((key) => arrangements(keys.filter((other) => other !== key), most - 1).map((rest) => [key, ...rest]))];
}
