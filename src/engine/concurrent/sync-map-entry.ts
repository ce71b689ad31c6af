import { Atomic } from "../sync/atomic.ts";
import type { Steps } from "../step/step.ts";
import { isSameValue } from "./values.ts";

/** Where a value is: a new object for each value that is stored, as Go compares the addresses of values. */
export interface Held<V> {
  readonly value: V;
}

/** Go's `expunged`: the entry is deleted, and the dirty map does not have it. */
export const expunged = Symbol("expunged");

/** What `entry.p` points to. Null: deleted, and where there is a dirty map it has the entry. */
export type Pointer<V> = Held<V> | typeof expunged | null;

/** The `entry` of Go's sync.Map (sync/map.go, Go 1.20 to 1.23), with its methods. Those called `...Locked` need the map's mutex. */
export class SyncMapEntry<V> {
  readonly p: Atomic<Pointer<V>>;

  /** Go's `newEntry`. It makes no step: nobody else has the entry yet. */
  constructor(value: V) {
    this.p = new Atomic<Pointer<V>>({ value }, "sync.Map entry.p");
  }

  /** @returns where the value is, or null where the entry is deleted. */
  *load(): Steps<Held<V> | null> {
    const p = yield* this.p.load();
    return p === expunged ? null : p;
  }

  /** Stores unless the entry is expunged. @returns what was there before. */
  *trySwap(next: Held<V>): Steps<Pointer<V>> {
    for (;;) {
      const p = yield* this.p.load();
      if (p === expunged || (yield* this.p.compareAndSwap(p, next))) return p;
    }
  }

  /** Stores. The entry must not be expunged. @returns what was there before. */
  swapLocked(next: Held<V>): Steps<Pointer<V>> {
    return this.p.swap(next);
  }

  /** Stores `next` where the value is `old`. @returns whether it was. */
  *tryCompareAndSwap(old: V, next: V): Steps<boolean> {
    const held = { value: next };
    for (;;) {
      const p = yield* this.p.load();
      if (!isHolding(p, old)) return false;
      if (yield* this.p.compareAndSwap(p, held)) return true;
    }
  }

  /** @returns the value that is there now and whether it was before, or null where the entry is expunged. */
  *tryLoadOrStore(value: V): Steps<{ readonly value: V; readonly loaded: boolean } | null> {
    const held = { value };
    for (;;) {
      const p = yield* this.p.load();
      if (p === expunged) return null;
      if (p !== null) return { value: p.value, loaded: true };
      if (yield* this.p.compareAndSwap(null, held)) return { value, loaded: false };
    }
  }

  /** Go's `delete`. @returns where the value was, or null where there was none. */
  *remove(): Steps<Held<V> | null> {
    for (;;) {
      const p = yield* this.p.load();
      if (p === null || p === expunged) return null;
      if (yield* this.p.compareAndSwap(p, null)) return p;
    }
  }

  /** Deletes where the value is `old`: the loop of Go's `CompareAndDelete`. @returns whether it was. */
  *compareAndRemove(old: V): Steps<boolean> {
    for (;;) {
      const p = yield* this.p.load();
      if (!isHolding(p, old)) return false;
      if (yield* this.p.compareAndSwap(p, null)) return true;
    }
  }

  /** @returns whether it was expunged: then it has to go into the dirty map before the mutex is unlocked. */
  unexpungeLocked(): Steps<boolean> {
    return this.p.compareAndSwap(expunged, null);
  }

  /** Marks a deleted entry. @returns whether it is expunged now. */
  *tryExpungeLocked(): Steps<boolean> {
    let p = yield* this.p.load();
    while (p === null) {
      if (yield* this.p.compareAndSwap(null, expunged)) return true;
      p = yield* this.p.load();
    }
    return p === expunged;
  }
}

function isHolding<V>(p: Pointer<V>, value: V): boolean {
  return p !== null && p !== expunged && isSameValue(p.value, value);
}
