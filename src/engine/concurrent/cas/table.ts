import { capacityWord, headerWords, layoutOf } from "./layout.ts";

/** What the key word of a slot says that is nobody's. */
export const empty = 0;
/** What it says in the slot of key 0, once that is claimed. */
export const zeroMark = 1;

/** The memory of a `CasMap`: views of its buffer. The keys' slots are 0 to `mask`; the last one, after them, is that of key 0. */
export class CasTable {
  readonly header: Int32Array;
  readonly keys: Int32Array;
  readonly values: BigInt64Array;
  readonly mask: number;
  readonly capacity: number;

  /** @param buffer one that `checkBuffer` has nothing against */
  constructor(buffer: SharedArrayBuffer) {
    this.header = new Int32Array(buffer, 0, headerWords);
    this.capacity = this.header[capacityWord]!;
    const { slots, keys, values } = layoutOf(this.capacity);
    this.mask = slots - 1;
    this.keys = new Int32Array(buffer, keys, slots + 1);
    this.values = new BigInt64Array(buffer, values, slots + 1);
  }
}

/** Where the search for a key begins: the finalizer of MurmurHash3, so that keys in a row or of a stride do not crowd. */
export function homeOf(t: CasTable, key: number): number {
  if (key === 0) return t.mask + 1;
  let hash = Math.imul(key ^ (key >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) & t.mask;
}

/** Where an iteration is, and the entry that it found there. */
export class Cursor {
  slot = -1;
  key = 0;
  value = 0;
}
