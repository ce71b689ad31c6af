import { GoPanic, requireInteger } from "../errors.ts";
import type { Gate } from "../step/gate.ts";
import type { TaskRef } from "../step/runtime.ts";
import { sync, type Steps, stepsOf } from "../step/step.ts";
import { Exchange } from "./exchange.ts";
import { requireOpen, titleOf } from "./open.ts";
import { Party, type Offer } from "./party.ts";

const receiveOperation = 0;
const sendOperation = 1;
const closeOperation = 2;
const descriptions = ["chan receive", "chan send", "chan close"] as const;

/** What came out of a channel: a value that was sent, or (`ok` false) nothing, because it is closed and empty. */
export type Received<T> = { readonly value: T; readonly ok: true } | { readonly value: undefined; readonly ok: false };

/**
 * Go's channel (runtime/chan.go). Each operation is one step. Values come out in the order in which they went in. Of the senders, or
 * receivers, that stand at a channel without buffer, the first one is served by a task that comes to the other end; see `Exchange`.
 */
export class Channel<T> implements Gate {
  shadow: object | null = null;
  readonly waiting: TaskRef[] = [];
  /** For reports. */
  readonly name: string | undefined;
  /** The buffer and queues, for `select`. */
  readonly exchange: Exchange;
  /** Those that send or receive here, outside of a select, by their task. */
  readonly #parties = new Map<TaskRef, Party>();

  /**
   * `make(chan T, capacity)`.
   *
   * @param capacity how many values it holds: with 0 a sender and a receiver meet.
   * @throws GoPanic `makechan: size out of range` for a negative capacity, EngineInputError where it is no integer.
   */
  constructor(capacity = 0, name?: string, isNil = false) {
    requireInteger("capacity", capacity);
    if (capacity < 0) throw new GoPanic("makechan: size out of range");
    this.name = name;
    this.exchange = new Exchange(this, capacity, isNil);
  }

  /** Go's nil channel: send and receive wait forever, in a select it is never ready, close panics. */
  static nil<T>(name = "nil"): Channel<T> {
    return new Channel<T>(0, name, true);
  }

  /** `len(c)`: the values in the buffer. No step: as of the last step of the task that asks. */
  get length(): number {
    return this.exchange.buffer.length;
  }

  /** `cap(c)`. */
  get capacity(): number {
    return this.exchange.capacity;
  }

  isOpen(operation: number, task: TaskRef): boolean {
    if (operation === closeOperation) return true;
    const party = this.#parties.get(task);
    return party !== undefined && (party.taken !== null || this.exchange.isReady(operation === sendOperation, party));
  }

  describe(operation: number): string {
    return this.exchange.isNil ? `${descriptions[operation]} (nil chan)` : descriptions[operation]!;
  }

  /**
   * `c <- value`.
   *
   * @throws GoPanic `send on closed channel`.
   * @throws EngineInputError `would-wait` where no scheduler runs and nobody can take the value.
   */
  *send(value: T): Steps<void> {
    yield* this.#do(sendOperation, value);
  }

  /** `value, ok := <-c`. @throws EngineInputError `would-wait` where no scheduler runs and there is nothing to receive. */
  *receive(): Steps<Received<T>> {
    const { value, isSent } = yield* this.#do(receiveOperation, undefined);
    return { value, ok: isSent } as Received<T>;
  }

  /** `close(c)`. @throws GoPanic `close of closed channel`, `close of nil channel`. */
  *close(): Steps<void> {
    yield sync(this, closeOperation);
    this.exchange.close();
  }

  /** `for value := range c`: runs `body` for each value until the channel is closed and empty, or `body` says false. */
  *range(body: (value: T) => Steps<boolean | void>): Steps<void> {
    for (;;) {
      const received = yield* this.receive();
      if (!received.ok || (yield* stepsOf(body(received.value), "Channel.range")) === false) return;
    }
  }

  *#do(operation: number, value: unknown): Steps<Offer> {
    const party = new Party(this);
    const { task } = party;
    const offer = party.add(this.exchange, operation === sendOperation, value);
    if (task !== null) this.#parties.set(task, party);
    party.stand();
    yield sync(this, operation);
    if (task !== null) this.#parties.delete(task);
    if (party.collect() !== null) return offer;
    const isReady = this.exchange.isReady(offer.isSend, party);
    if (!isReady) party.withdraw();
    requireOpen(isReady, this.describe(operation), titleOf("channel", this.name));
    party.perform(offer);
    return offer;
  }
}
