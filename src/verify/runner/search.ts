import type { Budget, CaseAnswer, Effort, RunInput, RunRecord, Shown, VerifyCase } from "../case.ts";
import { parseSchedule } from "../../engine/schedule/schedule-string.ts";
import type { Strategy } from "../../engine/schedule/strategy.ts";
import type { ModuleMember } from "../inputs/plan.ts";
import { UnbuildableError } from "../inputs/unbuildable.ts";
import { mismatchOf, repeating } from "../loop/replay.ts";
import type { LoopCall, LoopResult } from "../loop/result.ts";
import { outcomeText, serialOrders } from "../oracles/index.ts";
import type { RunLog } from "../trace/log.ts";
import { ready, schedulesFor } from "./attempts.ts";
import { BuiltStates } from "./built-states.ts";
import { Failures } from "./failures.ts";
import { InputSource } from "./input-source.ts";
import { Judge, needsSerial, shownOf, type Verdict } from "./judge.ts";
import { outcomeOf, resultsOf } from "./outcome.ts";
import type { Program } from "./program.ts";
import { RunMaker } from "./run-maker.ts";
import { Simplifier } from "./simplify.ts";
import { quiet } from "../loop/quiet-strategy.ts";
import { real } from "../loop/real.ts";

/** A run that is wanted. */
export interface WantedRun {
  readonly make: () => readonly LoopCall[];
  readonly strategy: Strategy;
}

/** Asks for runs, and is told how each has ended. */
export type Asking<T> = Generator<WantedRun, T, LoopResult>;

/** So many runs may show what their replay does not, before the search is given up. */
const mostUncontrolled = 3;

/** A run that shows a hazard. */
export interface Found {
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
  readonly #simplifier: Simplifier;
  readonly #inputs: InputSource;
  readonly #failures = new Failures();
  readonly #schedules = new Set<string>();
  readonly #standIns = new Set<string>();
  readonly #end: number;
  #runs = 0;
  #reached = 0;
  /** Runs that came to what is done after the check or the read, too. */
  #acted = 0;
  /** Runs with a change that changed nothing, while states are watched. */
  #idle = 0;
  /** Of the last run. */
  #turns = 0;
  #uncontrolled = 0;
  /** What is confirmed while a better run is looked for. */
  #known: AnswerPart | null = null;

  constructor(verifyCase: VerifyCase, program: Program, budget: Budget) {
    this.#case = verifyCase;
    this.#program = program;
    this.#budget = budget;
    this.#maker = new RunMaker(verifyCase, program);
    this.#judge = new Judge(verifyCase);
    this.#simplifier = new Simplifier(verifyCase, budget, (input, strategy) => this.#run(input, strategy));
    this.#inputs = new InputSource(verifyCase, budget.seed);
    this.#end = real.now() + budget.milliseconds;
  }

