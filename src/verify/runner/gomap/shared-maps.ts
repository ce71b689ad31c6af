import { EngineInputError } from "../../../engine/errors.ts";
import { exhaustive } from "../../../engine/schedule/exhaustive.ts";
import { pct } from "../../../engine/schedule/pct.ts";
import { random } from "../../../engine/schedule/random.ts";
import { mismatchOf as mismatchOfTasks, strategyOf } from "../../../engine/schedule/repeat.ts";
import { parseSchedule } from "../../../engine/schedule/schedule-string.ts";
import type { Strategy } from "../../../engine/schedule/strategy.ts";
import type { RunInput, Shown } from "../../case.ts";
import { scheduledRun } from "../../gomap/simulate.ts";
import { quiet } from "../../loop/quiet-strategy.ts";
import { mismatchOf, repeating } from "../../loop/replay.ts";
import { gomapUnsynchronized, isFatal } from "../../oracles/index.ts";
import { ready } from "../attempts.ts";
import { shownOf } from "../judge.ts";
import type { Asking } from "../search.ts";
import type { GoMapFound, GoMapRuns, Made } from "./runs.ts";

/** A race shows under nearly every schedule: few are tried for each input. */
const quick = { random: 4, pct: 3 };
/** Where there is one, so many are tried for the fatal error that it can come to. */
const thorough = { exhaustive: 150, pct: 100 };

/** As it stands, the operation of a plain map is one step of its task. */
const inSteps = "each operation of the GoMap is taken apart into the steps that Go's map makes";

interface SharedFound extends GoMapFound {
  readonly isFatal: boolean;
}

/** Looks for a schedule of tasks under which they meet in a map. */
export class SharedMapSearch {
  readonly #runs: GoMapRuns;
  /** The map is a plain one: a race that only its steps have, and that never comes to a fatal error, is none of the program. */
  readonly #isPlain: boolean;

  constructor(runs: GoMapRuns) {
    this.#runs = runs;
    const { sites, primary } = runs.case;
    this.#isPlain = sites.find(({ id }) => id === primary)?.role === "step";
  }

  *try(input: RunInput, number: number): Asking<SharedFound | null> {
    const program = oneCall(input);
    const seed = this.#runs.seed + number;
    const race = yield* this.#first(program, quickSchedules(seed), () => true);
    if (race === null || race.isFatal) return race;
    const fatal = yield* this.#first(program, thoroughSchedules(seed), (found) => found.isFatal);
    return fatal ?? (this.#isPlain ? null : race);
  }

  /** Makes the run again. @returns a text when it is another one. */
  *repeat(input: RunInput, schedule: string): Asking<SharedFound | string | null> {
    const [outer = "", inner = ""] = schedule.split(" ");
    const [wanted, wantedTasks] = [parseSchedule(outer), parseSchedule(inner)];
    const [strategy, tasks] = [repeating(wanted), strategyOf(wantedTasks)];
    const made = yield* this.#runs.make(input, strategy, tasks);
    if (made === null || made.simulated === null) return null;
    const mismatch = mismatchOf(wanted, strategy, made.result) ?? mismatchOfTasks(wantedTasks, tasks, made.simulated.result);
    return mismatch === null ? this.#judge(made) : `The run is not the one that was recorded: ${mismatch}.`;
  }

  /** The first schedule that shows what is wanted. */
  *#first(input: RunInput, schedules: Iterable<Strategy>, isWanted: (found: SharedFound) => boolean): Asking<SharedFound | null> {
    for (const tasks of schedules) {
      if (this.#runs.isSpent) return null;
      const made = yield* this.#runs.make(input, ready(quiet(tasks.seed)), tasks);
      const found = made && this.#judge(made);
      if (made === null || (found !== null && isWanted(found))) return found;
    }
    return null;
  }

  #judge({ input, result, log, simulated }: Made): SharedFound | null {
    const run = simulated && scheduledRun(simulated);
    const evidence = run && gomapUnsynchronized(run, this.#runs.case.primary);
    if (evidence === null || simulated === null) return null;
    const all = shownOf({ hazard: "gomap-unsynchronized", evidence }, log, result);
    const [schedule = "", ...events] = evidence.lines;
    const lines = this.#isPlain ? [schedule, inSteps, ...events] : evidence.lines;
    const shown: Shown = { ...all, lines, switches: simulated.result.switches };
    return { input, schedule: `${result.schedule} ${simulated.result.schedule}`, shown, isFatal: isFatal(evidence) };
  }
}

/** The tasks are those that the program starts: calls of other things at the same time would be other programs. */
function oneCall(input: RunInput): RunInput {
  return { ...input, calls: input.calls.slice(0, 1), reentry: [] };
}

function* quickSchedules(seed: number): Generator<Strategy, void, void> {
  yield* schedulesOf(exhaustive({ preemptions: 0, seed }), 1);
  yield* schedulesOf(random({ seed }), quick.random);
  yield* schedulesOf(pct({ seed }), quick.pct);
}

/** Those with one switch come first: they are the easiest to read. */
function* thoroughSchedules(seed: number): Generator<Strategy, void, void> {
  yield* schedulesOf(exhaustive({ preemptions: 1, seed }), thorough.exhaustive);
  yield* schedulesOf(pct({ seed }), thorough.pct);
}

function* schedulesOf(strategy: Strategy, limit: number): Generator<Strategy, void, void> {
  for (let count = 0; count < limit && hasNext(strategy); count++) yield strategy;
}

/** An exhaustive search sees that a program depends on something outside of the schedule: then it ends. */
function hasNext(strategy: Strategy): boolean {
  try {
    return strategy.next();
  } catch (error) {
    if (error instanceof EngineInputError && error.code === "uncontrolled") return false;
    throw error;
  }
}
