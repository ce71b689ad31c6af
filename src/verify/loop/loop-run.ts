import type { Strategy } from "../../engine/schedule/strategy.ts";
import { type Call, callsOf } from "./call.ts";
import { Clock } from "./clock.ts";
import { type EventKind, isTimed, type Pending, type Wanted } from "./pending.ts";
import { Picker } from "./picker.ts";
import { Queues } from "./queues.ts";
import { firstOf, quietArrival } from "./quiet.ts";
import { Progress } from "./progress.ts";
import { drawWord } from "./randomness.ts";
import { hangOutcome } from "./result.ts";
import type { LoopCall, LoopLimits, LoopOutcome, LoopResult, Turn, Uncaught } from "./result.ts";
import type { Strand } from "./strand.ts";

/** How far an external event that was passed over is put off in the quiet order, in milliseconds: behind some others. */
const putOff = 10;

/** One run of calls under one schedule of a strategy. The driver makes its turns. */
export class LoopRun {
  readonly clock = new Clock();
  /** The strand whose turn it is. */
  running: Strand | null = null;
  isUncontrolled = false;
  readonly limits: Required<LoopLimits>;
  readonly #picker: Picker;
  readonly #queues = new Queues();
  readonly #progress: Progress;
  #calls: readonly Call[] = [];
  readonly #uncaught: Uncaught[] = [];
  readonly #turns: Turn[] = [];
  /** What the running turn began with. */
  #kind: EventKind | null = null;
  #order = 0;
  #lastStart = 0;

  /** @param strategy one that is at its schedule: `next` has been called. */
  constructor(strategy: Strategy, limits: Required<LoopLimits>) {
    this.limits = limits;
    this.#progress = new Progress(limits, this.#queues);
    this.#picker = new Picker(strategy);
  }

