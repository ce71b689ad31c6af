import { bucketMask, firstCell, isEmpty, isEvacuated, isSameSize, noldbuckets } from "./algorithm/cells.ts";
import { bucketCnt, emptyOne, emptyRest, hashWriting, iterator, minTopHash, oldIterator, sameSizeGrow } from "./constants.ts";
import type { Hmap } from "./hmap.ts";
import { type BucketPlace, chain, overflowOf } from "./inspect.ts";
import { hashKey } from "./keys/general.ts";
import { topHash } from "./keys/registers.ts";
import type { Buckets } from "./memory.ts";

/** Up to this B the runtime counts overflow buckets exactly. */
const exactB = 15;

/** What must hold of a map between two operations, and does not: a sentence each. Linear in the size of the memory. */
export function checkInvariants(h: Hmap): string[] {
  const check = new Check(h);
  check.header();
  const now = check.buckets(h.buckets, 1 << h.B, false);
  const before = check.buckets(h.oldbuckets, noldbuckets(h.B, h.flags), true);
  if (check.live !== h.count) check.say(`count is ${h.count}, but ${check.live} cells are filled`);
  check.overflowCounts(now, before);
  return check.problems;
}

/** A chain under check. */
interface Chain {
  readonly bucket: number;
  readonly isOld: boolean;
  /** Whether it is an old one that has been evacuated. */
  readonly isDone: boolean;
}

class Check {
  readonly problems: string[] = [];
  /** Filled cells whose entries have not moved. */
  live = 0;
  readonly #h: Hmap;
  /** Keys by their hash. */
  readonly #keys = new Map<number, unknown[]>();
  readonly #visited = new Map<Buckets, Set<number>>();

  constructor(h: Hmap) {
    this.#h = h;
  }

  say(problem: string): void {
    this.problems.push(problem);
  }

  header(): void {
    const { count, flags, B, buckets, oldbuckets } = this.#h;
    if (count < 0) this.say(`count is ${count}`);
    if ((flags & hashWriting) !== 0) this.say("the hashWriting flag is set, but nobody writes");
    const unknown = flags & ~(iterator | oldIterator | hashWriting | sameSizeGrow);
    if (unknown !== 0) this.say(`the flags have bits that mean nothing: ${unknown}`);
    if (buckets === null && count > 0) this.say(`there are ${count} entries and no buckets`);
    if (buckets === null && B > 0) this.say(`B is ${B}, but there are no buckets`);
    if (oldbuckets === null && isSameSize(flags)) this.say("the sameSizeGrow flag is set, but the map is not growing");
    if (oldbuckets !== null) this.#evacuationMark(oldbuckets);
  }

  #evacuationMark(old: Buckets): void {
    const { nevacuate } = this.#h;
    const length = this.#oldLength;
    if (nevacuate >= length) this.say(`nevacuate is ${nevacuate} of ${length}, but the growth has not ended`);
    for (let index = 0; index < Math.min(nevacuate, old.n); index++) {
      if (!this.#isDone(old, index)) this.say(`old bucket ${index} is not evacuated, nevacuate is ${nevacuate}`);
    }
  }

  get #oldLength(): number {
    return noldbuckets(this.#h.B, this.#h.flags);
  }

