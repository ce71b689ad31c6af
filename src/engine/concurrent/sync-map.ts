import { entriesOf } from "../gomap/inspect.ts";
import type { KeyKind, KeyOf } from "../gomap/key-types.ts";
import type { Steps } from "../step/step.ts";
import type { ConcurrentMap, Loaded } from "./concurrent-map.ts";
import { type ConcurrentMapOptions, requireOptions } from "./options.ts";
import { expunged, type Pointer, type SyncMapEntry } from "./sync-map-entry.ts";
import * as operations from "./sync-map-operations.ts";
import { SyncMapState } from "./sync-map-state.ts";
import { watched } from "./watched.ts";

/** What is in a `SyncMap` between two steps. */
export interface SyncMapSnapshot<K> {
  readonly isAmended: boolean;
  readonly misses: number;
  /** The keys of the read map, each with what its entry is: `nil` and `expunged` ones are deleted. */
  readonly read: readonly (readonly [key: K, state: "value" | "nil" | "expunged"])[];
  /** The keys of the dirty map, or null where there is none. */
  readonly dirty: readonly K[] | null;
}

/**
 * Go's `sync.Map` (sync/map.go, Go 1.20 to 1.23; `Clear` of 1.23 is not there): a read map that is used without a lock, and a dirty
 * map under a mutex, which has what the read map has and the keys that are new since. Each operation is a generator of steps.
 *
 * As in Go, `range` promotes the dirty map, and holds no lock while `body` runs: `body` may do anything with the map.
 * A key of another kind is an `EngineInputError`; the operation has not begun then, and holds no lock.
 */
export class SyncMap<K, V> implements ConcurrentMap<K, V> {
  /** For reports. */
  readonly name: string | undefined;
  /** @internal */
  protected readonly state: SyncMapState<K, V>;

  protected constructor(state: SyncMapState<K, V>) {
    this.state = state;
    this.name = state.mu.name;
  }

  /** @throws EngineInputError for an unknown kind (`unknown-key-kind`), and options that make no sense. */
  static make<const Kind extends KeyKind, V = unknown>(kind: Kind, options: ConcurrentMapOptions = {}): SyncMap<KeyOf<Kind>, V> {
    requireOptions("SyncMap", options);
    return new SyncMap(new SyncMapState<KeyOf<Kind>, V>(kind, options));
  }

  /** The lookups that needed the mutex since the last promotion: for looks from outside, as it is no step. */
  get misses(): number {
    return this.state.misses;
  }

  /** Whether the dirty map has keys that the read map has not: no step. */
  get isAmended(): boolean {
    return this.state.read.peek().amended;
  }

  /** What is inside now: no step. While a task writes to one of the maps, an entry of it may be missing or come twice. */
  inspect(): SyncMapSnapshot<K> {
    const { misses, dirty } = this.state;
    const { m, amended } = this.state.read.peek();
    const read = m === null ? [] : (entriesOf(m.map.h) as [K, SyncMapEntry<V>][]);
    const keys = dirty === null ? null : entriesOf(dirty.map.h).map(([key]) => key as K);
    return { isAmended: amended, misses, read: read.map(([key, { p }]) => [key, stateOf(p.peek())] as const), dirty: keys };
  }

  *load(key: K): Steps<V | undefined> {
    this.#check(key);
    return yield* watched(this, "load", operations.load(this.state, key), key);
  }

  *store(key: K, value: V): Steps<void> {
    this.#check(key);
    yield* watched(this, "store", operations.swap(this.state, key, value), key, value);
  }

  *loadOrStore(key: K, value: V): Steps<{ readonly value: V; readonly loaded: boolean }> {
    this.#check(key);
    return yield* watched(this, "loadOrStore", operations.loadOrStore(this.state, key, value), key, value);
  }

  *loadAndDelete(key: K): Steps<Loaded<V>> {
    this.#check(key);
    return yield* watched(this, "loadAndDelete", operations.loadAndDelete(this.state, key), key);
  }

  *delete(key: K): Steps<void> {
    this.#check(key);
    yield* watched(this, "delete", operations.loadAndDelete(this.state, key), key);
  }

  *swap(key: K, value: V): Steps<Loaded<V>> {
    this.#check(key);
    return yield* watched(this, "swap", operations.swap(this.state, key, value), key, value);
  }

  *compareAndSwap(key: K, old: V, next: V): Steps<boolean> {
    this.#check(key);
    return yield* watched(this, "compareAndSwap", operations.compareAndSwap(this.state, key, old, next), key, old, next);
  }

  *compareAndDelete(key: K, old: V): Steps<boolean> {
    this.#check(key);
    return yield* watched(this, "compareAndDelete", operations.compareAndDelete(this.state, key, old), key, old);
  }

  *range(body: (key: K, value: V) => Steps<boolean | void>): Steps<void> {
    yield* watched(this, "range", operations.range(this.state, body));
  }

  #check(key: K): void {
    this.state.keyType.normalize(key);
  }
}

function stateOf(p: Pointer<unknown>): "value" | "nil" | "expunged" {
  if (p === null) return "nil";
  return p === expunged ? "expunged" : "value";
}