  /** Tries inputs and schedules until one shows a hazard, or the budget is spent. */
  *search(): Asking<CaseAnswer> {
    for (let number = 0; !this.#isSpent(); number++) {
      let input: RunInput;
      try {
        input = this.#inputs.at(number);
      } catch (error) {
        if (!(error instanceof UnbuildableError)) throw error;
        return this.#answer(this.#failures.unbuildable(error, this.#case));
      }
      const found = yield* this.#tryInput(input, number);
      if (found === null) continue;
      const answer = yield* this.#settle(found);
      if (answer !== null) return this.#answer(answer);
      if (++this.#uncontrolled >= mostUncontrolled) break;
    }
    return this.#answer(this.#nothingFound());
  }

  /** What a run that shows a hazard comes to. @returns null when its replay does not show it. */
  *#settle(found: Found): Asking<AnswerPart | null> {
    const simplest = yield* this.#simplifier.simplest(found);
    const built = new BuiltStates(simplest, this.#maker, this.#inputs);
    if (!built.isNeeded) return yield* this.#confirm(simplest);
    built.watch();
    const confirmed = yield* this.#confirm(simplest);
    if (confirmed === null) return null;
    this.#known = confirmed;
    const [runs, now] = [this.#runs, real.now()];
    const isHalfSpent = (): boolean => this.#runs - runs > (this.#budget.runs - runs) / 2 || real.now() - now > (this.#end - now) / 2;
    const other = yield* built.find({ try: (input, number) => this.#tryInput(input, number), isOver: () => this.#isSpent(), isHalfOver: isHalfSpent, reached: () => this.#reached, idle: () => this.#idle });
    const better = other && (yield* this.#confirm(yield* this.#simplifier.simplest(other)));
    return better ?? (other === null && built.isRefuted ? { verdict: "not reproduced", detail: built.refutation } : confirmed);
  }

  /** Makes one run again. @param explores whether other schedules of the same input count too. */
  *replay({ input, schedule, hazard }: RunRecord, explores = false): Asking<CaseAnswer> {
    const found = yield* this.#repeat(input, schedule);
    if (explores && (found === null || typeof found === "string")) {
      const other = yield* this.#tryInput(input, Infinity);
      const confirmed = other?.verdict.hazard === hazard ? yield* this.#confirm(other) : null;
      return this.#answer(confirmed ?? { verdict: "not reproduced" });
    }
    if (typeof found === "string") return this.#answer({ verdict: "not reproduced", detail: found });
    if (found === null || found.verdict.hazard !== hazard) return this.#answer({ verdict: "not reproduced" });
    return this.#answer(this.#confirmed(found));
  }

  /** What is known when a run hangs: it has shown the hazard before, or the case is over. */
  hung(result: LoopResult): CaseAnswer {
    const log = this.#program.trace.end();
    this.#count(result, log);
    return this.#answer(this.#known ?? { verdict: "not executable", reason: "hang", detail: result.outcome.message });
  }

  /** What is known when an input or a judgement took too long to make. */
  tooSlow(message: string): CaseAnswer {
    return this.#answer(this.#known ?? { verdict: "not executable", reason: "time-limit", detail: message });
  }

  *#tryInput(input: RunInput, number: number): Asking<Found | null> {
    const before = this.#acted;
    const fixed = input.calls.length + (input.setup.length > 0 ? 1 : 0);
    const attempt = { input, number, seed: this.#budget.seed + (Number.isFinite(number) ? number : 0), isReached: () => this.#acted > before, hasWaited: () => this.#turns > fixed };
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
      const isSerial = (yield* this.#isSerial(input, outcome)) || !(yield* this.#isSteady(input, result.schedule, outcome));
      verdict = this.#judge.judge(log, result, input, isSerial);
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

  /** Whether the same run comes out the same again. If not, what closures keep from run to run makes outcomes differ, and orders of calls need not. */
  *#isSteady(input: RunInput, schedule: string, outcome: string): Asking<boolean> {
    const result = yield { make: () => this.#maker.calls(input), strategy: repeating(parseSchedule(schedule)) };
    this.#program.trace.end();
    return outcomeOf(resultsOf(result, input.calls.length), this.#maker.facts, this.#hidden()) === outcome;
  }

  /** For outcomes: the state of modules that the case names, `#fields`, and the collections that were watched, as closures hide theirs. */
  #hidden(): unknown[] {
    const seeded = this.#case.seeds.flatMap(({ place }) => (place.in === "module" ? [this.#program.variable(place.declared)?.get()] : []));
    const named = variablesAtSites(this.#case).map((member) => this.#program.variable(member)?.get());
    const fields = this.#maker.facts.receivers.map((receiver) => this.#program.privateState(receiver));
    return [seeded, named, fields, this.#program.trace.watched().map((collection) => outcomeText(collection)).sort()];
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
    const stopped = this.#reached === 0 ? this.#failures.reason(this.#case) : this.#failures.reasonBeyond();
    if (stopped !== null) return stopped;
    const detail = this.#uncontrolled > 0 ? "Runs showed it, but the same schedule did not show it again: something outside of the schedule decides." : undefined;
    return { verdict: "not reproduced", ...(detail && { detail }) };
  }

  #count(result: LoopResult, log: RunLog): void {
    this.#runs++;
    this.#turns = result.turns.length;
    const hasReached = this.#judge.hasReached(log, result);
    if (hasReached) this.#reached++;
    if (hasReached) this.#failures.came(result);
    else this.#failures.ended(result);
    if (this.#judge.hasActed(log, result)) this.#acted++;
    if (this.#maker.watched.length > 0 && this.#judge.hasChangedNothing(log)) this.#idle++;
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

/** The variables of modules that sites are about, by the names at which their places begin: `total`, `state` of `state.count`. */
function variablesAtSites({ sites }: VerifyCase): ModuleMember[] {
  const members = sites.flatMap(({ file, collection = "" }): ModuleMember[] => {
    const name = /^[\w$]+/.exec(collection)?.[0];
    return name === undefined ? [] : [{ module: file, name, localName: name, isExported: false }];
  });
  return [...new Map(members.map((member) => [`${member.module} ${member.name}`, member])).values()];
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;

/** An answer without the figures. */
export type AnswerPart = DistributiveOmit<CaseAnswer, keyof Effort | "stubs">;
