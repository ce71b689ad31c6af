import { EngineInputError } from "../../engine/errors.ts";
import type { Script } from "../../engine/schedule/decisions.ts";
import { exhaustive } from "../../engine/schedule/exhaustive.ts";
import { minimizeScript } from "../../engine/schedule/minimize.ts";
import { positive } from "../../engine/schedule/options.ts";
import { recordedRandom } from "../../engine/schedule/random.ts";
import { parseSchedule } from "../../engine/schedule/schedule-string.ts";
import { ScriptedStrategy } from "../../engine/schedule/scripted.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import { defaultCheck, type LoopCheck } from "./explore.ts";
import { limitsOf } from "./limits.ts";
import { type MakeCalls, repeating, replayLoop, type ReplayLoopOptions } from "./replay.ts";
import { real } from "./real.ts";
import type { LoopResult } from "./result.ts";
import { VirtualLoop } from "./virtual-loop.ts";

export interface ShrinkLoopOptions extends ReplayLoopOptions {
  /** The check of the search that found the schedule. Two failures are the same one when `kindOf` says the same of their messages. */
  readonly check?: LoopCheck;
  /** What kind of failure a message stands for. By default all are of one kind. */
  readonly kindOf?: (message: string) => string;
  /** The most runs: 5,000 by default. */
  readonly runs?: number;
  /** For how many real milliseconds to look: 10,000 by default. */
  readonly milliseconds?: number;
}

/** The simplest schedule found that still fails in the same way. */
export interface ShrunkLoop {
  readonly schedule: string;
  readonly message: string;
  readonly result: LoopResult;
  /** Its departures from the quiet run. */
  readonly switches: number;
  /** Whether all schedules with fewer departures were run and none failed in this way. */
  readonly isMinimal: boolean;
  /** How many runs it took. */
  readonly runs: number;
}

/**
 * Looks for the schedule with the fewest departures from the quiet run that fails in the same way: first by leaving out decisions (delta
 * debugging), then by running all schedules with fewer, as far as `runs` and `milliseconds` go.
 *
 * @throws EngineInputError as `replayLoop`, and "no-failure" when the run of the schedule does not fail.
 */
export async function shrinkLoop(makeCalls: MakeCalls, schedule: string, options: ShrinkLoopOptions = {}): Promise<ShrunkLoop> {
  const { loop = new VirtualLoop(), limits, onHang } = options;
  const first = await replayLoop(makeCalls, schedule, { ...options, loop });
  const shrinker = new Shrinker(first, options);
  const steps = shrinker.shrink();
  const make = () => makeCalls(loop);
  const next = (ended: LoopResult | null) => {
    if (ended?.outcome.kind === "hang") return null;
    const { value, done } = ended === null ? steps.next() : steps.next(ended);
    return done === true ? null : { make, strategy: value };
  };
  await loop.drive({ next, limits: limitsOf(limits), onHang });
  return shrinker.result();
}

type Runs<T> = Generator<Strategy, T, LoopResult>;

class Shrinker {
  readonly #check: LoopCheck;
  readonly #kindOf: (message: string) => string;
  readonly #limit: number;
  readonly #end: number;
  readonly #seed: number;
  readonly #kind: string;
  #best: LoopResult;
  #message: string;
  #isMinimal = false;
  #runs = 0;

  constructor(first: LoopResult, { check = defaultCheck, kindOf = () => "failure", runs = 5000, milliseconds = 10_000 }: ShrinkLoopOptions) {
    this.#check = check;
    this.#kindOf = kindOf;
    this.#limit = positive("runs", runs);
    this.#end = real.now() + positive("milliseconds", milliseconds);
    this.#seed = parseSchedule(first.schedule).seed;
    this.#best = first;
    const message = check(first) ?? null;
    if (message === null) {
      const advice = "Pass the check of the search that found it.";
      throw new EngineInputError("no-failure", `There is nothing to shrink: the run of this schedule does not fail. ${advice}`);
    }
    this.#message = message;
    this.#kind = kindOf(message);
  }

  *shrink(): Runs<void> {
    const script = yield* this.#recorded();
    const attempts = minimizeScript(script);
    for (let each = attempts.next(); each.done !== true; ) {
      const isFailing = !this.#isSpent() && this.#take(yield ready(new ScriptedStrategy(each.value, this.#seed)));
      each = attempts.next(isFailing);
    }
    this.#isMinimal = yield* this.#searchBelow();
    // What the calls leave behind is then what the best schedule leaves.
    this.#take(yield repeating(parseSchedule(this.#best.schedule)));
  }

  result(): ShrunkLoop {
    const { schedule, switches } = this.#best;
    return { schedule, message: this.#message, result: this.#best, switches, isMinimal: this.#isMinimal, runs: this.#runs };
  }

  /** The decisions of the schedule at hand, which a random one only has when it is run. */
  *#recorded(): Runs<Script> {
    const { script } = parseSchedule(this.#best.schedule);
    if (script !== null) return script;
    const again = yield ready(recordedRandom(this.#seed));
    this.#take(again);
    return parseSchedule(again.schedule).script!;
  }

  /** All schedules with fewer departures. @returns whether the best one known then is minimal for sure. */
  *#searchBelow(): Runs<boolean> {
    for (let preemptions = 0; preemptions < this.#best.switches; preemptions++) {
      const strategy = exhaustive({ preemptions, seed: this.#seed });
      for (let isFound = false; !isFound && strategy.next(); ) {
        if (this.#isSpent()) return false;
        isFound = this.#take(yield strategy);
      }
    }
    return true;
  }

  /** Keeps a run that fails in the same way, and is no worse. */
  #take(result: LoopResult): boolean {
    this.#runs++;
    const message = this.#check(result) ?? null;
    if (message === null || this.#kindOf(message) !== this.#kind || result.switches > this.#best.switches) return false;
    this.#best = result;
    this.#message = message;
    return true;
  }

  #isSpent(): boolean {
    return this.#runs >= this.#limit || real.now() >= this.#end;
  }
}

/** A strategy at its first schedule. */
function ready(strategy: Strategy): Strategy {
  strategy.next();
  return strategy;
}
