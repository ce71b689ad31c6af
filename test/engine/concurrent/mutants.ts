import { RWMutexMap } from "../../../src/engine/concurrent/rwmutex-map.ts";
import { ShardedMap } from "../../../src/engine/concurrent/sharded-map.ts";
import { SyncMap } from "../../../src/engine/concurrent/sync-map.ts";
import { find, SyncMapState } from "../../../src/engine/concurrent/sync-map-state.ts";
import { read, type Steps, write } from "../../../src/engine/step/step.ts";

type Stored = { readonly value: number; readonly loaded: boolean };

/** Double-checked locking gone wrong: what it saw of the read map before it had the mutex is what it goes by. */
export class NoRecheck extends SyncMap<number, number> {
  static create(): NoRecheck {
    return new NoRecheck(new SyncMapState("int64", { seed: 1 }));
  }

  override *loadOrStore(key: number, value: number): Steps<Stored> {
    const { state } = this;
    const read = yield* state.read.load();
    const entry = yield* find(read.m, key);
    if (entry !== undefined) return (yield* entry.tryLoadOrStore(value)) ?? { value, loaded: false };
    yield* state.mu.lock();
    const added = yield* find(yield* state.dirtyMap(), key);
    const found = added === undefined ? null : yield* added.tryLoadOrStore(value);
    if (found === null) yield* state.addLocked(read, key, value);
    else yield* state.missLocked();
    yield* state.mu.unlock();
    return found ?? { value, loaded: false };
  }
}

/** `missLocked` without `m.dirty = nil`: what is read without a lock is written to under it. */
export class PromotesAndKeeps extends SyncMap<number, number> {
  static create(): PromotesAndKeeps {
    return new PromotesAndKeeps(new KeepingState("int64", { seed: 1 }));
  }
}

class KeepingState extends SyncMapState<number, number> {
  override *missLocked(): Steps<void> {
    yield read(this, 1);
    const misses = this.misses + 1;
    yield write(this, 1);
    this.misses = misses;
    const dirty = yield* this.dirtyMap();
    if (misses < (yield* dirty!.size())) return;
    yield* this.read.store({ m: dirty, amended: false });
    yield* this.setMisses(0);
  }
}

/** A copy into a new dirty map that leaves deleted entries `nil`: a later store finds them in the read map alone. */
export class NoExpunge extends SyncMap<number, number> {
  static create(): NoExpunge {
    return new NoExpunge(new NilState("int64", { seed: 1 }));
  }
}

class NilState extends SyncMapState<number, number> {
  override *dirtyLocked(): Steps<void> {
    if ((yield* this.dirtyMap()) !== null) return;
    const { m } = yield* this.read.load();
    const dirty = this.makeTable(0);
    yield* this.setDirty(dirty);
    if (m === null) return;
    yield* m.range(function* (key, entry): Steps<void> {
      if ((yield* entry.load()) !== null) yield* dirty.set(key, entry);
    });
  }
}

/** Looks with the read lock, stores with the write lock, and does not look again. */
export class StoresUnseen extends RWMutexMap<number, number> {
  static create(): StoresUnseen {
    return new StoresUnseen("int64", { seed: 1 });
  }

  override *loadOrStore(key: number, value: number): Steps<Stored> {
    const found = yield* this.load(key);
    if (found !== undefined) return { value: found, loaded: true };
    yield* this.store(key, value);
    return { value, loaded: false };
  }
}

/** Compares before it has the shard's lock. */
export class ComparesOutside extends ShardedMap<number, number> {
  static create(): ComparesOutside {
    return new ComparesOutside("int64", { seed: 1, shards: 2 });
  }

  override *compareAndSwap(key: number, old: number, next: number): Steps<boolean> {
    if ((yield* this.load(key)) !== old) return false;
    yield* this.store(key, next);
    return true;
  }
}
