import type { Budget, CaseAnswer, Effort, RunInput, RunRecord, Shown, VerifyCase } from "../case.ts";
import { parseSchedule } from "../../engine/schedule/schedule-string.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import { UnbuildableError } from "../inputs/unbuildable.ts";
import { mismatchOf, repeating } from "../loop/replay.ts";
import type { LoopCall, LoopResult } from "../loop/result.ts";
import { outcomeText, serialOrders } from "../oracles/index.ts";
import type { RunLog } from "../trace/log.ts";
import { departures, ready, schedulesFor } from "./attempts.ts";
import { Failures } from "./failures.ts";
import { InputSource } from "./input-source.ts";
import { Judge, needsSerial, shownOf, type Verdict } from "./judge.ts";
import { outcomeOf, resultsOf } from "./outcome.ts";
import type { Program } from "./program.ts";
import { InputReducer } from "./reduce-input.ts";
import { RunMaker } from "./run-maker.ts";
import { quiet } from "../loop/quiet-strategy.ts";
import { real } from "../loop/real.ts";

/** A run that is wanted. */
export interface WantedRun {
  readonly make: () => readonly LoopCall[];
  readonly strategy: Strategy;
}

/** Asks for runs, and is told how each has ended. */
export type Asking<T> = Generator<WantedRun, T, LoopResult>;

/** For so many runs at most an input that shows the hazard is made simpler. */
const mostReductions = 400;
/** So many runs may show what their replay does not, before the search is given up. */
const mostUncontrolled = 3;

interface Found {
  readonly input: RunInput;
  readonly verdict: Verdict;
  readonly log: RunLog;
  readonly result: LoopResult;
  readonly schedule: string;
  readonly standIns: ReadonlySet<string>;
}

/** The search for a run that shows one of the hazards of a case. */
export class Search {
  readonly #case: VerifyCase;
  readonly #program: Program;
  readonly #budget: Budget;
  readonly #maker: RunMaker;
  readonly #judge: Judge;
  readonly #reducer: InputReducer;
  readonly #failures = new Failures();
  readonly #schedules = new Set<string>();
  readonly #standIns = new Set<string>();
  readonly #end: number;
  #runs = 0;
  #reached = 0;
  /** Of the last run. */
  #turns = 0;
  #uncontrolled = 0;

  constructor(verifyCase: VerifyCase, program: Program, budget: Budget) {
    this.#case = verifyCase;
    this.#program = program;
    this.#budget = budget;
    this.#maker = new RunMaker(verifyCase, program);
    this.#judge = new Judge(verifyCase);
    this.#reducer = new InputReducer(verifyCase);
    this.#end = real.now() + budget.milliseconds;
  }

