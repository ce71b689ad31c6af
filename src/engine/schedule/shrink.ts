import { EngineInputError } from "../errors.ts";
import type { Script } from "./decisions.ts";
import type { RunResult } from "./attempt.ts";
import type { Body } from "./body.ts";
import { exhaustive } from "./exhaustive.ts";
import { type ExploreOptions, explore } from "./explore.ts";
import { failureOf } from "./judgement.ts";
import { minimizeScript } from "./minimize.ts";
import { positive } from "./options.ts";
import { replay, run } from "./run.ts";
import { parseSchedule } from "./schedule-string.ts";
import { recordedRandom } from "./random.ts";
import { ScriptedStrategy } from "./scripted.ts";

export interface ShrinkOptions<T = unknown> extends Pick<ExploreOptions<T>, "steps" | "patience" | "races" | "check" | "judge"> {
  /** The most runs: 20,000 by default. */
  readonly runs?: number;
  /** For how many milliseconds to look: 60,000 by default. */
  readonly milliseconds?: number;
}

/** The simplest schedule found that still fails in the same way. */
export interface Shrunk<T = unknown> {
  readonly schedule: string;
  readonly message: string;
  readonly result: RunResult<T>;
  /** Its forced switches. */
  readonly switches: number;
  /** Whether all schedules with fewer forced switches were run and none failed in this way. */
  readonly isMinimal: boolean;
  /** How many runs it took. */
  readonly runs: number;
}

/**
 * Looks for the fewest forced switches that make a program fail in the same way: with the same outcome, or, for a run that ended by
 * itself, against the same `check`. First by leaving out decisions: delta debugging (Zeller and Hildebrandt, "Simplifying and
 * isolating failure-inducing input", 2002), then by running all schedules with fewer preemptions, as far as `runs` goes.
 *
 * @throws EngineInputError as `replay`, and "no-failure" when the run of the schedule does not fail.
 */
export function shrink<T>(program: Body<T>, schedule: string, options: ShrinkOptions<T> = {}): Shrunk<T> {
  return new Shrinker(program, schedule, options).shrink();
}

class Shrinker<T> {
  readonly #program: Body<T>;
  readonly #options: ShrinkOptions<T>;
  readonly #seed: number;
  readonly #limit: number;
  readonly #kind: string;
  readonly #end: number;
  #runs = 0;
  #best: RunResult<T>;

  constructor(program: Body<T>, schedule: string, options: ShrinkOptions<T>) {
    this.#program = program;
    this.#options = options;
    this.#limit = positive("runs", options.runs ?? 20_000);
    this.#end = performance.now() + positive("milliseconds", options.milliseconds ?? 60_000);
    this.#seed = parseSchedule(schedule).seed;
    this.#best = replay(program, schedule, options);
    const kind = kindOf(this.#best, options);
    if (kind === null) {
      const advice = "If a search found it, pass the options of that search: check, judge, races, steps.";
      throw new EngineInputError("no-failure", `There is nothing to shrink: the run of this schedule does not fail. ${advice}`);
    }
    this.#kind = kind;
  }

  shrink(): Shrunk<T> {
    const attempts = minimizeScript(this.#recorded());
    for (let each = attempts.next(); each.done !== true; ) each = attempts.next(!this.#isSpent() && this.#isFailing(each.value));
    const isMinimal = this.#searchBelow();
    const { schedule, switches } = this.#best;
    const message = failureOf(this.#best, this.#options) ?? "";
    return { schedule, message, result: this.#best, switches, isMinimal, runs: this.#runs };
  }

  /** The decisions of the schedule at hand, which a random one only has when it is run. */
  #recorded(): Script {
    const { script } = parseSchedule(this.#best.schedule);
    if (script !== null) return script;
    this.#best = run(this.#program, { ...this.#options, strategy: recordedRandom(this.#seed) });
    return parseSchedule(this.#best.schedule).script!;
  }

  #isFailing(script: Script): boolean {
    this.#runs++;
    const result = run(this.#program, { ...this.#options, strategy: new ScriptedStrategy(script, this.#seed) });
    if (kindOf(result, this.#options) !== this.#kind || result.switches > this.#best.switches) return false;
    this.#best = result;
    return true;
  }

  #isSpent(): boolean {
    return this.#runs >= this.#limit || performance.now() >= this.#end;
  }

  /** All schedules with fewer preemptions. @returns whether the best one known then is minimal for sure. */
  #searchBelow(): boolean {
    for (let preemptions = 0; preemptions < this.#best.switches; preemptions++) {
      if (this.#isSpent()) return false;
      const found = explore(this.#program, {
        ...this.#options,
        strategy: exhaustive({ preemptions, seed: this.#seed }),
        schedules: this.#limit - this.#runs,
        judge: (result) => (this.#isSpent() || kindOf(result, this.#options) === this.#kind ? this.#kind : null),
      });
      this.#runs += found.schedules;
      const [failure] = found.failures;
      if (failure !== undefined && kindOf(failure.result, this.#options) === this.#kind) this.#best = failure.result;
      else if (!found.isComplete) return false;
    }
    return true;
  }
}

/** What kind of failure a run is, or null: two of the same kind are the same failure. */
function kindOf<T>(result: RunResult<T>, { check, judge }: ShrinkOptions<T>): string | null {
  const { kind, message } = result.outcome;
  if (judge !== undefined) return failureOf(result, { judge }) === null ? null : "judge";
  if (kind === "completed" && result.races.length > 0) return "race";
  if (kind === "completed") return failureOf(result, { check }) === null ? null : "check";
  return kind === "fatal" || kind === "panic" ? message : kind;
}
