import type { MapWatch } from "../../engine/gomap/base-map.ts";
import type { Hiter } from "../../engine/gomap/hmap.ts";
import { entriesOf } from "../../engine/gomap/inspect.ts";
import type { GoMapLog, LoggedRange } from "./log.ts";
import type { AnyGoMap } from "./maps.ts";

/** Tells the log of the iterations and changes of one plain map. What watched it before goes on to. */
export class LoggingWatch implements MapWatch {
  /** The place whose iteration begins next. */
  nextSite: number | undefined = undefined;
  /** The iteration that was begun last. */
  last: Hiter | null = null;
  readonly #map: AnyGoMap;
  readonly #inner: MapWatch | null;
  readonly #log: GoMapLog;
  readonly #ranges = new WeakMap<Hiter, LoggedRange | null>();

  constructor(map: AnyGoMap, log: GoMapLog) {
    this.#map = map;
    this.#inner = map.watch;
    this.#log = log;
  }

  assigning(key: unknown, value: unknown, act: () => void): void {
    const { h } = this.#map;
    const { count } = h;
    if (this.#inner === null) act();
    else this.#inner.assigning(key, value, act);
    if (h.count > count) this.#log.inserted(this.#map, key, value);
  }

  deleting(key: unknown, act: () => boolean): boolean {
    const isFound = this.#inner === null ? act() : this.#inner.deleting(key, act);
    if (isFound) this.#log.deleted(this.#map, key);
    return isFound;
  }

  clearing(act: () => void): void {
    const keys = entriesOf(this.#map.h).map(([key]) => key);
    if (this.#inner === null) act();
    else this.#inner.clearing(act);
    for (const key of keys) this.#log.deleted(this.#map, key);
  }

  opened(it: Hiter): void {
    this.#inner?.opened(it);
    this.last = it;
    this.begin(it, this.nextSite);
    this.nextSite = undefined;
  }

  /** Logs the beginning of an iteration, perhaps for the second time: now it is known whose it is. */
  begin(it: Hiter, site: number | undefined): void {
    const range = this.#log.opened(this.#map, site);
    this.#ranges.set(it, range);
    // The map is empty: what is inserted from now on is inserted after it.
    if (it.done) this.#log.closed(range, "end");
  }

  stepped(it: Hiter): void {
    const range = this.#ranges.get(it) ?? null;
    if (!it.done) this.#log.visited(range, it.key, it.elem);
    else this.#log.closed(range, isAtEnd(it) ? "end" : "early");
    this.#inner?.stepped(it);
  }
}

/** `mapiternext` forgets the key at the end; who leaves a loop does not. One that is left before its first entry has not come around. */
function isAtEnd(it: Hiter): boolean {
  return it.key === undefined && it.wrapped;
}
