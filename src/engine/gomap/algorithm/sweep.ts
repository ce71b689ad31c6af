import { bucketCnt, minTopHash, noCheck } from "../constants.ts";
import type { Hiter } from "../hmap.ts";
import type { Buckets } from "../memory.ts";
import { firstCell, isVacant } from "./cells.ts";
import { mapiternext } from "./iterate.ts";

/**
 * `for range` with a function as its body: what `mapiternext` does again and again, with its state in variables as long as that is
 * to go on to the next filled cell. Where there is more to it (a growth has begun that concerns this iteration, an entry has
 * moved), the state goes back into the iterator and `mapiternext` does the rest.
 */
export function sweep<K, V>(it: Hiter, map: Map<K, V>, body: Body<K, V>): void {
  if (it.done || isSwept(it, map, body)) return;
  for (mapiternext(it); !it.done; mapiternext(it)) body(it.elem as V, it.key as K, map);
}

/** The function that `Map.prototype.forEach` is given, called without `this`. */
type Body<K, V> = (value: V, key: K, map: Map<K, V>) => void;

/** @returns whether the iteration came to its end. */
function isSwept<K, V>(it: Hiter, map: Map<K, V>, body: Body<K, V>): boolean {
  const h = it.h;
  const { offset, startBucket } = it;
  const mask = (1 << it.B) - 1;
  const buckets = it.buckets!;
  let bucket = startBucket;
  do {
    // Not even one bucket may be begun during a growth that the iterator knows of: it could be read in the old memory.
    if (h.oldbuckets !== null && it.B === h.B) return leave(it, null, 0, 0, bucket);
    let b: Buckets = buckets;
    let j = bucket;
    bucket = (bucket + 1) & mask;
    for (;;) {
      const first = firstCell(j);
      for (let i = 0; i < bucketCnt; i++) {
        const c = first + ((i + offset) & (bucketCnt - 1));
        const top = b.tophash[c]!;
        if (top >= minTopHash) body(b.elems[c] as V, b.keys[c] as K, map);
        else if (!isVacant(top)) return leave(it, b, j, i, bucket);
      }
      const p = b.overflow[j]!;
      if (p === 0) break;
      j = b.indexAt(p);
      b = b.memoryAt(p);
    }
  } while (bucket !== startBucket);
  return true;
}

/** Puts the state back as `mapiternext` leaves it: `bucket` is the one after the one that the iteration stands in. */
function leave(it: Hiter, b: Buckets | null, j: number, i: number, bucket: number): false {
  it.bptr = b;
  it.bindex = j;
  it.i = i;
  it.wrapped = b === null ? bucket < it.startBucket : bucket <= it.startBucket;
  it.bucket = bucket;
  it.checkBucket = noCheck;
  return false;
}
