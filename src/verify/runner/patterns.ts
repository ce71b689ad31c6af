import { isAcrossAwait, isBetweenTasks } from "../across-await.ts";
import type { EntryRole, VerifyCase } from "../case.ts";
import type { Choices } from "./choices.ts";

/** Which entries a run calls, by their indices, before it has arguments. */
export interface Pattern {
  readonly setup: readonly number[];
  readonly calls: readonly number[];
  /** Calls of the same entry get the same arguments: they meet at the same key. */
  readonly isSame: boolean;
  /** So many calls are made from within stubs. */
  readonly reentries: readonly number[];
}

/** Which calls may show the hazards of a case: from simple ones on. */
export class Patterns {
  readonly #mains: readonly number[];
  readonly #writers: readonly number[];
  readonly #others: readonly number[];
  readonly #isConcurrent: boolean;
  readonly #mayReenter: boolean;

  constructor({ entries, hazards, isUnflagged = false }: VerifyCase) {
    const of = (role: EntryRole): number[] => entries.flatMap((entry, index) => (entry.role === role ? [index] : []));
    this.#mains = of("main");
    this.#writers = of("writer");
    this.#others = [...this.#writers, ...of("helper")];
    this.#isConcurrent = hazards.some(isAcrossAwait);
    this.#mayReenter = !isUnflagged && !hazards.every(isBetweenTasks);
  }

  /** @param builds calls before make all of the state: there are more of them, and the main ones count too. */
  at(number: number, choices: Choices, builds = false): Pattern {
    const main = choices.isOneIn(4) ? choices.of(this.#mains) : this.#mains[number % Math.min(2, this.#mains.length)]!;
    const calls = this.#isConcurrent ? this.#concurrent(main, number, choices) : [main];
    const setup = builds ? this.#builders(choices) : this.#others.length > 0 && number % 2 === 1 ? this.#some(choices, 1 + choices.below(3)) : [];
    const hasReentries = this.#mayReenter && (number % 4 === 3 || (this.#others.length === 0 && choices.isOneIn(8)));
    const reentries = hasReentries ? this.#some(choices, 1 + choices.below(2), [...this.#others, main]) : [];
    return { setup, calls, isSame: choices.isOneIn(2), reentries };
  }

  /** Often the same few again: it takes several calls of one to fill a list. */
  #builders(choices: Choices): number[] {
    const all = [...this.#others, ...this.#mains];
    const few = this.#some(choices, 1 + choices.below(2), choices.isOneIn(4) || this.#others.length === 0 ? all : this.#others);
    return this.#some(choices, 1 + choices.below(5), few);
  }

  #concurrent(main: number, number: number, choices: Choices): number[] {
    const writers = this.#writers.length > 0 ? this.#writers : this.#others;
    const forms = [() => [main, main], () => [main, choices.of(writers)], () => [main, main, choices.of(writers)], () => [main], () => [main, choices.of(writers), choices.of(writers)]];
    const lonely = [() => [main, main], () => [main, main], () => [main]];
    const usable = writers.length > 0 ? forms : lonely;
    return usable[(number >> 1) % usable.length]!();
  }

  #some(choices: Choices, count: number, from: readonly number[] = this.#others): number[] {
    return Array.from({ length: count }, () => choices.of(from));
  }
}
