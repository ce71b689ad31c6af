import { GoFatalError } from "../errors.ts";
import { runtime } from "../step/runtime.ts";
import type { Steps } from "../step/step.ts";

/** What stands in the place of a result when an operation threw. A model whose operations never throw has no place for it. */
export class Thrown {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/**
 * An operation of one task in a history. Times are events of that history: each invocation and each response has one of its own. In
 * calls that somebody wrote down, one that begins at the time at which another ends overlaps with it.
 */
export interface Call {
  /** The path of the task: "2". */
  readonly task: string;
  readonly name: string;
  readonly args: readonly unknown[];
  readonly invoked: number;
  /** Infinity for a call that is pending: it never returned. */
  readonly returned: number;
  /** What it gave back, or a `Thrown`. Without meaning while the call is pending. */
  readonly result: unknown;
}

type OpenCall = { -readonly [Field in keyof Call]: Call[Field] };

export function isPending(call: Call): boolean {
  return call.returned === Infinity;
}

/** The calls that tasks made, with the times of their invocations and responses (Herlihy and Wing 1990). */
export class History {
  readonly #calls: OpenCall[] = [];
  #time = 0;

  /** In the order of their invocations. */
  get calls(): readonly Call[] {
    return this.#calls;
  }

  /**
   * Runs the operation and notes it. No step is added: the invocation is a part of the step before the first one, the response a part
   * of the last one. A call whose task is given up or whose program dies stays pending. Throws what the operation throws.
   */
  *record<T>(name: string, args: readonly unknown[], steps: Steps<T>): Steps<T> {
    const task = runtime()?.task.path ?? "0";
    const call: OpenCall = { task, name, args, invoked: ++this.#time, returned: Infinity, result: undefined };
    this.#calls.push(call);
    try {
      const result = yield* steps;
      this.#respond(call, result);
      return result;
    } catch (error) {
      if (!(error instanceof GoFatalError)) this.#respond(call, new Thrown(error));
      throw error;
    }
  }

  #respond(call: OpenCall, result: unknown): void {
    call.result = result;
    call.returned = ++this.#time;
  }
}
