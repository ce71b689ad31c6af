import { type Iteration, OpenIterations } from "./open-iterations.ts";

export type Collection = Map<unknown, unknown> | Set<unknown>;

/** What an iteration has visited: the current entry is not left yet. */
interface Visits {
  readonly left: Set<unknown>;
  hasCurrent: boolean;
  current: unknown;
}

export type Visit = Iteration<Visits>;

/** Refuses what an open iteration of a Map or Set does not bear. */
export class VisitGuard {
  readonly #target: Collection;
  readonly #open = new OpenIterations<Visits>();
  #iterations = 0;

  constructor(target: Collection) {
    this.#target = target;
  }

  open(iterator?: object): Visit {
    return this.#open.open(++this.#iterations, { left: new Set(), hasCurrent: false, current: undefined }, iterator);
  }

  /** The iteration gives out the entry of this key. */
  visit(iteration: Visit, key: unknown): void {
    const { position } = iteration;
    if (position.hasCurrent) position.left.add(position.current);
    position.hasCurrent = true;
    position.current = key;
    iteration.visited++;
    this.#open.reopen(iteration);
  }

  /** Forgets what was visited: until an iterator is taken up again, entries may come and go. */
  close(iteration: Visit): void {
    iteration.position.left.clear();
    iteration.position.hasCurrent = false;
    this.#open.close(iteration);
  }

  inserting(key: unknown): void {
    if (!this.#open.isEmpty && !this.#target.has(key)) this.#open.refuse("insert", key);
  }

  deleting(key: unknown): void {
    if (this.#open.isEmpty || !this.#target.has(key)) return;
    this.#open.refuse("delete", key, ({ left }) => left.has(key));
  }

  clearing(): void {
    if (this.#target.size > 0) this.#open.refuse("clear", undefined);
  }
}
