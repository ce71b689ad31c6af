import { PlainMap } from "../../engine/gomap/algorithm/plain-map.ts";
import { IntegerMap } from "../../engine/gomap/generated/integer-map.ts";
import { StringMap } from "../../engine/gomap/generated/string-map.ts";
import type { Hiter } from "../../engine/gomap/hmap.ts";
import type { GoMapLog } from "./log.ts";
import { type AnyGoMap, isGoMap, isSteppedMap } from "./maps.ts";
import { SteppedTracer } from "./stepped-tracer.ts";
import { LoggingWatch } from "./watch.ts";

type Method = (this: AnyGoMap, ...args: unknown[]) => unknown;

/** Methods that begin an iteration before they return. Of `entries` and `for...of`, `range` is called. */
const iterating = ["range", "keys", "values", "forEach"];

/** Traces Go maps: which iteration belongs to which flagged place, what it visits, what is inserted meanwhile. */
export class GoMapTracer {
  readonly #log: GoMapLog;
  readonly #stepped: SteppedTracer;
  readonly #watches = new WeakMap<object, LoggingWatch>();
  readonly #iterators = new WeakMap<object, { readonly watch: LoggingWatch; readonly it: Hiter }>();

  constructor(log: GoMapLog) {
    this.#log = log;
    this.#stepped = new SteppedTracer(log, (map) => this.#watchOf(map));
  }

  /** Patches the classes of maps, for the rest of the process. */
  install(): void {
    for (const { prototype } of [PlainMap, StringMap, IntegerMap]) for (const name of iterating) this.#patch(prototype, name);
    this.#stepped.install();
  }

  /** A flagged place is about to iterate over a map, or over an iterator of one. */
  ranged(site: number, value: unknown): void {
    if (isGoMap(value)) this.#watchOf(value).nextSite = site;
    else if (isSteppedMap(value)) this.#stepped.nextSites.set(value, site);
    else if (typeof value === "object" && value !== null) {
      const known = this.#iterators.get(value);
      known?.watch.begin(known.it, site);
    }
  }

  #patch(prototype: AnyGoMap, name: string): void {
    const native = (prototype as unknown as Record<string, Method>)[name]!;
    const begin = (map: AnyGoMap, args: unknown[]): unknown => {
      if (!this.#log.isOn) return Reflect.apply(native, map, args);
      const watch = this.#watchOf(map);
      const result = Reflect.apply(native, map, args);
      if (typeof result === "object" && result !== null && watch.last !== null) this.#iterators.set(result, { watch, it: watch.last });
      return result;
    };
    const traced = { [name](this: AnyGoMap, ...args: unknown[]): unknown { return begin(this, args); } }[name]!;
    Object.defineProperty(prototype, name, { value: traced, writable: true, configurable: true });
  }

  #watchOf(map: AnyGoMap): LoggingWatch {
    let watch = this.#watches.get(map);
    if (watch === undefined) {
      watch = new LoggingWatch(map, this.#log);
      map.watch = watch;
      this.#watches.set(map, watch);
    }
    return watch;
  }
}