  /** Tries inputs and schedules until one shows a hazard, or the budget is spent. */
  *search(): Asking<CaseAnswer> {
    const inputs = new InputSource(this.#case, this.#budget.seed);
    for (let number = 0; !this.#isSpent(); number++) {
      let input: RunInput;
      try {
        input = inputs.at(number);
      } catch (error) {
        if (!(error instanceof UnbuildableError)) throw error;
        return this.#answer(this.#failures.unbuildable(error, this.#case));
      }
      const found = yield* this.#tryInput(input, number);
      if (found === null) continue;
      const confirmed = yield* this.#confirm(yield* this.#simplest(found));
      if (confirmed !== null) return this.#answer(confirmed);
      if (++this.#uncontrolled >= mostUncontrolled) break;
    }
    return this.#answer(this.#nothingFound());
  }

  /** Makes one run again. @param explores whether other schedules of the same input count too. */
  *replay({ input, schedule, hazard }: RunRecord, explores = false): Asking<CaseAnswer> {
    let found = yield* this.#repeat(input, schedule);
    if (explores && (found === null || typeof found === "string")) found = yield* this.#tryInput(input, Infinity);
    if (typeof found === "string") return this.#answer({ verdict: "not reproduced", detail: found });
    if (found === null || found.verdict.hazard !== hazard) return this.#answer({ verdict: "not reproduced" });
    return this.#answer(this.#confirmed(found));
  }

  /** What is known when a run hangs: it has shown the hazard before, or the case is over. */
  hung(result: LoopResult): CaseAnswer {
    const log = this.#program.trace.end();
    this.#count(result, log);
    return this.#answer({ verdict: "not executable", reason: "hang", detail: result.outcome.message });
  }

  /** What is known when an input or a judgement took too long to make. */
  tooSlow(message: string): CaseAnswer {
    return this.#answer({ verdict: "not executable", reason: "time-limit", detail: message });
  }

  *#tryInput(input: RunInput, number: number): Asking<Found | null> {
    const before = this.#reached;
    const fixed = input.calls.length + (input.setup.length > 0 ? 1 : 0);
    const attempt = { input, number, seed: this.#budget.seed + (Number.isFinite(number) ? number : 0), isReached: () => this.#reached > before, hasWaited: () => this.#turns > fixed };
    for (const strategy of schedulesFor(attempt)) {
      if (this.#isSpent()) return null;
      const found = yield* this.#run(input, strategy);
      if (found !== null) return found;
      if (this.#maker.facts.failure !== null) return null;
    }
    return null;
  }

  /** One run of an input, judged. */
  *#run(input: RunInput, strategy: Strategy): Asking<Found | null> {
    const result = yield { make: () => this.#maker.calls(input), strategy };
    const log = this.#program.trace.end();
    this.#count(result, log);
    const { facts } = this.#maker;
    for (const type of facts.standIns) this.#standIns.add(type);
    if (facts.failure !== null) return (this.#failures.note(facts.failure), null);
    let verdict = this.#meetByChance(log) ? null : this.#judge.judge(log, result, input);
    if (verdict !== null && needsSerial.has(verdict.hazard) && input.calls.length > 1) {
      const outcome = outcomeOf(resultsOf(result, input.calls.length), facts, this.#hidden());
      verdict = this.#judge.judge(log, result, input, yield* this.#isSerial(input, outcome));
    } else if (verdict !== null && needsSerial.has(verdict.hazard)) {
      verdict = this.#judge.judge(log, result, input, true) ?? verdict;
    }
    return verdict && { input, verdict, log, result, schedule: result.schedule, standIns: facts.standIns };
  }

  /** Whether there are keys that are NaN, or a text with it: all that stands in for something is the same as a number. */
  #meetByChance({ entries }: RunLog): boolean {
    const hasStandIns = this.#maker.facts.standIns.size > 0 || this.#program.stubs.length > 0;
    return hasStandIns && entries.some(({ key }) => Number.isNaN(key) || (typeof key === "string" && key.includes("NaN")));
  }

  *#isSerial(input: RunInput, outcome: string): Asking<boolean> {
    for (const order of serialOrders(input.calls.length)) {
      const result = yield { make: () => this.#maker.serialCalls(input, order), strategy: ready(quiet(this.#budget.seed)) };
      this.#program.trace.end();
      const [call] = result.calls;
      if (call?.state === "fulfilled" && outcomeOf(call.value as unknown[], this.#maker.facts, this.#hidden()) === outcome) return true;
    }
    return false;
  }

  /** For outcomes: the state of modules that the case names, `#fields`, and the collections that were watched, as closures hide theirs. */
  #hidden(): unknown[] {
    const variables = this.#case.seeds.flatMap(({ place }) => (place.in === "module" ? [this.#program.variable(place.declared)?.get()] : []));
    const fields = this.#maker.facts.receivers.map((receiver) => this.#program.privateState(receiver));
    return [variables, fields, this.#program.trace.watched().map((collection) => outcomeText(collection)).sort()];
  }

  /** A run that is simpler and shows the same. */
  *#simplest(found: Found): Asking<Found> {
    let best = found;
    let left = mostReductions;
    for (let hasChanged = true; hasChanged && left > 0; ) {
      hasChanged = false;
      for (const input of this.#reducer.simpler(best.input)) {
        const simpler = yield* this.#sameHazard(input, best, () => left-- > 0);
        if (simpler === null) continue;
        best = simpler;
        hasChanged = true;
        break;
      }
    }
    return (yield* this.#sameHazard(best.input, best, () => left-- > -200)) ?? best;
  }

  /** The first schedule, by the number of departures, under which the input shows the same hazard; none that has more than are needed now. */
  *#sameHazard(input: RunInput, { verdict, result }: Found, mayGoOn: () => boolean): Asking<Found | null> {
    for (let preemptions = 0; preemptions <= Math.min(2, result.switches); preemptions++) {
      for (const strategy of departures(preemptions, 60, this.#budget.seed)) {
        if (!mayGoOn()) return null;
        const found = yield* this.#run(input, strategy);
        if (found !== null && found.verdict.hazard === verdict.hazard && isAsStrong(found.verdict, verdict)) return found;
      }
    }
    return null;
  }

  /** Only what its replay shows again is confirmed. */
  *#confirm(found: Found): Asking<AnswerPart | null> {
    const again = yield* this.#repeat(found.input, found.schedule);
    if (again === null || typeof again === "string" || again.verdict.hazard !== found.verdict.hazard) return null;
    return this.#confirmed(again);
  }

  /** @returns a text when the run is another one. */
  *#repeat(input: RunInput, schedule: string): Asking<Found | string | null> {
    const wanted = parseSchedule(schedule);
    const strategy = repeating(wanted);
    const found = yield* this.#run(input, strategy);
    const mismatch = found && mismatchOf(wanted, strategy, found.result);
    return mismatch === null ? found : `The run is not the one that was recorded: ${mismatch}.`;
  }

  #confirmed({ input, schedule, verdict, log, result, standIns }: Found): AnswerPart {
    const shown: Shown = shownOf(verdict, log, result);
    return { verdict: "confirmed", run: { hazard: verdict.hazard, input, schedule }, shown, standIns: [...standIns].sort() };
  }

  #nothingFound(): AnswerPart {
    if (this.#reached === 0) return this.#failures.reason(this.#case);
    const detail = this.#uncontrolled > 0 ? "Runs showed it, but the same schedule did not show it again: something outside of the schedule decides." : undefined;
    return { verdict: "not reproduced", ...(detail && { detail }) };
  }

  #count(result: LoopResult, log: RunLog): void {
    this.#runs++;
    this.#turns = result.turns.length;
    if (this.#judge.hasReached(log, result)) this.#reached++;
    else this.#failures.ended(result);
    if (result.turns.length > 1) this.#schedules.add(result.schedule.split("~")[1] ?? "");
  }

  #answer(part: AnswerPart): CaseAnswer {
    const effort: Effort = { runs: this.#runs, schedules: Math.max(1, this.#schedules.size), reached: this.#reached };
    const standIns = [...this.#standIns].sort();
    return { ...effort, stubs: this.#program.stubs, ...(standIns.length > 0 && { standIns }), ...part };
  }

  #isSpent(): boolean {
    return this.#runs >= this.#budget.runs || real.now() >= this.#end;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An answer without the figures. */
export type AnswerPart = DistributiveOmit<CaseAnswer, keyof Effort | "stubs">;

function isAsStrong(one: Verdict, other: Verdict): boolean {
  return one.evidence.strength === "strong" || other.evidence.strength === "weak";
}
