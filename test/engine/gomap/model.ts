import { isDeepStrictEqual } from "node:util";
import { expect } from "vitest";
import { minTopHash } from "../../../src/engine/gomap/constants.ts";
import type { BucketSnapshot } from "../../../src/engine/gomap/inspect.ts";
import type { Kind } from "./kinds.ts";
import type { Cursor, Subject, Visit } from "./subjects.ts";

interface Entry {
  /** Of its key; a text that no other entry has when the key is not equal to itself. */
  readonly text: string;
  readonly isNaN: boolean;
  key: unknown;
  value: number;
}

/** An iteration, and what the language says of it. */
interface Walk {
  readonly cursor: Cursor;
  /** Present from the start on: each comes exactly once. */
  readonly due: Set<Entry>;
  readonly seen: Set<Entry>;
  /** Values of entries that a `clear` took away and that may come nevertheless. */
  readonly ghosts: Set<number>;
  readonly buckets: object | null;
  readonly wasGrowing: boolean;
  /** How often the map was rehashed at its size since. */
  rehashes: number;
  wasCleared: boolean;
}

/** How often what is rare came up. */
export interface Tally {
  ghosts: number;
  insertedSeen: number;
  growsUnderWalk: number;
  rehashesUnderWalk: number;
  stepsWhileGrowing: number;
  stepsWithOverflow: number;
}

export const emptyTally: Tally = {
  ghosts: 0,
  insertedSeen: 0,
  growsUnderWalk: 0,
  rehashesUnderWalk: 0,
  stepsWhileGrowing: 0,
  stepsWithOverflow: 0,
};

/** Does everything with a map and with a JavaScript Map, and says what differs. */
export class Checked {
  readonly subject: Subject;
  readonly #kind: Kind;
  readonly #entries = new Map<string, Entry>();
  readonly #walks: Walk[] = [];
  /** The walks of loops that are being run. */
  readonly #loops: Walk[] = [];
  readonly #tally: Tally;
  readonly #byValue = new Map<number, Entry>();
  #counter = 0;

  constructor(kind: Kind, subject: Subject, tally: Tally) {
    this.subject = subject;
    this.#kind = kind;
    this.#tally = tally;
  }

  get openWalks(): number {
    return this.#walks.length;
  }

