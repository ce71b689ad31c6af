// Written by scripts/generate-engine.mjs from algorithm.ts: do not edit.

import { mapFull } from "../input.ts";
import { claimedWord } from "../layout.ts";
import { Cursor, empty, homeOf, zeroMark } from "../table.ts";
import { absent, valueOf, wordOf } from "../word.ts";
import { atomic, type Steps } from "../../../step/step.ts";
import { type SteppedTable, synchronize } from "../steps.ts";

/** The slot of a key, or -1. */
function* find(t: SteppedTable, key: number): Steps<number> {
  const mark = key || zeroMark;
  const home = homeOf(t, key);
  let slot = home;
  do {
    const found = t.keys[slot]! || (yield atomic(t, 1, slot), synchronize(t, 1, slot), Atomics.load(t.keys, slot));
    if (found === mark) return slot;
    if (found === empty) return -1;
    slot = (slot + 1) & t.mask;
  } while (slot !== home);
  return -1;
}

/** The slot of a key, which it is given if it has none. @throws EngineInputError `map-full` */
function* claim(t: SteppedTable, key: number): Steps<number> {
  const mark = key || zeroMark;
  const home = homeOf(t, key);
  let slot = home;
  do {
    const found = t.keys[slot]! || (yield* claimEmpty(t, slot, mark));
    if (found === mark) return slot;
    if (found === empty) break;
    slot = (slot + 1) & t.mask;
  } while (slot !== home);
  throw mapFull(key, t.capacity);
}

/** Claims a slot that seems to be empty. @returns what its key word is then: `empty` when the map is full. */
function* claimEmpty(t: SteppedTable, slot: number, mark: number): Steps<number> {
  // In this order: a key that another thread has just given the last slot is not refused.
  if ((yield atomic(t, 0, claimedWord), synchronize(t, 0, claimedWord), Atomics.load(t.header, claimedWord)) >= t.capacity) return (yield atomic(t, 1, slot), synchronize(t, 1, slot), Atomics.load(t.keys, slot));
  const found = (yield atomic(t, 1, slot), synchronize(t, 1, slot), Atomics.compareExchange(t.keys, slot, empty, mark));
  if (found !== empty) return found;
  { yield atomic(t, 0, claimedWord); synchronize(t, 0, claimedWord); Atomics.add(t.header, claimedWord, 1); }
  return mark;
}

export function* load(t: SteppedTable, key: number): Steps<number | undefined> {
  const slot = (yield* find(t, key));
  return slot < 0 ? undefined : valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.load(t.values, slot)));
}

export function* store(t: SteppedTable, key: number, value: number): Steps<void> {
  const slot = (yield* claim(t, key));
  { yield atomic(t, 2, slot); synchronize(t, 2, slot); Atomics.store(t.values, slot, wordOf(value)); }
}

/** @returns what was there before. */
export function* swap(t: SteppedTable, key: number, value: number): Steps<number | undefined> {
  const slot = (yield* claim(t, key));
  return valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.exchange(t.values, slot, wordOf(value))));
}

/** @returns what was there, and stays: undefined when it stored the value. */
export function* loadOrStore(t: SteppedTable, key: number, value: number): Steps<number | undefined> {
  const slot = (yield* claim(t, key));
  return valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.compareExchange(t.values, slot, absent, wordOf(value))));
}

/** @returns what was there before. */
export function* loadAndDelete(t: SteppedTable, key: number): Steps<number | undefined> {
  const slot = (yield* find(t, key));
  return slot < 0 ? undefined : valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.exchange(t.values, slot, absent)));
}

export function* compareAndSwap(t: SteppedTable, key: number, old: number, next: number): Steps<boolean> {
  const slot = (yield* find(t, key));
  return slot >= 0 && valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.compareExchange(t.values, slot, wordOf(old), wordOf(next)))) === old;
}

export function* compareAndDelete(t: SteppedTable, key: number, old: number): Steps<boolean> {
  const slot = (yield* find(t, key));
  return slot >= 0 && valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.compareExchange(t.values, slot, wordOf(old), absent))) === old;
}

/** @returns what was there before, 0 when nothing was. */
export function* add(t: SteppedTable, key: number, delta: number): Steps<number> {
  const slot = (yield* claim(t, key));
  let word = (yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.load(t.values, slot));
  for (;;) {
    const value = valueOf(word) ?? 0;
    const found = (yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.compareExchange(t.values, slot, word, wordOf((value + delta) | 0)));
    if (found === word) return value;
    word = found;
  }
}

/** Goes on to the next entry. @returns whether there is one: it is in the cursor then. */
export function* advance(t: SteppedTable, at: Cursor): Steps<boolean> {
  while (at.slot <= t.mask) {
    const slot = ++at.slot;
    const mark = t.keys[slot]! || (yield atomic(t, 1, slot), synchronize(t, 1, slot), Atomics.load(t.keys, slot));
    if (mark === empty) continue;
    const value = valueOf((yield atomic(t, 2, slot), synchronize(t, 2, slot), Atomics.load(t.values, slot)));
    if (value === undefined) continue;
    at.key = slot > t.mask ? 0 : mark;
    at.value = value;
    return true;
  }
  return false;
}

export function* size(t: SteppedTable): Steps<number> {
  const at = new Cursor();
  let count = 0;
  while ((yield* advance(t, at))) count++;
  return count;
}
