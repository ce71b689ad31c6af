import type { LogEntry } from "../trace/log.ts";
import type { Mishap } from "./stories.ts";

/**
 * Follows the elements of a list through an iteration of it. What is ahead of the position and comes to lie behind it, is skipped; what
 * is behind and comes to lie ahead, is repeated: if the loop then goes on accordingly.
 */
export class Crossings {
  readonly skipped: Mishap[] = [];
  readonly repeated: Mishap[] = [];
  readonly #open: LogEntry;
  readonly #isBackwards: boolean;
  /** Elements that were there from the start and have not been removed. */
  readonly #fromStart: Set<number>;
  readonly #visited = new Set<number>();
  /** Elements that have crossed the position without being visited, and by what. */
  readonly #behind = new Map<number, LogEntry>();
  /** Elements that were visited and lie ahead again. */
  readonly #ahead = new Map<number, LogEntry>();
  #order: readonly number[];
  #index: number;

  constructor(open: LogEntry, own: readonly LogEntry[], close: LogEntry | null) {
    this.#open = open;
    this.#order = open.order ?? [];
    this.#fromStart = new Set(this.#order);
    this.#isBackwards = open.isBackwards ?? isBackwards(own, this.#order.length);
    this.#index = this.#isBackwards ? Infinity : -1;
    for (const entry of own) this.#follow(entry);
    if (close !== null && (close.reason === "end" || close.reason === "endless")) this.#ends(close);
  }

  #follow(entry: LogEntry): void {
    if (entry.kind === "order") this.#move(entry);
    else if (entry.kind === "delete") this.#remove(entry);
    else if (entry.kind === "visit") this.#visit(entry);
  }

  /** What is overwritten by its neighbours has not been removed: nobody meant it. */
  #remove({ entry, operation }: LogEntry): void {
    if (operation === "copyWithin") return;
    this.#behind.delete(entry!);
    this.#fromStart.delete(entry!);
  }

  #visit(visit: LogEntry): void {
    const { entry, index } = visit;
    if (index === undefined) return;
    if (entry !== undefined) {
      const by = this.#ahead.get(entry);
      if (by !== undefined && this.#visited.has(entry)) this.repeated.push({ entry, by, seen: visit });
      this.#visited.add(entry);
      this.#behind.delete(entry);
      this.#ahead.delete(entry);
    }
    if (this.#open.isByHand === true && this.#isRestart(index)) this.#forget();
    this.#index = index;
    if (this.#open.isByHand === true) this.#passes(visit);
  }

  /** A loop by hand that begins anew takes all elements again on purpose. */
  #isRestart(index: number): boolean {
    return this.#isBackwards ? index > this.#index + 1 : index < this.#index - 1;
  }

  #forget(): void {
    this.#behind.clear();
    this.#ahead.clear();
    this.#visited.clear();
  }

  #move(change: LogEntry): void {
    const after = change.order!;
    const before = this.#order;
    for (const entry of new Set(before)) {
      if (entry === 0 || !after.includes(entry)) continue;
      const [was, is] = [this.#isAhead(before, entry), this.#isAhead(after, entry)];
      if (was && !is && !this.#visited.has(entry)) this.#behind.set(entry, change);
      if (!was && is) this.#behind.delete(entry);
      if (!was && is && this.#visited.has(entry)) this.#ahead.set(entry, change);
      if (was && !is) this.#ahead.delete(entry);
    }
    this.#order = after;
  }

  #isAhead(order: readonly number[], entry: number): boolean {
    const limit = this.#open.isByHand === true ? Infinity : (this.#open.limit ?? Infinity);
    return order.some((other, index) => other === entry && (this.#isBackwards ? index < this.#index : index > this.#index && index < limit));
  }

  /** A loop by hand that visits what lies beyond has left those before it out. */
  #passes(visit: LogEntry): void {
    for (const [entry, by] of this.#behind) {
      const place = this.#order.indexOf(entry);
      const isPast = this.#isBackwards ? place > this.#index : place < this.#index;
      if (isPast) this.#skip({ entry, by, seen: visit });
    }
  }

  #ends(close: LogEntry): void {
    for (const [entry, by] of this.#behind) this.#skip({ entry, by, seen: close });
  }

  #skip(mishap: Mishap): void {
    this.#behind.delete(mishap.entry);
    if (this.#fromStart.has(mishap.entry)) this.skipped.push(mishap);
  }
}

/** In which direction a loop by hand goes: by its first and last index. */
function isBackwards(own: readonly LogEntry[], length: number): boolean {
  const indices = own.filter(({ kind, index }) => kind === "visit" && index !== undefined).map(({ index }) => index!);
  const [first, last] = [indices[0], indices.at(-1)];
  if (first === undefined || last === undefined) return false;
  return first === last ? first > 0 && first === length - 1 : last < first;
}
