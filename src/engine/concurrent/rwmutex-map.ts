import { type KeyKind, type KeyOf, type KeyType, keyType } from "../gomap/key-types.ts";
import type { SteppedMap } from "../gomap/stepped-map.ts";
import type { Steps } from "../step/step.ts";
import { RWMutex } from "../sync/rwmutex.ts";
import type { ConcurrentMap, Loaded } from "./concurrent-map.ts";
import { type ConcurrentMapOptions, makeMap, optionsOfPart, requireOptions } from "./options.ts";
import { isSameValue } from "./values.ts";
import { watched } from "./watched.ts";

/** In the place of a value that is undefined: a lookup tells it from a key that is not there. */
const nothing = Symbol("undefined");

type Stored<V> = V | typeof nothing;

/**
 * A Go map and a `sync.RWMutex`, as people write it: `load`, `size` and `range` take the read lock, all others the write lock. Each
 * operation is a generator of steps.
 *
 * `range` holds the read lock while `body` runs, as `defer mu.RUnlock()` does: it sees the map as it was at one moment. A `body` that
 * writes to the map waits for itself for ever, and so may one that reads it: its `rLock` waits for a writer that waits for the range.
 *
 * A key of another kind is an `EngineInputError`; the operation has not begun then, and holds no lock.
 */
export class RWMutexMap<K, V> implements ConcurrentMap<K, V> {
  /** For reports. */
  readonly name: string | undefined;
  readonly mutex: RWMutex;
  readonly #map: SteppedMap<K, Stored<V>>;
  readonly #keyType: KeyType;

  protected constructor(kind: KeyKind, options: ConcurrentMapOptions) {
    this.name = options.name;
    this.mutex = new RWMutex(options.name);
    this.#keyType = keyType(kind);
    this.#map = makeMap(kind, null, optionsOfPart(options, 0));
  }

  /** @throws EngineInputError for an unknown kind (`unknown-key-kind`), and options that make no sense. */
  static make<const Kind extends KeyKind, V = unknown>(kind: Kind, options: ConcurrentMapOptions = {}): RWMutexMap<KeyOf<Kind>, V> {
    requireOptions("RWMutexMap", options);
    return new RWMutexMap<KeyOf<Kind>, V>(kind, options);
  }

  *load(key: K): Steps<V | undefined> {
    this.#check(key);
    const { value } = yield* watched(this, "load", this.mutex.withRead(() => this.#find(key)), key);
    return value;
  }

  *store(key: K, value: V): Steps<void> {
    yield* this.#write("store", () => this.#put(key, value), key, value);
  }

  *loadOrStore(key: K, value: V): Steps<{ readonly value: V; readonly loaded: boolean }> {
    return yield* this.#write("loadOrStore", () => this.#loadOrPut(key, value), key, value);
  }

  *loadAndDelete(key: K): Steps<Loaded<V>> {
    return yield* this.#write("loadAndDelete", () => this.#take(key), key);
  }

  *delete(key: K): Steps<void> {
    yield* this.#write("delete", () => this.#map.delete(key), key);
  }

  *swap(key: K, value: V): Steps<Loaded<V>> {
    return yield* this.#write("swap", () => this.#replace(key, value), key, value);
  }

  *compareAndSwap(key: K, old: V, next: V): Steps<boolean> {
    return yield* this.#write("compareAndSwap", () => this.#compare(key, old, () => this.#put(key, next)), key, old, next);
  }

  *compareAndDelete(key: K, old: V): Steps<boolean> {
    return yield* this.#write("compareAndDelete", () => this.#compare(key, old, () => this.#map.delete(key)), key, old);
  }

  *range(body: (key: K, value: V) => Steps<boolean | void>): Steps<void> {
    const each = (key: K, stored: Stored<V>): Steps<boolean | void> => body(key, valueOf(stored));
    yield* watched(this, "range", this.mutex.withRead(() => this.#map.range(each)));
  }

  /** How many entries there are. */
  *size(): Steps<number> {
    return yield* watched(this, "size", this.mutex.withRead(() => this.#map.size()));
  }

  #check(key: K): void {
    this.#keyType.normalize(key);
  }

  *#write<T>(name: string, body: () => Steps<T>, key: K, a?: unknown, b?: unknown): Steps<T> {
    this.#check(key);
    return yield* watched(this, name, this.mutex.with(body), key, a, b);
  }

  *#find(key: K): Steps<Loaded<V>> {
    const stored = yield* this.#map.get(key);
    return stored === undefined ? { value: undefined, loaded: false } : { value: valueOf(stored), loaded: true };
  }

  #put(key: K, value: V): Steps<void> {
    return this.#map.set(key, value === undefined ? nothing : value);
  }

  *#loadOrPut(key: K, value: V): Steps<{ readonly value: V; readonly loaded: boolean }> {
    const found = yield* this.#find(key);
    if (found.loaded) return found as { readonly value: V; readonly loaded: true };
    yield* this.#put(key, value);
    return { value, loaded: false };
  }

  *#take(key: K): Steps<Loaded<V>> {
    const found = yield* this.#find(key);
    if (found.loaded) yield* this.#map.delete(key);
    return found;
  }

  *#replace(key: K, value: V): Steps<Loaded<V>> {
    const found = yield* this.#find(key);
    yield* this.#put(key, value);
    return found;
  }

  *#compare(key: K, old: V, change: () => Steps<unknown>): Steps<boolean> {
    const { value, loaded } = yield* this.#find(key);
    if (!loaded || !isSameValue(value, old)) return false;
    yield* change();
    return true;
  }
}

function valueOf<V>(stored: Stored<V>): V {
  return stored === nothing ? (undefined as V) : stored;
}