  #isDone(old: Buckets, index: number): boolean {
    return isEvacuated(old.tophash[firstCell(index)]!);
  }

  /** @returns how many overflow buckets the chains have. */
  buckets(memory: Buckets | null, length: number, isOld: boolean): number {
    if (memory === null) return 0;
    if (length > memory.n) this.say(`${isOld ? "oldbuckets" : "buckets"} has room for ${memory.n} buckets, not for 2^${Math.log2(length)}`);
    let overflow = 0;
    for (let bucket = 0; bucket < Math.min(length, memory.n); bucket++) overflow += this.#chain(memory, bucket, isOld);
    return overflow;
  }

  /** @returns how many overflow buckets it has. */
  #chain(memory: Buckets, bucket: number, isOld: boolean): number {
    const inside = { bucket, isOld, isDone: isOld && this.#isDone(memory, bucket) };
    const places = chain(memory, bucket);
    const last = places.at(-1)!;
    if (overflowOf(last) !== null) this.say(`${nameOf(inside)}: the chain goes round in a circle`);
    else if (last.memory.overflow[last.index] !== 0) this.say(`${nameOf(inside, places.length - 1)}: the pointer leads to no bucket`);
    const live = this.live;
    for (const [depth, place] of places.entries()) {
      if (!this.#visit(place)) this.say(`${nameOf(inside, depth)} is in another chain too`);
      for (let i = 0; i < bucketCnt; i++) this.#cell(inside, place, depth, i);
    }
    if (!inside.isDone) this.#empties(inside, places);
    this.#newWhileOldWaits(inside, this.live - live);
    return places.length - 1;
  }

  /** After the last entry of a chain all cells are `emptyRest`, before it none is. */
  #empties(inside: Chain, places: readonly BucketPlace[]): void {
    let next: number = emptyRest;
    for (let depth = places.length - 1; depth >= 0; depth--) {
      const { memory, index } = places[depth]!;
      for (let i = bucketCnt - 1; i >= 0; i--) {
        const top = memory.tophash[firstCell(index) + i]!;
        if (top === emptyRest && next !== emptyRest) this.say(`${nameOf(inside, depth, i)} is emptyRest, but the tophash ${next} follows`);
        if (top === emptyOne && next === emptyRest) this.say(`${nameOf(inside, depth, i)} is emptyOne, but no entry follows`);
        next = top;
      }
    }
  }

  /** @returns whether it is for the first time. */
  #visit({ memory, index }: BucketPlace): boolean {
    const visited = this.#visited.get(memory) ?? new Set();
    this.#visited.set(memory, visited);
    return visited.size !== visited.add(index).size;
  }

  /** Writes evacuate a bucket before they use it. */
  #newWhileOldWaits({ bucket, isOld }: Chain, live: number): void {
    const old = this.#h.oldbuckets;
    if (isOld || old === null || live === 0) return;
    const oldbucket = bucket & (this.#oldLength - 1);
    if (oldbucket < old.n && !this.#isDone(old, oldbucket)) {
      this.say(`bucket ${bucket} has entries, but old bucket ${oldbucket} is not evacuated`);
    }
  }

  #cell(inside: Chain, { memory, index }: BucketPlace, depth: number, i: number): void {
    const cell = firstCell(index) + i;
    const top = memory.tophash[cell]!;
    if (inside.isDone !== isEvacuated(top)) {
      this.say(`${nameOf(inside, depth, i)} has the tophash ${top} in a bucket that is ${inside.isDone ? "" : "not "}evacuated`);
    }
    if (isEmpty(top) && memory.elems[cell] !== undefined) this.say(`${nameOf(inside, depth, i)} is empty, but holds an elem`);
    if (top < minTopHash) return;
    this.live++;
    this.#entry(inside, memory, cell, (problem) => this.say(`${nameOf(inside, depth, i)} ${problem}`));
  }

  #entry({ bucket, isOld }: Chain, memory: Buckets, cell: number, say: (problem: string) => void): void {
    const h = this.#h;
    const key = memory.keys[cell];
    if (!isKey(h, key)) return say(`holds ${textOf(key)}, which is no key of a map[${h.t.key.name}]`);
    if (!h.t.key.equal(key, key)) return; // A NaN: its hash cannot be repeated.
    const hash = hashKey(h, key, h.hash0);
    const top = memory.tophash[cell];
    if (topHash(hash) !== top) say(`has the tophash ${top}, its key ${textOf(key)} hashes to ${topHash(hash)}`);
    const mask = isOld ? this.#oldLength - 1 : bucketMask(h.B);
    if ((hash & mask) !== bucket) say(`holds the key ${textOf(key)} of bucket ${hash & mask}`);
    if (h.keepsHashes && memory.hashes[cell] !== hash) say(`keeps another hash than that of its key ${textOf(key)}`);
    const alike = this.#keys.get(hash);
    if (alike === undefined) this.#keys.set(hash, [key]);
    else {
      if (alike.some((other) => h.t.key.equal(key, other))) say(`holds the key ${textOf(key)} a second time`);
      alike.push(key);
    }
  }

  /** The lists of overflow buckets, which Go keeps where the collector does not look into buckets, and what is preallocated. */
  overflowCounts(now: number, before: number): void {
    const { B, noverflow, extra, t, oldbuckets } = this.#h;
    if (B <= exactB && noverflow !== now) this.say(`noverflow is ${noverflow}, but there are ${now} overflow buckets`);
    const listed = extra?.overflow ?? 0;
    const oldListed = extra?.oldoverflow ?? 0;
    const [wanted, oldWanted] = t.bucketHasPointers ? [0, 0] : [now, before];
    if (listed !== wanted) this.say(`extra.overflow lists ${listed} overflow buckets of ${wanted}`);
    if (oldListed !== oldWanted) this.say(`extra.oldoverflow lists ${oldListed} overflow buckets of ${oldWanted}`);
    if (oldbuckets === null && (extra?.oldoverflow ?? null) !== null) this.say("extra.oldoverflow is there, but the map is not growing");
    this.#nextOverflow();
  }

  #nextOverflow(): void {
    const { buckets, extra } = this.#h;
    if (extra === null || extra.nextOverflow < 0) return;
    const { nextIn: memory, nextOverflow: next } = extra;
    if (memory === null || memory.array !== buckets || next >= memory.used)
      return this.say(`extra.nextOverflow is ${next}, which is no bucket`);
    if (this.#visited.get(memory)?.has(next) === true) this.say(`extra.nextOverflow is ${next}, a bucket in use`);
    if (memory.overflow.subarray(next).every((p) => p === 0)) this.say("the last preallocated overflow bucket is not marked");
  }
}

function nameOf({ bucket, isOld }: Chain, depth?: number, cell?: number): string {
  const parts = [
    `${isOld ? "old bucket" : "bucket"} ${bucket}`,
    depth === undefined ? "" : `overflow ${depth}`,
    cell === undefined ? "" : `cell ${cell}`,
  ];
  return parts.filter(Boolean).join(", ");
}

function isKey(h: Hmap, key: unknown): boolean {
  try {
    const stored = h.t.key.normalize(key);
    return h.t.key.equal(stored, key) || !h.t.key.equal(stored, stored);
  } catch {
    return false;
  }
}

function textOf(key: unknown): string {
  if (typeof key === "number") return Object.is(key, -0) ? "-0" : String(key);
  if (typeof key === "bigint") return `${key}n`;
  return JSON.stringify(key, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)) ?? String(key);
}
