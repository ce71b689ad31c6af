import { type Steps, stepsOf } from "../step/step.ts";
import type { Loaded } from "./concurrent-map.ts";
import { expunged, type Held, type Pointer } from "./sync-map-entry.ts";
import { find, type ReadOnly, type SyncMapState } from "./sync-map-state.ts";

/** The methods of Go's `sync.Map` (sync/map.go, Go 1.20 to 1.23). */

type LoadedOrStored<V> = { readonly value: V; readonly loaded: boolean };

export function* load<K, V>(state: SyncMapState<K, V>, key: K): Steps<V | undefined> {
  const entry = yield* state.entryOf(key);
  return entry === undefined ? undefined : (yield* entry.load())?.value;
}

export function* loadAndDelete<K, V>(state: SyncMapState<K, V>, key: K): Steps<Loaded<V>> {
  const entry = yield* state.entryOf(key, true);
  return loadedOf(entry === undefined ? null : yield* entry.remove());
}

export function* compareAndDelete<K, V>(state: SyncMapState<K, V>, key: K, old: V): Steps<boolean> {
  // The entry stays in the dirty map, as there is still something to compare: a copy of the read map will expunge it.
  const entry = yield* state.entryOf(key);
  return entry === undefined ? false : yield* entry.compareAndRemove(old);
}

/** `Swap`, and `Store`, which is a `Swap` since Go 1.20. */
export function* swap<K, V>(state: SyncMapState<K, V>, key: K, value: V): Steps<Loaded<V>> {
  const held = { value };
  const entry = yield* find((yield* state.read.load()).m, key);
  const before = entry === undefined ? expunged : yield* entry.trySwap(held);
  if (before !== expunged) return loadedOf(before);
  return yield* state.mu.with(() => swapLocked(state, key, held));
}

function* swapLocked<K, V>(state: SyncMapState<K, V>, key: K, held: Held<V>): Steps<Loaded<V>> {
  const read = yield* state.read.load();
  const entry = yield* find(read.m, key);
  if (entry !== undefined) {
    yield* state.unexpungeLocked(key, entry);
    return loadedOf(yield* entry.swapLocked(held));
  }
  const added = yield* find(yield* state.dirtyMap(), key);
  if (added !== undefined) return loadedOf(yield* added.swapLocked(held));
  yield* state.addLocked(read, key, held.value);
  return loadedOf(null);
}

export function* loadOrStore<K, V>(state: SyncMapState<K, V>, key: K, value: V): Steps<LoadedOrStored<V>> {
  const entry = yield* find((yield* state.read.load()).m, key);
  const found = entry === undefined ? null : yield* entry.tryLoadOrStore(value);
  return found ?? (yield* state.mu.with(() => loadOrStoreLocked(state, key, value)));
}

function* loadOrStoreLocked<K, V>(state: SyncMapState<K, V>, key: K, value: V): Steps<LoadedOrStored<V>> {
  const read = yield* state.read.load();
  const entry = yield* find(read.m, key);
  if (entry !== undefined) {
    yield* state.unexpungeLocked(key, entry);
    // Not expunged, as only who has the mutex does that.
    return (yield* entry.tryLoadOrStore(value))!;
  }
  const added = yield* find(yield* state.dirtyMap(), key);
  if (added === undefined) {
    yield* state.addLocked(read, key, value);
    return { value, loaded: false };
  }
  const found = (yield* added.tryLoadOrStore(value))!;
  yield* state.missLocked();
  return found;
}

export function* compareAndSwap<K, V>(state: SyncMapState<K, V>, key: K, old: V, next: V): Steps<boolean> {
  const { m, amended } = yield* state.read.load();
  const entry = yield* find(m, key);
  if (entry !== undefined) return yield* entry.tryCompareAndSwap(old, next);
  return amended && (yield* state.mu.with(() => compareAndSwapLocked(state, key, old, next)));
}

function* compareAndSwapLocked<K, V>(state: SyncMapState<K, V>, key: K, old: V, next: V): Steps<boolean> {
  const entry = yield* find((yield* state.read.load()).m, key);
  if (entry !== undefined) return yield* entry.tryCompareAndSwap(old, next);
  const added = yield* find(yield* state.dirtyMap(), key);
  if (added === undefined) return false;
  const isSwapped = yield* added.tryCompareAndSwap(old, next);
  yield* state.missLocked();
  return isSwapped;
}

export function* range<K, V>(state: SyncMapState<K, V>, body: (key: K, value: V) => Steps<boolean | void>): Steps<void> {
  let read = yield* state.read.load();
  if (read.amended) read = yield* state.mu.with(() => rangeLocked(state));
  if (read.m === null) return;
  yield* read.m.range(function* (key, entry): Steps<boolean | void> {
    const held = yield* entry.load();
    if (held !== null) return yield* stepsOf(body(key, held.value), "range");
  });
}

/** A range takes as long as a copy of the map does: the dirty map is promoted at once. */
function* rangeLocked<K, V>(state: SyncMapState<K, V>): Steps<ReadOnly<K, V>> {
  const read = yield* state.read.load();
  return read.amended ? yield* state.promoteLocked(yield* state.dirtyMap()) : read;
}

function loadedOf<V>(p: Pointer<V>): Loaded<V> {
  return p === null || p === expunged ? { value: undefined, loaded: false } : { value: p.value, loaded: true };
}