  get(key: unknown): unknown {
    const value = this.subject.get(key);
    mustBe(value, this.#find(key)?.value);
    mustBe(this.subject.has(key), this.#find(key) !== undefined);
    return value;
  }

  set(key: unknown): void {
    const value = ++this.#counter;
    const { buckets, B } = this.#h;
    this.subject.set(key, value);
    if (this.#h.buckets !== buckets && buckets !== null) this.#grown(this.#h.B === B);
    const found = this.#find(key);
    if (found !== undefined) this.#byValue.delete(found.value);
    const entry = found ?? this.#insert(this.#kind.textOf(key), value);
    [entry.key, entry.value] = [this.#kind.stored(key), value];
    this.#byValue.set(value, entry);
  }

  delete(key: unknown): boolean {
    const found = this.#find(key);
    const isDeleted = this.subject.delete(key);
    mustBe(isDeleted, found !== undefined);
    if (found === undefined) return isDeleted;
    this.#entries.delete(found.text);
    this.#byValue.delete(found.value);
    for (const { due } of this.#all) due.delete(found);
    return isDeleted;
  }

  /**
   * `clear` of Go 1.19 wipes the array of buckets. An iteration goes on where it stands outside of it, and what was there comes
   * nevertheless: entries of old buckets that were not moved yet, those in overflow buckets, and those with a NaN wherever they
   * were, since they are never looked up again.
   */
  clear(): void {
    const { buckets, oldbuckets } = this.#h;
    const { old, overflow } = this.#valuesOutside();
    for (const walk of this.#all) {
      for (const value of [...old, ...overflow]) walk.ghosts.add(value);
      const readsOld = oldbuckets !== null || walk.wasGrowing || walk.buckets !== buckets;
      for (const { isNaN, value } of this.#entries.values()) if (isNaN && readsOld) walk.ghosts.add(value);
      walk.due.clear();
      walk.wasCleared = true;
    }
    this.subject.clear();
    this.#entries.clear();
    this.#byValue.clear();
  }

  open(): void {
    const walk = this.#walk(this.subject.open());
    this.#walks.push(walk);
    this.#step(walk);
  }

  /** @returns what came. */
  next(index: number): Visit | undefined {
    return this.#step(this.#walks[index % this.#walks.length]!);
  }

  finish(index: number): Visit[] {
    const walk = this.#walks[index % this.#walks.length]!;
    const visits: Visit[] = [];
    for (let visit = this.#step(walk); visit !== undefined; visit = this.#step(walk)) visits.push(visit);
    return visits;
  }

  abandon(index: number): void {
    const [walk] = this.#walks.splice(index % this.#walks.length, 1);
    walk!.cursor.abandon();
  }

  /** A whole loop, with something done for each of its entries. */
  each(body: (count: number) => void): Visit[] {
    const visits: Visit[] = [];
    const walk = this.#walk({ next: () => undefined, abandon: () => {} });
    this.#loops.push(walk);
    this.subject.each((...visit) => {
      this.#visited(walk, visit);
      visits.push(visit);
      body(visits.length);
    });
    this.#loops.pop();
    this.#ended(walk);
    return visits;
  }

  /** What can be seen from outside, and the memory. */
  check(looksAtMemory: boolean): void {
    const { map } = this.subject;
    mustBe(map.size, this.#entries.size);
    if (looksAtMemory) mustBe(map.checkInvariants().join("\n"), "");
    this.#tally.stepsWhileGrowing += Number(map.h.oldbuckets !== null);
    this.#tally.stepsWithOverflow += Number(map.h.noverflow > 0);
  }

  get #all(): readonly Walk[] {
    return [...this.#walks, ...this.#loops];
  }

  get #h(): Subject["map"]["h"] {
    return this.subject.map.h;
  }

  #find(key: unknown): Entry | undefined {
    const text = this.#kind.textOf(key);
    return text === null ? undefined : this.#entries.get(text);
  }

  #insert(text: string | null, value: number): Entry {
    const entry = { text: text ?? `NaN ${value}`, isNaN: text === null, key: undefined, value };
    this.#entries.set(entry.text, entry);
    return entry;
  }

  #walk(cursor: Cursor): Walk {
    const { buckets, oldbuckets } = this.#h;
    const due = new Set(this.#entries.values());
    return { cursor, due, seen: new Set(), ghosts: new Set(), buckets, wasGrowing: oldbuckets !== null, rehashes: 0, wasCleared: false };
  }

  #grown(isSameSize: boolean): void {
    for (const walk of this.#all) walk.rehashes += Number(isSameSize);
    this.#tally.growsUnderWalk += this.#all.length;
    this.#tally.rehashesUnderWalk += isSameSize ? this.#all.length : 0;
  }

  #valuesOutside(): { old: number[]; overflow: number[] } {
    const { buckets, oldbuckets } = this.subject.map.inspect();
    const valuesIn = (bmaps: readonly BucketSnapshot<unknown, unknown>[]): number[] =>
      bmaps.flatMap(({ tophash, elems }) => elems.filter((_, i) => tophash[i]! >= minTopHash)) as number[];
    return {
      old: (oldbuckets ?? []).flatMap(({ bmaps }) => valuesIn(bmaps)),
      overflow: (buckets ?? []).flatMap(({ bmaps }) => valuesIn(bmaps.slice(1))),
    };
  }

  #step(walk: Walk): Visit | undefined {
    const visit = walk.cursor.next();
    if (visit === undefined) this.#ended(walk);
    else this.#visited(walk, visit);
    return visit;
  }

  #visited(walk: Walk, [key, value]: Visit): void {
    const current = this.#byValue.get(value as number);
    if (current === undefined) {
      mustBe(walk.ghosts.delete(value as number), true, `the value ${value} may come`);
      this.#tally.ghosts++;
      return;
    }
    mustBe(isDeepStrictEqual(key, current.key), true, `${String(key)} is the key of ${value}`);
    if (!mayRepeat(walk, this.#h)) mustBe(walk.seen.has(current), false, `${current.text} has come before`);
    walk.seen.add(current);
    this.#tally.insertedSeen += Number(!walk.due.has(current));
  }

  #ended(walk: Walk): void {
    if (this.#walks.includes(walk)) this.#walks.splice(this.#walks.indexOf(walk), 1);
    const missed = [...walk.due].filter((entry) => !walk.seen.has(entry));
    if (!mayMiss(walk, this.#h)) mustBe(missed.map(({ text }) => text).join(), "", "missed");
  }
}

/** `expect` takes its time, and these are many. */
function mustBe(actual: unknown, wanted: unknown, what?: string): void {
  if (!Object.is(actual, wanted)) expect(actual, what).toBe(wanted);
}

// Where Go 1.19 itself breaks its word: facts.test.ts shows each of these.

/**
 * From the second rehash on, a loop may stand in an old bucket that is wiped under it, as only one generation of old buckets is kept
 * for loops: it passes over what it had still to give there, and looks for the zero key instead.
 */
function mayMiss(walk: Walk, h: Subject["map"]["h"]): boolean {
  return h.t.bucketHasPointers && walk.rehashes >= 2;
}

/**
 * A loop that was started in the middle of a doubling may stand in an old bucket, of which it should give only those entries that move
 * to the bucket it is at. While the map is rehashed at its size it gives all, and the others once more later on.
 *
 * A `clear` takes back preallocated overflow buckets, which there are from B = 4 on. A loop that stands in one gives what comes to be
 * there, and once more when it arrives at the chain that the bucket is in now.
 */
function mayRepeat(walk: Walk, h: Subject["map"]["h"]): boolean {
  return mayMiss(walk, h) || (walk.wasGrowing && walk.rehashes > 0) || (walk.wasCleared && h.B >= 4);
}
