import { BaseMap, type MapWatch } from "../base-map.ts";
import { Hiter, type Hmap } from "../hmap.ts";
import { cachedCell } from "../keys/cell-cache.ts";
import { mapaccess } from "./access.ts";
import { mapassign } from "./assign.ts";
import { assignmentToNilMap } from "./cells.ts";
import { mapiterinit, mapiternext } from "./iterate.ts";
import { mapclear, mapdelete } from "./remove.ts";

/** A `GoMap` whose operations run to their end at once. */
export class PlainMap<K, V> extends BaseMap<K, V> {
  override get(key: K): V | undefined {
    const cell = cachedCell(this.h, key);
    return (cell < 0 ? this.#find(key) : this.h.buckets!.elems[cell]) as V | undefined;
  }

  override has(key: K): boolean {
    const h = this.h;
    return cachedCell(h, key) >= 0 || mapaccess(h, h.t.key.normalize(key)) >= 0;
  }

  override set(key: K, value: V): this {
    const h = this.h;
    const cell = cachedCell(h, key);
    if (cell >= 0 && h.oldbuckets === null && this.watch === null) h.buckets!.elems[cell] = value;
    else this.#assign(key, value);
    return this;
  }

  override delete(key: K): boolean {
    const h = this.h;
    const stored = h.t.key.normalize(key);
    if (this.watch === null) return mapdelete(h, stored);
    return this.watch.deleting(stored, () => mapdelete(h, stored));
  }

  override clear(): void {
    if (this.watch === null) mapclear(this.h);
    else this.watch.clearing(() => mapclear(this.h));
  }

  override forEach(callback: (value: V, key: K, map: Map<K, V>) => void, thisArg?: unknown): void {
    const position = new Position(this.h, this.watch);
    const it = position.it;
    while (position.step()) callback.call(thisArg, it.elem as V, it.key as K, this);
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

  #find(key: K): unknown {
    const h = this.h;
    const cell = mapaccess(h, h.t.key.normalize(key));
    return cell < 0 ? undefined : h.found!.elems[cell];
  }

  #assign(key: K, value: V): void {
    const h = this.h;
    const stored = h.t.key.normalize(key);
    if (this.isNil) assignmentToNilMap();
    if (this.watch === null) mapassign(h, stored, value);
    else this.watch.assigning(stored, value, () => mapassign(h, stored, value));
  }
}

/** An iteration. Its first entry is found when it is made: `mapiterinit` ends with `mapiternext`. */
class Position {
  readonly it: Hiter;
  readonly #watch: MapWatch | null;
  #isFresh = true;

  constructor(h: Hmap, watch: MapWatch | null) {
    this.it = new Hiter(h);
    this.#watch = watch;
    mapiterinit(h, this.it);
    if (watch !== null) watch.opened(this.it);
  }

  /** Goes to the next entry. @returns whether there is one. */
  step(): boolean {
    const it = this.it;
    if (this.#isFresh) this.#isFresh = false;
    else if (!it.done) mapiternext(it);
    if (this.#watch !== null) this.#watch.stepped(it);
    return !it.done;
  }

  /** What `for...of` calls when its body leaves the loop. */
  return(): { done: true; value: undefined } {
    this.it.done = true;
    if (this.#watch !== null) this.#watch.stepped(this.it);
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
    return this.step() ? { done: false, value: [this.it.key as K, this.it.elem as V] } : { done: true, value: undefined };
  }
}

class Keys<K> extends Position {
  next(): IteratorResult<K> {
    return this.step() ? { done: false, value: this.it.key as K } : { done: true, value: undefined };
  }
}

class Values<V> extends Position {
  next(): IteratorResult<V> {
    return this.step() ? { done: false, value: this.it.elem as V } : { done: true, value: undefined };
  }
}
