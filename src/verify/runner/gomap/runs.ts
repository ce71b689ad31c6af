import type { Strategy } from "../../../engine/schedule/strategy.ts";
import type { Budget, CaseAnswer, Effort, RunInput, RunRecord, Shown, VerifyCase } from "../../case.ts";
import type { Simulated } from "../../gomap/simulate.ts";
import type { LoopResult } from "../../loop/result.ts";
import { real } from "../../loop/real.ts";
import type { RunLog } from "../../trace/log.ts";
import { Failures } from "../failures.ts";
import { Judge, untilFault } from "../judge.ts";
import type { Program } from "../program.ts";
import { RunMaker } from "../run-maker.ts";
import type { AnswerPart, Asking } from "../search.ts";
import { Caller } from "./caller.ts";

/** A run that was made. */
export interface Made {
  readonly input: RunInput;
  readonly result: LoopResult;
  readonly log: RunLog;
  /** The simulated program of its main call. */
  readonly simulated: Simulated | null;
}

/** Runs that show the hazard. */
export interface GoMapFound {
  readonly input: RunInput;
  readonly schedule: string;
  readonly shown: Shown;
}

/** Makes the runs of a case about Go maps, and counts them. */
export class GoMapRuns {
  readonly case: VerifyCase;
  readonly failures = new Failures();
  readonly #program: Program;
  readonly #budget: Budget;
  readonly #caller: Caller;
  readonly #maker: RunMaker;
  readonly #judge: Judge;
  readonly #schedules = new Set<string>();
  readonly #standIns = new Set<string>();
  readonly #end: number;
  /** How many runs came to the flagged place, of how many. */
  reached = 0;
  made = 0;

  constructor(verifyCase: VerifyCase, program: Program, budget: Budget) {
    this.case = verifyCase;
    this.#program = program;
    this.#budget = budget;
    this.#caller = new Caller(program.goMapUses);
    this.#maker = new RunMaker(verifyCase, program, this.#caller.invoke);
    this.#judge = new Judge(verifyCase);
    this.#end = real.now() + budget.milliseconds;
  }

  get seed(): number {
    return this.#budget.seed;
  }

  get isSpent(): boolean {
    return this.made >= this.#budget.runs || real.now() >= this.#end;
  }

  /**
   * Makes one run. Both strategies are at their schedules.
   *
   * @param tasks the schedule of the tasks that the main call starts.
   * @returns null where the objects of the run cannot be made.
   */
  *make(input: RunInput, strategy: Strategy, tasks: Strategy | null = null): Asking<Made | null> {
    const caller = this.#caller;
    Object.assign(caller, { strategy: tasks, last: null, hasLearned: false });
    const result = yield { make: () => this.#maker.calls(input), strategy };
    const log = this.#program.trace.end();
    this.#count(result, log, caller.last);
    const { facts } = this.#maker;
    for (const type of facts.standIns) this.#standIns.add(type);
    if (facts.failure === null) return { input, result, log: { ...log, entries: untilFault(log.entries, result) }, simulated: caller.last };
    this.failures.note(facts.failure);
    return null;
  }

  /** Whether the last run is to be made again: it has shown that one of its calls is to be made in another way. */
  get hasLearned(): boolean {
    return this.#caller.hasLearned;
  }

  hung(result: LoopResult): CaseAnswer {
    this.#count(result, this.#program.trace.end(), null);
    return this.answer({ verdict: "not executable", reason: "hang", detail: result.outcome.message });
  }

  confirmed({ input, schedule, shown }: GoMapFound): AnswerPart {
    return { verdict: "confirmed", run: { hazard: this.case.hazards[0]!, input, schedule } satisfies RunRecord, shown };
  }

  answer(part: AnswerPart): CaseAnswer {
    const effort: Effort = { runs: this.made, schedules: Math.max(1, this.#schedules.size), reached: this.reached };
    const standIns = [...this.#standIns].sort();
    return { ...effort, stubs: this.#program.stubs, ...(standIns.length > 0 && { standIns }), ...part };
  }

  #count(result: LoopResult, log: RunLog, simulated: Simulated | null): void {
    this.made++;
    if (this.#judge.hasReached(log, result)) this.reached++;
    else this.failures.ended(result);
    const decisions = simulated?.result.schedule.split("~").slice(0, 3).join("~") ?? "";
    this.#schedules.add(`${result.schedule.split("~").slice(1, 3).join("~")} ${decisions}`);
  }
}
