import { GoPanic } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import type { SyncPoint } from "../step/monitor.ts";
import { acquire, release, runtime, type TaskRef } from "../step/runtime.ts";
import type { Exchange } from "./exchange.ts";

/** A send or receive that a task is about to do at one channel: Go's `sudog` (runtime/runtime2.go). */
export interface Offer {
  readonly party: Party;
  readonly exchange: Exchange;
  /** The number of the case, in a select. */
  readonly index: number;
  readonly isSend: boolean;
  /** What is sent; what has been received. */
  value: unknown;
  /** Whether a value went through, once the operation is over: it does not where the channel is closed. */
  isSent: boolean;
}

/**
 * A task that is about to send, to receive or to select: one offer, or several of which one comes true. It stands in the queues of
 * its channels from the announcement of its step on. A task that comes to the other end of a channel may complete the operation for
 * it, as Go's runtime does; the step of the task then only picks up the result.
 */
export class Party {
  /** Where the task waits: the channel, or the gate of the select. */
  readonly gate: Gate;
  readonly task: TaskRef | null;
  /** Whether it is a select that never waits: it is in no queue, as nobody can find it waiting. */
  readonly hasDefault: boolean;
  readonly offers: Offer[] = [];
  /** The offer that another task has completed. */
  taken: Offer | null = null;
  /** Released when the task announced its step: what happens before the operation, whoever completes it. */
  readonly before: SyncPoint = { shadow: null };
  /** What the task acquires when it goes on after another one has completed its operation. */
  after: readonly SyncPoint[] = [];
  /** The time of the clock at which it came. Nothing says who came first at one time. */
  readonly since = runtime()?.now ?? 0;

  constructor(gate: Gate, hasDefault = false) {
    this.gate = gate;
    this.hasDefault = hasDefault;
    this.task = runtime()?.task ?? null;
    release(this.before);
  }

  add(exchange: Exchange, isSend: boolean, value: unknown): Offer {
    const offer: Offer = { party: this, exchange, index: this.offers.length, isSend, value, isSent: false };
    this.offers.push(offer);
    return offer;
  }

  /** Whether it would not wait even if nobody else stood at its channels. */
  get needsNobody(): boolean {
    return this.hasDefault || this.offers.some(({ exchange, isSend }) => exchange.isReadyAlone(isSend));
  }

  /** Whether it is sure to wait by now, and is not just about to come: the clock moves on only when nobody can. */
  get isWaiting(): boolean {
    return this.since < (runtime()?.now ?? 0);
  }

  /** Joins the queues. Those at the other ends of the channels may now be able to go on. */
  stand(): void {
    for (const offer of this.offers) offer.exchange.join(offer);
    this.tellOthers();
  }

  /** Leaves the queues, without telling anybody. */
  withdraw(): void {
    for (const offer of this.offers) offer.exchange.leave(offer);
  }

  /** Does what the offer is about, for the running task, whose party this is. @throws GoPanic `send on closed channel`. */
  perform(offer: Offer): void {
    const { exchange } = offer;
    let partner: Party | undefined;
    try {
      partner = offer.isSend ? exchange.send(offer) : exchange.receive(offer);
    } finally {
      this.withdraw();
      this.tellOthers();
      partner?.tellOthers();
    }
  }

  /** Another task has completed the offer. */
  take(offer: Offer): void {
    this.taken = offer;
    this.withdraw();
  }

  /**
   * The offer that another task has completed, with what that one did before made visible; null when nobody has.
   *
   * @throws GoPanic `send on closed channel` where it was closed while the task waited to send.
   */
  collect(): Offer | null {
    const { taken } = this;
    if (taken === null) return null;
    for (const point of this.after) acquire(point);
    if (taken.isSend && !taken.isSent) throw new GoPanic("send on closed channel");
    return taken;
  }

  /** Asks again for the task, and for those that stand at the same channels. */
  tellOthers(): void {
    runtime()?.changed(this.gate);
    for (const { exchange } of this.offers) exchange.changed();
  }
}
