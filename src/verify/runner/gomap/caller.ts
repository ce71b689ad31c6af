import { EngineInputError } from "../../../engine/errors.ts";
import type { Strategy } from "../../../engine/schedule/strategy.ts";
import type { Entry } from "../../case.ts";
import { simulate, type Simulated, withoutSwitches } from "../../gomap/simulate.ts";
import type { Uses } from "../../gomap/uses.ts";
import type { VirtualLoop } from "../../loop/virtual-loop.ts";
import { invoke, type Place } from "../invoke.ts";

/** Makes calls; those of programs of the engine as simulated programs, whose tasks run under its scheduler within the turn of the call. */
export class Caller {
  /** The schedule of the next main call's tasks: null for the one without switches. */
  strategy: Strategy | null = null;
  /** The last main call that was simulated. */
  last: Simulated | null = null;
  /** Whether a call has shown that its entry is to be called in the other way. */
  hasLearned = false;
  readonly #uses: Uses;
  /** Entries that have turned out to be programs, or to be none. */
  readonly #isProgram = new Map<Entry, boolean>();

  constructor(uses: Uses) {
    this.#uses = uses;
  }

  readonly invoke: typeof invoke = (place, entry, args, loop) => {
    if (this.#isProgram.get(entry) ?? entry.isProgram ?? false) return this.#run(place, entry, args, loop);
    try {
      return invoke(place, entry, args, loop);
    } catch (error) {
      if (hasCode(error, "no-runtime")) this.#learn(entry, true);
      throw error;
    }
  };

  #run(place: Place, entry: Entry, args: readonly unknown[], loop: VirtualLoop): unknown {
    const { outcome } = this.#simulate(place, entry, args, loop).result;
    if (outcome.kind === "completed" || outcome.kind === "leak") return outcome.value;
    if (outcome.kind !== "panic" && outcome.kind !== "fatal") throw new Error(outcome.message);
    // A generator may be one that others walk, and yield what it likes.
    if (entry.isGenerator === "sync" && hasCode(outcome.error, "bad-step")) this.#learn(entry, false);
    throw outcome.error;
  }

  #learn(entry: Entry, isProgram: boolean): void {
    this.#isProgram.set(entry, isProgram);
    this.hasLearned = true;
  }

  #simulate(place: Place, entry: Entry, args: readonly unknown[], loop: VirtualLoop): Simulated {
    const isMain = entry.role === "main";
    const strategy = (isMain ? this.strategy : null) ?? withoutSwitches(loop.seed);
    if (isMain) this.strategy = null;
    // The scheduler walks what a generator function gives.
    const called: Entry = { ...entry, isGenerator: undefined };
    const simulated = simulate(() => invoke(place, called, args, loop), strategy, this.#uses);
    if (isMain) this.last = simulated;
    return simulated;
  }
}

function hasCode(error: unknown, code: EngineInputError["code"]): boolean {
  return error instanceof EngineInputError && error.code === code;
}
