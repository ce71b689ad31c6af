import type { Hiter, Hmap } from "./hmap.ts";
import { checkInvariants } from "./invariants.ts";
import { entriesOf, inspect, type MapSnapshot } from "./inspect.ts";

/** What a map tells of the use that is made of it: the guard and the events hang here. */
export interface MapWatch {
  /** Operations: to throw before `act` is called refuses them. Keys are normalized. */
  assigning(key: unknown, value: unknown, act: () => void): void;
  deleting(key: unknown, act: () => boolean): boolean;
  clearing(act: () => void): void;
  /** An iteration was made. It has given out nothing, and is over if the map is empty. Whoever holds `it` keeps it from being garbage. */
  opened(it: Hiter): void;
  /** The iteration gives out the next entry, or it ended or was left (`it.done`). */
  stepped(it: Hiter): void;
}

/** What all builds of the map have in common: the operations that are not worth a build of their own. See `GoMap`. */
export abstract class BaseMap<K, V> implements Map<K, V> {
  /** @internal */
  readonly h: Hmap;
  /** @internal */
  watch: MapWatch | null = null;
  /** Whether this is a nil map: it reads as an empty one, and cannot be assigned to. */
  readonly isNil: boolean;

  /** @internal Use `GoMap.make`. */
  constructor(h: Hmap, isNil = false) {
    this.h = h;
    this.isNil = isNil;
  }

  /** The value of the key, or undefined. @throws EngineInputError for a key of another kind. */
  abstract get(key: K): V | undefined;
  abstract has(key: K): boolean;
  /** `m[key] = value`. @throws GoPanic "assignment to entry in nil map". */
  abstract set(key: K, value: V): this;
  /** `delete(m, key)`. @returns whether there was an entry. */
  abstract delete(key: K): boolean;
  /** `clear(m)`, or the loop that deletes every key: B and the iterator flags stay, the hash seed does not. */
  abstract clear(): void;
  abstract forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void;

  /**
   * `for key, value := range m`: from a random entry on. Entries that are deleted before they are reached do not come; entries
   * that are inserted meanwhile may come or not. The first entry is chosen at once, as `mapiterinit` does.
   */
  abstract range(): IterableIterator<[K, V]>;
  /** @internal `mapiterinit`, without a watch. */
  abstract iterate(): Hiter;
  /** @internal `mapiternext`. */
  abstract advance(it: Hiter): void;
  abstract keys(): IterableIterator<K>;
  abstract values(): IterableIterator<V>;

  /** `len(m)`. */
  get size(): number {
    return this.h.count;
  }

  entries(): IterableIterator<[K, V]> {
    return this.range();
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.range();
  }

  get [Symbol.toStringTag](): string {
    return "GoMap";
  }

  /** hmap and buckets as they are, as a plain copy. It is not an iteration: nothing changes. */
  inspect(): MapSnapshot<K, V> {
    return inspect<K, V>(this.h);
  }

  /** What must hold of hmap and buckets and does not, in words; empty when all is well. Reads every cell, changes nothing. */
  checkInvariants(): string[] {
    return checkInvariants(this.h);
  }

  /** How `console.log` shows the map, in the order of the buckets. */
  [Symbol.for("nodejs.util.inspect.custom")](
    depth: number | null,
    options: object,
    show: (value: unknown, options: object) => string,
  ): string {
    if (shown.has(this)) return "[Circular]";
    if (depth !== null && depth < 0) return "[GoMap]";
    shown.add(this);
    try {
      // Each entry as a Map of its own: in one Map, entries with NaN keys would be one.
      const one = (entry: [unknown, unknown]): string => show(new Map([entry]), { ...options, depth });
      const entries = entriesOf(this.h).map((entry) => one(entry).replace(/^Map\(1\) \{\s*|\s*\}$/g, ""));
      return `${this.isNil ? "GoMap(nil)" : "GoMap"}(${this.size}) ${entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`}`;
    } finally {
      shown.delete(this);
    }
  }
}

/** The maps that `console.log` is in the middle of: one that holds itself comes to an end. */
const shown = new Set<object>();
