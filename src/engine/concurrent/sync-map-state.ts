import { type KeyKind, type KeyType, keyType } from "../gomap/key-types.ts";
import type { SteppedMap } from "../gomap/stepped-map.ts";
import { Atomic } from "../sync/atomic.ts";
import { Mutex } from "../sync/mutex.ts";
import { read, type Shared, type Steps, write } from "../step/step.ts";
import { type ConcurrentMapOptions, makeMap, optionsOfPart } from "./options.ts";
import { SyncMapEntry } from "./sync-map-entry.ts";

/** One of the two Go maps in a sync.Map. */
export type Table<K, V> = SteppedMap<K, SyncMapEntry<V>>;

/** Go's `readOnly`. It is published by an atomic store and never changed after it, so that looking at its fields is no step. */
export interface ReadOnly<K, V> {
  readonly m: Table<K, V> | null;
  /** Whether the dirty map has a key that m has not. */
  readonly amended: boolean;
}

const dirtyField = 0;
const missesField = 1;
const fieldNames = ["sync.Map.dirty", "sync.Map.misses"] as const;

/**
 * The fields of Go's `sync.Map` (sync/map.go, Go 1.20 to 1.23) and the methods that are not public there. Each access to `read`,
 * `dirty`, `misses` and an entry is a step; a field that Go's code names twice in a row under the mutex is read once.
 */
export class SyncMapState<K, V> implements Shared {
  shadow: object | null = null;
  readonly mu: Mutex;
  readonly read: Atomic<ReadOnly<K, V>>;
  dirty: Table<K, V> | null = null;
  misses = 0;
  readonly keyType: KeyType;
  readonly #kind: KeyKind;
  readonly #options: ConcurrentMapOptions;
  #tables = 0;

  /** @throws EngineInputError for an unknown kind, and options that make no sense. */
  constructor(kind: KeyKind, options: ConcurrentMapOptions) {
    this.#kind = kind;
    this.#options = options;
    this.keyType = keyType(kind);
    this.mu = new Mutex(options.name);
    this.read = new Atomic<ReadOnly<K, V>>({ m: null, amended: false }, "sync.Map.read");
    // What is wrong with the options is said now, and not by the first store.
    this.makeTable(0);
  }

  nameOf(field: number): string {
    return fieldNames[field]!;
  }

  /** `make(map[any]*entry, hint)`. */
  makeTable(hint: number): Table<K, V> {
    const options = { ...optionsOfPart(this.#options, this.#tables++), elem: { size: 8, pointers: true } };
    return makeMap(this.#kind, hint, options);
  }

  *dirtyMap(): Steps<Table<K, V> | null> {
    yield read(this, dirtyField);
    return this.dirty;
  }

  *setDirty(dirty: Table<K, V> | null): Steps<void> {
    yield write(this, dirtyField);
    this.dirty = dirty;
  }

  *setMisses(misses: number): Steps<void> {
    yield write(this, missesField);
    this.misses = misses;
  }

  /** The key's entry, from the read map if it is there. `removes`: it is taken out of the dirty map if it is there alone. */
  *entryOf(key: K, removes = false): Steps<SyncMapEntry<V> | undefined> {
    const { m, amended } = yield* this.read.load();
    const entry = yield* find(m, key);
    if (entry !== undefined || !amended) return entry;
    return yield* this.mu.with(() => this.entryLocked(key, removes));
  }

  /** As `entryOf`: the dirty map may have been promoted before the mutex was locked. */
  *entryLocked(key: K, removes: boolean): Steps<SyncMapEntry<V> | undefined> {
    const { m, amended } = yield* this.read.load();
    const entry = yield* find(m, key);
    if (entry !== undefined || !amended) return entry;
    const dirty = yield* this.dirtyMap();
    const found = yield* find(dirty, key);
    if (removes) yield* dirty!.delete(key);
    yield* this.missLocked();
    return found;
  }

  /** Counts a lookup that needed the mutex. After as many as the dirty map has entries, it becomes the read map. */
  *missLocked(): Steps<void> {
    yield read(this, missesField);
    const misses = this.misses + 1;
    yield* this.setMisses(misses);
    const dirty = yield* this.dirtyMap();
    if (dirty !== null && misses < (yield* dirty.size())) return;
    yield* this.promoteLocked(dirty);
  }

  *promoteLocked(dirty: Table<K, V> | null): Steps<ReadOnly<K, V>> {
    const promoted = { m: dirty, amended: false };
    yield* this.read.store(promoted);
    yield* this.setDirty(null);
    yield* this.setMisses(0);
    return promoted;
  }

  /** Makes a dirty map of what is not deleted in the read map, unless there is one. */
  *dirtyLocked(): Steps<void> {
    if ((yield* this.dirtyMap()) !== null) return;
    const { m } = yield* this.read.load();
    const dirty = this.makeTable(m === null ? 0 : yield* m.size());
    yield* this.setDirty(dirty);
    if (m === null) return;
    yield* m.range(function* (key, entry): Steps<void> {
      if (!(yield* entry.tryExpungeLocked())) yield* dirty.set(key, entry);
    });
  }

  /** Puts an entry of the read map back into the dirty map if it was expunged. */
  *unexpungeLocked(key: K, entry: SyncMapEntry<V>): Steps<void> {
    if (yield* entry.unexpungeLocked()) yield* this.putLocked(key, entry);
  }

  /** Adds a key that neither map has. */
  *addLocked({ m, amended }: ReadOnly<K, V>, key: K, value: V): Steps<void> {
    if (!amended) {
      yield* this.dirtyLocked();
      yield* this.read.store({ m, amended: true });
    }
    yield* this.putLocked(key, new SyncMapEntry(value));
  }

  *putLocked(key: K, entry: SyncMapEntry<V>): Steps<void> {
    const dirty = yield* this.dirtyMap();
    yield* dirty!.set(key, entry);
  }
}

/** A lookup in one of the two maps: where it is nil, there is nothing to look at. */
export function* find<K, V>(table: Table<K, V> | null, key: K): Steps<SyncMapEntry<V> | undefined> {
  return table === null ? undefined : yield* table.get(key);
}
