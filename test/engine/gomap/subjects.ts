import { SteppedMap } from "../../../src/engine/gomap/stepped-map.ts";
import { GoMap, type MapOptions } from "../../../src/engine/gomap/go-map.ts";
import type { KeyKind } from "../../../src/engine/gomap/key-types.ts";
import { runSteps, type Steps } from "../../../src/engine/step/step.ts";

export type Visit = readonly [key: unknown, value: unknown];

/** A map under test, whatever build it is. */
export interface Subject {
  readonly map: GoMap<unknown, unknown>;
  get(key: unknown): unknown;
  has(key: unknown): boolean;
  set(key: unknown, value: unknown): void;
  delete(key: unknown): boolean;
  clear(): void;
  /** An iteration that stands before its first entry: the first `next` starts it. */
  open(): Cursor;
  /** A loop that runs to its end. */
  each(visit: (...visit: Visit) => void): void;
}

export interface Cursor {
  next(): Visit | undefined;
  abandon(): void;
}

export const builds = {
  plain: plainSubject,
  stepped: steppedSubject,
};

type Make<T> = (kind: KeyKind, hint: number | null, options: MapOptions) => T;

/** The kind is any here, and which type of keys follows from it does not matter. */
const makePlain = GoMap.make as unknown as Make<GoMap<unknown, unknown>>;
const makeStepped = SteppedMap.make.bind(SteppedMap) as unknown as Make<SteppedMap<unknown, unknown>>;

function plainSubject(kind: KeyKind, hint: number | null, options: MapOptions): Subject {
  const map = makePlain(kind, hint, options);
  return {
    map,
    get: (key) => map.get(key),
    has: (key) => map.has(key),
    set: (key, value) => void map.set(key, value),
    delete: (key) => map.delete(key),
    clear: () => map.clear(),
    open: () => {
      let iterator: IterableIterator<[unknown, unknown]> | undefined;
      return {
        next: () => (iterator ??= map.entries()).next().value as Visit | undefined,
        abandon: () => void iterator?.return?.(),
      };
    },
    each: (visit) => map.forEach((value, key) => visit(key, value)),
  };
}

function steppedSubject(kind: KeyKind, hint: number | null, options: MapOptions): Subject {
  const stepped = makeStepped(kind, hint, options);
  return {
    map: stepped.map,
    get: (key) => runSteps(stepped.get(key)).result,
    has: (key) => runSteps(stepped.has(key)).result,
    set: (key, value) => runSteps(stepped.set(key, value)).result,
    delete: (key) => runSteps(stepped.delete(key)).result,
    clear: () => runSteps(stepped.clear()).result,
    open: () => steppedCursor(stepped),
    each: (visit) =>
      void runSteps(
        stepped.range(function* (key, value) {
          visit(key, value);
        }),
      ),
  };
}

/** What the body of a loop yields to be left alone until the cursor is moved. */
const pause = -1;

function steppedCursor(stepped: SteppedMap<unknown, unknown>): Cursor {
  let visit: Visit | undefined;
  const steps = stepped.range(function* (...entry): Steps<void> {
    visit = entry;
    yield pause;
  });
  return {
    next: () => {
      visit = undefined;
      for (let step = steps.next(); step.done !== true && step.value !== pause;) step = steps.next();
      return visit;
    },
    abandon: () => void steps.return(),
  };
}
