import { PARAMETERS } from "./random-programs.ts";

/** What the oracle answers when it is asked: at each step, and by iterables for each element. `throw` is an error. */
export type Answer = "no" | "yes" | "nothing" | "throw";
export const ANSWERS: readonly Answer[] = ["no", "yes", "nothing", "throw"];

/** How a step ended; `falsy` is not nullish. */
export type Outcome = "truthy" | "falsy" | "nullish" | "throws";

export interface Run {
  /** The numbers of the steps, in order, and how each ended. */
  readonly steps: readonly string[];
  readonly outcomes: readonly Outcome[];
  readonly exit: "return" | "throw";
  /** Of the steps and the exit, how many do not depend on answers beyond those given. */
  readonly certain: number;
}

const AsyncFunction = (async () => {}).constructor as new (...parts: string[]) => (...steps: Step[]) => Promise<unknown>;
type Step = (step: number) => unknown;

/** Compiles a program, to be run under several oracles. When the given answers are used up, all others are `no`. */
export function compile(body: string): (answers: readonly Answer[]) => Promise<Run> {
  const program = new AsyncFunction(PARAMETERS, body);
  return async (answers) => {
    const oracle = new Oracle(answers);
    try {
      await program(oracle.truth, oracle.opposite, oracle.object, oracle.list, oracle.iterable);
      return oracle.run("return");
    } catch {
      return oracle.run("throw");
    }
  };
}

class Oracle {
  readonly #answers: readonly Answer[];
  readonly #steps: string[] = [];
  readonly #outcomes: Outcome[] = [];
  #asked = 0;
  #certain: number | undefined;

  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
  }

  readonly truth: Step = (step) => this.#step(step, { yes: true, no: false, nothing: undefined });
  readonly opposite: Step = (step) => this.#step(step, { yes: false, no: true, nothing: true });
  readonly object: Step = (step) => this.#step(step, { yes: { f: () => {}, p: true }, no: { f: () => {} }, nothing: undefined });
  readonly list: Step = (step) => this.#step(step, { yes: [1, 2], no: [], nothing: [1] });
  readonly iterable: Step = (step) => {
    let seen = -1;
    const next = (): IteratorResult<number> => {
      // Rounds without a step do not show.
      const more = this.#steps.length > seen && this.#ask() === "yes";
      seen = this.#steps.length;
      return more ? { value: 1, done: false } : { value: undefined, done: true };
    };
    // As iterator helpers do it, which Node 20 does not have.
    const forEach = (callback: (element: number) => unknown): void => {
      while (!next().done) callback(1);
    };
    const open = (): object => ({ next, forEach });
    const iterable = { [Symbol.iterator]: open, values: open };
    return this.#step(step, { yes: iterable, no: iterable, nothing: iterable });
  };

  run(exit: Run["exit"]): Run {
    return { steps: this.#steps, outcomes: this.#outcomes, exit, certain: this.#certain ?? this.#steps.length + 1 };
  }

  #step(step: number, values: Readonly<Record<Exclude<Answer, "throw">, unknown>>): unknown {
    this.#steps.push(String(step));
    const answer = this.#ask();
    this.#outcomes.push(answer === "throw" ? "throws" : outcomeOf(values[answer]));
    if (answer === "throw") throw new Error(`step ${step}`);
    return values[answer];
  }

  #ask(): Answer {
    const answer = this.#answers[this.#asked++];
    if (answer === undefined) this.#certain ??= this.#steps.length;
    return answer ?? "no";
  }
}

const outcomeOf = (value: unknown): Outcome => (value == null ? "nullish" : value ? "truthy" : "falsy");
