import { GoPanic } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import type { SyncPoint } from "../step/monitor.ts";
import { acquire, release, runtime } from "../step/runtime.ts";
import { ChannelOrder } from "./channel-order.ts";
import type { Offer, Party } from "./party.ts";

/**
 * The inside of a channel: its buffer, and who stands at it (Go's `hchan`, runtime/chan.go).
 *
 * That a task stands at the channel may mean that it is about to come, or that it has come and waits: which of the two is left open for
 * as long as it makes a difference. Without a buffer, a task that finds another one at the other end takes it as waiting. With a
 * buffer, the two need not meet: each makes its own step, unless the clock has moved on since, so that the other is sure to wait.
 */
export class Exchange {
  readonly capacity: number;
  /** Go's nil channel, on which every operation waits forever. */
  readonly isNil: boolean;
  readonly buffer: unknown[] = [];
  isClosed = false;
  readonly #gate: Gate;
  readonly #senders: Offer[] = [];
  readonly #receivers: Offer[] = [];
  readonly #order: ChannelOrder;
  readonly #closing: SyncPoint = { shadow: null };

  constructor(gate: Gate, capacity: number, isNil: boolean) {
    this.#gate = gate;
    this.capacity = capacity;
    this.isNil = isNil;
    this.#order = new ChannelOrder(capacity);
  }

  join(offer: Offer): void {
    if (!this.isNil) this.#queue(offer.isSend).push(offer);
  }

  leave(offer: Offer): void {
    const queue = this.#queue(offer.isSend);
    const place = queue.indexOf(offer);
    if (place >= 0) queue.splice(place, 1);
  }

  /** Asks again for all tasks that stand at the channel, and at selects that have a case of it. */
  changed(): void {
    const current = runtime();
    if (current === null) return;
    current.changed(this.#gate);
    for (const queue of [this.#senders, this.#receivers]) {
      for (const { party } of queue) if (party.gate !== this.#gate) current.changed(party.gate);
    }
  }

  /** Whether the operation of the party need not wait now. */
  isReady(isSend: boolean, party: Party): boolean {
    return this.isReadyAlone(isSend) || (this.capacity === 0 && this.#partners(!isSend, party, 1).length > 0);
  }

  /** Whether the operation need not wait, whoever stands at the other end. */
  isReadyAlone(isSend: boolean): boolean {
    if (this.isNil) return false;
    return this.isClosed || (isSend ? this.buffer.length < this.capacity : this.buffer.length > 0);
  }

  /** Whether a select with a default is sure not to choose that: who stands at the other end counts only once it is sure to wait. */
  isSurelyReady(isSend: boolean, party: Party): boolean {
    return this.isReadyAlone(isSend) || this.#partners(!isSend, party, 1)[0]?.party.isWaiting === true;
  }

  /** Sends, for the running task. @throws GoPanic on a closed channel. @returns the receiver whose operation that completes. */
  send(offer: Offer): Party | undefined {
    if (this.isClosed) throw new GoPanic("send on closed channel");
    const receiver = this.#choose(false, offer.party);
    if (this.capacity > 0) this.#order.send();
    if (receiver === undefined) {
      this.buffer.push(offer.value);
      return undefined;
    }
    if (this.capacity > 0) this.#order.receiveFor(receiver.party);
    else this.#order.meet(receiver.party);
    fill(receiver, offer.value, true);
    receiver.party.take(receiver);
    return receiver.party;
  }

  /** Receives, for the running task, into the offer. @returns the sender whose operation that completes. */
  receive(offer: Offer): Party | undefined {
    const { buffer } = this;
    if (this.isClosed && buffer.length === 0) {
      acquire(this.#closing);
      fill(offer, undefined, false);
      return undefined;
    }
    const sender = this.isClosed ? undefined : this.#choose(true, offer.party);
    if (this.capacity > 0) this.#order.receive();
    if (sender !== undefined) {
      if (this.capacity > 0) this.#order.sendFor(sender.party);
      else this.#order.meet(sender.party);
      buffer.push(sender.value);
      fill(sender, undefined, true);
      sender.party.take(sender);
    }
    fill(offer, buffer.shift(), true);
    return sender?.party;
  }

  /** @throws GoPanic for a channel that is nil or closed. */
  close(): void {
    if (this.isNil) throw new GoPanic("close of nil channel");
    if (this.isClosed) throw new GoPanic("close of closed channel");
    release(this.#closing);
    this.isClosed = true;
    // Who is sure to wait is done by this, as in Go, receivers first; who may be about to come finds the channel closed.
    const woken = [...this.#receivers, ...this.#senders].filter(({ party }) => party.isWaiting);
    for (const offer of woken) {
      if (offer.party.taken !== null) continue;
      offer.party.after = [this.#closing];
      fill(offer, undefined, false);
      offer.party.take(offer);
    }
    this.changed();
    for (const { party } of woken) party.tellOthers();
  }

  #queue(isSend: boolean): Offer[] {
    return isSend ? this.#senders : this.#receivers;
  }

  /**
   * The one in a queue with whom the party does its operation: the first. Where those who came at the same time as the first cannot be
   * picked in its place by the scheduler, because the party is not at the other end when they make their steps, one of them is chosen.
   */
  #choose(isSend: boolean, party: Party): Offer | undefined {
    const partners = this.#partners(isSend, party);
    if (partners.length < 2 || !(party.hasDefault || this.capacity > 0)) return partners[0];
    const { since } = partners[0]!.party;
    const firsts = partners.filter((offer) => offer.party.since === since);
    return firsts[firsts.length > 1 ? (runtime()?.choose(firsts.length) ?? 0) : 0];
  }

  /**
   * Those in a queue with whom the party can do its operation: where there is a buffer, those that are sure to wait.
   *
   * Without a buffer one of the two has to be waiting when the other one comes. A select that has a case which needs nobody does not
   * wait: two of them do not meet. And where somebody has come to the party's own end at an earlier time, who comes to the other end is
   * for that one.
   *
   * @param limit how many of them are wanted, the first ones.
   */
  #partners(isSend: boolean, party: Party, limit = Infinity): readonly Offer[] {
    const queue = this.#queue(isSend);
    const found: Offer[] = [];
    if (queue.length === 0) return found;
    const mustFindWaiting = party.needsNobody;
    const ahead = this.capacity > 0 ? [] : this.#ahead(!isSend, party);
    for (const offer of queue) {
      if (offer.party === party || (this.capacity > 0 && !offer.party.isWaiting)) continue;
      if (this.capacity === 0 && mustFindWaiting && offer.party.needsNobody) continue;
      if (ahead.some((other) => other !== offer.party)) continue;
      if (found.push(offer) === limit) break;
    }
    return found;
  }

  /** Who has come to the party's own end at an earlier time: two of them are as good as all. They stand in the order of their times. */
  #ahead(isSend: boolean, party: Party): readonly Party[] {
    const ahead: Party[] = [];
    for (const { party: other } of this.#queue(isSend)) {
      if (other.since >= party.since || ahead.length === 2) break;
      if (ahead[0] !== other) ahead.push(other);
    }
    return ahead;
  }
}

/** Notes how an operation ended. */
function fill(offer: Offer, value: unknown, isSent: boolean): void {
  offer.value = value;
  offer.isSent = isSent;
}
