/**
 * The operations of `CasMap`: open addressing with linear probing over two arrays of words, of which each access is atomic. Tables that
 * never move an entry are described by C. Purcell and T. Harris, "Non-blocking hashtables with open addressing" (DISC 2005); this one is
 * simpler, because a slot stays with its key for good.
 *
 * A key word changes once, from `empty` to its key, by compareExchange. Thus a key has one slot: whoever claims it walks over the same
 * slots in the same order, and claims the first that is empty. The state of an entry, "absent" or a value, is one 64-bit word
 * (`word.ts`), so that each change of it is one atomic step.
 *
 * Linearization points. Where the key has a slot: the one access to its state word that gives the result (of `add`: the compareExchange
 * that succeeds). Where it has none: the load that finds the key word empty at which the search ends, because at that moment no slot is
 * the key's. Claiming changes no state. A store that throws `map-full`: that same load, made after the count of claimed slots has
 * reached the capacity, which it never leaves. `advance` promises each entry by itself, at the load of its state word.
 *
 * Progress: no step waits for another thread. All operations but `add` are wait-free: a search makes one or two accesses for each slot at
 * most, and the rest is one access. `add` is lock-free: its compareExchange fails only because another operation on the entry succeeded.
 *
 * Plain reads of key words, `t.keys[slot]`, are there for speed: a word that is not empty is final, and an empty one is read again by an
 * atomic access before anything follows from it. They are no steps of their own in the stepped build: it makes no difference whether a
 * task sees a key at once, or sees an empty word and then the key.
 */
import { mapFull } from "./input.ts";
import { claimedWord } from "./layout.ts";
import { type CasTable, Cursor, empty, homeOf, zeroMark } from "./table.ts";
import { absent, valueOf, wordOf } from "./word.ts";

/** The slot of a key, or -1. */
function find(t: CasTable, key: number): number {
  const mark = key || zeroMark;
  const home = homeOf(t, key);
  let slot = home;
  do {
    const found = t.keys[slot]! || Atomics.load(t.keys, slot);
    if (found === mark) return slot;
    if (found === empty) return -1;
    slot = (slot + 1) & t.mask;
  } while (slot !== home);
  return -1;
}

/** The slot of a key, which it is given if it has none. @throws EngineInputError `map-full` */
function claim(t: CasTable, key: number): number {
  const mark = key || zeroMark;
  const home = homeOf(t, key);
  let slot = home;
  do {
    const found = t.keys[slot]! || claimEmpty(t, slot, mark);
    if (found === mark) return slot;
    if (found === empty) break;
    slot = (slot + 1) & t.mask;
  } while (slot !== home);
  throw mapFull(key, t.capacity);
}

/** Claims a slot that seems to be empty. @returns what its key word is then: `empty` when the map is full. */
function claimEmpty(t: CasTable, slot: number, mark: number): number {
  // In this order: a key that another thread has just given the last slot is not refused.
  if (Atomics.load(t.header, claimedWord) >= t.capacity) return Atomics.load(t.keys, slot);
  const found = Atomics.compareExchange(t.keys, slot, empty, mark);
  if (found !== empty) return found;
  Atomics.add(t.header, claimedWord, 1);
  return mark;
}

export function load(t: CasTable, key: number): number | undefined {
  const slot = find(t, key);
  return slot < 0 ? undefined : valueOf(Atomics.load(t.values, slot));
}

export function store(t: CasTable, key: number, value: number): void {
  const slot = claim(t, key);
  Atomics.store(t.values, slot, wordOf(value));
}

/** @returns what was there before. */
export function swap(t: CasTable, key: number, value: number): number | undefined {
  const slot = claim(t, key);
  return valueOf(Atomics.exchange(t.values, slot, wordOf(value)));
}

/** @returns what was there, and stays: undefined when it stored the value. */
export function loadOrStore(t: CasTable, key: number, value: number): number | undefined {
  const slot = claim(t, key);
  return valueOf(Atomics.compareExchange(t.values, slot, absent, wordOf(value)));
}

/** @returns what was there before. */
export function loadAndDelete(t: CasTable, key: number): number | undefined {
  const slot = find(t, key);
  return slot < 0 ? undefined : valueOf(Atomics.exchange(t.values, slot, absent));
}

export function compareAndSwap(t: CasTable, key: number, old: number, next: number): boolean {
  const slot = find(t, key);
  return slot >= 0 && valueOf(Atomics.compareExchange(t.values, slot, wordOf(old), wordOf(next))) === old;
}

export function compareAndDelete(t: CasTable, key: number, old: number): boolean {
  const slot = find(t, key);
  return slot >= 0 && valueOf(Atomics.compareExchange(t.values, slot, wordOf(old), absent)) === old;
}

/** @returns what was there before, 0 when nothing was. */
export function add(t: CasTable, key: number, delta: number): number {
  const slot = claim(t, key);
  let word = Atomics.load(t.values, slot);
  for (;;) {
    const value = valueOf(word) ?? 0;
    const found = Atomics.compareExchange(t.values, slot, word, wordOf((value + delta) | 0));
    if (found === word) return value;
    word = found;
  }
}

/** Goes on to the next entry. @returns whether there is one: it is in the cursor then. */
export function advance(t: CasTable, at: Cursor): boolean {
  while (at.slot <= t.mask) {
    const slot = ++at.slot;
    const mark = t.keys[slot]! || Atomics.load(t.keys, slot);
    if (mark === empty) continue;
    const value = valueOf(Atomics.load(t.values, slot));
    if (value === undefined) continue;
    at.key = slot > t.mask ? 0 : mark;
    at.value = value;
    return true;
  }
  return false;
}

export function size(t: CasTable): number {
  const at = new Cursor();
  let count = 0;
  while (advance(t, at)) count++;
  return count;
}
