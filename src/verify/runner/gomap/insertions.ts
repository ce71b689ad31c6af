import { parseSchedule } from "../../../engine/schedule/schedule-string.ts";
import { ScriptedStrategy } from "../../../engine/schedule/scripted.ts";
import type { Strategy } from "../../../engine/schedule/strategy.ts";
import type { RunInput, Shown } from "../../case.ts";
import { quiet } from "../../loop/quiet-strategy.ts";
import { mismatchOf, repeating } from "../../loop/replay.ts";
import { gomapInsertInRange, hasInsertionInRange, type InsertionOptions } from "../../oracles/index.ts";
import { ready, schedulesFor } from "../attempts.ts";
import { shownOf } from "../judge.ts";
import type { Asking } from "../search.ts";
import type { GoMapFound, GoMapRuns, Made } from "./runs.ts";

/** So many hash seeds are tried for one order of events in which something is inserted during a range. */
const seedsEach = 12;
/** So many such orders are tried for one input. */
const ordersEach = 3;

/** Looks for an entry that is inserted during a range, and is visited under one hash seed and not under another. */
export class InsertionSearch {
  readonly #runs: GoMapRuns;
  readonly #options: InsertionOptions;
  #turns = 0;

  constructor(runs: GoMapRuns) {
    this.#runs = runs;
    const { sites, hazards } = runs.case;
    const ranges = sites.filter(({ role }) => role === "range").map(({ id }) => id);
    this.#options = { sites: new Set(ranges), byOthers: hazards.includes("gomap-unsynchronized") };
  }

  /** Without calls from within stubs: what others insert from there is not the code's own doing. */
  *try(given: RunInput, number: number): Asking<GoMapFound | null> {
    const input: RunInput = { ...given, reentry: [] };
    const before = this.#runs.reached;
    const fixed = input.calls.length + (input.setup.length > 0 ? 1 : 0);
    const seed = this.#runs.seed + number;
    let orders = 0;
    for (const strategy of schedulesFor({ input, number, seed, isReached: () => this.#runs.reached > before, hasWaited: () => this.#turns > fixed })) {
      if (this.#runs.isSpent || orders >= ordersEach) return null;
      const made = yield* this.#make(input, strategy);
      if (made === null) return null;
      if (!hasInsertionInRange(made.log, this.#options)) continue;
      orders++;
      const found = yield* this.#underOtherSeeds(made);
      if (found !== null) return found;
    }
    return null;
  }

  /** Makes both runs again. @returns a text when they are others. */
  *repeat(input: RunInput, schedule: string): Asking<GoMapFound | string | null> {
    const made: Made[] = [];
    for (const text of schedule.split(" ")) {
      const wanted = parseSchedule(text);
      let strategy = repeating(wanted);
      let run = yield* this.#runs.make(input, strategy);
      if (this.#runs.hasLearned) run = yield* this.#runs.make(input, (strategy = repeating(wanted)));
      if (run === null) return null;
      const mismatch = mismatchOf(wanted, strategy, run.result);
      if (mismatch !== null) return `The run is not the one that was recorded: ${mismatch}.`;
      made.push(run);
    }
    return this.#judge(made);
  }

  *#make(input: RunInput, strategy: Strategy): Asking<Made | null> {
    let made = yield* this.#runs.make(input, strategy);
    if (this.#runs.hasLearned) made = yield* this.#runs.make(input, ready(quiet(strategy.seed)));
    if (made !== null) this.#turns = made.result.turns.length;
    return made;
  }

  /** The same decisions: only chance is another one. */
  *#underOtherSeeds(first: Made): Asking<GoMapFound | null> {
    const { script, seed } = parseSchedule(first.result.schedule);
    if (script === null) return null;
    const made = [first];
    for (let number = 1; number <= seedsEach && !this.#runs.isSpent; number++) {
      const again = yield* this.#runs.make(first.input, ready(new ScriptedStrategy(script, (seed + number * 1009) >>> 0)));
      if (again === null) return null;
      made.push(again);
      const found = this.#judge(made);
      if (found !== null) return found;
    }
    return null;
  }

  #judge(made: readonly Made[]): GoMapFound | null {
    const seeded = made.map(({ result, log }) => ({ seed: parseSchedule(result.schedule).seed, log }));
    const evidence = gomapInsertInRange(seeded, this.#options);
    if (evidence === null) return null;
    const both = evidence.runs.map((index) => made[index]!);
    const [visiting] = both;
    const shown: Shown = shownOf({ hazard: this.#runs.case.hazards[0]!, evidence }, visiting!.log, visiting!.result);
    return { input: visiting!.input, schedule: both.map(({ result }) => result.schedule).join(" "), shown };
  }
}
