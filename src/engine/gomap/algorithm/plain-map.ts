import { describeValue } from "../../errors.ts";
import { BaseMap, type MapWatch } from "../base-map.ts";
import { bucketCnt, minTopHash, noCheck } from "../constants.ts";
import { Hiter, type Hmap } from "../hmap.ts";
import type { Buckets } from "../memory.ts";
import { cachedCell } from "../keys/general.ts";
import { mapaccess } from "./access.ts";
import { assignHashed, mapassign } from "./assign.ts";
import { assignmentToNilMap, firstCell, hasMoved } from "./cells.ts";
import { mapiterbegin, mapiterinit, mapiternext } from "./iterate.ts";
import { deleteHashed, mapclear, mapdelete } from "./remove.ts";
import { sweep } from "./sweep.ts";

/** A `GoMap` whose operations run to their end at once. */
export class PlainMap<K, V> extends BaseMap<K, V> {
  override get(key: K): V | undefined {
    const h = this.h;
    const cell = cachedCell(h, key);
    if (cell >= 0) {
      const elem = h.buckets!.elems[cell];
      // A removed entry has none: what is there is the key's.
      if (elem !== undefined) return elem as V;
    }
    return this.find(key);
  }

  override has(key: K): boolean {
    const h = this.h;
    const cell = cachedCell(h, key);
    const isCached = cell >= 0 && h.buckets!.tophash[cell]! >= minTopHash;
    return isCached || mapaccess(h, h.t.key.normalize(key)) >= 0;
  }

  override set(key: K, value: V): this {
    const h = this.h;
    const cell = this.watch === null ? cachedCell(h, key) : -1;
    if (cell < 0) this.assign(key, value);
    else {
      const b = h.buckets!;
      if (b.tophash[cell]! >= minTopHash && h.oldbuckets === null) b.elems[cell] = value;
      else assignHashed(h, b.keys[cell], value, b.hashes[cell]!);
    }
    return this;
  }

  override delete(key: K): boolean {
    const h = this.h;
    if (this.watch !== null) return this.watchedDelete(key, this.watch);
    const cell = cachedCell(h, key);
    const isCached = cell >= 0 && h.buckets!.tophash[cell]! >= minTopHash;
    if (isCached) return deleteHashed(h, h.buckets!.keys[cell], h.buckets!.hashes[cell]!);
    return mapdelete(h, h.t.key.normalize(key));
  }

  override clear(): void {
    if (this.watch === null) mapclear(this.h);
    else this.watch.clearing(() => mapclear(this.h));
  }

  override forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void {
    const h = this.h;
    if (typeof callback !== "function") throw new TypeError(`${describeValue(callback)} is not a function`);
    // A call by `callback.call` would cost as much as all the rest.
    const body = thisArg === undefined ? callback : callback.bind(thisArg);
    if (this.watch === null && h.openIterators === null) {
      const it = new Hiter(h);
      mapiterbegin(h, it);
      return sweep(it, this, body);
    }
    const position = new Position(h, this.watch);
    try {
      while (position.step()) body(position.elem as V, position.key as K, this);
    } finally {
      position.return();
    }
  }

  override range(): IterableIterator<[K, V]> {
    return new Entries<K, V>(this.h, this.watch);
  }

  override iterate(): Hiter {
    const it = new Hiter(this.h);
    mapiterinit(this.h, it);
    return it;
  }

  override advance(it: Hiter): void {
    mapiternext(it);
  }

  override keys(): IterableIterator<K> {
    return new Keys<K>(this.h, this.watch);
  }

  override values(): IterableIterator<V> {
    return new Values<V>(this.h, this.watch);
  }

  private watchedDelete(key: K, watch: MapWatch): boolean {
    const stored = this.h.t.key.normalize(key);
    return watch.deleting(stored, () => mapdelete(this.h, stored));
  }

  private find(key: K): V | undefined {
    const h = this.h;
    const cell = mapaccess(h, h.t.key.normalize(key));
    return cell < 0 ? undefined : (h.found!.elems[cell] as V);
  }

  private assign(key: K, value: V): void {
    const h = this.h;
    const stored = h.t.key.normalize(key);
    if (this.isNil) assignmentToNilMap();
    if (this.watch === null) mapassign(h, stored, value);
    else this.watch.assigning(stored, value, () => mapassign(h, stored, value));
  }
}

/**
 * An iteration. Where it starts is chosen when it is made; what `mapiterinit` does last, to go to the first entry, is the first
 * step. `mapiternext` is asked once a bucket: from there on the entries that follow are found here, in a few lines that a loop
 * inlines, so that no object need be allocated for an entry.
 */
class Position {
  key: unknown = undefined;
  elem: unknown = undefined;
  private readonly it: Hiter;
  private readonly watch: MapWatch | null;
  /** The bucket that the iteration stands in, where nothing but to go on in it need be thought of. */
  private b: Buckets | null = null;
  private first = 0;
  private i = 0;

  constructor(h: Hmap, watch: MapWatch | null) {
    this.it = new Hiter(h);
    this.watch = watch;
    mapiterbegin(h, this.it);
    if (watch !== null) watch.opened(this.it);
  }

  /** Goes to the next entry. @returns whether there is one. */
  step(): boolean {
    const it = this.it;
    const b = this.b;
    if (b !== null) {
      let i = this.i;
      for (; i < bucketCnt; i++) {
        const c = this.first + ((i + it.offset) & (bucketCnt - 1));
        const top = b.tophash[c]!;
        if (top >= minTopHash) {
          this.i = i + 1;
          this.key = b.keys[c];
          this.elem = b.elems[c];
          return true;
        }
        if (hasMoved(top)) break;
      }
      it.i = i;
    }
    if (!it.done) mapiternext(it);
    if (this.watch !== null) this.watch.stepped(it);
    else if (it.checkBucket === noCheck && !it.done) {
      this.b = it.bptr;
      this.first = firstCell(it.bindex);
      this.i = it.i;
    } else this.b = null;
    this.key = it.key;
    this.elem = it.elem;
    return !it.done;
  }

  /** What `for...of` calls when its body leaves the loop. */
  return(): { done: true; value: undefined } {
    this.it.done = true;
    this.b = null;
    if (this.watch !== null) this.watch.stepped(this.it);
    return { done: true, value: undefined };
  }

  [Symbol.iterator](): this {
    return this;
  }
}

// The helpers of iterators (`map`, `filter`, `take`), where the running Node has them.
Object.setPrototypeOf(Position.prototype, Object.getPrototypeOf(Object.getPrototypeOf([].values())) as object);

class Entries<K, V> extends Position {
  next(): IteratorResult<[K, V]> {
    const isMore = this.step();
    return { done: !isMore, value: isMore ? [this.key, this.elem] : undefined } as IteratorResult<[K, V]>;
  }
}

class Keys<K> extends Position {
  next(): IteratorResult<K> {
    const isMore = this.step();
    return { done: !isMore, value: isMore ? this.key : undefined } as IteratorResult<K>;
  }
}

class Values<V> extends Position {
  next(): IteratorResult<V> {
    const isMore = this.step();
    return { done: !isMore, value: isMore ? this.elem : undefined } as IteratorResult<V>;
  }
}
