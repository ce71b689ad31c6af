import { describeValue, EngineInputError, GoFatalError } from "../errors.ts";

/**
 * What tasks are made of: a generator that yields a number before each access to memory that other tasks can reach, and before each
 * operation of synchronisation. The number says what is about to happen; the object that it happens to is left in `accessed`, which
 * holds until the next step: a step allocates nothing.
 */
export type Steps<T> = Generator<number, T, void>;

/** What a step does to its object. `sync` is an operation of a lock, a channel, a wait group: it may have to wait. */
export type StepKind = "read" | "write" | "atomic" | "sync";

/** The low two bits of a step. */
export const readKind = 0;
export const writeKind = 1;
export const atomicKind = 2;
export const syncKind = 3;

/** The step of a program that is dead: the object is the `GoFatalError`. Nobody makes another step after it. */
export const fatalStep = -1;

/** Memory that tasks share, as a step's object. */
export interface Shared {
  /** What a race detector knows of this memory. */
  shadow: object | null;
  /** How a report names the field and cell of a step: `hmap.count`, `bmap.tophash[3]`. */
  nameOf(field: number, index: number): string;
}

let target: object | undefined;

/** The object of the step that was yielded last. */
export function accessed(): object | undefined {
  return target;
}

/** As `accessed`, once: undefined when no step was announced since. */
export function takeAccessed(): object | null | undefined {
  const object = target;
  target = undefined;
  return object;
}

/** The step before a read of a field (0 to 15), in an array of its cell `index`. */
export function read(object: object, field: number, index = 0): number {
  target = object;
  return (index << 6) | (field << 2);
}

export function write(object: object, field: number, index = 0): number {
  target = object;
  return (index << 6) | (field << 2) | writeKind;
}

/** A read and a write that nothing comes between. */
export function atomic(object: object, field: number, index = 0): number {
  target = object;
  return (index << 6) | (field << 2) | atomicKind;
}

/** The step before an operation of a gate: a number of its own, from 0 on. */
export function sync(gate: object, operation: number): number {
  target = gate;
  return (operation << 2) | syncKind;
}

/** Ends the simulated program. Under a scheduler nothing runs after this: no `catch`, no `finally`, as in Go. */
export function* fatal(message: string): Steps<never> {
  return yield* endProgram(new GoFatalError(`fatal error: ${message}`));
}

/** As `fatal`. */
export function* endProgram(error: GoFatalError): Steps<never> {
  target = error;
  yield fatalStep;
  throw error;
}

/**
 * The steps that a function of the user's gave. @param where whose function it is: "range".
 *
 * @throws EngineInputError "bad-task" when it gave something else.
 */
export function stepsOf<T>(steps: Steps<T>, where: string): Steps<T> {
  if (typeof (steps as Partial<Steps<T>> | null | undefined)?.[Symbol.iterator] === "function") return steps;
  throw new EngineInputError("bad-task", `${where} takes a generator function (function* () { ... }); this one gave ${describeValue(steps)}.`);
}

/** Runs to the end without a pause, as the only task. @returns the result, and how many steps it took. */
export function runSteps<T>(steps: Steps<T>): { readonly result: T; readonly steps: number } {
  for (let count = 0; ; count++) {
    const next = steps.next();
    if (next.done) return { result: next.value, steps: count };
  }
}
