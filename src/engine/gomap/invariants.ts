import { bucketMask, firstCell, isEmpty, isEvacuated, isSameSize } from "./algorithm/cells.ts";
import { bucketCnt, emptyRest, hashWriting, minTopHash } from "./constants.ts";
import type { Hmap } from "./hmap.ts";
import { chain } from "./inspect.ts";
import { hashKey } from "./keys/general.ts";
import { topHash } from "./keys/registers.ts";
import type { Buckets } from "./memory.ts";

/** What must hold of a map between two operations, and does not: a sentence each. Linear in the size of the memory. */
export function checkInvariants(h: Hmap): string[] {
  const problems: string[] = [];
  const say = (problem: string): void => void problems.push(problem);
  checkHeader(h, say);
  let live = 0;
  const seen = new Set<string>();
  const check = (buckets: Buckets, index: number, isOld: boolean): void => {
    live += checkChain(h, buckets, index, isOld, seen, say);
  };
  const { buckets, oldbuckets } = h;
  for (let index = 0; buckets !== null && index < 1 << h.B; index++) check(buckets, index, false);
  for (let index = 0; oldbuckets !== null && index < oldLength(h); index++) check(oldbuckets, index, true);
  if (live !== h.count) say(`count is ${h.count}, but ${live} cells are filled`);
  return problems;
}

function oldLength(h: Hmap): number {
  return 1 << (isSameSize(h.flags) ? h.B : h.B - 1);
}

function checkHeader(h: Hmap, say: (problem: string) => void): void {
  if (h.count < 0) say(`count is ${h.count}`);
  if ((h.flags & hashWriting) !== 0) say("the hashWriting flag is set, but nobody writes");
  if (h.buckets === null && h.count > 0) say(`there are ${h.count} entries and no buckets`);
  if (h.oldbuckets === null && isSameSize(h.flags)) say("the sameSizeGrow flag is set, but the map is not growing");
  if (h.oldbuckets === null) return;
  if (h.nevacuate >= oldLength(h)) say(`nevacuate is ${h.nevacuate} of ${oldLength(h)}, but the growth has not ended`);
  for (let index = 0; index < h.nevacuate; index++) {
    if (!isEvacuated(h.oldbuckets.tophash[firstCell(index)]!)) say(`old bucket ${index} is not evacuated, nevacuate is ${h.nevacuate}`);
  }
}

/** @returns how many live entries the chain holds. */
function checkChain(
  h: Hmap,
  buckets: Buckets,
  index: number,
  isOld: boolean,
  seen: Set<string>,
  say: (problem: string) => void,
): number {
  const where = `${isOld ? "old bucket" : "bucket"} ${index}`;
  const isDone = isOld && isEvacuated(buckets.tophash[firstCell(index)]!);
  let rest = "";
  let live = 0;
  chain(buckets, index).forEach(({ memory, index: at }, depth) => {
    for (let i = 0; i < bucketCnt; i++) {
      const cell = firstCell(at) + i;
      const top = memory.tophash[cell]!;
      const place = `${where}, overflow ${depth}, cell ${i}`;
      if (rest !== "" && top !== emptyRest && !isDone) say(`${place} has the tophash ${top} after an emptyRest at ${rest}`);
      if (top === emptyRest && rest === "") rest = place;
      if (isDone !== isEvacuated(top)) say(`${place} has the tophash ${top} in a bucket that is ${isDone ? "" : "not "}evacuated`);
      if (isEmpty(top) || top < minTopHash) continue;
      live++;
      checkEntry(h, memory, cell, top, index, isOld, place, seen, say);
    }
  });
  return live;
}

function checkEntry(
  h: Hmap,
  memory: Buckets,
  cell: number,
  top: number,
  bucket: number,
  isOld: boolean,
  place: string,
  seen: Set<string>,
  say: (problem: string) => void,
): void {
  const key = memory.keys[cell];
  const { type } = { type: h.t.key };
  if (!type.equal(key, key)) return; // A NaN: its hash cannot be repeated.
  const name = `${typeof key}:${textOf(key)}`;
  if (seen.has(name)) say(`${place} holds the key ${textOf(key)} a second time`);
  seen.add(name);
  const hash = hashKey(h, key, h.hash0);
  if (topHash() !== top) say(`${place} has the tophash ${top}, its key ${textOf(key)} hashes to ${topHash()}`);
  const mask = isOld ? oldLength(h) - 1 : bucketMask(h.B);
  if ((hash & mask) !== bucket) say(`${place} holds the key ${textOf(key)} of bucket ${hash & mask}`);
  if (h.keepsHashes && memory.hashes[cell] !== hash) say(`${place} keeps another hash than that of its key ${textOf(key)}`);
}

function textOf(key: unknown): string {
  return JSON.stringify(key, (_, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)) ?? String(key);
}
