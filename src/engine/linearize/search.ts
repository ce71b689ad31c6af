import { EventList } from "./event-list.ts";
import { isPending, type Call } from "./history.ts";
import type { Model } from "./model.ts";
import { Visited } from "./visited.ts";

/** What the search for an order of calls came to. */
export interface Found<State> {
  readonly ok: boolean;
  /** The calls in an order that the model allows: all that returned where it is `ok`, else as many of them as can be ordered. */
  readonly order: readonly Call[];
  /** The state after them. */
  readonly state: State;
}

/**
 * Looks for an order of the calls that the model allows and that keeps calls in order that do not overlap: the search of Wing and
 * Gong (1993) with the memo of Lowe (2017). Pending calls may have a place, with any result, or none.
 *
 * @param calls in the order of their invocations.
 */
export function search<State>(calls: readonly Call[], model: Model<State>): Found<State> {
  return new Search(calls, model).run();
}

class Search<State> {
  readonly #calls: readonly Call[];
  readonly #model: Model<State>;
  readonly #events: EventList;
  readonly #visited: Visited;
  readonly #order: number[] = [];
  /** The state before each call of the order. */
  readonly #states: State[] = [];
  #state: State;
  /** The calls that returned and have no place yet. */
  #open: number;
  #fewestOpen = Infinity;
  #best: Found<State>;

  constructor(calls: readonly Call[], model: Model<State>) {
    this.#calls = calls;
    this.#model = model;
    this.#events = new EventList(calls);
    this.#visited = new Visited(calls.length);
    this.#state = model.initial;
    this.#open = calls.reduce((count, call) => count + (isPending(call) ? 0 : 1), 0);
    this.#best = this.#found(false);
  }

  run(): Found<State> {
    let event = this.#events.first();
    while (this.#open > 0) {
      // A call can be next as long as no response comes before its invocation in what is left.
      if (event < this.#calls.length) {
        event = this.#place(event) ? this.#events.first() : this.#events.after(event);
      } else {
        if (this.#open < this.#fewestOpen) this.#noteBest();
        if (this.#order.length === 0) return this.#best;
        event = this.#events.after(this.#takeBack());
      }
    }
    return this.#found(true);
  }

  /** Makes the call the next of the order. @returns whether the model allows it and it leads to what has not been tried. */
  #place(index: number): boolean {
    const call = this.#calls[index]!;
    const before = this.#state;
    const { state, result } = this.#model.apply(before, call);
    // A pending call without an effect may as well have no place.
    if (isPending(call) ? state === before : !this.#model.equal(result, call.result)) return false;
    this.#events.takeOut(index);
    this.#visited.add(index);
    if (!this.#visited.isNew(this.#firstOpen(), this.#model.key(state))) {
      this.#visited.remove(index);
      this.#events.putBack(index);
      return false;
    }
    this.#order.push(index);
    this.#states.push(before);
    this.#state = state;
    if (!isPending(call)) this.#open--;
    return true;
  }

  /** The first event that is left is an invocation: of two events of one call it is the earlier. */
  #firstOpen(): number {
    return Math.min(this.#events.first(), this.#calls.length);
  }

  #takeBack(): number {
    const index = this.#order.pop()!;
    this.#state = this.#states.pop()!;
    this.#visited.remove(index);
    this.#events.putBack(index);
    if (!isPending(this.#calls[index]!)) this.#open++;
    return index;
  }

  #noteBest(): void {
    this.#fewestOpen = this.#open;
    this.#best = this.#found(false);
  }

  #found(ok: boolean): Found<State> {
    return { ok, order: this.#order.map((index) => this.#calls[index]!), state: this.#state };
  }
}
