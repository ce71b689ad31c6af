import { describe, expect, test } from "vitest";
import { alone } from "./subjects.ts";
import { made, promoted, sorted, stepsOf } from "./sync-maps.ts";

describe("what each operation touches, by the lines of Go's sync/map.go", () => {
  test("the first store: dirtyLocked makes the dirty map, and the read map is marked as amended", () => {
    const add = ["read dirty", "read dirty", "read", "write dirty", "read", "read dirty"];
    expect(stepsOf(made().store(1, "a"))).toEqual(["read", "Mutex.Lock", "read", ...add, "Mutex.Unlock"]);
  });

  test("the second new key: neither a copy nor a mark", () => {
    const map = made();
    alone(map.store(1, "a"));
    expect(stepsOf(map.store(2, "b"))).toEqual(["read", "Mutex.Lock", "read", "read dirty", "read dirty", "Mutex.Unlock"]);
  });

  test("keys of the read map are loaded, stored, swapped, compared and deleted without the mutex", () => {
    const map = promoted(1);
    expect(stepsOf(map.load(1))).toEqual(["read", "entry.p"]);
    expect(stepsOf(map.store(1, "b"))).toEqual(["read", "entry.p", "entry.p"]);
    expect(stepsOf(map.swap(1, "c"))).toEqual(["read", "entry.p", "entry.p"]);
    expect(stepsOf(map.loadOrStore(1, "d"))).toEqual(["read", "entry.p"]);
    expect(stepsOf(map.compareAndSwap(1, "c", "e"))).toEqual(["read", "entry.p", "entry.p"]);
    expect(stepsOf(map.compareAndSwap(1, "c", "f"))).toEqual(["read", "entry.p"]);
    expect(stepsOf(map.compareAndDelete(1, "f"))).toEqual(["read", "entry.p"]);
    expect(stepsOf(map.delete(1))).toEqual(["read", "entry.p", "entry.p"]);
    expect(stepsOf(map.delete(1))).toEqual(["read", "entry.p"]);
    expect(stepsOf(map.loadOrStore(1, "g"))).toEqual(["read", "entry.p", "entry.p"]);
  });

  test("a key that nobody has, in a map that is not amended, takes no lock", () => {
    const map = promoted(1);
    expect(stepsOf(map.load(2))).toEqual(["read"]);
    expect(stepsOf(map.loadAndDelete(2))).toEqual(["read"]);
    expect(stepsOf(map.compareAndSwap(2, "a", "b"))).toEqual(["read"]);
    expect(stepsOf(map.compareAndDelete(2, "a"))).toEqual(["read"]);
    expect(map.misses).toBe(0);
  });

  const missed = ["read misses", "write misses", "read dirty"];

  test("a lookup in the dirty map counts a miss", () => {
    const map = made();
    for (const key of [1, 2, 3]) alone(map.store(key, "a"));
    const locked = ["read", "Mutex.Lock", "read", "read dirty", ...missed, "Mutex.Unlock"];
    expect(stepsOf(map.load(1))).toEqual([...locked, "entry.p"]);
    expect(map.misses).toBe(1);
    expect(stepsOf(map.load(9))).toEqual(locked);
    expect(map.misses).toBe(2);
  });

  test("the miss that makes as many as the dirty map has entries promotes it", () => {
    const map = made();
    alone(map.store(1, "a"));
    const promote = ["read", "write dirty", "write misses"];
    expect(stepsOf(map.load(1))).toEqual(["read", "Mutex.Lock", "read", "read dirty", ...missed, ...promote, "Mutex.Unlock", "entry.p"]);
  });

  test("compareAndSwap in the dirty map compares with the mutex held; compareAndDelete and delete let go of it first", () => {
    const map = made();
    for (const key of [1, 2, 3, 4, 5]) alone(map.store(key, "a"));
    const looked = ["read", "Mutex.Lock", "read", "read dirty"];
    expect(stepsOf(map.compareAndSwap(1, "a", "b"))).toEqual([...looked, "entry.p", "entry.p", ...missed, "Mutex.Unlock"]);
    expect(stepsOf(map.compareAndSwap(9, "a", "b"))).toEqual([...looked, "Mutex.Unlock"]);
    expect(stepsOf(map.compareAndDelete(2, "a"))).toEqual([...looked, ...missed, "Mutex.Unlock", "entry.p", "entry.p"]);
    expect(sorted(map).dirty).toEqual([1, 2, 3, 4, 5]);
    expect(stepsOf(map.delete(3))).toEqual([...looked, ...missed, "Mutex.Unlock", "entry.p", "entry.p"]);
    expect(sorted(map)).toEqual({ isAmended: true, misses: 3, read: [], dirty: [1, 2, 4, 5] });
  });
});
