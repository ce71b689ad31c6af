import type { Gate } from "../step/gate.ts";
import { runtime, type TaskRef } from "../step/runtime.ts";
import { sync, type Steps } from "../step/step.ts";
import type { Channel } from "./channel.ts";
import { requireOpen } from "./open.ts";
import { Party, type Offer } from "./party.ts";

/** A case of a select. Its type is that of the value that it receives; a case that sends has none. */
export interface SelectCase<T> {
  readonly channel: Channel<T>;
  readonly isSend: boolean;
  readonly value: T | undefined;
}

export interface ReceivingCase<T> extends SelectCase<T> {
  readonly isSend: false;
}

export interface SendingCase<T> extends SelectCase<T> {
  readonly isSend: true;
}

/** `case value, ok := <-channel` */
export function receiving<T>(channel: Channel<T>): ReceivingCase<T> {
  return { channel, isSend: false, value: undefined };
}

/** `case channel <- value` */
export function sending<T>(channel: Channel<T>, value: T): SendingCase<T> {
  return { channel, isSend: true, value };
}

type NumberOf<I> = I extends `${infer N extends number}` ? N : number;

type ChosenCase<I, C> =
  C extends ReceivingCase<infer T>
    ? | { readonly index: NumberOf<I>; readonly value: T; readonly ok: true }
      | { readonly index: NumberOf<I>; readonly value: undefined; readonly ok: false }
    : { readonly index: NumberOf<I>; readonly value: undefined; readonly ok: true };

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a channel of some type is none of unknown
type AnyCase = ReceivingCase<any> | SendingCase<any>;

/** What a select did: the number of its case, and for a case that receives what a receive gives. */
export type Chosen<Cases extends readonly AnyCase[]> = { [I in keyof Cases]: ChosenCase<I, Cases[I]> }[number];

/** That no case was ready. */
export interface DefaultChosen {
  readonly index: -1;
  readonly value: undefined;
  readonly ok: false;
}

class SelectGate implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  readonly party: Party;

  constructor(hasDefault: boolean) {
    this.party = new Party(this, hasDefault);
  }

  isOpen(): boolean {
    return this.party.taken !== null || this.party.needsNobody || this.party.offers.some(isReady);
  }

  describe(): string {
    return this.party.offers.length === 0 ? "select (no cases)" : "select";
  }
}

/**
 * Go's `select` (runtime/select.go), in one step: waits until a case is ready and does it. Of several ready ones, the scheduler chooses.
 * With `default`, it never waits, and `index` is -1 where none is ready. A task that stands at the other end of a channel may not have
 * come to wait there yet: then the scheduler chooses whether the select finds it. A task that stands there since an earlier time of the
 * clock is found.
 *
 * @throws GoPanic `send on closed channel`, where that case is chosen.
 * @throws EngineInputError `would-wait` where no scheduler runs and no case is ready.
 */
export function select<const Cases extends readonly AnyCase[]>(
  cases: Cases,
  options: { readonly default: true },
): Steps<Chosen<Cases> | DefaultChosen>;
export function select<const Cases extends readonly AnyCase[]>(cases: Cases, options?: { readonly default?: false }): Steps<Chosen<Cases>>;
export function* select(cases: readonly AnyCase[], options: { readonly default?: boolean } = {}): Steps<unknown> {
  const hasDefault = options.default === true;
  const gate = new SelectGate(hasDefault);
  const { party } = gate;
  for (const { channel, isSend, value } of cases) party.add(channel.exchange, isSend, value);
  // A select with a default never waits, so nobody can find it waiting: two of them do not meet.
  if (!hasDefault) party.stand();
  yield sync(gate, 0);
  const taken = party.collect();
  if (taken !== null) return resultOf(taken);
  const offer = choose(party, hasDefault);
  if (offer === undefined && hasDefault) return { index: -1, value: undefined, ok: false };
  if (offer === undefined) party.withdraw();
  requireOpen(offer !== undefined, gate.describe(), `${cases.length} cases`);
  party.perform(offer!);
  return resultOf(offer!);
}

/** The offer that comes true: undefined for the default case, and where none can. */
function choose({ offers }: Party, hasDefault: boolean): Offer | undefined {
  const ready = offers.filter(isReady);
  const mayDefault = hasDefault && !ready.some(({ exchange, isSend, party }) => exchange.isSurelyReady(isSend, party));
  const count = mayDefault ? ready.length + 1 : ready.length;
  return ready[count > 1 ? (runtime()?.choose(count) ?? 0) : 0];
}

function isReady(offer: Offer): boolean {
  return offer.exchange.isReady(offer.isSend, offer.party);
}

function resultOf({ index, isSend, value, isSent }: Offer): { index: number; value: unknown; ok: boolean } {
  return isSend ? { index, value: undefined, ok: true } : { index, value, ok: isSent };
}