  /** @throws EngineInputError "bad-calls". */
  begin(calls: readonly LoopCall[], enter: (call: Call, act: () => void) => void): void {
    this.#calls = callsOf(calls, this);
    this.#progress.open = calls.length;
    for (const call of this.#calls) call.main = this.#picker.spawn(call.path, call);
    const arrive = (call: Call, then: () => void): void => {
      const settled = () => {
        this.#settled(call);
        then();
      };
      const fire = () => enter(call, () => call.begin(settled));
      this.#add(call.main, { kind: "call", label: call.label, milliseconds: 0, fire }, this.clock.now);
    };
    const others = this.#calls.filter(({ isSetup }) => !isSetup);
    const setup = this.#calls.filter(({ isSetup }) => isSetup);
    let open = setup.length;
    const letOthersIn = () => others.forEach((call) => arrive(call, () => {}));
    for (const call of setup) arrive(call, () => --open === 0 && letOthersIn());
    if (open === 0) letOthersIn();
  }

  /** The call that the running turn belongs to. */
  get callOfTurn(): Call | null {
    return (this.running?.call ?? null) as Call | null;
  }

  /** How the run has ended, or null when it goes on. */
  judge(): LoopOutcome | null {
    return this.#progress.judge(this.#picker.steps, this.#calls);
  }

  /** Whether calls are open and nothing is pending: only the world outside could help. */
  get needsWorld(): boolean {
    return this.#progress.open > 0 && this.#queues.size === 0;
  }

  /** What chance is in this run. */
  get seed(): number {
    return this.#picker.strategy.seed;
  }

  get turns(): number {
    return this.#picker.steps;
  }

  /** Changes whenever anything becomes pending or settles. */
  get progress(): number {
    return this.#order + this.#calls.length - this.#progress.open;
  }

  /** Makes a turn, up to the microtasks that it leaves behind. */
  turn(): void {
    const candidates = this.#queues.candidates(this.clock.now);
    const preferred = firstOf(candidates, (pending) => this.#timeOf(pending));
    const chosen = this.#picker.pick(candidates, preferred);
    this.#moveClock(chosen, preferred);
    if (chosen.kind === "immediate") this.#queues.beginCheck();
    this.#queues.remove(chosen);
    this.#begin(chosen);
    try {
      chosen.fire();
    } catch (error) {
      this.uncaught("exception", error, null);
    }
    if (chosen.kind === "immediate" && !this.#queues.isInCheck) this.clock.toNextIteration(this.#queues.nextDue);
  }

  /** The turn is over, with its microtasks. */
  endTurn(): void {
    this.running = null;
    this.#kind = null;
    this.#progress.endTurn();
  }

  /** Makes something pending, for a call or for none. */
  add(wanted: Wanted, call: Call | null): Pending {
    const strand = this.#strandFor(call);
    return this.#add(strand, wanted, isTimed(wanted) ? this.#due(wanted.milliseconds, strand) : this.clock.now + wanted.milliseconds);
  }

  /** An interval that has fired is pending again. */
  repeat(pending: Pending, milliseconds: number): void {
    pending.time = this.clock.read() + milliseconds;
    pending.order = this.#order++;
    pending.strand.pending = pending;
    this.#queues.add(pending);
  }

  cancel(pending: Pending): void {
    if (pending.strand.pending === pending) pending.strand.pending = null;
    this.#queues.remove(pending);
  }

  uncaught(kind: Uncaught["kind"], error: unknown, task: Call | null): void {
    this.#uncaught.push({ kind, error, task: task ?? this.running?.call ?? null, turn: this.#picker.steps - 1 });
  }

  /** The turn was stopped in the middle of its code. */
  hang(): LoopResult {
    return this.finish(hangOutcome(this.running?.call ?? null, this.limits.turnMilliseconds));
  }

  /** A random word of 32 bits, the same in each replay. */
  random(): number {
    return drawWord(this.running ?? this.#picker.root, this.#picker.strategy.seed);
  }

  /** The run is over. */
  finish(outcome: LoopOutcome): LoopResult {
    const picker = this.#picker;
    picker.strategy.finished?.(picker);
    return {
      outcome,
      calls: this.#calls.map((call) => call.result()),
      uncaught: this.#uncaught,
      turns: this.#turns,
      switches: picker.switches,
      now: this.clock.now,
      abandoned: this.#queues.size,
      isUncontrolled: this.isUncontrolled,
      get schedule() {
        return picker.schedule();
      },
    };
  }

  #settled(call: Call): void {
    call.turn = Math.max(0, this.#picker.steps - 1);
    this.#progress.open--;
  }

  #timeOf({ kind, time }: Pending): number {
    if (kind !== "call") return time;
    const isIdle = this.#queues.externals.length === 0 && this.#progress.open === this.#queues.calls.length;
    return quietArrival(time, { isIdle, now: this.clock.now, lastStart: this.#lastStart });
  }

  /** Goes to the time of what was chosen. What was passed over comes later than it would have. */
  #moveClock(chosen: Pending, preferred: Pending): void {
    const { clock } = this;
    if (isTimed(chosen)) clock.toTimer(chosen.time);
    else if (chosen.kind === "immediate") clock.read();
    else clock.toExternal(chosen === preferred ? this.#timeOf(chosen) : clock.now, this.#queues.nextDue);
    const isPutOff = chosen !== preferred && (preferred.kind === "external" || preferred.kind === "call");
    if (isPutOff) preferred.time = Math.max(preferred.time, clock.now) + putOff;
  }

  #begin({ kind, label, strand }: Pending): void {
    if (kind !== "interval") strand.pending = null;
    if (kind === "call") this.#lastStart = this.clock.now;
    this.running = strand;
    this.#kind = kind;
    this.#picker.made(strand, kind, label);
    this.#turns.push({ kind, label, task: strand.call, path: strand.path, now: this.clock.now });
  }

  /** When a timer that is set now is due. How long the completion took that this turn began with may be a choice then. */
  #due(delay: number, strand: Strand): number {
    const { clock } = this;
    const times = clock.isFixed ? [] : clock.laterTimes(delay, this.#queues.timers.map(({ time }) => time));
    const choice = times.length === 0 ? 0 : this.#picker.choose(times.length + 1, strand);
    return clock.fix(times[choice - 1] ?? clock.now) + delay;
  }

  #strandFor(call: Call | null): Strand {
    const { running } = this;
    return this.#picker.continuing(running !== null && running.call === call ? running : (call?.main ?? this.#picker.root));
  }

  #add(strand: Strand, { kind, label, fire, matters = true }: Wanted, time: number): Pending {
    const isAfterTimers = this.#kind === "immediate" || (this.#kind !== null && isTimed({ kind: this.#kind }));
    const pending: Pending = { kind, label, strand, time, order: this.#order++, matters: matters && kind !== "interval", isAfterTimers, fire };
    strand.pending = pending;
    this.#queues.add(pending);
    return pending;
  }
}
