import { isPending, type Call } from "./history.ts";

/**
 * The invocations and responses of calls in the order of time, as a list out of which calls can be taken and put back (Lowe 2017).
 * Event i is the invocation of call i, event `count + i` its response. A pending call has no response.
 */
export class EventList {
  readonly count: number;
  readonly #next: Int32Array;
  readonly #previous: Int32Array;
  readonly #pending: readonly boolean[];

  constructor(calls: readonly Call[]) {
    this.count = calls.length;
    this.#pending = calls.map(isPending);
    this.#next = new Int32Array(2 * this.count + 2);
    this.#previous = new Int32Array(2 * this.count + 2);
    let before = this.#head;
    for (const event of eventsByTime(calls)) before = this.#link(before, event);
    this.#link(before, this.#head + 1);
  }

  get #head(): number {
    return 2 * this.count;
  }

  /** The first event that is left. At the end it is neither an invocation nor a response. */
  first(): number {
    return this.#next[this.#head]!;
  }

  after(event: number): number {
    return this.#next[event]!;
  }

  /** Takes a call out: both of its events. */
  takeOut(call: number): void {
    this.#unlink(call);
    if (!this.#pending[call]) this.#unlink(this.count + call);
  }

  /** Puts the call back that was taken out last. */
  putBack(call: number): void {
    if (!this.#pending[call]) this.#relink(this.count + call);
    this.#relink(call);
  }

  #link(before: number, event: number): number {
    this.#next[before] = event;
    this.#previous[event] = before;
    return event;
  }

  #unlink(event: number): void {
    this.#link(this.#previous[event]!, this.#next[event]!);
  }

  #relink(event: number): void {
    this.#next[this.#previous[event]!] = event;
    this.#previous[this.#next[event]!] = event;
  }
}

/** At the same time invocations come first: then neither call is before the other. */
function eventsByTime(calls: readonly Call[]): number[] {
  const times: number[] = [];
  const events: number[] = [];
  calls.forEach((call, index) => {
    times[index] = call.invoked;
    times[calls.length + index] = call.returned;
    events.push(index);
    if (!isPending(call)) events.push(calls.length + index);
  });
  return events.sort((a, b) => times[a]! - times[b]! || a - b);
}
