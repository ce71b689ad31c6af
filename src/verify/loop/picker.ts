import { EngineInputError } from "../../engine/errors.ts";
import { Decisions } from "../../engine/schedule/decisions.ts";
import { formatSchedule } from "../../engine/schedule/schedule-string.ts";
import type { Situation, Strategy } from "../../engine/schedule/strategy.ts";
import type { EventKind, Pending } from "./pending.ts";
import { type LoopTask, Strand } from "./strand.ts";

/** A run as the engine's strategies see it: strands for tasks, turns for steps. */
export class Picker implements Situation {
  readonly tasks: Strand[] = [];
  readonly runnable: Strand[] = [];
  /** The strand that would go on in the quiet order. It always could: each departure from that order counts. */
  last: Strand | null = null;
  canGoOn = true;
  /** Turns up to now. */
  steps = 0;
  /** Departures from the quiet order. */
  switches = 0;
  readonly strategy: Strategy;
  /** What belongs to no call. */
  readonly root: Strand;
  readonly #decisions: Decisions | null;
  #ran: Strand | null = null;
  #others = 0;
  #fingerprint = 0x811c9dc5;

  constructor(strategy: Strategy) {
    this.strategy = strategy;
    this.#decisions = strategy.isSeeded ? null : new Decisions();
    this.root = this.spawn("0", null);
  }

  spawn(path: string, call: LoopTask | null): Strand {
    const strand = new Strand(path, this.tasks.length, this, call);
    this.tasks.push(strand);
    this.strategy.spawned?.(strand);
    return strand;
  }

  /** The strand of what is made pending in a turn of this one: itself, unless it waits already. */
  continuing(strand: Strand): Strand {
    if (strand === this.root) return this.spawn(`0.${++this.#others}`, null);
    return strand.pending === null ? strand : this.spawn(strand.nextChild(), strand.call);
  }

  /** @throws EngineInputError "bad-strategy" for one that picks what cannot run. */
  pick(candidates: readonly Pending[], preferred: Pending): Pending {
    const { strategy } = this;
    if (candidates.length === 1 && !strategy.everyStep) return preferred;
    for (const strand of this.runnable) strand.place = -1;
    this.runnable.length = 0;
    for (const { strand } of candidates) strand.place = this.runnable.push(strand) - 1;
    // One that is asked at every step (PCT) follows the task that runs. The others are told of the quiet order, and decide to leave it.
    this.#show(strategy.everyStep ? this.#ran : preferred.strand);
    const strand = strategy.pick(this);
    const chosen = candidates.find((candidate) => candidate.strand === strand);
    if (chosen === undefined) {
      throw new EngineInputError("bad-strategy", `The strategy (${strategy.description}) picked a task that cannot run.`);
    }
    this.#show(preferred.strand);
    this.#decisions?.picked(this, strand);
    if (chosen !== preferred) this.switches++;
    return chosen;
  }

  /** One of 0 to count - 1. */
  choose(count: number, strand: Strand): number {
    const choice = this.strategy.choose(count, strand);
    this.#decisions?.chosen(strand, choice);
    strand.choices++;
    return choice;
  }

  /** The strand makes a turn. */
  made(strand: Strand, kind: EventKind, label: string): void {
    this.#ran = strand;
    this.steps++;
    strand.steps++;
    this.#mark(strand.path);
    this.#mark(kind);
    this.#mark(label);
  }

  /** The schedule of the run: to be called when it is over. */
  schedule(): string {
    const { strategy, steps } = this;
    return formatSchedule({ seed: strategy.seed, script: this.#decisions, run: { steps, fingerprint: this.#fingerprint } });
  }

  #show(strand: Strand | null): void {
    this.last = strand;
    this.canGoOn = strand !== null && strand.place >= 0;
  }

  #mark(text: string): void {
    let hash = this.#fingerprint;
    for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
    this.#fingerprint = Math.imul(hash ^ 0xff, 0x01000193);
  }
}
