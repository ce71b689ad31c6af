import type { Hmap } from "../../engine/gomap/hmap.ts";
import { entriesOf } from "../../engine/gomap/inspect.ts";
import { SteppedMap } from "../../engine/gomap/stepped-map.ts";
import { type Steps, stepsOf } from "../../engine/step/step.ts";
import type { GoMapLog, LoggedRange } from "./log.ts";
import type { AnyGoMap, AnySteppedMap } from "./maps.ts";

type Method = (this: AnySteppedMap, ...args: unknown[]) => Steps<unknown>;

type Body = (key: unknown, value: unknown) => Steps<boolean | void>;

/** Traces the ranges and changes of stepped maps. It adds no steps. */
export class SteppedTracer {
  /** The place whose range over this map begins next. */
  readonly nextSites = new WeakMap<object, number>();
  readonly #log: GoMapLog;
  /** Watches a plain map: what a stepped one is over can be used as such. */
  readonly #watch: (map: AnyGoMap) => void;

  constructor(log: GoMapLog, watch: (map: AnyGoMap) => void) {
    this.#log = log;
    this.#watch = watch;
  }

  install(): void {
    const { prototype } = SteppedMap as unknown as { readonly prototype: Record<string, Method> };
    const patch = (name: string, traced: (map: AnySteppedMap, native: Method, args: readonly unknown[]) => Steps<unknown>): void => {
      const native = prototype[name]!;
      const method = { [name](this: AnySteppedMap, ...args: unknown[]): Steps<unknown> { return traced(this, native, args); } }[name]!;
      Object.defineProperty(prototype, name, { value: method, writable: true, configurable: true });
    };
    patch("range", (map, native, [body]) => this.#begin(map, (own) => native.call(map, own) as Steps<void>, body as Body));
    patch("set", (map, native, args) => this.#set(map, args, native.apply(map, [...args]) as Steps<void>));
    patch("delete", (map, native, args) => this.#delete(map, args[0], native.apply(map, [...args]) as Steps<boolean>));
    patch("clear", (map, native) => this.#clear(map, native.call(map) as Steps<void>));
  }

  #begin(map: AnySteppedMap, native: (body: Body) => Steps<void>, body: Body): Steps<void> {
    const site = this.nextSites.get(map);
    this.nextSites.delete(map);
    return this.#log.isOn ? this.#range(map, site, native, body) : native(body);
  }

  /** What comes before the first entry may be visited in any case: the range counts as begun with that. */
  *#range(map: AnySteppedMap, site: number | undefined, native: (body: Body) => Steps<void>, body: Body): Steps<void> {
    const log = this.#log;
    this.#watch(map.map);
    let range: LoggedRange | null = null;
    let isLeft = false;
    yield* native(function* (key, value) {
      range ??= log.opened(map, site);
      log.visited(range, key, value);
      const result = yield* stepsOf(body(key, value), "range");
      isLeft = result === false;
      return result;
    });
    log.closed(range ?? log.opened(map, site), isLeft ? "early" : "end");
  }

  *#set(map: AnySteppedMap, [key, value]: readonly unknown[], native: Steps<void>): Steps<void> {
    const { h } = map.map;
    const isThere = has(h, key);
    yield* native;
    if (!isThere && has(h, key)) this.#log.inserted(map, key, value);
  }

  *#delete(map: AnySteppedMap, key: unknown, native: Steps<boolean>): Steps<boolean> {
    const isFound = yield* native;
    if (isFound) this.#log.deleted(map, key);
    return isFound;
  }

  *#clear(map: AnySteppedMap, native: Steps<void>): Steps<void> {
    const keys = entriesOf(map.map.h).map(([key]) => key);
    yield* native;
    for (const key of keys) this.#log.deleted(map, key);
  }
}

/** Looks without a step, and without Go's checks. */
function has(h: Hmap, key: unknown): boolean {
  try {
    const stored = h.t.key.normalize(key);
    return entriesOf(h).some(([each]) => h.t.key.equal(each, stored));
  } catch {
    return false;
  }
}
