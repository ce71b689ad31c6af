import { isSameSize } from "../algorithm/cells.ts";
import type { MapWatch } from "../base-map.ts";
import type { Hiter, Hmap } from "../hmap.ts";
import { entriesOf } from "../inspect.ts";
import { addObserver } from "../observers.ts";
import { EventQueue } from "./event-queue.ts";
import { IterationGuard } from "./iteration-guard.ts";
import { isWatched, type WatchOptions } from "./options.ts";

/** The watch that the options ask for, or null where they ask for none. @throws EngineInputError for options that make no sense. */
export function createWatch(h: Hmap, options: WatchOptions): MapWatch | null {
  return isWatched(options) ? new Watch(h, options) : null;
}

/** The guard has its say before an operation, the hooks have theirs after it. */
class Watch implements MapWatch {
  readonly #h: Hmap;
  readonly #hooks: WatchOptions;
  readonly #guard: IterationGuard | null;
  readonly #events = new EventQueue();
  readonly #numbers = new WeakMap<Hiter, number>();
  #iterations = 0;

  constructor(h: Hmap, options: WatchOptions) {
    this.#h = h;
    this.#hooks = options;
    this.#guard = options.guard === undefined ? null : new IterationGuard(h);
    if (options.onGrow !== undefined || options.onEvacuate !== undefined) this.#observe();
  }

  assigning(key: unknown, value: unknown, act: () => void): void {
    this.#guard?.inserting(key);
    const { count } = this.#h;
    act();
    const isNew = this.#h.count !== count;
    this.#events.add(() => this.#hooks.onAssign?.({ key, value, isNew }));
    this.#events.deliver();
  }

  deleting(key: unknown, act: () => boolean): boolean {
    this.#guard?.deleting(key);
    const found = act();
    this.#events.add(() => this.#hooks.onDelete?.({ key, found }));
    this.#events.deliver();
    return found;
  }

  clearing(act: () => void): void {
    this.#guard?.clearing();
    const entries = this.#hooks.onDelete === undefined ? [] : entriesOf(this.#h);
    act();
    for (const [key] of entries) this.#events.add(() => this.#hooks.onDelete?.({ key, found: true }));
    this.#events.deliver();
  }

  opened(it: Hiter): void {
    const id = ++this.#iterations;
    this.#numbers.set(it, id);
    this.#guard?.opened(it, id);
  }

  stepped(it: Hiter): void {
    if (it.done) {
      this.#guard?.closed(it);
      return;
    }
    this.#guard?.moved(it);
    if (this.#hooks.onIterate !== undefined) this.#tellOfEntry(it);
  }

  /** A loop does not call `return` when `next` throws: the iteration has to end here. */
  #tellOfEntry(it: Hiter): void {
    const event = { key: it.key, value: it.elem, iteration: this.#numbers.get(it)! };
    this.#events.add(() => this.#hooks.onIterate?.(event));
    try {
      this.#events.deliver();
    } catch (error) {
      it.done = true;
      this.#guard?.closed(it);
      throw error;
    }
  }

  /** The algorithm is in the middle of a write when it tells of these: the hooks wait for its end. */
  #observe(): void {
    addObserver(this.#h, {
      grow: ({ B, flags, count }) => {
        const sameSize = isSameSize(flags);
        this.#events.add(() => this.#hooks.onGrow?.({ from: sameSize ? B : B - 1, to: B, sameSize, count }));
      },
      evacuate: (_h, oldbucket, moved) => {
        this.#events.add(() => this.#hooks.onEvacuate?.({ oldbucket, moved }));
      },
    });
  }
}
