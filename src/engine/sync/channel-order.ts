import type { SyncPoint } from "../step/monitor.ts";
import { acquire, release, runtime } from "../step/runtime.ts";
import type { Party } from "./party.ts";

/**
 * What happens before what in a channel (Go's memory model, and the race annotations of runtime/chan.go): a send before its receive is
 * complete, the k-th receive before the (k+C)-th send of a channel with capacity C is. Each cell of the buffer is a point that the
 * sends and receives through it pass one after the other.
 *
 * Go's `racenotify` acts for a task that waits; here that is deferred: what the task has to acquire is kept for it, and what it released
 * is the point of its announcement. So a cell holds one point for each task that the next one comes after.
 */
export class ChannelOrder {
  readonly #capacity: number;
  readonly #cells: (readonly SyncPoint[])[] = [];
  #sent = 0;
  #received = 0;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  /** The running task sends into the buffer. */
  send(): void {
    this.#pass(this.#sent++ % this.#capacity);
  }

  receive(): void {
    this.#pass(this.#received++ % this.#capacity);
  }

  /** The running task completes the send of another one. */
  sendFor(party: Party): void {
    this.#passFor(this.#sent++ % this.#capacity, party);
  }

  receiveFor(party: Party): void {
    this.#passFor(this.#received++ % this.#capacity, party);
  }

  /** The running task meets another one, without a buffer. */
  meet(party: Party): void {
    if (isUnwatched()) return;
    const point: SyncPoint = { shadow: null };
    release(point);
    party.after = [point];
    acquire(party.before);
  }

  #pass(cell: number): void {
    if (isUnwatched()) return;
    for (const point of this.#cells[cell] ?? []) acquire(point);
    const point: SyncPoint = { shadow: null };
    release(point);
    this.#cells[cell] = [point];
  }

  #passFor(cell: number, party: Party): void {
    if (isUnwatched()) return;
    const points = this.#cells[cell] ?? [];
    party.after = points;
    this.#cells[cell] = [...points, party.before];
  }
}

function isUnwatched(): boolean {
  return runtime()?.monitor == null;
}
